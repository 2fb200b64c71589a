"""Through the door: entries that are bound, and what that makes of an inventory."""

from dataclasses import replace

import pytest

from auditor.declarations.reconciliation import reconcile
from auditor.declarations.sameness import inherited, joined, settled
from auditor.domain.audit import Inventory
from auditor.domain.declaration import Selector
from auditor.domain.declared import Declaration
from auditor.domain.fact import Basis, Claim, Confidence, Conflict, Fact, Known, Settler, Silence, Unknown
from auditor.domain.serving import DeploymentState, Endpoint, InUse, ModelReference, ReferenceKind, Stated
from auditor.domain.subject import Deployment, Model, PossibleSame
from auditor.identity.grouping import group
from auditor.sources import SOURCES
from tests.builders.declarations import a_sameness, a_system, a_training, an_evidence, bound
from tests.builders.observations import a_file

ROW = InUse(
    "csv:l.csv",
    "l.csv:2",
    DeploymentState.DECLARED,
    "a spreadsheet lists it",
    ModelReference("Clinic Notes", ReferenceKind.STORE),
    stated=Stated("MIT", is_own_machine=True),
)
SERVED = InUse(
    "systemd:u",
    "a.service:3",
    DeploymentState.CONFIGURED,
    "a unit starts it",
    ModelReference("notes-8b", ReferenceKind.STORE),
    workload="a.service",
    host="gpu-01",
)
ENTRY = a_sameness(Selector(None, "Clinic Notes"), Selector(None, "notes-8b"))
WHERE = "declarations/same.yaml:1"


def claims(found: Inventory, *entries: Declaration) -> dict[str, dict[str, list[Claim | Silence]]]:
    said = reconcile(bound(*entries, inventory=found), found, SOURCES.shows)
    return {
        id_: {one.fact: [other for other in statements if other.fact == one.fact] for one in statements}
        for id_, statements in said.items()
    }


def model_of(found: Inventory, name: str) -> Model:
    return next(model for model in found.models if model.name == name)


def place_of(found: Inventory, state: DeploymentState) -> Deployment:
    return next(place for place in found.deployments if place.state is state)


def test_what_is_listed_was_seen_under_the_name_that_it_is_declared_to_be() -> None:
    found = group([ROW, SERVED])
    listed, seen = model_of(found, "Clinic Notes"), model_of(found, "notes-8b")
    (observed,) = claims(found, ENTRY)[listed.id]["model.observed"]
    assert isinstance(observed, Claim)
    assert (observed.value, observed.basis, observed.confidence) == (True, Basis.ATTESTED, Confidence.MEDIUM)
    assert observed.locator == f"{WHERE}#same_as"
    assert observed.citation == f"declared to be {seen.id} by A. Officer on 1 November 2026"
    (unseen,) = claims(found, ENTRY)["organisation"]["declaration.unseen"]
    assert isinstance(unseen, Claim)
    assert unseen.value == ()
    (before,) = claims(found)[listed.id]["model.observed"]
    assert isinstance(before, Claim)
    assert before.value is False


def test_what_was_seen_is_declared_by_the_row_and_what_runs_it_is_told_of_it_alone() -> None:
    found = group([ROW, SERVED])
    listed, seen = model_of(found, "Clinic Notes"), model_of(found, "notes-8b")
    said = claims(found, ENTRY)
    for id_, fact in (
        (seen.id, "model.declared"),
        (place_of(found, DeploymentState.CONFIGURED).id, "deployment.declared"),
    ):
        (declared,) = said[id_][fact]
        assert isinstance(declared, Claim)
        assert (declared.value, declared.basis) == (True, Basis.ATTESTED)
    (runs,) = said[listed.id]["model.run_here"]
    assert isinstance(runs, Silence)
    assert isinstance(said[seen.id]["model.run_here"][0], Claim)


@pytest.mark.parametrize(("host", "is_declared"), [("gpu-01", True), ("gpu-02", False)])
def test_a_row_that_is_about_another_place_declares_that_one_only(host: str, is_declared: bool) -> None:
    found = group([replace(ROW, host=host, endpoint=Endpoint(f"http://{host}:80")), SERVED])
    place = place_of(found, DeploymentState.CONFIGURED)
    said = claims(found, ENTRY)[place.id]["deployment.declared"]
    assert any(isinstance(one, Claim) and one.value is True for one in said) is is_declared


