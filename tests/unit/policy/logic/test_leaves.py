from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import FOLLOWS_FROM, RESOLVED, Basis, Confidence, Conflict, Fact, Known, Settler
from auditor.domain.finding import Missing, Reason
from auditor.domain.tri import Tri
from auditor.domain.values import Range
from auditor.policy.conditions import FactLeaf
from auditor.policy.logic.answer import Answer, Decider
from auditor.policy.logic.leaves import evidence_answer, fact_answer
from auditor.policy.wording import traced
from tests.builders.policy import (
    a_condition,
    a_model,
    a_record,
    a_scene,
    an_organisation,
    claim,
    conflict,
    known,
    unknown,
)


def asked(text: str, fact: Fact | None = None, floor: Confidence | None = None, **scene: Any) -> Answer:
    leaf = a_condition(text)
    assert isinstance(leaf, FactLeaf)
    given = {fact.name: fact} if fact is not None else {}
    return fact_answer(leaf, "m", a_scene(a_model(given=given), **scene), floor)


FLOP = "compute.cumulative_flop"
OVER = "{fact: compute.cumulative_flop, more_than: {law: flop}}"


def test_a_known_fact_is_compared_and_explained() -> None:
    found = asked(OVER, known(FLOP, Range(2e25, 3e25), confidence=Confidence.MEDIUM))
    assert found == Answer(
        value=Tri.TRUE,
        confidence=Confidence.MEDIUM,
        reason=Reason(
            "all compute that contributed to capabilities: 2.0 \u2013 3.0 \u00d7 10²⁵ FLOP; "
            "asked: more than 1.0 \u00d7 10²⁵ FLOP (law.yaml: flop)",
            Tri.TRUE,
            FLOP,
            "m",
            ("measured: header, dir:/srv#model.gguf (medium confidence)",),
        ),
        deciders=(Decider(found.reason, found.reason.text.replace("more than", "at most")),),
    )


def test_a_range_on_both_sides_of_the_bound_is_missing_a_better_figure() -> None:
    found = asked(OVER, known(FLOP, Range(8e24, 2e25)))
    assert found.value is Tri.UNKNOWN
    reason = "0.8 \u2013 2.0 \u00d7 10²⁵ FLOP cannot be told apart from 1.0 \u00d7 10²⁵ FLOP"
    assert found.missing == (Missing(FLOP, "m", reason, Settler.PROVIDER, "auditor declare training"),)


def test_an_unknown_fact_names_who_could_tell_and_how() -> None:
    found = asked(
        "{fact: model.format, is: gguf}", unknown("model.format", "cut short", Settler.FILE_OWNER, "scan")
    )
    assert found.reason.text == "file format of the weights: not known, cut short"
    assert found.missing == (Missing("model.format", "m", "cut short", Settler.FILE_OWNER, "scan"),)


def test_a_fact_nobody_claimed_asks_as_the_registry_says() -> None:
    found = asked("{fact: airgap.verified, is: true}")
    assert found.missing[0].how == "auditor airgap MODEL"
    assert found.missing[0].who is Settler.ORGANISATION


def test_a_conflict_counts_where_every_claim_comes_to_the_same() -> None:
    agreed = asked("{fact: model.format, in: [gguf, onnx]}", conflict("model.format", "gguf", "onnx"))
    assert (agreed.value, agreed.reason.text) == (
        Tri.TRUE,
        "file format of the weights: gguf or onnx; asked: is one of gguf, onnx",
    )
    split = asked("{fact: model.format, is: gguf}", conflict("model.format", "gguf", "onnx"))
    assert (split.value, split.missing[0].reason) == (Tri.UNKNOWN, "its sources disagree, gguf or onnx")


def test_a_conflict_of_ranges_is_unknown_if_one_of_them_is() -> None:
    assert asked(OVER, conflict(FLOP, Range(2e25, 3e25), Range(5e24, 6e25))).value is Tri.UNKNOWN


def test_what_is_weaker_than_the_floor_decides_nothing() -> None:
    weak = known("model.format", "gguf", confidence=Confidence.LOW, citation="general knowledge")
    assert asked("{fact: model.format, is: gguf}", weak).value is Tri.TRUE
    found = asked("{fact: model.format, is: gguf}", weak, Confidence.MEDIUM)
    assert found.value is Tri.UNKNOWN
    assert found.missing[0].reason == "it rests on low-confidence evidence only (general knowledge)"


