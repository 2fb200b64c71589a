from auditor.reports.result import report_document
from auditor.reports.view import Limits, View, view
from tests.builders.audit import a_run, huge, rich, run_of

LIMITS = Limits(n_actions=2, n_first=2, n_rows=3, n_bars=1, n_sections=2, n_lines=5)


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
        ("Klinikum Musterstadt", "the organisation"),
        ("Support bot", "system: answers patients' questions"),
    ]


def test_only_the_shipped_model_is_a_self_test() -> None:
    assert [run.file_name for run in of_rich().self_tests] == ["self_test.gguf"]


def test_a_document_that_is_not_what_was_recorded_can_be_told() -> None:
    audit = huge(3)
    document = report_document(audit, a_run())
    assert not view(audit, a_run(), document, LIMITS).footing.is_as_recorded
    assert view(audit, run_of(audit), document, LIMITS).footing.is_as_recorded
