import pytest

from auditor.errors import FormatError
from auditor.sources.code.base import Import, Value
from auditor.sources.code.python import parse
from tests.builders.effort import n_calls


def _given(text: str, name: str = "x") -> Value:
    (call,) = [call for call in parse(text).calls if call.path == ("f",)]
    return dict(call.named)[name]


@pytest.mark.parametrize(
    ("before", "written", "value"),
    [
        ("", "'a'", Value("a", 2)),
        ("A = 'a'", "A", Value("a", 2)),
        ("A = 'a'", "f'{A}-{b}'", Value("a-{}", 2)),
        ("A = 'a'; A = 'b'", "A", Value(None, 2, "A")),
        ("A = 'a'; A += 'b'", "A", Value(None, 2, "A")),
        ("A: str = 'a'", "A + '/' + b", Value("a/{}", 2)),
        ("", "os.getenv('N', 'd')", Value("d", 2, "", "N")),
        ("", "os.environ['N']", Value(None, 2, "", "N")),
        ("", "os.environ.get('N') or 'd'", Value("d", 2, "", "N")),
        ("", "SecretStr('s')", Value("s", 2)),
        ("", "g('s')", Value(None, 2)),
        ("", "a.B", Value(None, 2, "a.B")),
        ("A = A", "A", Value(None, 2, "A")),
        ("A = B; B = A", "A", None),
    ],
)
def test_a_value_is_known_as_far_as_the_file_tells_it(before: str, written: str, value: Value | None) -> None:
    found = _given(f"{before}\nf(x={written})")
    assert found.text is None if value is None else (found == value or found.text is value.text is None)


def test_a_default_of_a_parameter_is_its_value() -> None:
    assert _given("def g(m='a', *, n='b'):\n    f(x=m, y=n)") == Value("a", 2)
    assert _given("def g(m='a', *, n='b'):\n    f(x=m, y=n)", "y") == Value("b", 2)


def test_imports() -> None:
    text = "import a.b\nimport c as d\nfrom e.f import g as h, i\nfrom . import j"
    assert parse(text).imports == [
        Import("a.b", (("a", ""),), 1),
        Import("c", (("d", ""),), 2),
        Import("e.f", (("h", "g"), ("i", "i")), 3),
    ]


def test_documentation_is_no_text_and_what_is_set_on_an_object_is_given_to_it() -> None:
    program = parse('"""doc"""\na.b = "c"\n')
    assert program.texts == [Value("c", 2)]
    assert [(call.path, call.named) for call in program.calls] == [(("a",), [("b", Value("c", 2))])]


@pytest.mark.parametrize("text", ["def (", "\0", "(" * 3000, "-" * 200_000 + "1"])
def test_what_is_no_python_is_refused(text: str) -> None:
    with pytest.raises(FormatError, match="not Python"):
        parse(text)


def test_names_within_names_are_read_once_however_often_they_stand_there() -> None:
    names = "".join(f"A{n + 1} = f'{f'{{A{n}}}' * 30}'\n" for n in range(9))
    program = f"A0 = 'xxxx'\n{names}f(A9)\n"

    assert n_calls(lambda: parse(program)) < 100_000
    assert len(parse(program).calls[-1].positional[0].text or "") < 100_000
