"""Commands that answer, for questions and for what is missing."""

from datetime import date

from auditor.domain.fact import Settler
from auditor.domain.facts import FACTS
from auditor.domain.finding import Missing, OpenDay
from auditor.domain.values import FactValue
from auditor.policy.asking.answering import Spelling, answering, asks_for_roles
from auditor.policy.logic.world import Scene
from tests.builders.policy import a_model, a_scene, a_system, an_organisation

TRAINED = "model.union_placed_on"


def missing(name: str, subject_id: str) -> Missing:
    return Missing(name, subject_id, "nobody says", FACTS[name].who, FACTS[name].how)


def models(**given: dict[str, FactValue]) -> Scene:
    return a_scene(an_organisation(), *(a_model(id_, given=facts) for id_, facts in given.items()))


def told(name: str, **given: dict[str, FactValue]) -> tuple[str, tuple[str, ...]]:
    found = answering([missing(name, id_) for id_ in given], models(**given))
    return found.how, found.commands


def test_what_a_system_leaves_open_is_one_command_with_its_id() -> None:
    found = answering([missing("system.obvious_ai", "s")], a_scene(an_organisation(), a_system("s")))
    command = "auditor declare system --by YOUR-NAME --set id=s --set obvious_ai=YES-OR-NO --write"
    assert (found.how, found.commands) == (command, (command,))


def test_of_ones_own_models_and_somebody_elses_only_ones_own_are_declared() -> None:
    ours: dict[str, FactValue] = {"role.gpai_provider": True}
    theirs: dict[str, FactValue] = {"role.gpai_provider": False}
    how, commands = told(TRAINED, own=ours, other=theirs)
    assert [one for one in commands if "model=other" in one] == []
    assert [one for one in commands if "model=own" in one] != []
    assert how.startswith("auditor declare training --by YOUR-NAME --set model=own ")
    assert how.endswith("  # of model other only the provider can tell")


def test_a_model_that_the_organisation_trained_further_is_not_only_its_providers() -> None:
    tuned: dict[str, FactValue] = {"role.gpai_provider": False, "modifier.placed": True}
    theirs: dict[str, FactValue] = {"role.gpai_provider": False}
    how, commands = told(TRAINED, tuned=tuned, other=theirs)
    assert len(commands) == 1
    assert "model=tuned" in how
    assert how.endswith("of model other only the provider can tell")
    assert told(TRAINED, other=theirs) == ("only its provider can tell; there is nothing to declare", ())


def test_what_nothing_records_is_said_of_each_kind_of_model() -> None:
    how, commands = told(
        "model.release_date",
        own={"role.gpai_provider": True},
        tuned={"role.gpai_provider": False, "modifier.placed": True},
        other={"role.gpai_provider": False},
    )
    assert commands == ()
    assert how == (
        "for model own: the organisation is its provider and could tell, but no declaration records it; "
        "for model tuned: of its own further training the organisation could tell,"
        " of the rest only the original's provider; no declaration records it; "
        "for model other: only its provider can tell; there is nothing to declare"
    )


def test_an_organisation_that_is_not_declared_declares_itself_first() -> None:
    scene = a_scene(an_organisation(declared=False), a_system("s"))
    asked = [missing("role.deployer", "s")]
    assert asks_for_roles(asked, scene)
    assert answering(asked, scene).how.startswith("auditor declare organisation --by YOUR-NAME --set name=")
    assert not asks_for_roles(asked, a_scene(an_organisation(), a_system("s")))


def test_what_is_missing_and_what_tells_a_day_carry_the_command_of_the_question() -> None:
    scene = a_scene(an_organisation(), a_system("s"))
    spelling, one = Spelling(scene), missing("system.obvious_ai", "s")
    how = answering([one], scene).how
    (spelled,) = spelling.of([one])
    assert (spelled.how, spelled.name, spelled.subject_id) == (how, one.name, "s")
    assert spelling.of([one])[0] is spelled
    day = spelling.open_day(OpenDay((date(2027, 12, 2),), missing=(one,)))
    assert day is not None
    assert day.missing == (spelled,)
    assert spelling.open_day(None) is None


def test_who_answers_is_the_organisation_for_its_own_models() -> None:
    scene = models(own={"role.gpai_provider": True})
    assert answering([missing(TRAINED, "own")], scene).advice.who is Settler.ORGANISATION