def test_only_claims_of_the_wanted_basis_count() -> None:
    text = "{fact: model.weights_public, is: true, basis: attested}"
    assert asked(text).value is Tri.UNKNOWN
    declared = asked(text, known("model.weights_public", True, basis=Basis.DECLARED))
    assert (declared.value, declared.missing[0].reason) == (Tri.UNKNOWN, "no attested claim says so")
    ours = claim("model.weights_public", True, basis=Basis.ATTESTED, confidence=Confidence.MEDIUM)
    theirs = claim("model.weights_public", True, basis=Basis.DECLARED)
    both = asked(text, Fact("model.weights_public", Known(True, (ours, theirs))))
    assert (both.value, both.confidence) == (Tri.TRUE, Confidence.MEDIUM)


def test_what_settles_a_fact_speaks_for_the_claims_of_its_basis() -> None:
    text = "{fact: model.weights_public, is: true, basis: attested}"
    settling = claim("model.weights_public", True, basis=Basis.ATTESTED, method=RESOLVED, with_evidence=True)
    overruled = claim("model.weights_public", False, basis=Basis.ATTESTED)
    found = asked(text, Fact("model.weights_public", Known(True, (settling, overruled))))
    assert (found.value, found.leaf.evidence) == (Tri.TRUE, (traced(settling),))
    open_ = asked(text, Fact("model.weights_public", Conflict((settling, overruled))))
    assert open_.value is Tri.UNKNOWN


def test_a_bound_that_was_no_law_yet_leaves_it_open_and_asks_nobody() -> None:
    text = "{fact: compute.cumulative_flop, more_than: {law: new_flop}}"
    found = asked(text, known(FLOP, Range(2e26, 2e26)), as_of=date(2026, 7, 23))
    assert (found.value, found.missing) == (Tri.UNKNOWN, ())
    assert found.reason.text == "no text published by 23 July 2026 sets new_flop"
    assert asked(text, known(FLOP, Range(2e26, 2e26)), as_of=date(2026, 7, 24)).value is Tri.TRUE


def test_the_organisations_facts_can_be_asked_about_any_subject() -> None:
    leaf = a_condition("{fact: organisation.eu_established, is: true}")
    assert isinstance(leaf, FactLeaf)
    scene = a_scene(an_organisation({"organisation.eu_established": True}), a_model())
    found = fact_answer(leaf, "m", scene, None)
    assert (found.value, found.leaf.subject_id, found.leaf.text) == (
        Tri.TRUE,
        "organisation",
        "whether the organisation's seat is in the Union: yes",
    )


def proven(*records: EvidenceRecord, floor: Confidence | None = Confidence.MEDIUM) -> Answer:
    return evidence_answer("summary", "m", a_scene(evidence=records), floor)


@pytest.mark.parametrize(
    ("state", "value", "text"),
    [
        (EvidenceState.VALID, Tri.TRUE, "Public summary: recorded by A. Example on 1 November 2026"),
        (EvidenceState.ABSENT, Tri.FALSE, "Public summary: declared absent by A. Example on 1 November 2026"),
        (
            EvidenceState.EXPIRED,
            Tri.UNKNOWN,
            "Public summary: the record by A. Example on 1 November 2026 has expired, "
            "and nothing else proves it",
        ),
        (
            EvidenceState.ALTERED,
            Tri.UNKNOWN,
            "Public summary: the file recorded by A. Example on 1 November 2026 has changed since, "
            "and nothing else proves it",
        ),
        (EvidenceState.WITHDRAWN, Tri.FALSE, "Public summary: withdrawn by A. Example on 1 November 2026"),
    ],
)
def test_a_record_proves_or_disproves_by_its_state(state: EvidenceState, value: Tri, text: str) -> None:
    found = proven(a_record("summary", "m", state=state))
    assert (found.value, found.reason.text, found.reason.fact) == (value, text, "evidence:summary")
    (where,) = found.reason.evidence
    assert where.startswith("attested: ")
    assert where.endswith(f", evidence.yaml:1 ({found.confidence} confidence)")
    assert bool(found.missing) is (value is Tri.UNKNOWN)


