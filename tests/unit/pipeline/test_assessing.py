import ast
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from auditor import catalogue, compute, declarations, deployments, identity, policy, reports
from auditor.catalogue import Catalogue, Cell
from auditor.compute.lineage import Sum, cumulative_flop
from auditor.declarations import Declarations
from auditor.domain.attestation import Attestation, Outcome
from auditor.domain.audit import Inventory
from auditor.domain.declaration import HostingDeclared, OrganisationDeclared, Selector, SystemDeclared
from auditor.domain.document import ModelCard
from auditor.domain.evidence import EvidenceStatus
from auditor.domain.fact import (
    Basis,
    Claim,
    Confidence,
    Conflict,
    Fact,
    Known,
    Settler,
    State,
    SubjectKind,
    Unknown,
)
from auditor.domain.facts import FACTS, of_subject
from auditor.domain.header import OnLoad, Shard
from auditor.domain.observation import Observation, Problem, SkipKind, Skipped
from auditor.domain.serving import (
    Contact,
    DeploymentState,
    Endpoint,
    ModelReference,
    ReferenceKind,
    Region,
    Stated,
)
from auditor.domain.values import FactValue, Range, ValueType
from auditor.identity import group
from auditor.pipeline.assessing import Assessment, Day, assess, unread
from auditor.policy.asking.advice import ROLE_FOLLOWS_FROM
from auditor.policy.conditions import FactLeaf
from auditor.reports.document.result import result_document
from auditor.sources import Target
from auditor.sources.demo.source import DemoSource, declarations_of
from auditor.sources.directory import DirectorySource
from tests.builders.audit import STARTED, TODAY, an_audit, rich
from tests.builders.declarations import (
    a_hosting,
    a_training,
    accepted_at,
    an_acceptance,
    an_evidence,
    an_incident,
    an_organisation,
)
from tests.builders.figures import FIGURES
from tests.builders.gguf import gguf_file
from tests.builders.observations import a_document, a_file, a_header, a_problem, a_use

if TYPE_CHECKING:
    from auditor.domain.subject import Subject

DAY = Day(as_of=TODAY, run_day=TODAY)
SELF_TEST = rich().attestations[0]
OURS = replace(SELF_TEST, artifact_sha256="cd" * 32, is_self_test=False)


NOTHING = Declarations()
VALUES: dict[ValueType, FactValue] = {
    ValueType.TRI: True,
    ValueType.COUNT: 1,
    ValueType.TEXT: "a",
    ValueType.SET: ("a",),
    ValueType.DATE: TODAY,
}


def _assessed(
    inventory: Inventory, *attestations: Attestation, declared: Declarations = NOTHING
) -> Assessment:
    bound = declarations.bind(declared, inventory, as_of=TODAY)
    return assess(inventory, bound, attestations, catalogue.load(), DAY, FIGURES)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Inventory, Declarations]:
    """The sample estate: every format, a declared system, a quantised, a tuned and a merged model."""
    target = Target("demo", str(tmp_path_factory.mktemp("sample") / "estate"))
    inventory = group(DemoSource().observe(target))
    kinds = frozenset(policy.load().evidence)
    return inventory, declarations.load(declarations_of(target), evidence_kinds=kinds)


def test_every_fact_is_there_for_every_subject_of_its_kind_and_no_other(
    sample: tuple[Inventory, Declarations],
) -> None:
    inventory, declared = sample
    assessment = _assessed(inventory, declared=_with_an_incident(declared))
    subjects: tuple[Subject, ...] = (
        *inventory.models,
        *inventory.deployments,
        *assessment.bound.systems,
        *assessment.bound.incidents,
        assessment.bound.organisation,
    )
    assert {subject.kind for subject in subjects} == set(SubjectKind)
    assert set(assessment.facts) == {subject.id for subject in subjects}
    for subject in subjects:
        expected = [fact.name for fact in of_subject(subject.kind) if fact.producer != "policy"]
        assert list(assessment.facts[subject.id]) == expected


HOSTING: dict[str, Any] = {
    "mode": "api",
    "keys": "provider",
    "prompt_retention_days": 30,
    "training_on_inputs": False,
    "telemetry": True,
    "support_access": ("US",),
    "exit_tested_on": TODAY,
}


