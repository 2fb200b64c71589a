from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from auditor import catalogue, policy
from auditor.declarations import Declarations, bind
from auditor.domain.attestation import Attestation, Generation, Isolation, Machine, Outcome, Probe
from auditor.domain.audit import Inputs
from auditor.domain.declaration import Selector
from auditor.domain.document import ModelCard
from auditor.domain.fact import Basis, Known, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.finding import RuleKind, Severity, Verdict
from auditor.domain.scan import Scan
from auditor.domain.serving import ModelReference, ReferenceKind
from auditor.domain.subject import Strength
from auditor.identity import group
from auditor.pipeline.assessing import Day, assess
from auditor.pipeline.exits import Gate, decide
from auditor.pipeline.judging import CaseFile, digest_of, judge, relations
from auditor.reports.document.result import result_sha256
from tests.builders.audit import STARTED, TODAY, rich
from tests.builders.declarations import (
    a_sameness,
    a_system,
    a_training,
    an_acceptance,
    an_evidence,
    an_incident,
    an_organisation,
)
from tests.builders.figures import FIGURES
from tests.builders.observations import a_document, a_file, a_header, a_use

RUN = rich().attestations[0]
SCANS = (
    Scan("one", "dir:/models", STARTED, STARTED, "full", "bb" * 32, "dir:/models"),
    Scan("two", "dir:/other", STARTED, STARTED, "full", "aa" * 32, "dir:/other"),
)


@cache
def _bundle() -> policy.Bundle:
    return policy.load()


def _case(*entries: Any, **changes: Any) -> CaseFile:
    fields: dict[str, Any] = {
        "scans": SCANS,
        "inventory": group([a_file(sha256="cd" * 32, header=a_header(name="Letters"))]),
        "declared": Declarations(entries),
        "attestations": (RUN,),
        "catalogue": catalogue.load(),
        "bundle": _bundle(),
        "day": Day(TODAY, TODAY),
    }
    return CaseFile(**{**fields, **changes})


def test_the_same_case_gives_an_equal_audit() -> None:
    entries = (an_organisation(roles=("deployer",)), a_system(uses=(Selector(name="Letters"),)))
    one, other = judge(_case(*entries)), judge(_case(*entries))
    assert one == other
    assert result_sha256(one) == result_sha256(other)


@pytest.mark.parametrize(
    ("as_of", "signed"), [(date(2025, 7, 1), False), (date(2025, 11, 30), False), (date(2025, 12, 1), True)]
)
def test_who_has_signed_the_code_is_known_from_the_day_of_the_list(as_of: date, signed: bool) -> None:
    header = a_header(name="mistralai/Codestral-22B-v0.1", n_parameters=22_247_282_688)
    inventory = group([a_file(sha256="cd" * 32, header=header)])
    audit = judge(_case(an_organisation(), inventory=inventory, day=Day(as_of, TODAY)))
    (model,) = audit.inventory.models
    state = audit.facts[model.id]["provider.code_chapters"].state
    assert isinstance(state, Known if signed else Unknown)
    verdicts = [one.verdict for one in audit.findings if one.rule == "vnd-cop-means"]
    assert verdicts == ([] if signed else [Verdict.UNKNOWN])


def test_the_order_of_scans_and_attestations_changes_nothing() -> None:
    runs = (RUN, replace(RUN, artifact_sha256="cd" * 32, is_self_test=False))
    straight = judge(_case(attestations=runs))
    assert judge(_case(scans=SCANS[::-1], attestations=runs[::-1])) == straight


def test_the_inputs_are_the_digests_of_everything_the_audit_is_a_function_of() -> None:
    case = _case(an_organisation())
    assert judge(case).inputs == Inputs(
        scans=("aa" * 32, "bb" * 32),
        catalogue_sha256=case.catalogue.sha256,
        declarations_sha256=case.declared.sha256,
        attestations=(digest_of(RUN),),
        bundle_sha256=case.bundle.sha256,
        run_day=TODAY,
    )


def test_a_name_that_is_declared_to_be_what_lies_here_is_judged_with_its_bytes() -> None:
    file = a_file(sha256="cd" * 32, header=a_header(name="Letters"))
    served = a_use(locator="chat", model=ModelReference("letters-8b", ReferenceKind.STORE), served_as=None)
    found = group([file, replace(served, operator=None)])
    name = next(model.id for model in found.models if model.strength is Strength.NAME)
    entry = a_sameness(Selector(name), Selector("sha256:" + "cd" * 32))

    def said(*entries: Any) -> set[str]:
        audit = judge(_case(*entries, inventory=found))
        return {finding.rule for finding in audit.findings if finding.subject_id == name}

    assert "weights-unseen" in said()
    assert said(entry) == set()
    audit = judge(_case(entry, inventory=found))
    digest = audit.facts[name]["identity.sha256"].state
    assert isinstance(digest, Known)
    assert (digest.value, digest.claims[0].basis) == (("cd" * 32,), Basis.ATTESTED)


