from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from auditor.declarations import ATTESTS, PRODUCES, load
from auditor.declarations.claims import BoundTraining
from auditor.declarations.problem import BindingProblem
from auditor.domain.declaration import CoverageAccepted, Selector
from auditor.domain.evidence import EvidenceState, EvidenceStatus
from auditor.domain.fact import Basis, Claim, Confidence, Silence
from auditor.domain.facts import FACTS
from auditor.domain.header import OnLoad
from auditor.domain.observation import Problem, ProblemKind
from auditor.domain.subject import Organisation, System
from auditor.domain.values import NoDay
from tests.builders.declarations import (
    ON,
    a_deployment,
    a_model,
    a_provenance,
    a_system,
    a_training,
    accepted_at,
    an_acceptance,
    an_evidence,
    an_inventory,
    an_organisation,
    bound,
    write,
)

SCOUT = a_model("meta-llama/Llama-4-Scout")
QWEN = a_model("Qwen/Qwen3-8B", aliases=("header:1234567890",))
CACHE = a_deployment(SCOUT, "meta-llama/Llama-4-Scout")
SERVED = a_deployment(SCOUT, "ward-bot")
COPY = a_deployment(QWEN, "qwen3")
ORPHAN = a_deployment(None, "llama-4-scout-api")
FOUND = an_inventory(SCOUT, QWEN, deployments=(CACHE, SERVED, COPY))
WITH_ORPHAN = an_inventory(SCOUT, QWEN, deployments=(CACHE, SERVED, COPY, ORPHAN))
SYSTEMS = "declarations/systems.yaml:1"


def test_nothing_declared_binds_to_an_undeclared_organisation() -> None:
    result = bound(inventory=FOUND)
    assert result.organisation == Organisation("undeclared organisation")
    assert (result.systems, result.evidence, result.accepted, result.problems, result.trainings) == ((),) * 5
    assert set(result.claims) == {"organisation", SCOUT.id, QWEN.id, CACHE.id, SERVED.id, COPY.id}
    said = [one for statements in result.claims.values() for one in statements]
    assert {one.fact: one.value for one in said if isinstance(one, Claim)} == {
        "declaration.n_entries": 0,
        "declaration.unbound": (),
        "declaration.refused_waivers": (),
        "declaration.union_placements": (),
    }


def test_a_declared_organisation_has_its_name_and_day() -> None:
    assert bound(an_organisation(name="X")).organisation == Organisation("X", ON)


@pytest.mark.parametrize(
    ("selector", "deployments"),
    [
        (Selector(None, "llama-4-scout*"), (CACHE, SERVED)),
        (Selector(SCOUT.id), (CACHE, SERVED)),
        (Selector(SCOUT.id[:14]), (CACHE, SERVED)),
        (Selector("header:1234567890"), (COPY,)),
        (Selector(SERVED.id), (SERVED,)),
        (Selector(None, "ward-bot"), (SERVED,)),
        (Selector(None, "*", 2, 2), (CACHE, SERVED, COPY)),
    ],
)
def test_a_system_uses_deployments_or_every_deployment_of_a_model(
    selector: Selector, deployments: tuple[object, ...]
) -> None:
    result = bound(a_system(uses=(selector,)), inventory=FOUND)
    ids = tuple(sorted(one.id for one in (CACHE, SERVED, COPY) if one in deployments))
    assert result.problems == ()
    assert result.systems == (System("triage", "Triage", "sorts patients", ids),)


def test_several_selectors_add_up() -> None:
    uses = (Selector(SERVED.id), Selector(SCOUT.id), Selector(COPY.id))
    assert bound(a_system(uses=uses), inventory=FOUND).systems[0].deployment_ids == tuple(
        sorted((CACHE.id, SERVED.id, COPY.id))
    )


def test_a_deployment_whose_model_is_not_there_counts_apart() -> None:
    result = bound(a_system(uses=(Selector(None, "llama-4-scout*"),)), inventory=WITH_ORPHAN)
    ids = ", ".join(sorted((SCOUT.id, ORPHAN.id)))
    sentence = f"name llama-4-scout* matches 2, 1 expected: {ids}"
    assert result.problems == (BindingProblem("system 'triage'", sentence, SYSTEMS),)
    assert result.systems[0].deployment_ids == ()


def test_a_selector_that_fails_leaves_the_others_bound() -> None:
    uses = (Selector(None, "mistral*"), Selector(COPY.id))
    result = bound(a_system(uses=uses), inventory=FOUND)
    assert result.systems[0].deployment_ids == (COPY.id,)
    assert result.problems == (
        BindingProblem("system 'triage'", "name mistral* matches nothing, 1 expected", SYSTEMS),
    )