@pytest.mark.parametrize("state", [EvidenceState.EXPIRED, EvidenceState.ALTERED])
def test_a_proof_that_ran_out_is_no_word_against_the_thing(state: EvidenceState) -> None:
    lapsed = a_record("summary", "m", state=state)
    absent = a_record("summary", "m", state=EvidenceState.ABSENT)
    assert proven(lapsed, absent).value is Tri.FALSE
    assert proven(lapsed, a_record("summary", "m", state=EvidenceState.LATER)).value is Tri.UNKNOWN
    (missing,) = proven(lapsed).missing
    assert (missing.name, missing.how) == ("evidence:summary", "auditor declare evidence")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (EvidenceState.MISSING, "recorded by A. Example on 1 November 2026 is not there or cannot be read"),
        (EvidenceState.UNFOUND, "named by A. Example on 1 November 2026 was not found"),
        (EvidenceState.EMPTY, "named by A. Example on 1 November 2026 is empty"),
        (EvidenceState.DECLARATION, "named by A. Example on 1 November 2026 is itself a declaration"),
    ],
)
def test_a_file_that_is_not_there_proves_nothing_and_denies_nothing(state: EvidenceState, said: str) -> None:
    gone = a_record("summary", "m", state=state)
    found = proven(gone)
    assert (found.value, found.missing[0].reason) == (
        Tri.UNKNOWN,
        f"the file {said}, which proves nothing",
    )
    assert proven(gone, a_record("summary", "m", state=EvidenceState.EXPIRED)).value is Tri.UNKNOWN
    assert proven(gone, a_record("summary", "m", state=EvidenceState.ABSENT)).value is Tri.FALSE
    assert proven(gone, a_record("summary", "m")).value is Tri.TRUE


LATER = EvidenceState.LATER


def test_a_record_of_later_days_is_a_question_not_an_answer() -> None:
    found = proven(a_record("summary", "m", state=LATER), a_record("summary", "m", state=LATER))
    assert (found.value, found.missing[0].reason) == (
        Tri.UNKNOWN,
        "the record by A. Example on 1 November 2026 speaks of later days, "
        "and nothing else is recorded about it",
    )
    absent = a_record("summary", "m", state=EvidenceState.ABSENT)
    assert proven(a_record("summary", "m", state=LATER), absent).value is Tri.FALSE


def test_a_record_without_a_file_bears_less_and_says_so() -> None:
    bare = EvidenceRecord(
        "summary", ("m",), EvidenceState.VALID, "evidence.yaml:2", "A. Example", date(2026, 11, 2)
    )
    found = proven(bare)
    assert (found.value, found.confidence, found.reason.text, found.reason.evidence) == (
        Tri.TRUE,
        Confidence.MEDIUM,
        "Public summary: recorded without a file by A. Example on 2 November 2026",
        ("attested: recorded without a file, evidence.yaml:2 (medium confidence)",),
    )
    weak = proven(bare, floor=Confidence.HIGH)
    reason = "only a declaration says so, recorded without a file"
    assert (weak.value, weak.missing[0].reason) == (Tri.UNKNOWN, reason)


def test_of_several_valid_records_the_one_with_a_file_speaks() -> None:
    bare = EvidenceRecord(
        "summary", ("m",), EvidenceState.VALID, "evidence.yaml:2", "A. Example", date(2026, 11, 2)
    )
    assert proven(bare, a_record("summary", "m")).confidence is Confidence.HIGH


def test_nothing_recorded_is_a_question_not_an_answer() -> None:
    found = proven()
    assert found.value is Tri.UNKNOWN
    wanted = Missing(
        "evidence:summary", "m", "nothing is recorded about it", Settler.PROVIDER, "auditor declare evidence"
    )
    assert found.missing == (wanted,)


def test_a_record_of_another_subject_or_kind_is_nothing() -> None:
    others = (a_record("summary", "n"), a_record("notice", "m"), a_record("summary", "organisation"))
    assert proven(*others).value is Tri.UNKNOWN


def test_one_valid_record_outweighs_void_ones() -> None:
    void = [a_record("summary", "m", state=state) for state in (EvidenceState.EXPIRED, EvidenceState.ALTERED)]
    assert proven(*void, a_record("summary", "m")).value is Tri.TRUE


def test_a_record_that_it_exists_and_one_that_it_does_not_contradict_each_other() -> None:
    absent = a_record("summary", "m", state=EvidenceState.ABSENT)
    found = proven(absent, a_record("summary", "m"))
    assert found.value is Tri.UNKNOWN
    assert found.missing[0].reason == (
        "the records disagree: recorded by A. Example on 1 November 2026 "
        "but declared absent by A. Example on 1 November 2026"
    )
    assert proven(absent).reason.text.startswith("Public summary: declared absent")


def test_a_declared_absence_bears_less_than_a_file() -> None:
    absent = a_record("summary", "m", state=EvidenceState.ABSENT)
    assert proven(absent).confidence is Confidence.MEDIUM
    found = proven(absent, floor=Confidence.HIGH)
    assert (found.value, found.missing[0].reason) == (Tri.UNKNOWN, "only a declaration says so")
    assert proven(a_record("summary", "m"), floor=Confidence.HIGH).value is Tri.TRUE


