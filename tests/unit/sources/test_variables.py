import pytest

from auditor.sources.variables import expand, expand_fields, is_open, open_names

KNOWN = {"A": "1", "B": "x y", "E": "", "N": None, "HF_TOKEN": "secret"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$A ${A} $(A)", "1 1 1"),
        ("${X:-d} ${A:-d} ${E:-d} ${X-$A}", "d 1  1"),
        ("${A:+set} ${X:+set}", "set "),
        ("${X} $(X) $X", "${X} $(X) $X"),
        ("$N ${N:-d}", "$N ${N:-d}"),
        ("${X:?no}", "${X:?no}"),
        ("$HF_TOKEN ${HF_TOKEN:-default}", "${HF_TOKEN} ${HF_TOKEN}"),
        ("$A.gguf", "1.gguf"),
        ("100$ ${} $-", "100$ ${} $-"),
    ],
)
def test_known_values_are_put_in(text: str, expected: str) -> None:
    assert expand(text, KNOWN) == expected


def test_unquoted_values_fall_apart() -> None:
    assert expand_fields("a$B$A", KNOWN) == ["ax", "y1"]


def test_values_that_double_without_end_stay_short() -> None:
    environment: dict[str, str | None] = {"A": "x" * 3000}
    for _ in range(50):
        environment["A"] = expand("$A$A", environment)
    assert len(environment["A"] or "") < 10_000


def test_a_default_that_refers_to_itself_ends() -> None:
    assert expand("${X:-$X}", {}) == "$X"


def test_what_is_open_and_what_it_is_called() -> None:
    texts = ["$X", "${X:-a}", "$(X)", "`x`", "{{ .Values.m }}", "%(x)s"]
    assert all(map(is_open, texts))
    assert not any(map(is_open, ["a$", "100%", "a/b", "{x}"]))
    assert open_names("$X/${Y:-a}/$(Z)/{{ .Values.m }}/$X") == ("X", "Y", "Z", ".Values.m")