def _with_an_incident(declared: Declarations) -> Declarations:
    """The same, a system of which every field is said, and its incident."""
    asked = (fact for fact in of_subject(SubjectKind.SYSTEM) if fact.producer == "declarations")
    fields = {
        fact.name.removeprefix("system."): VALUES[fact.type] for fact in asked if fact.name[:4] != "role"
    }
    system = next(entry for entry in declared.entries if isinstance(entry, SystemDeclared))
    whole = replace(system, fields=tuple(fields.items()))
    others = (entry for entry in declared.entries if entry is not system)
    incident = an_incident(system=system.id, aware_on=TODAY, reported_on=TODAY)
    return replace(declared, entries=(*others, whole, incident))


def _with_tokens(inventory: Inventory, declared: Declarations) -> Declarations:
    """The same, and two entries that say everything such entries can: of one base only the name is known."""
    by_name = sorted(inventory.models, key=lambda model: model.locations)
    first, second = (Selector(id=model.id) for model in by_name[:2])
    said = a_training(
        first,
        base="acme/base",
        tokens=5e7,
        trainable_parameters=1e6,
        base_flop=1e24,
        base_systemic_risk=False,
        cumulative_flop=2e24,
        modalities=("text",),
        weights_public=False,
        monetised=False,
        hardware=("1: a phase",),
        union_placed_on=TODAY,
    )
    named = a_training(second, base="Llama-3.1-8B", tokens=5e7)
    region = Region("aws", "eu-west-1")
    hosted = a_hosting(Selector(id=inventory.deployments[0].id), operator="mistral", region=region, **HOSTING)
    abroad = a_hosting(Selector(id=inventory.deployments[1].id), country="US", operator_country="US")
    entries = tuple(
        _whole(entry) if isinstance(entry, OrganisationDeclared) else entry for entry in declared.entries
    )
    return _with_an_incident(replace(declared, entries=(*entries, said, named, hosted, abroad)))


def _whole(entry: OrganisationDeclared) -> OrganisationDeclared:
    """The organisation, with what the sample leaves open about how it uses models."""
    more: dict[str, FactValue] = {
        "commercial_use": True,
        "monthly_users": 1,
        "offers_models": True,
        "trains_on_outputs": False,
        "hosting_countries": ("EU",),
    }
    return replace(entry, fields=(*entry.fields, *more.items()))


def _with_everything(inventory: Inventory) -> Inventory:
    """The same, a file whose bytes were read and that its store vouches for, servers, a listed model."""
    vouched = a_file("own.gguf", sha256=OURS.artifact_sha256, declared_sha256=OURS.artifact_sha256)
    listed = a_use(state=DeploymentState.DECLARED, locator="list.csv:2", stated=Stated(purpose="triage"))
    use = a_use(operator="mistral")
    assert use.endpoint is not None
    asked = replace(use, target="endpoint:", endpoint=replace(use.endpoint, contact=Contact.ANSWERS))
    coder = ModelReference("Qwen/Qwen2.5-Coder-7B", ReferenceKind.REPOSITORY)
    tuned = a_use(locator="coder", model=coder, served_as=None, operator=None)
    found = group([vouched, use, asked, tuned, listed])
    return replace(
        inventory,
        models=(*inventory.models, *found.models),
        deployments=(*inventory.deployments, *found.deployments),
    )


def _with_a_designation() -> Catalogue:
    """The catalogue, each release designated by the Commission; as shipped it has no designation."""
    shipped, day = catalogue.load(), date(2027, 1, 1)
    designated = Cell(True, "a decision", Confidence.HIGH, day, day)
    entries = {id_: replace(entry, designated_systemic=designated) for id_, entry in shipped.entries.items()}
    return replace(shipped, entries=entries)


@pytest.mark.parametrize(
    ("as_of", "run_day", "is_stale"),
    [(date(2030, 1, 1), TODAY, False), (TODAY, date(2030, 1, 1), True)],
)
def test_operator_and_region_age_by_the_day_of_the_run_and_the_day_of_the_law_ages_neither(
    as_of: date, run_day: date, is_stale: bool
) -> None:
    called = a_use(operator="mistral", region=Region("aws", "eu-west-1"), state=DeploymentState.CONFIGURED)
    whole = catalogue.load().as_of(run_day)
    inventory, day = group([called]), Day(as_of, run_day)
    facts = assess(
        inventory, declarations.bind(NOTHING, inventory, as_of=as_of), (), whole, day, FIGURES
    ).facts
    (place,) = (known for known in facts.values() if "hosting.region_in_union" in known)
    for name in ("hosting.region_in_union", "hosting.operator_country"):
        state = place[name].state
        assert isinstance(state, Known), name
        assert (state.confidence is Confidence.LOW) is is_stale, name


