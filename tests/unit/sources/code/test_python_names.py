import ast

import pytest

from auditor.sources.code.python_names import given_once, path_of


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("a", ("a",)),
        ("a.b.c", ("a", "b", "c")),
        ("a(1).b[2].c()", ("a", "b", "c")),
        ("'a'.b", ()),
        ("a + b", ()),
    ],
)
def test_a_name_is_the_words_on_the_way_to_it(written: str, words: tuple[str, ...]) -> None:
    assert path_of(ast.parse(written, mode="eval").body) == words


@pytest.mark.parametrize(
    ("written", "given"),
    [
        ("x = 1\ny: int = 2\nz: int\n", {"x": "1", "y": "2"}),
        ("a.b = 1\n", {"a.b": "1"}),
        ("x = 1\nx = 2\n", {}),
        ("x = 1\nx += 1\nfor y in z:\n    pass\n", {}),
        ("def f(a, b=1, *, c=2, d):\n    pass\n", {"b": "1", "c": "2"}),
        (
            "class C:\n    m = 1\n    n: int = field(default=2)\n    o: int = Field(3)\n",
            {
                f"{owner}.{name}": value
                for owner in ("C", "self", "cls")
                for name, value in (("m", "1"), ("n", "2"), ("o", "3"))
            }
            | {"m": "1", "n": "field(default=2)", "o": "Field(3)"},
        ),
    ],
)
def test_what_is_given_one_value_in_the_whole_file_has_it(written: str, given: dict[str, str]) -> None:
    found = given_once(ast.parse(written))
    assert {name: ast.unparse(value) for name, value in found.items()} == given
