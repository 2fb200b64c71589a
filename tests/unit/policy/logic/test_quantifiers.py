from auditor.domain.fact import Confidence, Settler, SubjectKind
from auditor.domain.finding import Missing
from auditor.domain.tri import Tri
from auditor.policy.conditions import Relation
from auditor.policy.logic.evaluate import evaluate
from auditor.policy.logic.quantifiers import nothing
from tests.builders.policy import a_condition, a_model, a_scene, a_system, an_organisation, known


def test_where_no_system_is_declared_the_register_is_asked_for() -> None:
    found = nothing(Relation.SYSTEMS, a_scene(an_organisation()), "organisation")
    assert (found.value, found.reason.text) == (Tri.UNKNOWN, "no systems are known")
    wanted = Missing(
        "relation:systems",
        "organisation",
        "no AI system is declared",
        Settler.ORGANISATION,
        "auditor declare system",
    )
    assert found.missing == (wanted,)


def test_where_systems_are_declared_nothing_more_can_be_asked() -> None:
    scene = a_scene(an_organisation(), a_system(), relations={"organisation": ("s",)})
    assert nothing(Relation.MODELS, scene, "organisation").missing == ()
    found = nothing(Relation.BASE_MODELS, scene, "s")
    assert (found.reason.text, found.missing) == ("no base models are known", ())


def test_where_no_incident_is_declared_it_is_asked_for() -> None:
    scene = a_scene(an_organisation(), a_system(), relations={"organisation": ("s",)})
    found = nothing(Relation.INCIDENTS, scene, "s")
    assert (found.value, found.reason.text) == (Tri.UNKNOWN, "no incidents are known")
    (wanted,) = found.missing
    assert (wanted.name, wanted.subject_id, wanted.reason, wanted.how) == (
        "relation:incidents",
        "s",
        "no incident is declared",
        "auditor declare incident",
    )


def test_subjects_that_may_count_make_the_number_a_range() -> None:
    scene = a_scene(
        an_organisation(),
        a_model("a", {"model.gpai": known("model.gpai", True, confidence=Confidence.LOW)}),
        a_model("b"),
        relations={"organisation": ("a", "b")},
    )
    text = "{count: models, of: {fact: model.gpai, is: true}, at_least: 2}"
    found = evaluate(a_condition(text, SubjectKind.ORGANISATION), "organisation", scene)
    assert found.reason.text == "1 to 2 models; asked: at least 2"
    assert (found.value, found.confidence) == (Tri.UNKNOWN, Confidence.LOW)
    assert [missing.subject_id for missing in found.missing] == ["b"]


def test_a_quantifier_names_the_subjects_it_filters() -> None:
    scene = a_scene(
        an_organisation(), a_model(given={"model.gpai": True}), relations={"organisation": ("m",)}
    )
    text = "{all: models, of: {fact: model.gpai, is: true}, satisfy: {fact: model.format, is: gguf}}"
    found = evaluate(a_condition(text, SubjectKind.ORGANISATION), "organisation", scene)
    assert found.reason.text == "all of 1 models"
    assert [part.text for part in found.reason.parts] == ["model m"]
    assert [missing.name for missing in found.missing] == ["model.format"]