@pytest.mark.parametrize(
    ("region", "links"),
    [("eu-west-1", ("process:#app.py:1 is computed in the Union",)), ("us-east-1", ())],
)
def test_who_denies_every_link_to_the_union_is_contradicted_by_what_computes_there(
    region: str, links: tuple[str, ...]
) -> None:
    called = a_use(region=Region("aws", region), state=DeploymentState.CONFIGURED, locator="app.py:1")
    inventory = group([called])
    memo = replace(an_evidence(None, status=EvidenceStatus.ABSENT), evidence="union-nexus")
    beside = declarations.Beside(contradicted=policy.load().contradicted)
    bound = declarations.bind(Declarations((memo,)), inventory, as_of=TODAY, beside=beside)
    assessment = assess(inventory, bound, (), catalogue.load(), DAY, FIGURES)
    facts = assessment.facts[bound.organisation.id]
    assert _value(facts["declaration.union_links"].state) == links
    assert [one.subject for one in assessment.problems] == ["evidence 'union-nexus'"] * len(links)
    unbound = _value(facts["declaration.unbound"].state)
    assert isinstance(unbound, tuple)
    assert len(unbound) == len(links)


def _is_the_producer_s(claim: Claim) -> bool:
    """Whether it comes from the package that the registry names; the seams let no other speak but these."""
    is_default = claim.locator == "registry"
    return not is_default and (claim.fact not in declarations.ATTESTS or claim.basis is not Basis.ATTESTED)


def test_every_package_claims_every_fact_it_lists(sample: tuple[Inventory, Declarations]) -> None:
    """That it claims no other fact is refused where it is heard, here and in every audit."""
    inventory, declared = _with_everything(sample[0]), _with_tokens(*sample)
    bound = declarations.bind(declared, inventory, as_of=TODAY)
    facts = assess(inventory, bound, (SELF_TEST, OURS), _with_a_designation(), DAY, FIGURES).facts
    claimed = {
        claim.fact
        for known in facts.values()
        for fact in known.values()
        if not isinstance(fact.state, Unknown)
        for claim in fact.state.claims
        if _is_the_producer_s(claim)
    }
    assert sorted(FACTS.keys() - claimed - policy.PRODUCES) == []


def test_classifications_write_every_fact_of_the_policy_s() -> None:
    assert {rule.writes for rule in policy.load().classifications} == policy.PRODUCES


def test_what_is_declared_of_another_package_s_fact_is_attested_or_nothing(
    sample: tuple[Inventory, Declarations],
) -> None:
    inventory, declared = sample
    bound = _assessed(inventory, declared=_with_tokens(inventory, declared)).bound
    foreign = [one for said in bound.claims.values() for one in said if one.fact in declarations.ATTESTS]
    assert {one.fact for one in foreign} == declarations.ATTESTS
    assert declarations.ATTESTS <= identity.PRODUCES | deployments.PRODUCES | compute.PRODUCES
    assert {one.basis for one in foreign if isinstance(one, Claim)} == {Basis.ATTESTED}


def test_every_fact_is_in_a_report(sample: tuple[Inventory, Declarations]) -> None:
    inventory, declared = sample
    assessment = _assessed(inventory, declared=_with_an_incident(declared))
    bound = assessment.bound
    audit = an_audit(
        inventory=inventory,
        systems=bound.systems,
        incidents=bound.incidents,
        organisation=bound.organisation,
        facts=assessment.facts,
    )
    document = result_document(audit)
    incidents = (one for system in document["systems"] for one in system["incidents"])
    below = (*document["models"], *document["deployments"], *incidents)
    blocks = (*below, *document["systems"], document["organisation"])
    shown = {name for block in blocks for name in block["facts"]}
    assert shown == {name for name, fact in FACTS.items() if fact.producer != "policy"}


def _read_by(part: object) -> set[str]:
    """The facts that a part of the bundle reads, in whichever of its fields a condition stands."""
    if isinstance(part, FactLeaf):
        return {part.fact}
    if isinstance(part, tuple):
        return set().union(*map(_read_by, part))
    if is_dataclass(part):
        return set().union(*(_read_by(getattr(part, field.name)) for field in fields(part)))
    return set()


