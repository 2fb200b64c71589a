import json
import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.domain.attestation import Attestation
from auditor.domain.fact import Fact
from auditor.domain.finding import Finding, Reason
from auditor.domain.observation import FileId, Observation
from auditor.domain.on_demand import OnDemand
from auditor.domain.tri import Tri
from auditor.domain.values import FactValue, NoDay, Range
from auditor.errors import IntegrityError, StoreError
from auditor.store.audit_shapes import FACTS
from auditor.store.codec import Shape, decode, encode, read, read_value, time_text
from auditor.store.shapes import OBSERVATION
from auditor.trust import canonical, sha256
from tests.unit.store.samples import NOW, a_covered, a_fact, a_file, a_finding, an_attestation, any_of_type

_VALUE: Shape[FactValue] = Shape("value", FactValue)
_FINDING: Shape[Finding] = Shape("finding", Finding)
_ATTESTATION: Shape[Attestation] = Shape("attestation", Attestation)


@settings(max_examples=60)
@given(any_of_type(Observation))
def test_every_observation_comes_back_equal(observation: Observation) -> None:
    assert decode(OBSERVATION, encode(OBSERVATION, observation).body) == observation


@settings(max_examples=60)
@given(st.dictionaries(any_of_type(str), any_of_type(Fact), max_size=2))
def test_every_fact_comes_back_equal(facts: dict[str, Fact]) -> None:
    assert decode(FACTS, encode(FACTS, facts).body) == facts


@settings(max_examples=60)
@given(any_of_type(Finding))
def test_every_finding_comes_back_equal(finding: Finding) -> None:
    assert decode(_FINDING, encode(_FINDING, finding).body) == finding


def test_parts_that_are_made_on_demand_are_written_like_any_others() -> None:
    parts = (Reason("a part", Tri.TRUE, parts=(Reason("its part", Tri.FALSE),)),)
    late = a_finding(reason=Reason("all", Tri.TRUE, parts=OnDemand(lambda: parts)))
    content = encode(_FINDING, late)
    assert content == encode(_FINDING, a_finding(reason=Reason("all", Tri.TRUE, parts=parts)))
    assert decode(_FINDING, content.body).reason.parts == parts


@settings(max_examples=60)
@given(any_of_type(Attestation))
def test_every_attestation_comes_back_equal(attestation: Attestation) -> None:
    assert decode(_ATTESTATION, encode(_ATTESTATION, attestation).body) == attestation


@settings(max_examples=60)
@given(any_of_type(FactValue))
def test_every_value_comes_back_equal_and_of_its_own_type(value: FactValue) -> None:
    body = encode(_VALUE, value).body
    for back in (decode(_VALUE, body), read_value(read(body))):
        assert (type(back), back) == (type(value), value)


@pytest.mark.parametrize(
    ("value", "body"),
    [
        (True, "true"),
        (1, "1"),
        (1.0, '{"kind":"float","value":1}'),
        (2**53, '{"kind":"int","value":"9007199254740992"}'),
        (float("-inf"), '{"kind":"float","value":"-inf"}'),
        ("1", '"1"'),
        (("a", "b"), '["a","b"]'),
        (date(2026, 11, 22), '{"kind":"date","value":"2026-11-22"}'),
        (NoDay.NEVER, '{"kind":"no day"}'),
        ("none", '"none"'),
        (Range(1, 2e24), '{"central":null,"high":2e+24,"kind":"range","low":1}'),
    ],
)
def test_a_value_is_written_with_its_kind_where_json_has_no_type_for_it(value: FactValue, body: str) -> None:
    assert encode(_VALUE, value).body == body
    assert decode(_VALUE, body) == value


def test_a_header_entry_that_is_not_a_number_comes_back_as_one() -> None:
    back = decode(_VALUE, encode(_VALUE, float("nan")).body)
    assert isinstance(back, float)
    assert math.isnan(back)


