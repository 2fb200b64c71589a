import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from auditor import resources
from auditor.domain.attestation import Probe
from auditor.domain.audit import Audit
from auditor.domain.facts import FACTS
from auditor.domain.subject import Incident, Organisation
from auditor.domain.values import Range
from auditor.reports import dossier
from auditor.reports.document.result import report_document, result_document, result_sha256
from auditor.reports.dossier import PdfDossier
from auditor.reports.wording import scientific
from tests.builders.audit import (
    a_finding,
    a_model,
    a_run,
    an_audit,
    empty,
    hostile,
    huge,
    known,
    minimal,
    rich,
    run_of,
    serviced,
)
from tests.builders.observations import artifact_of

pytestmark = pytest.mark.weasyprint

_WORD = re.compile(r"<word [^>]*>([^<]*)<")


def printed(audit: Audit) -> bytes:
    return PdfDossier().render(audit, run_of(audit))


def text_of(data: bytes) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    pages = done.stdout.decode().split("\f")[:-1]
    return [re.sub(r"[ \u00a0\u202f]+", " ", page) for page in pages]


OURS = {
    "Source-Serif-Pro-Semi-Bold",
    "Source-Sans-Pro",
    "Source-Sans-Pro-Semi-Bold",
    "Source-Sans-Pro-Bold",
}


