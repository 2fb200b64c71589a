import time

import pytest

from auditor.sources.launching.shell import commands


def _words(script: str, *parameters: str, **environment: str) -> list[tuple[str, ...]]:
    return [command.words for command in commands(script, dict(environment), parameters)]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("a b && c || d; e & f | g\nh", [("a", "b"), ("c",), ("d",), ("e",), ("f",), ("g",), ("h",)]),
        ("a 'b c' \"d e\" f\\ g", [("a", "b c", "d e", "f g")]),
        ("a \\\n  --b \\\r\n  --c", [("a", "--b", "--c")]),
        ("a # b\n# c\nd#e", [("a",), ("d#e",)]),
        ("a 2>&1 > log < in --b 8", [("a", "--b", "8")]),
        ("a >>log 2>err", [("a",)]),
        ("(cd x && a)", [("cd", "x"), ("a",)]),
        ("if b; then a; else c; fi", [("b",), ("a",), ("c",)]),
        ("while true; do a; done", [("true",), ("a",)]),
        ("a $(cat f) `cat g`", [("a", "$(...)", "$(...)")]),
        ('a "$(X)" $(X)', [("a", "$(X)", "$(X)")]),
        ('a \'{"n": "v"}\' "{\\"n\\": 1}"', [("a", '{"n": "v"}', '{"n": 1}')]),
        ("a 'unclosed", [("a", "unclosed")]),
        ('a "" b', [("a", "", "b")]),
        ("", []),
        ("<(a) \\", [("$(...)", "\\")]),
    ],
)
def test_a_script_falls_into_commands(script: str, expected: list[tuple[str, ...]]) -> None:
    assert _words(script) == expected


def test_variables_are_put_in_but_between_single_quotes() -> None:
    assert _words("a $X \"$X\" '$X' $E", X="1 2", E="") == [("a", "1", "2", "1 2", "$X")]
    assert _words("M=a; export N=b O; P=c d $M $N") == [("d", "a", "b")]


def test_a_command_sees_what_is_set_before_it() -> None:
    found = commands("A=1; B=2 x; y", {"C": None})
    assert [(command.words, command.environment) for command in found] == [
        (("x",), {"A": "1", "B": "2", "C": None}),
        (("y",), {"A": "1", "C": None}),
    ]


def test_parameters_behind_the_text() -> None:
    assert _words('exec "$@" $1 ${2} $0', "sh", "a b", "c") == [("exec", "a b", "c", "a", "b", "c", "sh")]


def test_a_loop_over_words_is_unrolled() -> None:
    assert _words("for m in a $L; do x $m; for n in 1 2; do y $m $n; done; done; z", L="b c")[:3] == [
        ("x", "a"),
        ("y", "a", "1"),
        ("y", "a", "2"),
    ]
    assert _words("for m in a b; do x $m; done; z") == [("x", "a"), ("x", "b"), ("z",)]


def test_loops_in_loops_end() -> None:
    script = "for a in $W; do " * 20 + "x" + "; done" * 20
    began = time.monotonic()
    assert len(_words(script, W="1 " * 500)) <= 2000
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("piece", ["$(", "`", "'", '"', "${", "a=", "\\", "for a in b; do ", "((", "<("])
def test_the_same_again_and_again_is_read_in_bounded_time(piece: str) -> None:
    began = time.monotonic()
    commands(piece * 100_000, {})
    assert time.monotonic() - began < 5
