from dataclasses import replace

import pytest
from ruamel.yaml import YAML

from auditor.domain.audit import Assessed
from auditor.domain.fact import Confidence
from auditor.domain.facts import FACTS
from auditor.domain.finding import Missing, Question
from auditor.domain.subject import Model, PossibleSame
from auditor.policy.asking.candidates import candidates, same_entries
from auditor.policy.judging.judge import judge
from tests.builders.policy import DUTY, TODAY, a_bundle, a_model, a_scene, a_world, an_organisation, changed

SEEN = "identity.bytes_seen"


def by_name(id_: str, *others: str) -> Assessed:
    known = a_model(id_)
    assert isinstance(known.subject, Model)
    maybes = tuple(PossibleSame(other, Confidence.LOW, "called alike") for other in others)
    return replace(known, subject=replace(known.subject, artifact=None, same_as=maybes))


def missing(*ids: str) -> tuple[Missing, ...]:
    asked = FACTS[SEEN]
    return tuple(Missing(SEEN, id_, "it may be another", asked.who, asked.how) for id_ in ids)


def asked_of(*subjects: Assessed) -> tuple[Question, ...]:
    rule = changed(DUTY, id="seen", require=f"{{fact: {SEEN}, is: true}}")
    world = a_world(an_organisation(), *subjects)
    return judge(a_bundle(rule), world, as_of=TODAY, run_day=TODAY).questions


def test_of_several_the_one_with_bytes_is_what_it_may_be() -> None:
    scene = a_scene(by_name("name:a", "name:b", "sha256:c"), by_name("name:d"))
    assert candidates(missing("name:a", "name:d"), scene) == {"name:a": "sha256:c"}


def test_the_entry_names_both_ids_however_they_are_spelled() -> None:
    scene = a_scene(by_name('name:store/1/Größe: "8B"', "sha256:c"))
    (entry,) = YAML(typ="safe").load(same_entries(missing('name:store/1/Größe: "8B"'), scene))
    assert entry["model"] == {"id": 'name:store/1/Größe: "8B"'}
    assert entry["same_as"] == {"id": "sha256:c"}


def test_of_many_the_first_are_written_out_and_the_others_counted() -> None:
    ids = [f"name:{n}" for n in range(5)]
    scene = a_scene(*(by_name(id_, "sha256:c") for id_ in ids))
    said = same_entries(missing(*ids), scene)
    assert said.count("kind: same-as") == 3
    assert said.endswith("; and 2 more")


@pytest.mark.parametrize(
    ("others", "ask", "how"),
    [
        (
            ("sha256:c",),
            "Is model name:a the same model as model sha256:c?",
            "auditor declare same-as --by YOUR-NAME --set model=name:a --set same_as=sha256:c --write",
        ),
        (
            (),
            "For model name:a: is it the model that was seen under that name?",
            "auditor declare same-as --by YOUR-NAME --set model=name:a --set same_as=YOUR-MODEL --write",
        ),
    ],
)
def test_the_question_names_the_candidate_and_is_answered_by_its_entry(
    others: tuple[str, ...], ask: str, how: str
) -> None:
    (question,) = asked_of(by_name("name:a", *others), a_model("sha256:c", {SEEN: True}))
    assert (question.ask, question.how) == (ask, how)
