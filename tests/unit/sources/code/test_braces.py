from auditor.sources.code.base import Call, Value
from auditor.sources.code.braces import parse
from auditor.sources.code.tokens import Dialect
from tests.builders.effort import n_calls


def test_a_chain_of_calls_is_one_call() -> None:
    (call,) = parse('A.builder().url("u").model(B.C).build()', Dialect.JAVA).calls
    assert call == Call(
        ("A", "builder", "url", "model", "build"),
        1,
        named=[("url", Value("u", 1)), ("model", Value(None, 1, "B.C"))],
    )


def test_an_object_belongs_to_the_call_it_is_given_to() -> None:
    (call,) = parse("const c = new A.B({ u: process.env.X ?? 'd', 'k': [1, 'x'] })", Dialect.SCRIPT).calls
    assert call == Call(
        ("A", "B"), 1, named=[("u", Value("d", 1, "", "X")), ("k", Value(None, 1))], assigned_to="c"
    )


def test_an_object_on_its_own_has_the_name_it_is_given() -> None:
    (call,) = parse("const body = { model: M }; const M = 'm'; const N = 'a'; N = 'b';", Dialect.SCRIPT).calls
    assert call == Call((), 1, named=[("model", Value("m", 1))], assigned_to="body")


def test_a_call_within_a_call_knows_it() -> None:
    outer, inner = parse('f(g("x"), "y")', Dialect.SCRIPT).calls
    assert (outer.path, [value.text for value in outer.positional]) == (("f",), [None, "y"])
    assert (inner.path, inner.outer) == (("g",), 0)


def test_objects_of_go_and_c_sharp() -> None:
    outer, inner = parse('c.Do(ctx, p.R{Model: to.Ptr("m")})', Dialect.GO).calls[:2]
    assert (outer.path, inner.path, inner.outer, inner.named) == (
        ("c", "Do"),
        ("p", "R"),
        0,
        [("Model", Value("m", 1))],
    )
    (call,) = parse('var o = new Options() { Model = "m" };', Dialect.C_SHARP).calls
    assert (call.path, call.named, call.assigned_to) == (("Options",), [("Model", Value("m", 1))], "o")


def test_a_block_of_go_is_no_object() -> None:
    assert parse('if x == y { z := "m" }', Dialect.GO).calls == []


def test_brackets_that_do_not_match_end_somewhere() -> None:
    assert [call.path for call in parse("f((} ) g(] h(", Dialect.SCRIPT).calls] == [("f",), ("g",), ("h",)]


def test_names_within_names_are_read_once_however_often_they_stand_there() -> None:
    names = "".join(f"const A{n + 1} = {' + '.join([f'A{n}'] * 30)};" for n in range(9))
    program = f"const A0 = 'xxxx'; {names} f(A9); f(z().g"

    assert n_calls(lambda: parse(program, Dialect.SCRIPT)) < 1_000_000
    assert len(parse(program, Dialect.SCRIPT).calls[0].positional[0].text or "") < 100_000
