from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import PolicyError
from auditor.formats.yaml12 import read as read_yaml
from auditor.policy.adjustments import Adjustments, Layer, read, written
from auditor.settings import ParameterValue

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
VALUES: st.SearchStrategy[ParameterValue] = st.one_of(
    st.booleans(),
    st.integers(0, 10**9),
    st.floats(0.001, 1e6),
    WORDS,
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.lists(WORDS, max_size=3, unique=True).map(tuple),
)
LAYERS = st.builds(
    Layer,
    WORDS,
    st.dictionaries(WORDS, st.sampled_from(["low", "high"]), max_size=3),
    st.dictionaries(WORDS, st.dictionaries(WORDS, VALUES, max_size=2), max_size=2),
)


def parsed(text: str) -> Adjustments:
    return read(read_yaml(text, "adjustments.yaml", PolicyError))


@given(st.lists(LAYERS, min_size=1, max_size=3))
def test_what_is_written_is_read_again_and_the_last_layer_has_the_last_word(layers: list[Layer]) -> None:
    severities = {rule: (level, one.by) for one in layers for rule, level in one.severities.items()}
    values = {
        (pack, name): (value, one.by)
        for one in layers
        for pack, sets in one.parameters.items()
        for name, value in sets.items()
    }
    text = written("", layers)
    found = parsed(text) if text else Adjustments()
    assert {rule: (one.value.content, one.by) for rule, one in found.severities.items()} == severities
    assert {
        (pack, name): (
            one.value.words() if isinstance(one.value.content, tuple) else one.value.content,
            one.by,
        )
        for pack, sets in found.parameters.items()
        for name, one in sets.items()
    } == values


def test_nothing_set_is_no_file() -> None:
    assert written("", [Layer("auditor.toml")]) == ""
    assert parsed(written("default", [])).profile == "default"


@pytest.mark.parametrize("text", ["severity: {a: high}", "more: 1", "severity: {a: {is: high}}"])
def test_a_malformed_file_is_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        parsed(text)