def test_a_system_that_uses_the_one_declares_the_other() -> None:
    found = group([replace(ROW, state=DeploymentState.USED_IN_CODE), SERVED])
    system = a_system(uses=(Selector(None, "Clinic Notes"),))
    place = place_of(found, DeploymentState.CONFIGURED)
    for entries, value in (((ENTRY, system), True), ((system,), False)):
        (said,) = claims(found, *entries)[place.id]["deployment.declared"]
        assert isinstance(said, Claim)
        assert said.value is value


def test_what_a_list_states_of_the_one_holds_of_the_other() -> None:
    found = group([ROW, SERVED])
    models = joined(found.models, bound(ENTRY, inventory=found).same)
    (listing,) = next(model for model in models if model.name == "notes-8b").listings
    assert listing.license == "MIT"
    assert listing.evidence == (
        "a spreadsheet lists it: of this model, as A. Officer on 1 November 2026 declared "
        "(declarations/same.yaml:1)"
    )
    (own,) = next(model for model in models if model.name == "Clinic Notes").listings
    assert own.evidence == "a spreadsheet lists it"


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (("Clinic Notes", "gone"), "name gone matches nothing, 1 expected"),
        (("Clinic Notes", "clinic*"), "model and same_as match the same model, "),
    ],
)
def test_an_entry_that_names_not_two_models_binds_nothing(names: tuple[str, str], sentence: str) -> None:
    found = group([ROW, SERVED])
    result = bound(a_sameness(Selector(None, names[0]), Selector(None, names[1])), inventory=found)
    (problem,) = result.problems
    assert (problem.subject, problem.locator) == ("same-as", WHERE)
    assert problem.sentence.startswith(sentence)
    assert dict(result.same) == {}


def test_two_that_have_bytes_are_not_one_whoever_says_so() -> None:
    found = group([a_file(f"{n}.gguf", inode=n, sha256=f"{n}" * 64) for n in (1, 2)])
    result = bound(a_sameness(Selector(None, "1"), Selector(None, "2")), inventory=found)
    assert result.problems[0].sentence.endswith("both have bytes, and they differ")


def test_what_a_list_states_holds_over_names_between_as_well() -> None:
    third = replace(
        SERVED,
        locator="b.service:3",
        workload="b.service",
        model=ModelReference("third", ReferenceKind.STORE),
    )
    found = group([ROW, SERVED, third])
    entries = (ENTRY, a_sameness(Selector(None, "notes-8b"), Selector(None, "third")))
    result = bound(*entries, inventory=found)
    (listing,) = next(model for model in joined(found.models, result.same) if model.name == "third").listings
    assert listing.license == "MIT"
    (said,) = claims(found, *entries, a_system(uses=(Selector(None, "Clinic Notes"),)))[
        model_of(found, "third").id
    ]["model.declared"]
    assert isinstance(said, Claim)
    assert (said.value, said.confidence) == (True, Confidence.MEDIUM)


def test_entries_that_make_one_of_two_with_bytes_over_a_name_bind_nothing() -> None:
    files = [a_file(f"{n}.gguf", inode=n, sha256=f"{n}" * 64) for n in (1, 2)]
    found = group([ROW, SERVED, *files])
    of_bytes = [a_sameness(Selector(None, "notes-8b"), Selector(None, n)) for n in ("1", "2")]
    result = bound(ENTRY, *of_bytes, inventory=found)
    assert [one.sentence.startswith("with other entries: sha256:1") for one in result.problems] == [
        True,
        True,
    ]
    assert set(result.same) == {model_of(found, name).id for name in ("Clinic Notes", "notes-8b")}


FILE = a_file("notes.gguf", sha256="1" * 64)
OF_BYTES = a_sameness(Selector(None, "notes-8b"), Selector("sha256:" + "1" * 64))


def pointed(found: Inventory, *entries: Declaration) -> dict[str, str | None]:
    same = bound(*entries, inventory=found).same
    return {model.name: model.declared_same for model in settled(found, same)}


def test_a_name_points_to_the_bytes_that_it_is_declared_to_be_over_other_names_too() -> None:
    found = group([ROW, SERVED, FILE])
    bytes_ = model_of(found, "notes").id
    assert pointed(found, ENTRY, OF_BYTES) == {"Clinic Notes": bytes_, "notes-8b": bytes_, "notes": None}
    assert pointed(found) == {"Clinic Notes": None, "notes-8b": None, "notes": None}