def test_a_run_of_a_file_that_is_not_here_is_no_input() -> None:
    foreign = replace(RUN, artifact_sha256="ef" * 32, is_self_test=False)
    assert judge(_case(attestations=(foreign,))) == judge(_case(attestations=()))


def test_what_was_left_out_and_the_day_are_said() -> None:
    day = Day(date(2027, 12, 2), TODAY)
    audit = judge(_case(day=day, left_out=("the dossier was left out",)))
    assert (audit.as_of, audit.inputs.run_day) == (date(2027, 12, 2), TODAY)
    assert audit.left_out == ("the dossier was left out",)


def test_every_verdict_kept_is_neither_a_pass_nor_not_applicable_and_all_are_counted() -> None:
    audit = judge(_case(an_organisation()))
    assert {finding.verdict for finding in audit.findings} == {Verdict.FAIL, Verdict.UNKNOWN}
    kept = sum(tally.n for tally in audit.tallies if tally.verdict in {Verdict.FAIL, Verdict.UNKNOWN})
    assert kept == len(audit.findings)


GENERATION = RUN.generation
assert GENERATION is not None


@pytest.mark.parametrize(
    "changed",
    [
        replace(RUN, performed_at=RUN.performed_at + timedelta(minutes=5)),
        replace(RUN, generation=replace(GENERATION, load_s=9.0, tokens_per_s=0.1, peak_memory_bytes=1)),
        replace(RUN, generation=replace(GENERATION, n_threads=1)),
        replace(RUN, machine=Machine("another", "Linux 6.1", "EPYC", ("avx2",))),
    ],
)
def test_a_digest_ignores_the_clock_the_performance_and_the_machine(changed: Attestation) -> None:
    assert digest_of(changed) == digest_of(RUN)


@pytest.mark.parametrize(
    "changed",
    [
        replace(RUN, artifact_sha256="00" * 32),
        replace(RUN, engine="another"),
        # Both are in the result, so equal digests would not mean equal results.
        replace(RUN, reason="said otherwise"),
        replace(RUN, file_name="another.gguf"),
        replace(RUN, isolation=Isolation.SECCOMP),
        replace(RUN, outcome=Outcome.LEAKED),
        replace(RUN, performed_at=RUN.performed_at + timedelta(days=1)),
        replace(RUN, probes=RUN.probes[:1]),
        replace(RUN, probes=(Probe("ipv4-connect", "reached", "reached", False), *RUN.probes[1:])),
        replace(RUN, generation=None),
        replace(RUN, generation=Generation(9, 16, "00" * 32, 0.21, 88.4, 92_000_000, 2, 512)),
    ],
)
def test_a_digest_changes_with_what_was_proven(changed: Attestation) -> None:
    assert digest_of(changed) != digest_of(RUN)


def test_a_declaration_that_means_nothing_here_is_a_high_finding_with_its_file_and_line() -> None:
    audit = judge(_case(an_organisation(), a_training(Selector(name="gone")), an_acceptance("dir:x")))
    (found,) = [finding for finding in audit.findings if finding.rule == "declaration-binds"]
    assert (found.verdict, found.severity, found.kind, found.counted) == (
        Verdict.FAIL,
        Severity.HIGH,
        RuleKind.PREFERENCE,
        True,
    )
    assert found.sentence == (
        "not as recommended: declarations that do not bind as they stand: "
        "declarations/a.yaml:1: accept-coverage: locator dir:x matches nothing, 1 expected, "
        "declarations/training.yaml:1: training: name gone matches nothing, 1 expected"
    )


@pytest.mark.parametrize(
    ("changes", "verdicts"),
    [({}, [Verdict.FAIL]), ({"recorded_sha256": "a" * 64}, []), ({"expected_sha256": "a" * 64}, [])],
)
def test_a_file_that_never_was_there_is_a_wrong_declaration_and_one_that_vanished_is_not(
    changes: dict[str, Any], verdicts: list[Verdict]
) -> None:
    """Of the one that vanished the exit says that integrity is broken."""
    audit = judge(_case(an_organisation(), an_evidence(file="plan.pdf", **changes)))
    assert [f.verdict for f in audit.findings if f.rule == "declaration-binds"] == verdicts
    assert decide(audit, Gate()).code == (10 if verdicts else 12)


