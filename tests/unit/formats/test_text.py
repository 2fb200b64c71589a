import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.formats.text import MAX_CHARACTERS, cleaned, code_in, printable_name, template_escape_in


def test_text_is_cut() -> None:
    assert cleaned("a" * 5000) == "a" * MAX_CHARACTERS
    assert cleaned("abc", 2) == "ab"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tab\tand\nline feed stay", "tab\tand\nline feed stay"),
        ("\x1b[2Jerased", "\\x1b[2Jerased"),
        ("over\rwritten\x00\x9b", "over\\x0dwritten\\x00\\x9b"),
        ("right \u202eto left", "right \\u202eto left"),
        ("lone \ud800 surrogate", "lone \\ud800 surrogate"),
        ("Überprüfung 漢字 🦙", "Überprüfung 漢字 🦙"),
    ],
)
def test_what_would_steer_a_terminal_is_spelled_out(text: str, expected: str) -> None:
    assert cleaned(text) == expected
    assert expected.encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import os; os.system('x')", "import os"),
        ("__import__('os')", "__import__"),
        ("x = eval (input)", "eval ("),
        ("os.popen('id')", "os.popen"),
        ("subprocess.run", "subprocess.r"),
        ("pickle.loads(b)", "pickle.loads"),
        ("<SCRIPT>alert(1)</SCRIPT>", "<SCRIPT"),
        ("A model for text classification, import of goods and an operating system", None),
        ("evaluated on 12 benchmarks (retrieval)", None),
    ],
)
def test_calls_that_run_code_are_found(text: str, expected: str | None) -> None:
    assert code_in(text) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ self.__init__.__globals__ }}", "__init__"),
        ("{{ ()|attr('x') }}", "|attr("),
        (r"{{ x['\x5f\x5fclass\x5f\x5f'] }}", r"\x5f\x5f"),
        ("{{ cycler.next.os.popen('id') }}", ".os.popen"),
        ("{{ x.popen('id') }}", ".popen("),
        ("Answer in Python: import os; os.system('ls')", None),
        ("{% for m in messages %}{{ '<|im_start|>' + m['role'] }}{% endfor %}", None),
        ("{{ raise_exception('no system role') }}", None),
    ],
)
def test_templates_that_reach_for_pythons_internals_are_found(template: str, expected: str | None) -> None:
    assert template_escape_in(template) == expected


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("-rf 'a' \"b\".gguf", "-rf 'a' \"b\".gguf"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("r\u202efugg", "r\\u202efugg"),
        ("line\u2028separator", "line\\u2028separator"),
        (b"\xff.gguf".decode(errors="surrogateescape"), "\\udcff.gguf"),
        ("\\udcff.gguf", "\\\\udcff.gguf"),
        ("\x1b[2J\x9b", "\\x1b[2J\\x9b"),
    ],
)
def test_a_name_prints_as_one_line_of_text(name: str, printed: str) -> None:
    assert printable_name(name) == printed


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_different_names_stay_different_and_are_valid_text(one: bytes, other: bytes) -> None:
    first, second = (printable_name(raw.decode(errors="surrogateescape")) for raw in (one, other))
    assert (first == second) == (one == other)
    assert "\n" not in first.encode().decode()
