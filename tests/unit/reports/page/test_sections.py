from dataclasses import replace

from auditor.domain.audit import Audit
from auditor.domain.fact import Confidence
from auditor.domain.subject import PossibleSame, Strength
from auditor.reports.headline.rows import model_rows
from auditor.reports.page.annex import annex
from auditor.reports.page.sections import File, ModelSection, Place, model_sections
from tests.builders.audit import a_header, a_model, an_audit, digest, rich
from tests.builders.observations import artifact_of


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def section(name: str, audit: Audit | None = None) -> ModelSection:
    audit = audit or rich()
    made = annex(audit)
    sections = model_sections(audit, model_rows(audit), (*made.failing, *made.unknown), 10)
    return next(s for s in sections if s.row.name.startswith(name))


def test_a_model_known_by_its_header_says_that_the_bytes_were_not_read() -> None:
    assert "the bytes were not read" in section("Mixtral").warning
    assert section("EuroMed").warning == ""
    by_name = an_audit(a_model(strength=Strength.NAME))
    assert "a name proves nothing" in section("Qwen", by_name).warning


def test_certificates_find_their_file_by_digest() -> None:
    (run,) = section("Qwen").certificates
    assert run.sha256 == digest("Qwen2.5-7B-Instruct")
    assert [run.outcome for run in section("EuroMed").certificates] == ["crashed"]
    assert section("Mixtral").certificates == ()


def test_lists_are_cut_and_counted() -> None:
    audit = rich()
    llama = next(s for s in model_sections(audit, model_rows(audit), (), 1) if s.row.name.startswith("Llama"))
    assert (len(llama.files), llama.n_files, len(llama.places), llama.n_places) == (1, 3, 1, 2)
    assert plain(llama.files[0].size) == "36 GB"


def test_findings_are_one_line_each_and_lead_to_where_they_are_set_out() -> None:
    conflicted = section("EuroMed")
    assert [(line.group.first.rule, line.anchor) for line in conflicted.failing] == [
        ("license-conflict", "failing-4")
    ]
    assert [(line.group.first.rule, line.anchor) for line in conflicted.open] == [
        ("aia-53-1-a-documentation", "unknown-1")
    ]
    assert (conflicted.n_gaps, section("Llama").n_gaps) == (0, 1)


def test_what_applies_later_is_set_out_nowhere_and_leads_nowhere() -> None:
    model = a_model()
    later = replace(rich().findings[0], subject_id=model.id, upcoming=True)
    (line,) = section("Qwen", an_audit(model, findings=(later,))).failing
    assert (line.group.verdict, line.anchor) == ("would fail", "")


def test_a_file_that_is_the_only_place_is_not_named_twice() -> None:
    (model,) = (a_model(),)
    made = section("Qwen", an_audit(model))
    assert made.places == (
        Place(
            "dir:/srv/models#Qwen2.5-7B-Instruct.gguf",
            "present",
            "the file is there; nothing is known to run it",
            (),
        ),
    )
    assert [replace(file, size=plain(file.size)) for file in made.files] == [
        File("", "4.68 GB", digest("Qwen2.5-7B-Instruct"))
    ]
    assert section("Llama").files[0].locator == ("hf-cache:#scout/model-00001-of-00003.safetensors")


def test_missing_shards_and_unread_bytes_are_named() -> None:
    model = a_model()
    file = replace(artifact_of(model).files[0], sha256=None)
    artifact = replace(artifact_of(model), files=(file,), n_missing=2, header=a_header(quantization=None))
    made = section("Qwen", an_audit(replace(model, artifact=artifact, problems=("trailing data",))))
    assert made.problems == ("trailing data", "2 shards are missing")
    assert made.files[0].sha256 == "bytes not read"


def test_what_a_model_may_be_stands_on_its_page() -> None:
    other = a_model("llama")
    alike = PossibleSame(other.id, Confidence.LOW, "hf-cache holds acme/llama")
    audit = an_audit(replace(a_model("acme/llama", id="name:repository/acme/llama"), same_as=(alike,)), other)
    sections = {section.row.id: section for section in model_sections(audit, model_rows(audit), (), 5)}
    assert sections["name:repository/acme/llama"].same_as == (
        (other.name, "hf-cache holds acme/llama", "low"),
    )
    assert sections[other.id].same_as == ()


def test_what_is_declared_to_be_it_stands_on_the_page_of_what_it_is() -> None:
    whole = a_model("notes")
    part = a_model("Clinic Notes", id="name:store/x", declared_same=whole.id)
    audit = an_audit(whole, part)
    (made,) = model_sections(audit, model_rows(audit), (), 5)
    assert made.n_places == 2
    assert dict(made.heads)["Also called"] == "Clinic Notes (declared to be it)"
