from dataclasses import replace

from auditor.domain.audit import Audit
from auditor.domain.finding import Reason
from auditor.domain.subject import Strength
from auditor.domain.tri import Tri
from auditor.reports.rows import model_rows
from auditor.reports.sections import Evidence, FactRow, FactTable, Leaf, ModelSection, leaves, model_sections
from tests.builders.audit import (
    a_finding,
    a_header,
    a_model,
    an_audit,
    digest,
    known,
    not_known,
    rich,
)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def section(name: str, audit: Audit | None = None) -> ModelSection:
    audit = audit or rich()
    return next(s for s in model_sections(audit, model_rows(audit), 10) if s.row.name.startswith(name))


def test_a_license_is_told_source_by_source() -> None:
    assert section("EuroMed").license == (
        Evidence("declared", "MIT", "gguf-header, medium; dir:/srv/models#model.gguf"),
        Evidence("catalogued", "Apache-2.0", "catalogue, medium; catalogue:families#Qwen2.5-7B"),
    )


def test_a_model_known_by_its_header_says_that_the_bytes_were_not_read() -> None:
    assert "the bytes were not read" in section("Mixtral").warning
    assert section("EuroMed").warning == ""
    by_name = an_audit(a_model(strength=Strength.NAME))
    assert "a name proves nothing" in section("Qwen", by_name).warning


def test_certificates_find_their_file_by_digest() -> None:
    (run,) = section("Qwen").certificates
    assert (run.outcome, run.passed, run.isolation) == ("passed", True, "namespace+seccomp")
    assert run.sha256 == digest("Qwen2.5-7B-Instruct")
    assert plain(run.speed) == "16 tokens at 88.4 per second, peak memory 92 MB"
    assert run.probes[1] == "ipv6-connect: EPERM inside, no control outside"
    (crashed,) = section("EuroMed").certificates
    assert (crashed.outcome, crashed.passed, crashed.speed) == ("crashed", False, "nothing was generated")


def test_a_probe_that_does_not_hold_says_so() -> None:
    audit = rich()
    run = audit.attestations[1]
    leaked = replace(run, probes=(replace(run.probes[0], inside="reached", holds=False),))
    (certificate,) = section("Qwen", replace(audit, attestations=(leaked,))).certificates
    assert certificate.probes == ("ipv4-connect: reached inside, reached outside (does not hold)",)


def test_lists_are_cut_and_counted() -> None:
    audit = rich()
    llama = next(s for s in model_sections(audit, model_rows(audit), 1) if s.row.name.startswith("Llama"))
    assert (len(llama.files), llama.n_files, len(llama.places), llama.n_places) == (1, 3, 1, 2)
    assert plain(llama.files[0][1]) == "36 GB"


def test_facts_come_in_the_order_of_the_registry_with_their_evidence() -> None:
    model = a_model()
    facts = {
        "license.concluded": not_known("license.concluded", "unknown: no source states one"),
        "model.format": known("model.format", "gguf", citation="GGUF v3"),
    }
    (made,) = model_sections(an_audit(model, facts={model.id: facts}), model_rows(an_audit(model)), 5)
    assert made.facts == FactTable(
        rows=(
            FactRow(
                "model.format",
                "format",
                "gguf",
                "known",
                (Evidence("measured", "gguf", "gguf-header, high [1]"),),
            ),
            FactRow(
                "license.concluded",
                "licence",
                "unknown: no source states one",
                "unknown",
                (Evidence("", "", "provider can tell: auditor declare training"),),
            ),
        ),
        sources=("dir:/srv/models#model.gguf; GGUF v3",),
    )


def test_a_source_of_many_facts_is_printed_once() -> None:
    table = section("EuroMed").facts
    assert table.sources == ("dir:/srv/models#model.gguf", "catalogue:families#Qwen2.5-7B")
    licence = next(row for row in table.rows if row.name == "license.concluded")
    assert (licence.state, licence.value) == ("conflict", "conflict: MIT · Apache-2.0")
    assert [evidence.text for evidence in licence.evidence] == [
        "gguf-header, medium [1]",
        "catalogue, medium [2]",
    ]


def test_missing_shards_and_unread_bytes_are_named() -> None:
    model = a_model()
    file = replace(model.artifact.files[0], sha256=None)
    artifact = replace(model.artifact, files=(file,), n_missing=2, header=a_header(quantization=None))
    made = section("Qwen", an_audit(replace(model, artifact=artifact, problems=("trailing data",))))
    assert made.problems == ("trailing data", "2 shards are missing")
    assert made.files[0][2] == "bytes not read"


def test_a_tree_is_read_line_by_line_down_to_a_depth() -> None:
    deep = Reason("leaf", Tri.FALSE, "f", evidence=("a", "b"))
    for level in range(6):
        deep = Reason(f"all of {level}", Tri.FALSE, parts=(deep,))
    lines = leaves(a_finding(a_model(), reason=deep))
    assert lines[0] == Leaf(0, "all of 5", "does not hold", "")
    assert lines[-1] == Leaf(5, "its parts are in the attached data", "does not hold", "")
    leaf = Reason("leaf", Tri.TRUE, evidence=("a", "b"))
    assert leaves(a_finding(a_model(), reason=leaf)) == (Leaf(0, "leaf", "holds", "a, b"),)


def test_a_root_that_repeats_the_sentence_is_left_out() -> None:
    root = Reason("because", Tri.FALSE, parts=(Reason("leaf", Tri.FALSE),))
    assert leaves(a_finding(a_model(), reason=root, sentence="because")) == (
        Leaf(0, "leaf", "does not hold", ""),
    )
    lone = Reason("because", Tri.FALSE)
    assert len(leaves(a_finding(a_model(), reason=lone, sentence="because"))) == 1
