from datetime import date

from auditor.domain.fact import Known, SubjectKind, Unknown
from auditor.domain.subject import Organisation
from auditor.policy.conditions import Relation
from auditor.policy.logic.world import Scene
from tests.builders.policy import a_deployment, a_model, a_record, a_scene, a_system, an_organisation

RELATIONS = {
    "organisation": ("s", "d2"),
    "s": ("d",),
    "d": ("m",),
    "d2": ("m", "gone"),
    "m": ("base",),
    "base": ("older", "m"),
}


def a_world_of_each() -> Scene:
    subjects = (an_organisation(), a_system(), a_deployment(), a_deployment("d2"))
    return a_scene(*subjects, a_model(), a_model("base"), a_model("older"), relations=RELATIONS)


def test_relations_are_walked_over_any_distance_and_each_subject_is_met_once() -> None:
    found = {relation: a_world_of_each().below("organisation", relation) for relation in Relation}
    assert found == {
        Relation.SYSTEMS: ("s",),
        Relation.INCIDENTS: (),
        Relation.DEPLOYMENTS: ("d2", "d"),
        Relation.MODELS: ("m",),
        Relation.BASE_MODELS: ("base", "older", "m"),
    }


def test_a_model_walks_to_its_base_models_only_and_a_cycle_ends() -> None:
    assert a_world_of_each().below("m", Relation.BASE_MODELS) == ("base", "older")
    assert a_world_of_each().below("older", Relation.BASE_MODELS) == ()


def test_what_nothing_is_above_is_directly_below_the_organisation() -> None:
    subjects = (an_organisation(), a_system(), a_deployment(), a_model(), a_model("loose"))
    one = a_scene(*subjects, relations={"organisation": ("s",), "d": ("m",)})
    found = {relation: one.below("organisation", relation) for relation in Relation}
    assert found == {
        Relation.SYSTEMS: ("s",),
        Relation.INCIDENTS: (),
        Relation.DEPLOYMENTS: ("d",),
        Relation.MODELS: ("loose", "m"),
        Relation.BASE_MODELS: (),
    }


def test_a_walk_is_remembered() -> None:
    one = a_world_of_each()
    assert one.below("s", Relation.MODELS) is one.below("s", Relation.MODELS)


def test_there_is_always_one_organisation() -> None:
    undeclared = a_scene(a_model())
    assert undeclared.organisation == Organisation("undeclared organisation")
    assert list(undeclared.of_kind(SubjectKind.ORGANISATION)) == [Organisation("undeclared organisation")]
    declared = a_scene(an_organisation())
    assert declared.organisation == Organisation("Example Clinic", date(2026, 11, 1))


def test_subjects_come_by_kind() -> None:
    assert [subject.id for subject in a_world_of_each().of_kind(SubjectKind.DEPLOYMENT)] == ["d", "d2"]


def test_what_nobody_claims_is_as_the_registry_says() -> None:
    one = a_scene(a_model(given={"model.format": "gguf"}))
    state = one.state("model.format", "m")
    assert isinstance(state, Known)
    assert state.value == "gguf"
    assert isinstance(one.state("model.format", "nobody"), Unknown)
    default = one.state("model.designated_systemic", "m")
    assert isinstance(default, Known)
    assert default.value is False


def test_facts_of_the_organisation_are_read_from_it() -> None:
    assert a_world_of_each().holder("organisation.country", "m") == "organisation"
    assert a_world_of_each().holder("model.format", "m") == "m"


def test_records_are_found_by_kind_and_subject() -> None:
    record, other = a_record("summary", "m", "n"), a_record("summary", "m")
    one = a_scene(evidence=(record, other))
    assert one.records == {("summary", "m"): (record, other), ("summary", "n"): (record,)}


def test_a_scene_of_the_organisation_alone_takes_other_subjects() -> None:
    given, record = an_organisation({"organisation.finance": True}), a_record("summary", "m")
    scene = a_scene(given, a_model("m"), evidence=(record, a_record("notice", given.subject.id)))
    alone = scene.alone()
    assert [*alone.subjects] == [*alone.facts] == [*alone.names] == [given.subject.id]
    assert [*alone.records] == [("notice", given.subject.id)]
    assert list(alone.of_kind(SubjectKind.MODEL)) == []
    other = a_model("n", {"model.format": "gguf"})
    alone.add(other, [("summary", (record,))])
    assert list(alone.of_kind(SubjectKind.MODEL)) == [other.subject]
    assert alone.state("model.format", "n") == other.facts["model.format"].state
    assert alone.records["summary", "n"] == (record,)
    # The scene it was made of is as it was.
    assert "n" not in scene.facts
    assert scene.facts["m"] == {}