def _read_by_policies() -> set[str]:
    bundle = policy.load()
    clauses = {rule.clause for rule in bundle.rules if rule.clause}
    contradicting = set(bundle.contradicted.values())
    return _read_by((*bundle.packs, *bundle.rules, *bundle.classifications)) | clauses | contradicting


# They show whatever fact there is, which every fact passes, and so no fact is there for them.
_SHOW_ANY_FACT = {"wording.py", "fact_table.py", "fact_blocks.py"}


def _named_by_reports() -> set[str]:
    """The facts that a part of a report asks for by name."""
    modules = Path(reports.__file__).parent.rglob("*.py")
    trees = [ast.parse(path.read_text()) for path in modules if path.name not in _SHOW_ANY_FACT]
    constants = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {node.value for node in constants if isinstance(node.value, str)}


def test_every_fact_is_read_by_a_rule_or_named_by_a_part_of_a_report_or_tells_a_role() -> None:
    tells = {f"system.{key}" for keys in ROLE_FOLLOWS_FROM.values() for key in keys}
    assert sorted(FACTS.keys() - _read_by_policies() - _named_by_reports() - tells) == []


def test_the_newest_run_of_each_file_speaks_and_runs_of_other_files_do_not() -> None:
    inventory = group([a_file(sha256="cd" * 32)])
    (model,) = inventory.models
    ours = replace(SELF_TEST, artifact_sha256="cd" * 32, is_self_test=False)
    older = replace(ours, outcome=Outcome.LEAKED, performed_at=STARTED - timedelta(days=9))
    foreign = replace(ours, artifact_sha256="ef" * 32)
    assessment = _assessed(inventory, older, ours, foreign, SELF_TEST)
    assert assessment.attestations == (SELF_TEST, ours)
    verified = assessment.facts[model.id]["airgap.verified"].state
    assert isinstance(verified, Known)
    assert verified.value is True


@pytest.mark.parametrize("last", [None, "ef" * 32, "ab" * 32])
def test_the_run_of_a_shard_proves_nothing_of_any_set_that_it_is_in(last: str | None) -> None:
    shards = [
        a_file(
            f"m-0000{n}-of-00002.gguf",
            inode=n,
            sha256=digest,
            shard_set="m",
            header=a_header(sha256=f"{n:064x}", shard=Shard(n, 2)),
        )
        for n, digest in ((1, "cd" * 32), (2, last))
        if digest
    ]
    inventory = group(shards)
    (model,) = inventory.models
    verified = _assessed(inventory, OURS).facts[model.id]["airgap.verified"].state
    assert isinstance(verified, Unknown)
    assert verified.reason.startswith("the isolated run was of one of its 2 files")


def test_a_self_test_model_that_is_somebody_s_model_too_is_spoken_of_as_both() -> None:
    inventory = group([a_file(sha256=SELF_TEST.artifact_sha256)])
    facts = _assessed(inventory, SELF_TEST).facts
    said = (facts[inventory.models[0].id]["airgap.verified"], facts["organisation"]["airgap.self_test"])
    assert [isinstance(fact.state, Known) and fact.state.value for fact in said] == [True, True]


def test_age_is_reckoned_from_the_day_of_the_run_and_not_from_as_of() -> None:
    inventory = group([a_file(sha256="cd" * 32)])
    run = replace(
        SELF_TEST, artifact_sha256="cd" * 32, is_self_test=False, performed_at=STARTED - timedelta(days=5)
    )
    day = Day(as_of=date(2030, 1, 1), run_day=TODAY)
    bound = declarations.bind(Declarations(), inventory, as_of=day.as_of)
    facts = assess(inventory, bound, (run,), catalogue.load(), day, FIGURES).facts[inventory.models[0].id]
    age = facts["airgap.age_days"].state
    assert isinstance(age, Known)
    assert age.value == 5


def test_with_nothing_known_a_fact_says_why_and_who_could_tell() -> None:
    inventory = group([a_file(sha256="cd" * 32)])
    facts = _assessed(inventory).facts[inventory.models[0].id]
    assert facts["airgap.verified"].state == Unknown(
        "nothing looked at says so", Settler.ORGANISATION, "auditor airgap MODEL"
    )


def test_a_deployment_s_state_is_measured_with_its_evidence() -> None:
    inventory = group([a_file(sha256="cd" * 32)])
    (place,) = inventory.deployments
    claim = Claim(
        "deployment.state", "present", Basis.MEASURED, Confidence.HIGH, place.evidence, place.locator
    )
    assert _assessed(inventory).facts[place.id]["deployment.state"].state == Known("present", (claim,))


