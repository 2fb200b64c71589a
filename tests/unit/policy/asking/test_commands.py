import shlex

import pytest

from auditor.domain.audit import Assessed
from auditor.domain.fact import Settler
from auditor.domain.finding import Missing
from auditor.domain.subject import Incident
from auditor.policy.asking.advice import advice
from auditor.policy.asking.commands import MOST_COMMANDS, commands
from tests.builders.policy import a_deployment, a_model, a_scene, a_system, an_organisation

DIGEST = "sha256:" + "0123456789abcdef" * 4
INCIDENT = Assessed(Incident("incident:i1", "A fall", "s1"), {})
SCENE = a_scene(
    an_organisation(), a_system("s1"), a_system("s2"), a_model(DIGEST), a_deployment("dep:a b"), INCIDENT
)


def missing(name: str, *ids: str) -> tuple[Missing, ...]:
    return tuple(Missing(name, id_, "nobody says", Settler.ORGANISATION, "") for id_ in ids)


@pytest.mark.parametrize(
    ("kind", "fields", "asked", "expected"),
    [
        ("", (), missing("license.concluded", DIGEST), ()),
        (
            "system",
            ("own_name", "put_into_service_on", "provider"),
            missing("role.sys_provider", "s2", "s1"),
            (
                "system --by YOUR-NAME --set id=s1 --set own_name=YES-OR-NO"
                " --set put_into_service_on=YYYY-MM-DD --set provider=YOUR-ANSWER --write",
                "system --by YOUR-NAME --set id=s2 --set own_name=YES-OR-NO"
                " --set put_into_service_on=YYYY-MM-DD --set provider=YOUR-ANSWER --write",
            ),
        ),
        ("system", (), missing("system.high_risk", "s1"), ("system --interactive --set id=s1",)),
        (
            "system",
            ("uses",),
            missing("model.declared", DIGEST, "dep:a b"),
            (
                "system --by YOUR-NAME --set id=YOUR-SYSTEM --set name=YOUR-SYSTEM"
                " --set 'uses=dep:a b,sha256:0123456789abcdef' --write",
            ),
        ),
        (
            "training",
            ("tokens", "union_placed_on", "monetised"),
            missing("model.training_tokens", DIGEST),
            (
                "training --by YOUR-NAME --set model=sha256:0123456789abcdef --set tokens=YOUR-ANSWER"
                " --set union_placed_on=YYYY-MM-DD --set monetised=YES-OR-NO --write",
            ),
        ),
        (
            "hosting",
            ("mode", "telemetry"),
            missing("hosting.mode", "dep:a b"),
            (
                "hosting --by YOUR-NAME --set 'deployment=dep:a b' --set mode=YOUR-ANSWER"
                " --set telemetry=YES-OR-NO --write",
            ),
        ),
        (
            "evidence",
            (),
            missing("evidence:summary", "organisation"),
            (
                "evidence --by YOUR-NAME --set evidence=summary --set status=PRESENT-OR-ABSENT"
                " --set file=WHAT-PROVES-IT --write",
            ),
        ),
        (
            "evidence",
            (),
            missing("evidence:summary", "s1", "dep:a b"),
            (
                "evidence --by YOUR-NAME --set evidence=summary --set status=PRESENT-OR-ABSENT"
                " --set 'serves=deployment:dep:a b' --set file=WHAT-PROVES-IT --write",
                "evidence --by YOUR-NAME --set evidence=summary --set status=PRESENT-OR-ABSENT"
                " --set serves=system:s1 --set file=WHAT-PROVES-IT --write",
            ),
        ),
        (
            "organisation",
            ("country", "finance"),
            missing("organisation.finance", "organisation"),
            ("organisation --by YOUR-NAME --set country=YOUR-ANSWER --set finance=YES-OR-NO --write",),
        ),
        ("incident", ("reported_on",), missing("incident.reported", "incident:i1"), ()),
    ],
)
def test_each_kind_of_declaration_has_its_command(
    kind: str, fields: tuple[str, ...], asked: tuple[Missing, ...], expected: tuple[str, ...]
) -> None:
    assert commands(kind, fields, asked, SCENE) == tuple(f"auditor declare {one}" for one in expected)


def test_of_many_subjects_the_first_are_spelled_out_and_who_uses_them_is_left_to_a_person() -> None:
    models = [a_model(f"name:{n:02}") for n in range(MOST_COMMANDS + 1)]
    scene = a_scene(an_organisation(), *models)
    ids = [model.subject.id for model in models]
    found = commands("training", ("tokens",), missing("model.training_tokens", *ids), scene)
    assert len(found) == MOST_COMMANDS
    assert "model=name:00" in found[0]
    (one,) = commands("system", ("uses",), missing("model.declared", *ids), scene)
    assert one.endswith("--set uses=YOUR-MODEL --write")


def test_an_id_that_would_be_taken_apart_as_a_list_is_written_as_in_the_file() -> None:
    scene = a_scene(an_organisation(), a_model('name:a, "b"'))
    (one,) = commands("system", ("uses",), missing("model.declared", 'name:a, "b"'), scene)
    assert shlex.split(one)[-2] == 'uses=[{"id": "name:a, \\"b\\""}]'


def test_an_incident_that_is_declared_is_completed_in_its_entry() -> None:
    (one,) = missing("incident.reported_after_days", "incident:i1")
    said = advice((Missing(one.name, one.subject_id, "", one.who, "auditor declare incident"),), SCENE)
    assert said.how == "add aware_on to its entry in the declarations (kind: incident)"


def test_an_organisation_that_is_declared_has_its_name() -> None:
    undeclared = a_scene(an_organisation(declared=False))
    (one,) = commands("organisation", (), missing("role.deployer", "s"), undeclared)
    assert one == "auditor declare organisation --by YOUR-NAME --set name=YOUR-ORGANISATION --write"
