from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from auditor.airgap.claim import claims, unmatched
from auditor.domain.attestation import Attestation, Isolation, Outcome
from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.resolving import resolve

PASSED = Attestation(
    artifact_sha256="ab" * 32,
    file_name="model.gguf",
    is_self_test=False,
    engine="llama-cpp-python 1 (llama.cpp 2)",
    isolation=Isolation.NAMESPACE_SECCOMP,
    outcome=Outcome.PASSED,
    reason="all well",
    probes=(),
    generation=None,
    performed_at=datetime(2026, 11, 20, 23, 59, tzinfo=UTC),
)
DAY = date(2026, 11, 22)


RUN = "llama.cpp isolated run"


def a_claim(
    fact: str, value: bool | int | str, key: str, method: str = RUN, said: str | None = None
) -> Claim:
    place = f"attestation:{'ab' * 32}#{key}"
    return Claim(fact, value, Basis.MEASURED, Confidence.HIGH, method, place, citation=said)


def an_age(days: int) -> Claim:
    return a_claim("airgap.age_days", days, "performed_at", said="isolated run on 20 November 2026")


def test_a_pass_verifies_the_model() -> None:
    assert list(claims(PASSED, as_of_run_day=DAY)) == [
        a_claim("airgap.verified", True, "outcome"),
        a_claim("airgap.isolation", "namespace+seccomp", "isolation"),
        an_age(2),
    ]


@pytest.mark.parametrize("outcome", [Outcome.LEAKED, Outcome.REFUSED, Outcome.CRASHED, Outcome.TIMED_OUT])
def test_a_run_without_inference_or_with_a_leak_says_no(outcome: Outcome) -> None:
    verified = next(claims(replace(PASSED, outcome=outcome, reason="no tokenizer"), as_of_run_day=DAY))
    method = f"llama.cpp isolated run ({outcome.value})"
    said = f"isolated run {outcome.value}: no tokenizer"
    assert verified == a_claim("airgap.verified", False, "outcome", method, said)


@pytest.mark.parametrize("outcome", [Outcome.UNPROVEN, Outcome.NOT_RUN])
def test_a_run_that_proved_nothing_leaves_the_facts_unknown_and_says_why(outcome: Outcome) -> None:
    reason = f"isolated run {outcome.value}: no namespaces"
    unknown = Unknown(reason, Settler.ORGANISATION, "auditor airgap MODEL")
    said = claims(replace(PASSED, outcome=outcome, reason="no namespaces"), as_of_run_day=DAY)
    assert list(said) == [
        Silence("airgap.verified", unknown),
        Silence("airgap.isolation", unknown),
        Silence("airgap.age_days", unknown),
    ]


def test_the_self_test_is_a_fact_of_the_organisation() -> None:
    said = claims(replace(PASSED, is_self_test=True), as_of_run_day=DAY)
    assert list(said) == [a_claim("airgap.self_test", True, "outcome")]


def test_a_self_test_that_proved_nothing_is_silent() -> None:
    attestation = replace(PASSED, is_self_test=True, outcome=Outcome.UNPROVEN, reason="not Linux")
    unknown = Unknown("isolated run unproven: not Linux", Settler.ORGANISATION, "auditor airgap --self-test")
    assert list(claims(attestation, as_of_run_day=DAY)) == [Silence("airgap.self_test", unknown)]


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.LEAKED, Outcome.CRASHED])
def test_a_run_of_one_of_several_files_says_nothing_about_the_whole(outcome: Outcome) -> None:
    said = claims(replace(PASSED, outcome=outcome), as_of_run_day=DAY, n_files=2)
    reason = "the isolated run was of one of its 2 files: join them, scan, and run the whole"
    assert list(said) == [
        Silence(name, Unknown(reason, Settler.ORGANISATION, "auditor airgap MODEL"))
        for name in ("airgap.verified", "airgap.isolation", "airgap.age_days")
    ]


def test_why_a_part_was_not_run_is_said_of_the_whole() -> None:
    attestation = replace(PASSED, outcome=Outcome.NOT_RUN, reason="one part of a split model")
    said = claims(attestation, as_of_run_day=DAY, n_files=2)
    reasons = {one.unknown.reason for one in said if isinstance(one, Silence)}
    assert reasons == {"isolated run not run: one part of a split model"}


def test_a_proof_from_after_the_day_is_not_of_negative_age() -> None:
    said = list(claims(PASSED, as_of_run_day=date(2026, 11, 1)))
    assert said[2] == an_age(0)


@pytest.mark.parametrize("is_self_test", [True, False])
@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_statement_is_about_a_registered_fact_of_this_package(
    outcome: Outcome, is_self_test: bool
) -> None:
    attestation = replace(PASSED, outcome=outcome, is_self_test=is_self_test)
    for statement in claims(attestation, as_of_run_day=DAY):
        definition = FACTS[statement.fact]
        assert definition.producer == "airgap"
        if isinstance(statement, Claim):
            assert definition.type.admits(statement.value)
            assert resolve(definition, [statement]).name == statement.fact


def test_a_model_whose_bytes_were_not_read_is_hashed_before_it_is_run() -> None:
    reason = "its bytes were not read, and an isolated run is of the bytes with a digest"
    how = "auditor scan --hash full && auditor airgap MODEL"
    assert list(unmatched()) == [
        Silence(name, Unknown(reason, Settler.ORGANISATION, how))
        for name in ("airgap.verified", "airgap.isolation", "airgap.age_days")
    ]
