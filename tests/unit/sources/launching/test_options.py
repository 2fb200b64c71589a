import pytest

from auditor.catalogue.runtime_reading import known_runtimes
from auditor.catalogue.runtimes import Setting, Takes
from auditor.sources.launching.options import Options, read_options, truth_of, values_of

VLLM = known_runtimes().entries["vllm"]


@pytest.mark.parametrize(
    ("arguments", "given", "positional"),
    [
        ("--model a --model b", {"--model": ("b",)}, ()),
        ("--model=a=b", {"--model": ("a=b",)}, ()),
        ("--served_model_name x y --port 1", {"--served-model-name": ("x", "y"), "--port": ("1",)}, ()),
        ("--unknown value m", {}, ("m",)),
        ("--enable-x m", {}, ("m",)),
        ("--enforce-eager m", {}, ("m",)),
        ("--unknown --model a", {"--model": ("a",)}, ()),
        ("--seed -1 m", {}, ("m",)),
        ("-- --model a", {}, ("--model", "a")),
        ("--model", {"--model": ()}, ()),
        ("--trust-remote-code m", {"--trust-remote-code": ("true",)}, ("m",)),
        ("--trust-remote-code=False", {"--trust-remote-code": ("False",)}, ()),
        ("--no-trust-remote-code m", {"--trust-remote-code": ("false",)}, ("m",)),
    ],
)
def test_arguments_are_read_as_the_program_would(
    arguments: str, given: dict[str, tuple[str, ...]], positional: tuple[str, ...]
) -> None:
    assert read_options(arguments.split(), VLLM) == Options(given, positional)


def test_words_behind_a_secret_are_all_secret() -> None:
    options = read_options(["--some-token", "a", "b", "--port", "1", "--password=c"], VLLM)
    assert options == Options({"--port": ("1",)}, (), frozenset({"a", "b", "c"}))


@pytest.mark.parametrize("word", ["$EXTRA_ARGS", "${VLLM_OPTS}", "$(FLAGS)", "${EXTRA_OPTIONS:-}"])
def test_a_variable_for_further_arguments_is_no_word_of_its_own(word: str) -> None:
    assert read_options(["m", word], VLLM) == Options(positional=("m",), further=(word,))


def test_a_variable_of_any_other_name_is_a_word() -> None:
    assert read_options(["$MODEL", "$MODEL_ARGS"], VLLM).positional == ("$MODEL", "$MODEL_ARGS")


def test_a_flag_counts_before_a_variable_and_an_unknown_value_is_none() -> None:
    setting = Setting(("--x",), ("X", "Y"), Takes.LIST)
    assert values_of(setting, Options({"--x": ("a",)}), {"X": "b"}) == ("a",)
    assert values_of(setting, Options(), {"Y": "b, c"}) == ("b", "c")
    assert values_of(setting, Options(), {"X": None, "Y": "b"}) == (None,)
    assert values_of(setting, Options(), {"X": ""}) == ("",)
    assert values_of(setting, Options(), {}) == ()
    assert values_of(None, Options(), {}) == ()


def test_what_switches_on() -> None:
    answers = [truth_of(word) for word in ("1", "True", "on", "0", "False", "", "$X", None)]
    assert answers == [True, True, True, False, False, False, None, None]