@pytest.mark.parametrize(
    ("entries", "verdict"), [((), Verdict.NOT_APPLICABLE), ((an_organisation(),), Verdict.PASS)]
)
def test_declarations_that_all_bind_are_counted_as_such(entries: tuple[Any, ...], verdict: Verdict) -> None:
    tallies = judge(_case(*entries)).tallies
    assert [tally.verdict for tally in tallies if tally.rule == "declaration-binds"] == [verdict]


def test_relations_lead_from_the_organisation_to_the_bases_of_its_models() -> None:
    base = a_file("base.gguf", inode=2, sha256="ab" * 32, bundle="base", header=a_header(name="acme/base"))
    tuned = a_file("tuned.gguf", sha256="cd" * 32, bundle="tuned", header=a_header(name="Letters"))
    card = a_document(ModelCard(base_models=("acme/base", "acme/unseen")), bundle="tuned")
    inventory = group([base, tuned, card])
    declared = Declarations((an_organisation(), a_system(uses=(Selector(name="Letters"),))))
    bound = bind(declared, inventory, as_of=TODAY)
    assessment = assess(inventory, bound, (), catalogue.load(), Day(TODAY, TODAY), FIGURES)
    bound = assessment.bound
    down = relations(bound.organisation, bound.systems, inventory, assessment.facts, ())
    by_name = {model.name: model.id for model in inventory.models}
    places = {place.model_id: place.id for place in inventory.deployments}
    assert down == {
        "organisation": ("triage",),
        "triage": (places[by_name["Letters"]],),
        places[by_name["Letters"]]: (by_name["Letters"],),
        places[by_name["acme/base"]]: (by_name["acme/base"],),
        by_name["Letters"]: (by_name["acme/base"],),
        by_name["acme/base"]: (),
    }


def test_incidents_are_below_their_system_and_in_the_audit() -> None:
    audit = judge(_case(an_organisation(), a_system(), a_system("other"), an_incident()))
    assert [(one.id, one.system_id) for one in audit.incidents] == [("incident:INC-1", "triage")]
    assert "incident:INC-1" in {subject.id for subject in audit.subjects}
    assert set(audit.facts["incident:INC-1"]) == {name for name in FACTS if name.startswith("incident.")}
    bound = bind(Declarations((a_system(), an_incident())), group([]), as_of=TODAY)
    assessment = assess(group([]), bound, (), catalogue.load(), Day(TODAY, TODAY), FIGURES)
    bound = assessment.bound
    down = relations(bound.organisation, bound.systems, group([]), assessment.facts, bound.incidents)
    assert down["triage"] == ("incident:INC-1",)


def test_of_two_models_of_one_name_neither_is_taken_for_the_base() -> None:
    bases = [
        a_file(f"{n}.gguf", inode=n, sha256=f"{n}b" * 32, bundle=f"b{n}", header=a_header(name="acme/base"))
        for n in (2, 3)
    ]
    tuned = a_file("tuned.gguf", sha256="cd" * 32, bundle="tuned", header=a_header(name="Letters"))
    card = a_document(ModelCard(base_models=("acme/base",)), bundle="tuned")
    inventory = group([*bases, tuned, card])
    bound = bind(Declarations(), inventory, as_of=TODAY)
    assessment = assess(inventory, bound, (), catalogue.load(), Day(TODAY, TODAY), FIGURES)
    bound = assessment.bound
    down = relations(bound.organisation, bound.systems, inventory, assessment.facts, ())
    assert [down[model.id] for model in inventory.models] == [(), (), ()]


def test_a_place_without_weights_leads_nowhere() -> None:
    inventory = group([a_file(sha256="cd" * 32)])
    (place,) = inventory.deployments
    bare = replace(inventory, deployments=(replace(place, model_id=None),))
    bound = bind(Declarations(), bare, as_of=TODAY)
    assessment = assess(bare, bound, (), catalogue.load(), Day(TODAY, TODAY), FIGURES)
    assert relations(bound.organisation, bound.systems, bare, assessment.facts, ())[place.id] == ()


def test_the_rules_the_law_and_the_titles_of_licences_are_kept_with_the_audit() -> None:
    card = a_document(ModelCard(licenses=("other",), license_name="llama4"))
    audit = judge(_case(inventory=group([a_file(sha256="a" * 64), card])))
    assert {rule.rule for rule in audit.rules} >= {tally.rule for tally in audit.tallies}
    assert {f.name: f.value for f in audit.law}["systemic_presumption_flop"] == 1e25
    assert audit.license_titles == {"LicenseRef-scancode-llama-4-license-2025": "Llama 4 Community License"}
    assert judge(_case()).license_titles == {}
