import pytest

from auditor.errors import FormatError
from auditor.sources.code.settings import Setting, parse_environment, parse_properties, parse_yaml


def test_a_line_of_an_env_file() -> None:
    text = "A=1\n# B=2\nexport C = 'x # y' # no\nD=\"$A/z\"\nnothing\nE=a#b\nF=${G:-h}"
    assert parse_environment(text) == [
        Setting(("A",), "1", 1),
        Setting(("C",), "x # y", 3),
        Setting(("D",), "{}/z", 4),
        Setting(("E",), "a#b", 6),
        Setting(("F",), "h", 7),
    ]


def test_a_line_of_a_properties_file_may_go_on() -> None:
    assert parse_properties("# a=b\na.b = c\\\n  d\ne: f\n! g=h\n") == [
        Setting(("a", "b"), "cd", 2),
        Setting(("e",), "f", 4),
    ]


def test_yaml_knows_its_paths_and_lines() -> None:
    text = "a:\n  b: x\n  c: [y, K=v]\n  env:\n  - {name: N, value: z}\n---\nd: !t &e 1\nf: *e\n"
    assert parse_yaml(text) == [
        Setting(("a", "b"), "x", 2),
        Setting(("a", "c", "[1]"), "y", 3),
        Setting(("a", "c", "K"), "v", 3),
        Setting(("a", "env", "[1]", "name"), "N", 5),
        Setting(("a", "env", "[1]", "value"), "z", 5),
        Setting(("a", "env", "N"), "z", 5),
        Setting(("d",), "1", 7),
        Setting(("f",), "1", 8),
    ]


def test_settings_that_others_share_are_those_of_each() -> None:
    text = "x: &x {OPENAI_MODEL: gpt-4o}\napp:\n  environment:\n    <<: *x\n    OPENAI_BASE_URL: http://h\n"
    assert parse_yaml(text)[1:] == [
        Setting(("app", "environment", "OPENAI_MODEL"), "gpt-4o", 1),
        Setting(("app", "environment", "OPENAI_BASE_URL"), "http://h", 5),
    ]


@pytest.mark.parametrize(
    "text", ["a: [", "a: b: c", "\t- x", "[" * 500, '"\\UFFFFFFFF"', "%YAML 99999999999999.1\n---\na"]
)
def test_what_is_no_yaml_is_refused_or_read(text: str) -> None:
    try:
        parse_yaml(text)
    except FormatError as error:
        assert error.message.startswith("line 1: ")
    else:
        assert text.startswith("%YAML")