def test_what_could_not_be_read_is_counted_by_place_and_without_what_is_accepted() -> None:
    problems = (a_problem("a.gguf"), a_problem("a.gguf", "twice"), a_problem("b.gguf"), a_problem("c.gguf"))
    inventory = group(problems)
    declared = Declarations((an_organisation(), an_acceptance("dir:/models/b.gguf")))
    count = _assessed(inventory, declared=declared).facts["organisation"]["coverage.n_unreadable"].state
    assert isinstance(count, Known)
    assert count.value == 2


@pytest.mark.parametrize(
    ("accepted", "left"),
    [
        ("dir:/models/*", ("dir:/models/a.bin",)),
        ("dir:/models/a.bin", ()),
    ],
)
def test_what_runs_code_and_is_no_model_stays_until_it_is_accepted_by_name(
    accepted: str, left: tuple[str, ...]
) -> None:
    harmful = replace(a_problem("a.bin"), on_load=OnLoad.RUNS, sha256="ab" * 32)
    inventory = group([harmful, a_problem("b.gguf")])
    declared = Declarations((an_acceptance(accepted, sha256=harmful.sha256),))
    found = _assessed(inventory, declared=declared).facts["organisation"]["coverage.code_on_load"].state
    assert isinstance(found, Known)
    assert found.value == left


@pytest.mark.parametrize(
    ("acting", "accepted", "expected"),
    [
        (False, "dir:/elsewhere", "dir:/models/c.pkl: pickle: it imports acme.Net"),
        (False, "dir:/models/c.pkl", ()),
        (True, "dir:/elsewhere", ("dir:/models/a.bin",)),
    ],
)
def test_what_may_run_code_leaves_open_whether_anything_does(
    acting: bool, accepted: str, expected: object
) -> None:
    doubtful = Skipped(
        "dir:/models", "c.pkl", "pickle: it imports acme.Net", SkipKind.FORMAT, on_load=OnLoad.MAY_RUN
    )
    inventory = group([doubtful, *([replace(a_problem("a.bin"), on_load=OnLoad.RUNS)] if acting else [])])
    declared = Declarations((an_acceptance(accepted),))
    found = _assessed(inventory, declared=declared).facts["organisation"]["coverage.code_on_load"].state
    told = found.value if isinstance(found, Known) else found.reason if isinstance(found, Unknown) else None
    assert told == expected


@pytest.mark.parametrize(
    ("accepted", "left"),
    [
        ((), {"dir:/models/a.gguf", "dir:/other"}),
        (("dir:/other",), {"dir:/models/a.gguf"}),
        (("dir:/models/a.gguf", "dir:/other", "dir:/more"), set()),
    ],
)
def test_an_accepted_place_is_not_unread(accepted: tuple[str, ...], left: set[str]) -> None:
    inventory = group([a_problem("a.gguf"), Problem("dir:/other", "", "no permission")])
    assert unread(inventory, [accepted_at(place) for place in accepted]) == left


def test_assessing_never_goes_back_to_the_disk(tmp_path: Path) -> None:
    gguf_file(tmp_path / "a.gguf", license="mit", metadata={"general.name": "Letters"})
    inventory = group(DirectorySource().observe(Target("dir", str(tmp_path))))
    before = _assessed(inventory)
    (tmp_path / "a.gguf").unlink()
    assert _assessed(inventory) == before


def _tuned(*, base: str | None, card: str = "") -> Mapping[str, Fact]:
    """Facts of a model of 8e9 parameters that the organisation declares to have trained with 5e7 tokens."""
    file = a_file("notes.gguf", header=a_header(n_parameters=8_000_000_000), sha256="ab" * 32)
    seen: list[Observation] = [file]
    if card:
        seen.append(a_document(ModelCard(base_models=(card,))))
    inventory = group(seen)
    entry = a_training(Selector(name="notes"), base=base, tokens=5e7, union_placed_on=None)
    return _assessed(inventory, declared=Declarations((entry,))).facts[inventory.models[0].id]