def typefaces_of(data: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {
            str(font.BaseFont).split("+")[1]
            for page in pdf.pages
            for font in dict(page.Resources.get("/Font", {}).items()).values()
        }


@pytest.fixture(scope="module")
def rich_pdf() -> bytes:
    return printed(rich())


@pytest.fixture(scope="module")
def rich_pages(rich_pdf: bytes) -> list[str]:
    try:
        return text_of(rich_pdf)
    except FileNotFoundError:
        pytest.skip("pdftotext is not installed")


def test_the_same_audit_and_run_give_the_same_bytes(rich_pdf: bytes) -> None:
    assert printed(rich()) == rich_pdf


def test_the_data_is_attached_whole(rich_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(rich_pdf)) as pdf:
        attached = pdf.attachments["report.json"].get_file().read_bytes()
    audit = rich()
    assert json.loads(attached) == report_document(audit, run_of(audit))


def test_the_data_is_listed_once_among_the_associated_files(rich_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(rich_pdf)) as pdf:
        assert [str(file.UF) for file in pdf.Root.AF] == ["report.json"]


def test_title_language_dates_and_bookmarks_are_those_of_the_audit(rich_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(rich_pdf)) as pdf, pdf.open_outline() as outline:
        assert (
            str(pdf.docinfo["/Title"])
            == "AI model dossier: Klinikum Musterstadt, law as of 22\u00a0November\u00a02026"
        )
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261122093000")
        assert pdf.Root.Lang == "en"
        titles = [item.title for item in outline.root]
        assert titles[:3] == ["Summary", "Findings", "triage-tune-8B"]
        assert titles[-2:] == ["What stands behind it", "Signatures"]
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "3U"


def test_page_one_is_the_argument(rich_pages: list[str]) -> None:
    first = rich_pages[0]
    in_order = [
        "2 duties fail under bundle",
        "What fails",
        "triage-tune-8B: fails Article 53(1)(d)",
        "What is open",
        "3 duties are unknown, and",
        "Before 2 December 2026",
        "Questions to answer first",
        "How many tokens",
        "Sources conflict: EuroMed-7B",
        "Not as it should be: unreadable: dir:/srv/models/broken.gguf",
        "Declared systems",
        "Support bot provider",
        "What is here",
        "Result sha256",
        "how to check this stands on page",
    ]
    places = [first.index(words) for words in in_order]
    assert places == sorted(places)
    audit = rich()
    assert report_document(audit, run_of(audit))["result_sha256"] in first


def test_incidents_stand_on_page_one_below_their_systems_and_are_cut_and_counted() -> None:
    audit = rich()
    system = audit.systems[0].id
    incidents = tuple(Incident(f"incident:INC-{n}", f"What was {n}", system) for n in range(10, 30))
    pages = text_of(printed(replace(audit, incidents=incidents)))
    said = "".join(pages).partition("Serious incidents")[2].partition("What is here")[0]
    named = re.findall(r"INC-\d+", said)
    assert named == [f"INC-{n}" for n in range(10, 10 + len(named))]
    assert f"Showing {len(named)} of 20; those first that are not known to be reported" in said
    assert 0 < len(named) < 20


def test_a_page_is_headed_by_what_it_continues_or_begins_with() -> None:
    audit = huge(12)
    # Tables of facts that end at another place of the page each.
    facts = {
        model.id: {name: known(name, "word " * 30) for name in list(FACTS)[: 12 + 2 * i]}
        for i, model in enumerate(audit.inventory.models)
    }
    pages = text_of(printed(replace(audit, facts=facts)))
    parts = {"Findings", "Models", "What stands behind it", "Signatures"}
    current, n_continued = "AI model portfolio", 0
    for page in pages:
        # Page one has no running head; its first line is the title.
        head, *lines = [line.strip() for line in page.splitlines() if line.strip()]
        below = [*lines[1:], ""]
        titles = [
            line
            for line, next_ in zip(lines, below, strict=True)
            if line in parts or next_.startswith("Present ·")
        ]
        begins = titles[:1] == lines[:1]
        assert head == (titles[0] if begins else current)
        n_continued += bool(not begins and titles and current not in parts)
        current = titles[-1] if titles else current
    assert n_continued > 2


def test_the_printed_commands_print_the_printed_digests(rich_pdf: bytes, tmp_path: Path) -> None:
    """As a reader does it: from the page into a shell, with the document and nothing else."""
    (tmp_path / "dossier.pdf").write_bytes(rich_pdf)
    to_text = ["pdftotext", "-raw", "dossier.pdf", "-"]
    raw = subprocess.run(to_text, cwd=tmp_path, capture_output=True, check=True)
    said = re.sub("[\u00a0\u202f]", " ", raw.stdout.decode()).rpartition("How to check this")[2]
    commands = re.findall(r"^(?:pdfdetach|sha256sum) .*$|^python3 [^\f]*?\"$", said, flags=re.MULTILINE)
    detach, same_file, same_result = commands
    script = "\n".join((detach, same_file, same_result.replace("python3", f"'{sys.executable}'", 1)))
    done = subprocess.run(["bash", "-ec", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    file, result = (line.split()[0] for line in done.stdout.splitlines())
    said = " ".join(said.split())
    assert f"report.json, SHA-256 {file}" in said
    assert f"RFC 8785 form {result}" in said


def test_every_page_is_numbered(rich_pages: list[str]) -> None:
    for number, page in enumerate(rich_pages, start=1):
        assert f"Page {number} of {len(rich_pages)}" in page


def test_the_dossier_says_what_it_must_and_never_the_forbidden_word(rich_pages: list[str]) -> None:
    said = re.sub(r"\s+", " ", " ".join(rich_pages))
    assert "compliant" not in said.lower()
    for words in (
        "the bytes were not read",
        "to be confirmed",
        "the provider has not shown",
        "not legal advice",
        "not among the roles declared by M. Keller",
        "namespace+seccomp",
        "What does not apply, and why",
        "Not looked at",
    ):
        assert words.lower() in said.lower()


def test_how_the_rules_were_chosen_is_printed(rich_pages: list[str]) -> None:
    printed = " ".join(" ".join(rich_pages).split())
    assert "How the rules were chosen" in printed
    assert "no-digest high instead of medium" in printed
    assert "is signed by a trusted key 8f14e45fceea167a" in printed


def test_the_law_of_another_day_is_marked_on_every_page() -> None:
    pages = text_of(printed(replace(minimal(), as_of=date(2027, 12, 2))))
    assert len(pages) > 1
    assert all("Hypothetical: law as of 2 December 2027" in page for page in pages)


def test_nothing_found_is_not_a_clean_result() -> None:
    assert "this is not a clean result" in text_of(printed(empty()))[0]


def test_hostile_names_are_text_and_nothing_more() -> None:
    said = re.sub(r"\s+", "", " ".join(text_of(printed(hostile()))))
    assert "<script>alert(1)</script>" in said
    assert r"\x1b[31mred\x1b[0m\x07" in said
    assert r"\u202egnp.elif" in said
    assert "\x1b" not in said
    assert "x" * 2_000 not in said


def test_what_no_typeface_draws_is_spelled_out() -> None:
    faces = dossier.font_faces()
    page = "<b>Ärzte \u2013 10²⁴\u202f\u00d7\u00a0½</b>\n"
    assert dossier.legible(page, faces) == page
    assert dossier.legible("🤖-1 و\u202e", faces) == "U+1F916\u00a0-1 U+0648\u00a0U+202E\u00a0"


def test_the_minus_of_a_power_of_ten_is_raised_as_its_digits_are() -> None:
    page = f"<title>⁻</title><body>{scientific(2.2e-11)}"
    said = "<title>U+207B\u00a0</title><body>2.2\u00a0\u00d7\u00a010<sup>\u2212</sup>¹¹"
    assert dossier.legible(page, dossier.font_faces()) == said


def test_other_scripts_and_emoji_read_the_same_on_every_machine() -> None:
    data = printed(hostile())
    said = re.sub(r"\s+", "", " ".join(text_of(data)))
    assert "U+1F916U+1F9EA" in said
    assert "U+0646U+0645U+0648" in said
    assert typefaces_of(data) == OURS


def test_every_reference_leads_to_an_entry_of_the_evidence_index(rich_pages: list[str]) -> None:
    said = " ".join(rich_pages)
    body, index = said.rsplit("Evidence index", 1)
    referred, listed = ({int(n) for n in re.findall(r"\[(\d+)\]", part)} for part in (body, index))
    assert len(referred) > 2
    assert referred == listed


def test_a_dossier_of_nothing_has_no_empty_page() -> None:
    pages = text_of(printed(empty()))
    assert all(len(page.split()) > 40 for page in pages)
    assert len(pages) <= 3


def test_a_model_takes_a_page_or_less(rich_pages: list[str]) -> None:
    # What stands before and behind them takes six.
    assert len(rich_pages) <= 6 + len(rich().inventory.models)


def test_every_way_out_that_was_tried_is_printed_uncut() -> None:
    names = [f"namespace/way-out-number-{n}" for n in range(29)]
    probes = tuple(Probe(name, "ENETUNREACH", "reached", holds=name != names[7]) for name in names)
    audit = rich()
    attestations = tuple(replace(run, probes=probes) for run in audit.attestations[:1])
    said = " ".join(" ".join(text_of(printed(replace(audit, attestations=attestations)))).split())
    assert [name for name in names if f"{name} ENETUNREACH" not in said] == []
    assert said.partition("WAY OUT THAT WAS TRIED")[2].count("does not hold") == 1


def test_no_figure_day_or_format_is_broken_over_two_lines() -> None:
    model = replace(a_model(), artifact=replace(artifact_of(a_model()), format="safetensors"))
    flop = Range(4.118e24, 4.122e24)
    facts = {
        "compute.update_flop": known("compute.update_flop", flop),
        "compute.cumulative_flop": known("compute.cumulative_flop", flop),
        "model.release_date": known("model.release_date", date(2025, 4, 5)),
        "model.training_tokens": known("model.training_tokens", 15_600_000_000_000),
    }
    audit = an_audit(model, facts={model.id: facts})
    pages = text_of(printed(audit))
    # On page one, in the chart, and at the head of the model's own section.
    assert sum(page.count("4.122 \u00d7 10") for page in pages) >= 3
    head = next(page for page in pages if "TRAINING TOKENS" in page)
    for whole in ("SAFETENSORS", "5 April 2025", "15 600 000 000 000"):
        assert whole in head


def test_what_is_cut_is_counted() -> None:
    limits = replace(dossier._LIMITS, n_sections=1, n_rows=7)
    audit = huge(12)
    said = re.sub(r"\s+", " ", " ".join(text_of(PdfDossier(limits=limits).render(audit, run_of(audit)))))
    assert "Showing 6 of 12" in said
    assert "Showing 7 of 12" in said
    assert "Showing 1 of 12" in said


def test_the_fetcher_gives_out_the_typefaces_and_nothing_else() -> None:
    faces = dossier.font_faces()
    fetcher = dossier._only(frozenset(file.as_uri() for file, _, _ in faces))
    assert fetcher.fetch(faces[0][0].as_uri()).read()[:4] == b"\x00\x01\x00\x00"
    for url in ("file:///etc/passwd", "http://127.0.0.1/x", f"{faces[0][0].as_uri()}?x", "data:,x"):
        with pytest.raises(ValueError, match="fetches nothing"):
            fetcher.fetch(url)


def test_every_typeface_is_embedded_and_there_is_no_other() -> None:
    assert typefaces_of(printed(minimal())) <= OURS


def test_a_dossier_in_another_form_than_the_recorded_result_says_so() -> None:
    said = " ".join(text_of(PdfDossier().render(minimal(), a_run(result_form=7))))
    assert "The ledger has this result in form 7, as auditor 0.1.0 made it" in said


def test_services_have_a_table_of_their_own_on_page_one() -> None:
    try:
        first = text_of(printed(serviced()))[0]
    except FileNotFoundError:
        pytest.skip("pdftotext is not installed")
    words = [
        "3 models in",
        "Models called as a service",
        "nova-pro",
        "Models whose weights",
        "Qwen2.5",
    ]
    places = [first.index(word) for word in words]
    assert places == sorted(places)
    assert "States, the strongest first" in first


def test_no_name_is_broken_where_there_is_room() -> None:
    audit = serviced()
    long = replace(
        audit,
        organisation=replace(audit.organisation, name="Klinikverbund Rhein-Ost gGmbH"),
        systems=tuple(replace(system, name="Patientendolmetscher") for system in audit.systems),
    )
    data = printed(long)
    try:
        boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True)
    except FileNotFoundError:
        pytest.skip("pdftotext is not installed")
    words = _WORD.findall(boxes.stdout.decode())
    for name in ("Klinikverbund", "Patientendolmetscher"):
        assert any(name in word for word in words)
        assert not any(name[:9] in word and name not in word for word in words)


def test_a_page_number_behind_a_name_can_go_to_the_next_line() -> None:
    """What cannot break at all runs into the next column."""
    style = (resources.TEMPLATES / "dossier" / "print.css").read_text("utf-8")
    (rule,) = re.findall(r"^a\.to::after {([^}]*)}", style, re.MULTILINE)
    assert 'content: " p.' in rule
    assert "nowrap" not in rule


def test_who_signs_stands_on_the_last_page_which_page_one_names(rich_pages: list[str]) -> None:
    last = rich_pages[-1]
    for words in ("Signatures", "Who prepared it", "Who checked it"):
        assert words in last
    assert result_sha256(rich()) in last.replace("\n", "")
    assert re.search(r"as page \d+ says", " ".join(last.split()))
    assert f"who signs on page {len(rich_pages)}" in " ".join(rich_pages[0].split())


def test_who_signs_is_referred_to_the_pages_where_what_is_signed_stands() -> None:
    scans = tuple(
        replace(a_run().scans[0], id=f"scan-{n}", target=f"dir:part-{n}", resolved=f"dir:/srv/part-{n}")
        for n in range(1, 50)
    )
    failing = tuple(a_finding(a_model(), rule=f"rule-{n}") for n in range(60))
    audit = replace(rich(), findings=failing)
    run = run_of(audit, scans=scans)
    laid_out = PdfDossier(limits=replace(PdfDossier().limits, n_actions=60))
    try:
        pages = text_of(laid_out.render(audit, run))
    except FileNotFoundError:
        pytest.skip("pdftotext is not installed")
    last = " ".join(pages[-1].split())
    vouch, listed = (
        int(re.findall(rf"{words} page (\d+)", last)[0])
        for words in ("“What this cannot vouch for” on", "the scans listed on")
    )
    assert vouch > 1
    assert [n for n, page in enumerate(pages, 1) if "What this cannot vouch for\n" in page] == [vouch]
    assert [n for n, page in enumerate(pages, 1) if "\nScans\n" in f"\n{page}"] == [listed]
    together = " ".join("".join(pages[listed - 1 :]).split())
    assert all(f"{scan.resolved} " in together for scan in scans)


def test_whole_digests_are_signed_for(rich_pages: list[str]) -> None:
    last, run = "".join(rich_pages[-1].split()), run_of(rich())
    assert run.ledger_sha256 in last
    assert rich().inputs.declarations_sha256 in last


def test_nobody_is_referred_to_what_does_not_stand_there() -> None:
    audit = an_audit(a_model(), organisation=Organisation("Klinikum", date(2026, 11, 1)))
    try:
        last = " ".join(text_of(printed(audit))[-1].split())
    except FileNotFoundError:
        pytest.skip("pdftotext is not installed")
    assert "What is unknown nobody signs for." in last


def test_a_number_in_print_is_found_in_the_attached_document(rich_pages: list[str]) -> None:
    held = result_document(rich())["sources"]
    index = " ".join(rich_pages).partition("a source that this document does not refer to.")[2]
    listed = re.findall(r"\[(\d+)\] (\S+)", index)
    assert len(listed) > 2
    assert [said for _, said in listed] == [held[int(n) - 1].split()[0] for n, _ in listed]
