from collections.abc import Mapping
from datetime import date

import pytest

from auditor.domain.audit import Assessed
from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import Known, Settler, SubjectKind
from auditor.domain.finding import (
    Finding,
    LegalReference,
    Missing,
    Reason,
    RuleKind,
    Severity,
    Tally,
    Verdict,
)
from auditor.domain.tri import Tri
from auditor.domain.values import FactValue, Range
from auditor.policy.bundle import Bundle
from auditor.policy.choosing import load
from auditor.policy.judging.judge import Judgement, judge
from tests.builders.policy import (
    DUTY,
    TODAY,
    a_bundle,
    a_deployment,
    a_model,
    a_record,
    a_system,
    a_world,
    an_organisation,
    changed,
)

SHIPPED = load()
USER_ONLY: dict[str, FactValue] = {
    "role.gpai_provider": False,
    "role.auth_rep_gpai": False,
    "modifier.placed": False,
    "model.trained_here": False,
}


def of(judgement: Judgement, rule: str) -> list[Finding]:
    return [finding for finding in judgement.findings if finding.rule == rule]


def judged(
    *subjects: Assessed,
    evidence: tuple[EvidenceRecord, ...] = (),
    relations: Mapping[str, tuple[str, ...]] | None = None,
    as_of: date = TODAY,
    bundle: Bundle = SHIPPED,
) -> Judgement:
    world = a_world(*subjects, relations=relations, evidence=evidence)
    return judge(bundle, world, as_of=as_of, run_day=TODAY)


def test_a_finding_says_everything_about_a_verdict() -> None:
    found = judged(an_organisation(), a_model(), bundle=a_bundle(changed(DUTY, note="disputed")))
    leaf = Reason("Public summary: nothing is recorded about it", Tri.UNKNOWN, "evidence:summary", "m")
    sentence = "Article 1(1) cannot be decided: public summary: nothing is recorded about it"
    assert found.findings == (
        Finding(
            rule="owed",
            rule_version=1,
            pack="example",
            kind=RuleKind.DUTY,
            title="Public summary",
            role=(),
            subject_id="m",
            subject_kind=SubjectKind.MODEL,
            subject_name="model m",
            verdict=Verdict.UNKNOWN,
            severity=Severity.HIGH,
            sentence=sentence,
            reason=Reason(sentence, Tri.UNKNOWN, parts=(leaf,)),
            missing=(
                Missing(
                    "evidence:summary",
                    "m",
                    "nothing is recorded about it",
                    Settler.PROVIDER,
                    "auditor declare evidence --by YOUR-NAME --set evidence=summary"
                    " --set status=PRESENT-OR-ABSENT --set serves=model:m --set file=WHAT-PROVES-IT --write"
                    "  # without file where it does not exist",
                ),
            ),
            legal=LegalReference("1(1)", "C", "second", "high"),
            remedy="Publish it.",
            applies_from=date(2025, 8, 2),
            note="disputed",
        ),
    )


def test_a_remedy_is_the_first_that_fits_what_is_known_of_the_subject() -> None:
    first, later = "{fact: model.gpai, is: true}", "{not: {fact: model.gpai, is: false}}"
    cases = f"[{{if: {first}, then: Ask.}}, {{if: {later}, then: Never.}}]"
    bundle = a_bundle(changed(DUTY, remedy=f"{{cases: {cases}, else: Wait.}}"))
    subjects = (a_model("a", {"model.gpai": True}), a_model("b", {"model.gpai": False}), a_model("c"))
    found = judged(an_organisation(), *subjects, bundle=bundle)
    assert [finding.remedy for finding in found.findings] == ["Ask.", "Wait.", "Wait."]


def test_passes_and_non_applicables_are_only_counted() -> None:
    bundle = a_bundle(DUTY, changed(DUTY, id="other", when="{fact: model.gpai, is: true}"))
    subjects = [a_model(id_, {"model.gpai": False}) for id_ in "abc"]
    found = judged(an_organisation(), *subjects, evidence=(a_record("summary", "a", "b"),), bundle=bundle)
    assert [(finding.rule, finding.subject_id) for finding in found.findings] == [("owed", "c")]
    no = "does not apply: whether it is a general-purpose AI model, Art. 3(63): no"
    open_ = "Article 1(1) cannot be decided: public summary: nothing is recorded about it"
    assert found.tallies == (
        Tally("other", RuleKind.DUTY, Verdict.NOT_APPLICABLE, False, no, 3),
        Tally(
            "owed",
            RuleKind.DUTY,
            Verdict.PASS,
            False,
            "Article 1(1) holds, attested by A. Example on 1 November 2026",
            2,
        ),
        Tally("owed", RuleKind.DUTY, Verdict.UNKNOWN, False, open_, 1),
    )


