import pytest

from auditor.formats.address import UNKNOWN_PART
from auditor.sources.code.base import Value
from auditor.sources.code.brace_values import NOTHING, Values
from auditor.sources.code.tokens import Dialect, tokens


def value(expression: str, dialect: Dialect = Dialect.SCRIPT, *, given: str = "") -> Value:
    """What the expression says that stands first; what is given stands behind it."""
    return Values(list(tokens(f"{expression};\n{given}", dialect))).value(0)[0]


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('"a" + "b"', "ab"),
        ('"a" + b', f"a{UNKNOWN_PART}"),
        ('process.env.MODEL ?? "d"', "d"),
        ('new URL("u")', "u"),
        ("M", "m"),
        ("`x/${M}`", "x/m"),
        ("`x/${N}`", f"x/{UNKNOWN_PART}"),
    ],
)
def test_texts_constants_and_defaults_are_filled_in(expression: str, text: str) -> None:
    assert value(expression, given='const M = "m"; N = "a"; N = "b";').text == text


@pytest.mark.parametrize(
    ("expression", "dialect", "variable"),
    [
        ("process.env.MODEL", Dialect.SCRIPT, "MODEL"),
        ('os.Getenv("MODEL")', Dialect.GO, "MODEL"),
        ('System.getenv().getOrDefault("MODEL", "d")', Dialect.JAVA, "MODEL"),
    ],
)
def test_a_variable_of_the_environment_is_told(expression: str, dialect: Dialect, variable: str) -> None:
    assert value(expression, dialect).variable == variable


def test_what_a_name_is_given_from_a_variable_has_its_default() -> None:
    found = value("M", given='const M: string = process.env.MODEL || "d";')
    assert (found.text, found.variable) == ("d", "MODEL")


def test_a_name_that_stands_for_itself_and_a_path_of_nobody_are_symbols() -> None:
    assert value("a", given="const a = b; const b = a;").text is None
    assert value("Models.GPT").symbol == "Models.GPT"


def test_behind_the_last_token_there_is_nothing() -> None:
    values = Values(list(tokens("a", Dialect.SCRIPT)))
    assert values.token(7) is NOTHING
    assert values.words(0) == (("a",), 1)