def test_a_content_is_canonical_and_named_by_its_digest() -> None:
    content = encode(OBSERVATION, a_file())
    assert content.sha256 == sha256(content.body.encode())
    assert content.body.encode() == canonical(json.loads(content.body))
    assert json.loads(content.body)["kind"] == "FileSeen"


def test_numbers_beyond_what_json_readers_keep_are_written_as_text() -> None:
    body = encode(OBSERVATION, a_file(file_id=FileId(2**64 - 1, 2**63, 1, 1_700_000_000_000_000_001, 0))).body
    assert json.loads(body)["file_id"] == {
        "allocated_bytes": 0,
        "ctime_ns": 0,
        "device": "18446744073709551615",
        "inode": "9223372036854775808",
        "mtime_ns": "1700000000000000001",
        "size_bytes": 1,
    }


@pytest.mark.parametrize("name", ["\udcff.gguf", "\x1a", "\x1a\\ud800"])
def test_a_file_name_that_is_not_unicode_comes_back(name: str) -> None:
    seen = a_file(locator=name)
    assert decode(OBSERVATION, encode(OBSERVATION, seen).body) == seen


def test_equal_times_of_two_zones_are_the_same_content() -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert encode(_ATTESTATION, an_attestation(performed_at=elsewhere)) == encode(
        _ATTESTATION, an_attestation()
    )


def test_times_sort_as_text() -> None:
    assert time_text(datetime(999, 1, 1, tzinfo=UTC)) == "0999-01-01T00:00:00.000000+00:00"
    assert time_text(NOW) == "2026-11-22T09:30:00.000125+00:00"


def test_a_time_without_a_zone_cannot_be_stored() -> None:
    with pytest.raises(StoreError, match=r"attestation: cannot be stored: the time .* has no zone"):
        encode(_ATTESTATION, an_attestation(performed_at=NOW.replace(tzinfo=None)))


@pytest.mark.parametrize("value", [NOW, None, b"bytes", object()])
def test_a_value_no_fact_can_have_cannot_be_stored(value: Any) -> None:
    with pytest.raises(StoreError, match=r"facts: cannot be stored: .* is not a value of a fact"):
        encode(FACTS, {"x": a_fact("x", value=value)})


def test_a_value_of_another_type_than_the_union_cannot_be_stored() -> None:
    with pytest.raises(StoreError, match="observation: cannot be stored"):
        encode(OBSERVATION, cast("Observation", an_attestation()))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '{"kind":"Nothing"}',
        '{"kind":"Covered"}',
        '{"kind":"Covered","target":"t","n_seen":"many","how_far":""}',
        '{"how_far":"","kind":"Covered","n_seen":1,"target":"\\u001aé"}',
        "[" * 100_000,
    ],
)
def test_a_body_that_is_not_ours_is_refused(body: str) -> None:
    with pytest.raises(IntegrityError, match="observation: its record cannot be read") as refused:
        decode(OBSERVATION, body)
    assert refused.value.hint == "Check the record: auditor verify ledger."


@pytest.mark.parametrize(
    "body", ['{"kind":"range","low":2,"high":1,"central":null}', '{"kind":"colour"}', "1.5", "null"]
)
def test_a_value_that_is_not_ours_is_refused(body: str) -> None:
    with pytest.raises(IntegrityError, match="value: its record cannot be read"):
        decode(_VALUE, body)


def test_a_default_is_written_so_that_it_can_change() -> None:
    document = json.loads(encode(OBSERVATION, a_covered()).body)
    assert document == {"kind": "Covered", "target": "dir:/srv/models", "n_seen": 1, "how_far": "every file"}
    header = json.loads(encode(OBSERVATION, a_file()).body)["header"]
    assert header["anomalies"] == []
    assert header["role"] == "weights"


def test_contents_of_different_values_have_different_names() -> None:
    one = a_covered()
    assert encode(OBSERVATION, one).sha256 != encode(OBSERVATION, replace(one, n_seen=2)).sha256
