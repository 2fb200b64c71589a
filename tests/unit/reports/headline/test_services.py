from dataclasses import replace

from auditor.domain.facts import FACTS
from auditor.domain.resolving import resolve
from auditor.reports.headline.services import service_rows
from tests.builders.audit import rich, serviced
from tests.builders.declarations import attested

LETTERS = ("code:app#chat.py:5", "code:app#letters.py:8")


def test_a_service_is_told_by_operator_region_callers_and_system_the_undeclared_first() -> None:
    told = [
        (row.name, row.operator, row.region, row.in_union, row.called_from, row.belongs_to, row.state)
        for row in service_rows(serviced())
    ]
    azure = ("gpt-4o", "microsoft (US)", "azure:swedencentral", "unknown")
    assert told == [
        (
            "nova-pro",
            "amazon-aws (US)",
            "aws-bedrock:us.",
            "no",
            ("code:app#chat.py:9",),
            "none: undeclared",
            "used in code",
        ),
        (*azure, LETTERS, "Letter writer", "used in code"),
        (*azure, ("csv:list.csv#list.csv:2",), "none", "listed"),
    ]


def test_what_is_not_known_of_a_service_is_said() -> None:
    audit = serviced()
    bare = {"dep:3": {"deployment.hosted": audit.facts["dep:3"]["deployment.hosted"]}}
    (row,) = service_rows(replace(audit, facts=bare))
    assert (row.operator, row.region, row.in_union) == ("nobody that is known", "unknown", "unknown")
    assert (row.belongs_to, row.is_undeclared) == ("none", False)


def test_where_no_region_is_known_the_country_is_told() -> None:
    audit = serviced()
    facts = dict(audit.facts["dep:3"])
    del facts["deployment.region"]
    claim = attested("hosting.country", "DE", "d:1#region")
    facts["hosting.country"] = resolve(FACTS["hosting.country"], (claim,))
    (row,) = service_rows(replace(audit, facts={"dep:3": facts}))
    assert row.region == "DE"


def test_a_service_whose_model_nobody_names_is_listed_too() -> None:
    audit = serviced()
    nameless = tuple(replace(place, model_id=None) for place in audit.inventory.deployments)
    rows = service_rows(replace(audit, inventory=replace(audit.inventory, deployments=nameless)))
    assert {row.model_id for row in rows} == {""}
    assert {row.name for row in rows} == {
        "gpt-4o: which model is not known",
        "nova-pro: which model is not known",
    }


def test_what_runs_here_is_no_service() -> None:
    assert service_rows(rich()) == ()