def test_a_selector_may_expect_none_at_all() -> None:
    assert bound(a_system(uses=(Selector(None, "mistral*", 0, 3),)), inventory=FOUND).problems == ()


def test_training_binds_to_models_and_is_claimed_of_them() -> None:
    training = a_training(Selector(None, "*", 1, 5), union_placed_on=date(2026, 2, 1))
    result = bound(training, inventory=FOUND)
    assert result.trainings == (BoundTraining(training, tuple(sorted((SCOUT.id, QWEN.id)))),)
    for model in (SCOUT, QWEN):
        claim = result.claims[model.id][0]
        assert isinstance(claim, Claim)
        assert (claim.fact, claim.value) == ("model.union_placed_on", date(2026, 2, 1))


def test_training_that_matches_too_many_binds_to_none() -> None:
    training = a_training(Selector(None, "*"))
    result = bound(training, inventory=FOUND)
    assert result.trainings == (BoundTraining(training, ()),)
    assert [(one.subject, one.locator) for one in result.problems] == [
        ("training", "declarations/training.yaml:1")
    ]
    assert all(isinstance(one, Silence) for one in result.claims[SCOUT.id])


@pytest.mark.parametrize(
    ("kind", "selector", "ids"),
    [
        ("organisation", None, ("organisation",)),
        ("model", Selector(None, "*", 2, 2), tuple(sorted((SCOUT.id, QWEN.id)))),
        ("deployment", Selector(None, "ward-bot"), (SERVED.id,)),
        ("system", Selector("triage"), ("triage",)),
        ("system", Selector(None, "Triage"), ("triage",)),
    ],
)
def test_evidence_binds_to_what_it_serves(kind: str, selector: Selector | None, ids: tuple[str, ...]) -> None:
    result = bound(a_system(), an_evidence(selector, serves_kind=kind), inventory=FOUND)
    assert result.problems == ()
    assert [(one.subject_ids, one.state) for one in result.evidence] == [(ids, EvidenceState.VALID)]


def test_evidence_that_binds_to_nothing_is_kept_and_reported() -> None:
    result = bound(an_evidence(Selector("tria"), serves_kind="system"), a_system(), inventory=FOUND)
    assert [one.subject_ids for one in result.evidence] == [()]
    assert result.problems == (
        BindingProblem(
            "evidence 'literacy-plan'",
            "id tria matches nothing, 1 expected; the beginning of an id needs 12 characters",
            "declarations/evidence.yaml:1",
        ),
    )


def test_expired_evidence_of_what_is_gone_is_no_problem() -> None:
    over = a_provenance(valid_until=date(2026, 11, 21))
    result = bound(an_evidence(Selector("gone"), serves_kind="system", provenance=over))
    assert (result.problems, result.evidence[0].state) == ((), EvidenceState.EXPIRED)


def test_accepted_problems_are_named_by_their_place() -> None:
    inventory = an_inventory(problems=(Problem("dir:/srv", "broken.gguf", "cut off"),))
    result = bound(an_acceptance("dir:/srv/broken.gguf"), inventory=inventory)
    assert (result.accepted, result.problems) == ((accepted_at("dir:/srv/broken.gguf"),), ())


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (
            an_acceptance("dir:/srv/gone.gguf"),
            "locator dir:/srv/gone.gguf matches nothing, 1 expected; "
            "there are: dir:/srv/broken.gguf, dir:/srv/new.gguf",
        ),
        (
            an_acceptance("dir:/srv/*", expect=(1, 1)),
            "locator dir:/srv/* matches 2, 1 expected: dir:/srv/broken.gguf, dir:/srv/new.gguf",
        ),
    ],
)
def test_an_acceptance_that_names_too_few_or_too_many_accepts_none_and_is_reported(
    entry: CoverageAccepted, sentence: str
) -> None:
    broken, new = Problem("dir:/srv", "broken.gguf", "cut off"), Problem("dir:/srv", "new.gguf", "cut off")
    result = bound(entry, an_acceptance("dir:/srv/new.gguf"), inventory=an_inventory(problems=(broken, new)))
    assert result.accepted == (accepted_at("dir:/srv/new.gguf"),)
    assert result.problems == (BindingProblem("accept-coverage", sentence, "declarations/a.yaml:1"),)


