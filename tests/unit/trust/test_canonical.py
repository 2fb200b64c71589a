import json
from types import MappingProxyType

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.tri import Tri
from auditor.errors import ReportError
from auditor.trust import JsonValue, canonical

_SAFE = 2**53 - 1
_scalars = (
    st.none()
    | st.booleans()
    | st.integers(-_SAFE, _SAFE)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.floats(min_value=0, max_value=1e-3)
    | st.floats(min_value=1e14, max_value=1e23)
    | st.text()
)
_documents = st.recursive(
    _scalars,
    lambda children: (
        st.lists(children) | st.lists(children).map(tuple) | st.dictionaries(st.text(), children)
    ),
    max_leaves=20,
)


@given(_documents)
def test_canonical_bytes_are_those_of_the_reference_implementation(document: JsonValue) -> None:
    assert canonical(document) == rfc8785.dumps(document)


@given(_documents)
def test_canonical_bytes_read_back_to_the_same_bytes(document: JsonValue) -> None:
    once = canonical(document)
    assert canonical(json.loads(once, parse_int=float)) == once


@given(st.dictionaries(st.text(), st.integers(-5, 5)))
def test_the_order_of_keys_does_not_matter(document: dict[str, int]) -> None:
    turned_round = dict(reversed(document.items()))
    assert canonical(turned_round) == canonical(document)


def test_the_example_of_the_standard_gives_the_bytes_of_the_standard() -> None:
    document: JsonValue = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": '€$\x0f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    assert canonical(document).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (1.0, b"1"),
        (-0.0, b"0"),
        (1e20, b"100000000000000000000"),
        (1e21, b"1e+21"),
        (1e-6, b"0.000001"),
        (1e-7, b"1e-7"),
        (Tri.TRUE, b'"yes"'),
        (MappingProxyType({"b": (1, 2), "a": MappingProxyType({})}), b'{"a":{},"b":[1,2]}'),
        ({"\ufb33": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\ufb33":1}'.encode()),
    ],
)
def test_values_python_would_write_otherwise_are_written_as_the_standard_asks(
    document: JsonValue, expected: bytes
) -> None:
    assert canonical(document) == expected


def _nested(depth: int) -> JsonValue:
    document: JsonValue = 0
    for _ in range(depth):
        document = [document]
    return document


@pytest.mark.parametrize(
    ("document", "what"),
    [
        (float("nan"), "canonical JSON: nan is not representable in JCS"),
        ([float("inf")], "canonical JSON: inf is not representable in JCS"),
        (2**53, f"canonical JSON: {2**53} exceeds safe integer domain for JSON floats"),
        (-(2**53), f"canonical JSON: {-(2**53)} exceeds safe integer domain for JSON floats"),
        (b"bytes", "canonical JSON: unsupported type: <class 'bytes'>"),
        ({1: 2}, "canonical JSON: object keys must be strings"),
        (_nested(100_000), "canonical JSON: nested too deeply"),
    ],
)
def test_a_value_without_a_canonical_form_is_refused(document: JsonValue, what: str) -> None:
    with pytest.raises(ReportError) as refused:
        canonical(document)
    assert refused.value.message == what
    assert refused.value.hint


@pytest.mark.parametrize("document", ["\ud800", {"\ud800": 1}, {"é": "\udfff"}])
def test_half_a_surrogate_pair_is_refused(document: JsonValue) -> None:
    with pytest.raises(ReportError, match="canonical JSON: "):
        canonical(document)


def test_the_largest_safe_integers_are_written_in_full() -> None:
    assert canonical([_SAFE, -_SAFE]) == b"[9007199254740991,-9007199254740991]"
