from auditor.reports.formats import FORMATS
from tests.builders.audit import minimal, run_of


def test_every_format_has_a_name_a_suffix_and_a_docstring_of_its_own() -> None:
    assert [(f.name, f.suffix) for f in FORMATS] == [
        ("json", ".json"),
        ("html", ".html"),
        ("pdf", ".pdf"),
        ("ics", ".ics"),
        ("tasks", ".csv"),
        ("facts", ".json"),
    ]
    assert all(type(f).__doc__ for f in FORMATS)


def test_an_audit_writes_report_page_and_dossier_unless_told_otherwise() -> None:
    assert [f"{f.stem}{f.suffix}" for f in FORMATS if f.is_usual] == [
        "report.json",
        "report.html",
        "dossier.pdf",
    ]


def test_no_two_formats_write_one_file() -> None:
    names = [f"{f.stem}{f.suffix}" for f in FORMATS]
    assert len(set(names)) == len(names)


def test_every_format_renders_the_smallest_audit_the_same_twice() -> None:
    audit = minimal()
    for report in FORMATS:
        assert report.render(audit, run_of(audit)) == report.render(audit, run_of(audit)) != b""