def test_altered_bytes_are_accepted_by_no_entry() -> None:
    altered = Problem("dir:/srv", "a.gguf", "its bytes", category=ProblemKind.ALTERED)
    result = bound(an_acceptance("dir:/srv/*"), inventory=an_inventory(problems=(altered,)))
    assert result.accepted == ()
    assert [problem.sentence for problem in result.problems] == [
        "locator dir:/srv/* matches nothing, 1 expected; altered, which cannot be accepted: dir:/srv/a.gguf"
    ]


def test_an_acceptance_that_has_ended_neither_accepts_nor_is_reported() -> None:
    over = an_acceptance("dir:/srv/gone.gguf", a_provenance(valid_until=date(2026, 11, 21)))
    result = bound(over)
    assert (result.accepted, result.problems) == ((), ())


def test_what_does_not_bind_is_a_fact_of_the_organisation_with_its_file_and_line() -> None:
    result = bound(a_training(Selector(None, "gone")), an_evidence(Selector("x" * 12), serves_kind="system"))
    stated = {one.fact: one for one in result.claims["organisation"] if isinstance(one, Claim)}
    assert stated["declaration.unbound"] == Claim(
        "declaration.unbound",
        (
            "declarations/evidence.yaml:1: evidence 'literacy-plan': "
            f"id {'x' * 12} matches nothing, 1 expected",
            "declarations/training.yaml:1: training: name gone matches nothing, 1 expected",
        ),
        Basis.MEASURED,
        Confidence.HIGH,
        "compared with what was found",
        "declarations",
    )


def test_a_declaration_made_later_than_the_day_lends_the_organisation_its_name_alone() -> None:
    result = bound(an_organisation(name="X", country="DE"), as_of=date(2026, 6, 1))
    assert result.organisation == Organisation("X")
    about = [one for one in result.claims["organisation"] if one.fact.startswith("organisation.")]
    assert {one.unknown.reason for one in about if isinstance(one, Silence)} == {
        "the organisation's declaration by A. Officer on 1 November 2026 speaks of 2026-11-01 and later, "
        "not of 2026-06-01"
    }
    assert all(isinstance(one, Silence) for one in about)


def test_a_system_declared_later_keeps_what_has_a_day_of_its_own() -> None:
    system = a_system(
        uses=(Selector(COPY.id),),
        put_into_service_on=date(2026, 3, 1),
        union_placed_on=None,
        changed_design_on=date(2026, 9, 1),
        profiling=True,
    )
    result = bound(system, inventory=FOUND, as_of=date(2026, 6, 1))
    assert result.systems == (System("triage", "Triage", "sorts patients", (COPY.id,)),)
    claims = {one.fact: one.value for one in result.claims["triage"] if isinstance(one, Claim)}
    assert claims == {"system.put_into_service_on": date(2026, 3, 1), "system.union_placed_on": NoDay.NEVER}
    silences = {one.fact: one.unknown.reason for one in result.claims["triage"] if isinstance(one, Silence)}
    assert silences["system.profiling"] == (
        "the declaration of system 'triage' by A. Officer on 1 November 2026 speaks of 2026-11-01 and later, "
        "and for 2026-06-01 does not say"
    )
    assert "system.changed_design_on" in silences


def test_training_declared_later_speaks_of_weights_that_do_not_change() -> None:
    training = a_training(Selector(SCOUT.id), union_placed_on=date(2026, 2, 1))
    assert bound(training, inventory=FOUND, as_of=date(2026, 6, 1)).trainings == (
        BoundTraining(training, (SCOUT.id,)),
    )


def test_every_claim_is_of_a_type_its_fact_admits() -> None:
    system = a_system(union_placed_on=None, own_name=True, annex_iii=(), log_retention_days=3)
    training = a_training(Selector(SCOUT.id), tokens=1e12, union_placed_on=date(2026, 1, 1))
    result = bound(an_organisation(country="FR"), system, training, inventory=FOUND)
    for said in result.claims.values():
        for one in said:
            definition = FACTS[one.fact]
            assert one.fact in PRODUCES | ATTESTS
            if isinstance(one, Claim):
                assert definition.type.admits(one.value)


def test_entries_backed_by_evidence_are_claimed_with_it() -> None:
    result = bound(a_system(own_name=True), backed=(SYSTEMS,))
    claims = [one for one in result.claims["triage"] if isinstance(one, Claim)]
    assert [one.with_evidence for one in claims] == [True]


HARMFUL = Problem("dir:/srv", "risk.pt", "imports os", on_load=OnLoad.RUNS, sha256="ab" * 32)
HARMLESS = replace(HARMFUL, on_load=OnLoad.NOTHING_SEEN)
RISK = "dir:/srv/risk.pt"