def test_without_bytes_a_name_points_to_the_only_one_that_was_seen() -> None:
    found = group([ROW, SERVED])
    assert pointed(found, ENTRY) == {"Clinic Notes": model_of(found, "notes-8b").id, "notes-8b": None}
    both = group([replace(ROW, state=DeploymentState.USED_IN_CODE), SERVED])
    assert set(pointed(both, ENTRY).values()) == {None}


def test_what_is_declared_is_no_question_any_more() -> None:
    found = group([ROW, SERVED])
    listed, seen = model_of(found, "Clinic Notes"), model_of(found, "notes-8b")
    maybe = tuple(PossibleSame(id_, Confidence.LOW, "alike") for id_ in (seen.id, "name:other"))
    asked = replace(found, models=(replace(listed, same_as=maybe), seen))
    (settled_, _) = settled(asked, bound(ENTRY, inventory=found).same)
    assert [one.model_id for one in settled_.same_as] == ["name:other"]


def test_the_facts_of_the_one_are_attested_of_the_other_and_keep_their_worth() -> None:
    found = group([ROW, SERVED])
    listed, seen = model_of(found, "Clinic Notes"), model_of(found, "notes-8b")
    (same,) = bound(ENTRY, inventory=found).same[listed.id]
    why = Unknown("nobody says", Settler.PROVIDER)
    low = Claim("model.family", "gpt-2", Basis.INFERRED, Confidence.LOW, "m", "l")
    measured = Claim("model.n_parameters", 8, Basis.MEASURED, Confidence.HIGH, "counted", "dir:x#y")
    whole = {
        "model.name": Fact("model.name", why),
        "model.format": Fact("model.format", why),
        "model.family": Fact("model.family", Conflict((low, replace(low, value="bert")))),
        "model.n_parameters": Fact("model.n_parameters", Known(8, (measured, replace(measured, value=9)))),
    }
    own = {"model.name": Fact("model.name", Known("Clinic Notes", (low,)))}

    told = inherited(own, whole, same, frozenset())

    assert (told["model.name"], told["model.format"]) == (own["model.name"], whole["model.format"])
    family = told["model.family"].state
    assert isinstance(family, Conflict)
    assert {one.value for one in family.claims} == {"gpt-2", "bert"}
    assert {(one.basis, one.confidence) for one in family.claims} == {(Basis.ATTESTED, Confidence.LOW)}
    count = told["model.n_parameters"].state
    assert isinstance(count, Known)
    (claim,) = count.claims
    assert (claim.value, claim.basis, claim.confidence) == (8, Basis.ATTESTED, Confidence.MEDIUM)
    assert claim.locator == f"{WHERE}#same_as"
    assert claim.citation == (
        f"declared to be {seen.id} by A. Officer on 1 November 2026; there measured: dir:x#y"
    )


def test_a_file_is_run_where_a_server_runs_what_it_is_declared_to_be() -> None:
    found = group([SERVED, FILE])
    bytes_ = model_of(found, "notes")
    (runs,) = claims(found, OF_BYTES)[bytes_.id]["model.run_here"]
    assert isinstance(runs, Claim)
    assert (runs.value, runs.basis, runs.locator) == (True, Basis.ATTESTED, f"{WHERE}#same_as")
    (before,) = claims(found)[bytes_.id]["model.run_here"]
    assert isinstance(before, Silence)


def test_what_is_declared_of_a_name_is_declared_of_its_bytes() -> None:
    found = group([SERVED, FILE])
    name, bytes_ = model_of(found, "notes-8b").id, model_of(found, "notes").id
    entries = (
        a_training(Selector(None, "notes-8b")),
        a_system(uses=(Selector(None, "notes-8b"),)),
        an_evidence(Selector(None, "notes-8b"), serves_kind="model"),
    )
    result = bound(OF_BYTES, *entries, inventory=found)
    assert set(result.trainings[0].model_ids) == {name, bytes_}
    assert set(result.evidence[0].subject_ids) == {name, bytes_}
    assert set(result.inside) == {name, bytes_}
    alone = bound(*entries, inventory=found)
    assert alone.trainings[0].model_ids == alone.evidence[0].subject_ids == (name,)
