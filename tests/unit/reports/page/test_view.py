from dataclasses import replace

import pytest

from auditor.domain.fact import Basis, Fact
from auditor.domain.phrasing import plain_spaces
from auditor.domain.serving import DeploymentState
from auditor.domain.values import FactValue
from auditor.reports.document.result import report_document
from auditor.reports.page.view import Limits, View, view
from tests.builders.audit import (
    a_deployment,
    a_model,
    a_run,
    a_service,
    an_audit,
    huge,
    inventory,
    known,
    rich,
    run_of,
    serviced,
)

LIMITS = Limits(
    n_actions=2, n_questions=2, n_first=2, n_systems=2, n_rows=3, n_bars=1, n_sections=2, n_lines=5
)


def of_rich() -> View:
    audit, run = rich(), run_of(rich())
    return view(audit, run, report_document(audit, run), LIMITS)


def test_everything_is_cut_where_the_limits_say_and_counted() -> None:
    made = of_rich()
    assert (len(made.rows), made.n_models, len(made.sections), len(made.chart.rows)) == (3, 5, 2, 1)
    assert [row.name for row in made.rows] == [
        "triage-tune-8B",
        "Llama-4-Scout-17B-16E-Instruct",
        "EuroMed-7B",
    ]


def test_organisation_and_systems_show_their_facts() -> None:
    assert [(subject.name, subject.what) for subject in of_rich().subjects] == [
        ("Klinikum Musterstadt", "the organisation: seat in DE"),
        ("Support bot", "system: answers patients' questions"),
    ]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "the organisation"),
        ({"organisation.size": "sme"}, "the organisation: sme"),
        (
            {"organisation.country": "FR", "organisation.size": "large", "organisation.finance": True},
            "the organisation: seat in FR, large, a financial institution",
        ),
        ({"organisation.country": "FR", "organisation.finance": False}, "the organisation: seat in FR"),
    ],
)
def test_the_organisation_is_told_with_what_duties_and_fines_depend_on(
    said: dict[str, FactValue], words: str
) -> None:
    facts = {name: known(name, value, Basis.ATTESTED) for name, value in said.items()}
    other = {"organisation.public_body": known("organisation.public_body", True, Basis.ATTESTED)}
    assert what({"organisation": {**other, **facts}}) == words


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (None, ""),
        (True, "; under the organisation's own name"),
        (False, "; under another's name"),
    ],
)
def test_a_system_is_told_with_whose_name_it_runs_under(own: bool | None, words: str) -> None:
    (system,) = rich().systems
    facts = {"system.profiling": known("system.profiling", False, Basis.ATTESTED)}
    if own is not None:
        facts["system.own_name"] = known("system.own_name", own, Basis.ATTESTED)
    assert what({system.id: facts}) == f"system: {system.purpose}{words}"


def what(facts: dict[str, dict[str, Fact]]) -> str:
    """Return what is said about the subject with facts of its own, in place of all others."""
    audit = replace(rich(), facts=facts)
    (subject,) = view(audit, run_of(audit), report_document(audit, run_of(audit)), LIMITS).subjects
    return subject.what


def test_only_the_shipped_model_is_a_self_test() -> None:
    assert [run.file_name for run in of_rich().self_tests] == ["self_test.gguf"]


def test_a_document_that_is_not_what_was_recorded_can_be_told() -> None:
    audit = huge(3)
    document = report_document(audit, a_run())
    assert not view(audit, a_run(), document, LIMITS).footing.is_as_recorded
    assert view(audit, run_of(audit), document, LIMITS).footing.is_as_recorded


def test_services_stand_in_a_table_of_their_own() -> None:
    audit, run = serviced(), run_of(serviced())
    made = view(audit, run, report_document(audit, run), LIMITS)
    assert ([row.name for row in made.rows], made.n_rows) == (["Qwen2.5-7B-Instruct"], 1)
    assert ([row.name for row in made.services], made.n_services) == (["nova-pro", "gpt-4o", "gpt-4o"], 3)
    assert made.n_models == 3
    assert dict(made.anchors) == {section.row.id: section.row.anchor for section in made.sections}


def test_what_is_only_listed_is_in_no_other_table() -> None:
    model, own = a_service("Sepsis-Score", id="name:store/sepsis"), a_model()
    places = (
        a_deployment(model, state=DeploymentState.DECLARED, locator="csv:list.csv#list.csv:2"),
        a_deployment(own),
    )
    audit = an_audit(model, own, inventory=inventory(model, own, deployments=places))
    made = view(audit, run_of(audit), report_document(audit, run_of(audit)), LIMITS)
    assert [row.name for row in made.listed] == ["Sepsis-Score"]
    assert [row.name for row in made.rows] == ["Qwen2.5-7B-Instruct"]
    assert (made.n_listed, made.n_rows, made.n_models) == (1, 1, 2)
    assert "1 of them only listed" in plain_spaces(made.overview.found)
