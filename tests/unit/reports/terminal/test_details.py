import re
from dataclasses import replace

import pytest

from auditor.domain.audit import Audit
from auditor.domain.fact import RESOLVED, Basis
from auditor.reports.document.result import result_document
from auditor.reports.document.subject_shape import ModelBlock
from auditor.reports.terminal.details import deployment_text, deployments_table, model_text, systems_table
from tests.builders.audit import a_model, an_audit, empty, hostile, known, not_known, rich, serviced
from tests.builders.observations import artifact_of


def block(name: str, audit: Audit | None = None) -> ModelBlock:
    models = result_document(audit or rich())["models"]
    return next(model for model in models if model["name"].startswith(name))


def test_a_place_names_its_state_and_the_evidence_for_it() -> None:
    lines = deployments_table(rich(), 200).splitlines()
    assert lines[0].split() == [
        *("name", "state", "runtime", "served", "at,", "and", "to", "whom"),
        *("place,", "and", "what", "says", "so"),
    ]
    llama = next(line for line in lines if "llama4:scout" in line)
    assert re.split(r"\s{2,}", llama)[:5] == [
        "Llama-4-Scout-17B-16E-Instruct (llama4:scout)",
        "running",
        "ollama",
        "reach: unknown · credentials: unknown · encryption: unknown",
        "ollama:#llama4:scout",
    ]
    assert any("named by a script; no weights; which model is not known" in line for line in lines)


def test_a_system_names_our_roles_in_it() -> None:
    lines = systems_table(rich(), 120).splitlines()
    assert re.split(r"\s{2,}", lines[1]) == [
        "Support bot",
        "answers patients' questions",
        "unknown",
        "1",
        "provider, deployer: unknown",
        "unknown",
    ]
    bare = replace(rich(), facts={})
    assert "unknown" in systems_table(bare, 120)
    assert systems_table(empty(), 80) == deployments_table(empty(), 80) == "nothing to show\n"


def test_a_class_that_a_resolution_decides_on_is_marked_and_the_mark_told() -> None:
    (system,) = rich().systems
    by_rule = known("system.high_risk", False, Basis.INFERRED)
    assert "†" not in systems_table(replace(rich(), facts={system.id: {by_rule.name: by_rule}}), 120)
    rebutted = known("system.high_risk", False, Basis.ATTESTED, method=RESOLVED, with_evidence=True)
    told = systems_table(replace(rich(), facts={system.id: {rebutted.name: rebutted}}), 120)
    assert "not high-risk †" in told
    assert told.splitlines()[-1].startswith("† decided by a resolution of the organisation")


def test_everything_about_one_model_is_printed_with_its_evidence() -> None:
    said = model_text(rich(), block("EuroMed"), 160)
    assert said.startswith("EuroMed-7B\nsha256:")
    for words in (
        "gguf Q4_K_M, 4.68 GB",
        "7 615 616 512 parameters",
        "conflict: MIT · Apache-2.0",
        "declared: gguf-header, medium; dir:/srv/models#model.gguf",
        "unknown: training tokens of the change",
        "provider can tell\n",
        "dir:/srv/models#EuroMed-7B.gguf",
        "also known as  nothing else",
    ):
        assert words in said
    assert "problem" not in said


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Llama", "4.0 \u2013 5.2 \u00d7 10²⁴ FLOP"),
        ("Llama", "image-understanding, text"),
        ("Llama", "108 GB"),
        ("Llama", "17 000 000 000 parameters"),
    ],
)
def test_values_read_as_in_every_report(name: str, words: str) -> None:
    assert words in model_text(rich(), block(name), 200)


def test_problems_and_unread_bytes_are_printed() -> None:
    model = a_model(problems=("trailing data",))
    file = replace(artifact_of(model).files[0], sha256=None)
    model = replace(model, artifact=replace(artifact_of(model), files=(file,)), aliases=("header:1",))
    facts = {model.id: {"unsafe.header_anomalies": known("unsafe.header_anomalies", ())}}
    audit = an_audit(model, facts=facts)
    said = model_text(audit, block("Qwen", audit), 120)
    assert "trailing data" in said
    assert "bytes not read" in said
    assert "header:1" in said
    assert re.search(r"unsafe\.header_anomalies +none", said)


def test_names_cannot_control_the_terminal() -> None:
    audit = hostile()
    texts = [model_text(audit, model, 100) for model in result_document(audit)["models"]]
    for said in (*texts, deployments_table(audit, 100)):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)


def test_places_whose_files_are_called_alike_say_which_model_they_hold() -> None:
    models = (a_model("acme/reader"), a_model("acme/writer"))
    places = tuple(
        replace(rich().inventory.deployments[0], id=f"dep:{n}", model_id=model.id, name="model.safetensors")
        for n, model in enumerate(models)
    )
    lost = replace(places[0], id="dep:2", model_id=None)
    named = replace(places[0], id="dep:3", name="acme/reader")
    audit = an_audit()
    held = replace(audit.inventory, models=models, deployments=(*places, lost, named))
    shown = deployments_table(replace(audit, inventory=held), 200).splitlines()
    assert [line.split()[0] for line in shown[1:] if not line.startswith(" ")] == [
        "model.safetensors",
        "acme/reader",
        "model.safetensors",
        "acme/writer",
        "model.safetensors",
        "acme/reader",
    ]


def test_a_place_says_what_was_seen_what_is_known_and_why_the_rest_is_not() -> None:
    for block in result_document(rich())["deployments"]:
        said = deployment_text(block, 100)
        assert said.startswith(f"{block['model']}\n{block['id']}\n")
        known, _, unknown = said.partition("\nnot known ")
        for name, fact in block["facts"].items():
            assert name in (unknown if "unknown" in fact else known)
    assert "\x1b" not in "".join(
        deployment_text(one, 60) for one in result_document(hostile())["deployments"]
    )


def test_of_a_service_its_places_and_what_is_known_come_first_and_the_rest_is_a_line() -> None:
    audit = serviced()
    service = next(model for model in audit.inventory.models if model.name == "gpt-4o")
    facts = {
        "model.family": known("model.family", "GPT-4o"),
        "license.concluded": not_known("license.concluded", "only its name is known"),
        "model.format": not_known("model.format", "only its name is known"),
    }
    audit = replace(audit, facts={**audit.facts, service.id: facts})
    said = model_text(audit, block("gpt-4o", audit), 200)
    words = (
        "operated by microsoft (US) \u00b7 region azure:swedencentral",
        "model.family",
        "2 facts not known: ",
    )
    places = [said.index(word) for word in words]
    assert places == sorted(places)
    assert said.endswith("2 facts not known: provider can tell model.format, license.concluded\n")
    assert "only its name is known" not in said


def test_a_state_is_said_in_the_words_of_every_report() -> None:
    listed = next(one for one in result_document(serviced())["deployments"] if one["state"] == "declared")
    assert "declared" not in deployment_text(listed, 100).split("fact ")[0]