def test_a_failure_is_missing_nothing() -> None:
    evidence = (a_record("summary", "m", state=EvidenceState.ABSENT),)
    found = judged(an_organisation(), a_model(), evidence=evidence, bundle=a_bundle(DUTY))
    assert [(finding.verdict, finding.missing) for finding in found.findings] == [(Verdict.FAIL, ())]


def test_as_of_another_day_every_finding_says_that_it_is_hypothetical() -> None:
    found = judged(an_organisation(), a_model(), bundle=a_bundle(DUTY), as_of=date(2027, 1, 1))
    assert found.findings[0].note == "Hypothetical: law as of 1 January 2027, judged on 22 November 2026"


def test_a_rule_that_is_not_law_yet_yields_nothing() -> None:
    found = judged(an_organisation(), a_model(), bundle=a_bundle(DUTY), as_of=date(2024, 7, 11))
    assert (found.findings, found.tallies, found.questions) == ((), (), ())


def test_an_organisation_that_only_uses_a_systemic_model_owes_nothing_for_it_but_it_is_classified() -> None:
    facts: dict[str, FactValue] = {
        **USER_ONLY,
        "model.modalities": ("text",),
        "compute.update_bounds_flop": Range(2.7e25, 5e25),
        "compute.cumulative_bounds_flop": Range(2.7e25, 5e25),
    }
    found = judged(an_organisation({"organisation.eu_established": True}), a_model(given=facts))
    state = found.facts["m"]["model.systemic_risk"].state
    assert isinstance(state, Known)
    assert state.value is True
    owed = [
        tally for tally in found.tallies if tally.rule.startswith(("aia-52", "aia-53", "aia-54", "aia-55"))
    ]
    assert len(owed) == 14
    assert {tally.verdict for tally in owed} == {Verdict.NOT_APPLICABLE}
    assert {finding.verdict for finding in of(found, "vnd-53d-training-summary")} == {Verdict.UNKNOWN}


def test_the_new_prohibitions_are_upcoming_ten_days_ahead() -> None:
    facts: dict[str, FactValue] = {
        "role.sys_provider": True,
        "role.deployer": True,
        "system.generates": ("image",),
        "system.practices_art_5": (),
    }
    evidence = tuple(
        a_record(kind, "s", state=EvidenceState.ABSENT)
        for kind in ("intimate-material-safeguards", "child-abuse-material-safeguards")
    )
    organisation = an_organisation({"organisation.eu_established": True})
    found = judged(organisation, a_system(given=facts), evidence=evidence)
    for rule, article in (
        ("aia-5-1-ba-intimate-material", "5(1)(ba)"),
        ("aia-5-1-bb-child-abuse-material", "5(1)(bb)"),
    ):
        (finding,) = of(found, rule)
        assert (finding.verdict, finding.upcoming, finding.counted) == (Verdict.FAIL, True, False)
        assert finding.sentence.startswith(
            f"would fail Article {article}, which applies from 2 December 2026 (in 10 days): "
        )


def test_a_licence_that_excludes_the_eu_names_its_clause() -> None:
    facts: dict[str, FactValue] = {
        **USER_ONLY,
        "identity.strength": "content",
        "license.excludes_eu_licensees": True,
        "license.eu_exclusion_clause": "Llama 4 acceptable use policy, EU clause",
    }
    (finding,) = of(
        judged(an_organisation({"organisation.eu_established": True}), a_model(given=facts)),
        "license-eu-excluded",
    )
    assert (finding.kind, finding.counted, finding.sentence) == (
        RuleKind.TERM,
        True,
        "Llama 4 acceptable use policy, EU clause does not allow use by an organisation "
        "in the European Union: "
        "licensees domiciled in the EU get no rights",
    )


def test_a_rule_about_the_organisation_reaches_everything_below() -> None:
    organisation = an_organisation({"airgap.self_test": False})
    deployed = a_deployment(given={"deployment.state": "running"})
    found = judged(organisation, deployed, relations={"organisation": ("d",)})
    assert [finding.verdict for finding in of(found, "airgap-self-test")] == [Verdict.FAIL]


@pytest.mark.parametrize("word", ["compliant", "compliance"])
def test_no_sentence_claims_compliance(word: str) -> None:
    found = judged(an_organisation(), a_model(), a_system(), a_deployment())
    assert len(found.findings) > 30
    spoken = [
        *(finding.sentence + finding.remedy + finding.note for finding in found.findings),
        *(tally.sentence for tally in found.tallies),
        *(question.ask for question in found.questions),
    ]
    assert [text for text in spoken if word in text.lower() or text.endswith(" .")] == []


def test_the_same_world_is_judged_the_same_whatever_its_order() -> None:
    subjects = [an_organisation(), a_system(), a_deployment(), *(a_model(id_) for id_ in "abc")]
    relations = {"organisation": ("s",), "s": ("d",), "d": ("a",)}
    one = judged(*subjects, relations=relations)
    other = judged(*reversed(subjects), relations=relations)
    assert (one.findings, one.tallies, one.questions) == (other.findings, other.tallies, other.questions)