@pytest.mark.parametrize(
    ("state", "confidence", "value", "why"),
    [
        (EvidenceState.ABSENT, Confidence.HIGH, Tri.FALSE, ""),
        (EvidenceState.ABSENT, Confidence.MEDIUM, Tri.UNKNOWN, ", and no file shows that there is none"),
        (EvidenceState.EXPIRED, Confidence.HIGH, Tri.UNKNOWN, " has expired, and nothing else proves it"),
        (EvidenceState.VALID, Confidence.MEDIUM, Tri.TRUE, ""),
    ],
)
def test_what_would_excuse_takes_a_file_to_be_absent(
    state: EvidenceState, confidence: Confidence, value: Tri, why: str
) -> None:
    record = replace(a_record("summary", "m", state=state), confidence=confidence)
    scene = a_scene(a_model(), evidence=(record,))
    scene = replace(scene, kinds={"summary": replace(scene.kinds["summary"], excuses=True)})
    found = evidence_answer("summary", "m", scene, None)
    assert found.value is value
    if value is Tri.UNKNOWN:
        assert found.missing[0].reason.endswith(why)


LINKS = "declaration.union_links"


@pytest.mark.parametrize("confidence", [Confidence.HIGH, Confidence.MEDIUM])
@pytest.mark.parametrize(
    ("state", "links", "value", "reason"),
    [
        (
            EvidenceState.ABSENT,
            ("bot is computed in the Union",),
            Tri.UNKNOWN,
            "declared absent by A. Example on 1 November 2026, but on record: bot is computed in the Union",
        ),
        (EvidenceState.ABSENT, (), Tri.FALSE, ""),
        (EvidenceState.ABSENT, None, Tri.FALSE, ""),
        (EvidenceState.VALID, ("bot is computed in the Union",), Tri.TRUE, ""),
    ],
)
def test_an_absence_is_not_believed_over_what_is_on_record(
    state: EvidenceState, links: tuple[str, ...] | None, value: Tri, reason: str, confidence: Confidence
) -> None:
    record = replace(a_record("summary", "m", state=state), confidence=confidence)
    given = {} if links is None else {LINKS: links}
    scene = a_scene(an_organisation(given), a_model(), evidence=(record,))
    scene = replace(scene, kinds={"summary": replace(scene.kinds["summary"], contradicted_by=LINKS)})
    found = evidence_answer("summary", "m", scene, None)
    assert found.value is value
    assert [one.reason for one in found.missing] == ([reason] if reason else [])
    if reason:
        assert found.reason.text == f"Public summary: {reason}"
        assert len(found.reason.evidence) == 2


@pytest.mark.parametrize("confidence", Confidence)
@pytest.mark.parametrize("state", [EvidenceState.ABSENT, EvidenceState.WITHDRAWN])
def test_what_only_proves_denies_nothing_where_there_is_none(
    state: EvidenceState, confidence: Confidence
) -> None:
    record = replace(a_record("summary", "m", state=state), confidence=confidence)
    scene = a_scene(a_model(), evidence=(record,))
    scene = replace(scene, kinds={"summary": replace(scene.kinds["summary"], only_proves=True)})
    found = evidence_answer("summary", "m", scene, None)
    assert found.value is Tri.UNKNOWN
    assert found.missing[0].reason.endswith("on 1 November 2026, which does not say what it would show")


def test_what_only_proves_is_proven_by_a_record() -> None:
    scene = a_scene(a_model(), evidence=(a_record("summary", "m"),))
    scene = replace(scene, kinds={"summary": replace(scene.kinds["summary"], only_proves=True)})
    assert evidence_answer("summary", "m", scene, None).value is Tri.TRUE


def test_a_withdrawal_of_the_same_day_contradicts_a_record() -> None:
    withdrawn = replace(a_record("summary", "m", state=EvidenceState.WITHDRAWN), by="B. Boss")
    found = proven(a_record("summary", "m"), withdrawn)
    assert (found.value, found.missing[0].reason) == (
        Tri.UNKNOWN,
        "the records disagree: recorded by A. Example on 1 November 2026 but withdrawn by B. Boss "
        "on 1 November 2026",
    )


def test_a_withdrawal_of_a_later_day_ends_a_record() -> None:
    withdrawn = replace(a_record("summary", "m", state=EvidenceState.WITHDRAWN), on=date(2026, 11, 2))
    found = proven(a_record("summary", "m"), withdrawn)
    assert (found.value, found.reason.text) == (
        Tri.FALSE,
        "Public summary: withdrawn by A. Example on 2 November 2026",
    )


def test_what_follows_from_another_fact_asks_for_that_one() -> None:
    excludes = "license.excludes_eu_licensees"
    how = f"{FOLLOWS_FROM}model.modalities"
    found = asked(f"{{fact: {excludes}, is: false}}", unknown(excludes, "not told", Settler.PROVIDER, how))
    assert [(one.name, one.how) for one in found.missing] == [("model.modalities", "")]