def test_declared_tokens_of_a_fine_tune_are_its_update_and_come_on_top_of_its_base() -> None:
    known = _tuned(base="Llama-3.1-8B")
    base = cumulative_flop(catalogue.load().entries["Llama-3.1-8B"], catalogue.load())
    update, total = known["compute.update_flop"].state, known["compute.cumulative_flop"].state
    assert isinstance(base, Sum)
    assert isinstance(update, Known)
    assert isinstance(total, Known)
    assert update.value == Range(2.4e18, 2.4e18, 2.4e18)
    assert isinstance(total.value, Range)
    assert total.value.central == base.flop + 2.4e18


def test_a_declared_base_is_a_base() -> None:
    known = _tuned(base="Llama-3.1-8B")
    bases, named = known["model.base_models"].state, known["model.names_base"].state
    assert isinstance(bases, Known)
    assert isinstance(named, Known)
    assert (bases.value, named.value) == (("Llama-3.1-8B",), True)
    assert [claim.basis for claim in (*bases.claims, *named.claims)] == [Basis.ATTESTED, Basis.ATTESTED]


def test_a_card_that_names_a_base_contradicts_who_declares_that_there_is_none() -> None:
    state = _tuned(base=None, card="acme/base")["model.names_base"].state
    assert isinstance(state, Conflict)
    assert {claim.value for claim in state.claims} == {True, False}


@pytest.mark.parametrize(
    ("contact", "basis", "confidence"),
    [
        (Contact.LISTENS, Basis.MEASURED, Confidence.HIGH),
        (Contact.ANSWERS, Basis.DECLARED, Confidence.MEDIUM),
        (Contact.WRITTEN, Basis.DECLARED, Confidence.MEDIUM),
    ],
)
def test_how_far_a_deployment_is_from_being_used_is_worth_what_was_seen_of_it(
    contact: Contact, basis: Basis, confidence: Confidence
) -> None:
    use = a_use(operator=None, endpoint=Endpoint("gpu-01:8000", contact=contact))
    inventory = group([use])
    (place,) = inventory.deployments
    state = _assessed(inventory).facts[place.id]["deployment.state"].state
    assert isinstance(state, Known)
    assert [(one.basis, one.confidence) for one in state.claims] == [(basis, confidence)]


def _hosting_facts(entry: HostingDeclared, **changes: Any) -> dict[str, State]:
    called = a_use(state=DeploymentState.CONFIGURED, **changes)
    inventory = group([called])
    assessment = _assessed(
        inventory, declared=Declarations((an_organisation(hosting_countries=("DE",)), entry))
    )
    (place,) = inventory.deployments
    return {name: fact.state for name, fact in assessment.facts[place.id].items()}


def _value(state: State) -> object:
    return state.value if isinstance(state, Known) else type(state)


def test_what_is_declared_of_a_deployment_answers_what_was_not_seen() -> None:
    entry = a_hosting(Selector(name="*"), operator="openai", country="DE", mode="api")
    gpt = ModelReference("gpt-5", ReferenceKind.HOSTED)
    facts = _hosting_facts(entry, operator=None, region=None, model=gpt)
    names = ("deployment.operator", "deployment.hosted", "hosting.operator_known", "hosting.operator_country")
    assert [_value(facts[name]) for name in names] == ["openai", True, True, "US"]
    names = ("hosting.country", "hosting.region_in_union", "hosting.country_allowed", "hosting.third_country")
    assert [_value(facts[name]) for name in names] == ["DE", True, True, True]


def test_what_is_declared_otherwise_than_it_was_seen_is_in_conflict() -> None:
    entry = a_hosting(Selector(name="*"), operator="openai", country="DE", mode="self_onprem")
    facts = _hosting_facts(entry, operator="mistral", region=Region("aws", "us-east-1"))
    names = ("deployment.operator", "deployment.hosted", "hosting.country", "hosting.region_in_union")
    assert [_value(facts[name]) for name in names] == [Conflict] * 4


def test_the_seat_of_an_operator_that_the_catalogue_does_not_have_is_as_declared() -> None:
    seats = (("mode", "managed"), ("operator_country", "DE"), ("operator_parent_country", None))
    names = ("hosting.operator_country", "hosting.third_country")
    entry = replace(a_hosting(Selector(name="*"), operator="Little Cloud"), fields=seats)
    facts = _hosting_facts(entry, operator=None, region=None)
    assert [_value(facts[name]) for name in names] == ["DE", False]
    known = _hosting_facts(replace(entry, operator="openai"), operator=None, region=None)
    assert [isinstance(known[name], Conflict) for name in names] == [True, True]