@pytest.mark.parametrize(
    ("sha256", "found", "said"),
    [
        ("ab" * 32, HARMFUL, None),
        (None, HARMFUL, f"{RISK} runs code when it is loaded, which is accepted for its bytes alone; where"),
        ("ab" * 32, replace(HARMFUL, sha256="cd" * 32), f"{RISK} has other bytes than those accepted; where"),
        (
            "ab" * 32,
            replace(HARMFUL, sha256=None),
            f"{RISK}: the digest of its bytes is not known; read them",
        ),
        (None, HARMLESS, None),
        ("ab" * 32, HARMLESS, None),
        (
            "cd" * 32,
            HARMLESS,
            f"{RISK} has other bytes than those accepted; where",
        ),
    ],
)
def test_what_runs_code_is_accepted_for_its_bytes_alone_and_any_file_where_they_are_named(
    sha256: str | None, found: Problem, said: str | None
) -> None:
    result = bound(an_acceptance(RISK, sha256=sha256), inventory=an_inventory(problems=(found,)))
    assert bool(result.accepted) is (said is None)
    assert [one.sentence.startswith(str(said)) for one in result.problems] == ([] if said is None else [True])


def test_the_entry_to_copy_is_one_that_accepts(tmp_path: Path) -> None:
    inventory = an_inventory(problems=(HARMFUL,))
    (problem,) = bound(an_acceptance(RISK), inventory=inventory).problems
    entry = problem.sentence.partition("where they are known and meant: ")[2]
    written = (
        entry.replace("YOUR NAME", "A").replace("YYYY-MM-DD", "2026-11-01").replace("WHY IT IS ACCEPTED", "x")
    )
    (read,) = load(write(tmp_path, a=f"- {written}\n")).entries
    result = bound(read, inventory=inventory)
    assert ([one.place for one in result.accepted], result.problems) == ([RISK], ())


def test_a_record_that_was_withdrawn_since_is_listed_as_ended_where_that_is_so_of_everything_it_serves() -> (
    None
):
    later = a_provenance("d:2", on=date(2026, 11, 2))
    both, one = Selector(name="*", expect_low=2, expect_high=2), Selector(id=SCOUT.id)
    held = an_evidence(both, serves_kind="model")
    withdrawn = an_evidence(one, serves_kind="model", status=EvidenceStatus.WITHDRAWN, provenance=later)
    partly = bound(held, withdrawn, inventory=FOUND).evidence
    assert [one.state for one in partly] == [EvidenceState.VALID, EvidenceState.WITHDRAWN]
    over = bound(held, replace(withdrawn, serves=both), inventory=FOUND).evidence
    assert [one.state for one in over] == [EvidenceState.ENDED, EvidenceState.WITHDRAWN]
    of_another_kind = replace(withdrawn, serves=both, evidence="other")
    assert bound(held, of_another_kind, inventory=FOUND).evidence[0].state is EvidenceState.VALID


def test_a_system_whose_last_entry_has_ended_stays_and_is_told() -> None:
    over = a_system("soc", provenance=a_provenance("d:1", valid_until=date(2026, 11, 21)), annex_iii=("4a",))
    result = bound(an_organisation(), over)
    assert [one.id for one in result.systems] == ["soc"]
    assert [one.text for one in result.problems] == [
        "d:1: system 'soc': its last day was 21 November 2026, and nothing has followed it"
    ]
    points = [one for one in result.claims["soc"] if one.fact == "system.annex_iii"]
    assert [one.unknown.reason for one in points if isinstance(one, Silence)] == [
        "the declaration of system 'soc' by A. Officer on 1 November 2026 held until 21 November 2026, "
        "and does not say"
    ]
    assert bound(an_organisation(), over, as_of=date(2026, 11, 21)).problems == ()


@pytest.mark.parametrize(
    ("source", "confidence"),
    [(None, Confidence.MEDIUM), ("memo.pdf", Confidence.HIGH), ("https://x.example/memo", Confidence.MEDIUM)],
)
def test_an_absence_bears_more_where_a_file_shows_it(source: str | None, confidence: Confidence) -> None:
    made = a_provenance("d:1", source=source)
    absent = an_evidence(status=EvidenceStatus.ABSENT, file=None, file_sha256=None, provenance=made)
    (found,) = bound(absent, backed=("d:1",) if source else ()).evidence
    assert found.confidence is confidence
    assert found.method.endswith("with a file as its source") is (confidence is Confidence.HIGH)
    (withdrawn,) = bound(replace(absent, status=EvidenceStatus.WITHDRAWN), backed=("d:1",)).evidence
    assert withdrawn.confidence is Confidence.MEDIUM
