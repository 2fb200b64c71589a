from dataclasses import replace
from typing import Any

import pytest

from auditor.domain.document import ChatTemplate, Document, LoaderConfig
from auditor.domain.fact import Basis, Claim, Confidence, Silence
from auditor.domain.header import Anomaly
from auditor.domain.subject import Model
from auditor.identity.measured import assess as measured
from auditor.identity.templates import assess
from tests.builders.observations import a_header, a_model, artifact_of

FACT = "unsafe.chat_template"
ESCAPING = Anomaly("escaping-template", 8, "a template reaches outside")
ODD = ChatTemplate(1, (ESCAPING,))
IN_HEADER = (("tokenizer.chat_template", "[template 9 characters]"),)


def of(format_: str, *documents: Document, **header: Any) -> Model:
    return a_model(*documents, header=a_header(format=format_, **header))


def said(model: Model) -> list[tuple[object, Confidence | None, str]]:
    return [
        (one.value, one.confidence, one.method)
        if isinstance(one, Claim)
        else (None, None, one.unknown.reason)
        for one in assess(model, artifact_of(model))
    ]


@pytest.mark.parametrize("document", [ODD, LoaderConfig(template=ODD)])
def test_a_template_beside_the_weights_counts(document: Document) -> None:
    model = of("safetensors", document)
    (claim,) = assess(model, artifact_of(model))
    detail = "a template reaches outside"
    assert claim == Claim(
        FACT,
        ("escaping-template",),
        Basis.MEASURED,
        Confidence.HIGH,
        detail,
        "dir:/models#document-0",
        detail,
    )


def test_one_in_the_folder_above_may_belong_to_others() -> None:
    model = of("safetensors", ODD)
    above = replace(model, documents=tuple(replace(at, is_above=True) for at in model.documents))
    assert [level for _, level, _ in said(above)] == [Confidence.LOW]


def test_a_template_in_the_header_counts_and_llama_cpp_reads_no_other() -> None:
    clean = of("gguf", ODD, metadata=IN_HEADER)
    assert said(clean) == [((), Confidence.MEDIUM, "nothing in 1 chat template leads outside")]
    odd = of("gguf", metadata=IN_HEADER, anomalies=(ESCAPING,))
    assert said(odd) == [
        (("escaping-template",), Confidence.HIGH, "a template reaches outside (byte 8)"),
    ]


def test_templates_without_oddities_are_counted() -> None:
    model = of("safetensors", ChatTemplate(2), LoaderConfig(template=ChatTemplate(1)), LoaderConfig())
    assert said(model) == [((), Confidence.MEDIUM, "nothing in 3 chat templates leads outside")]


def test_without_any_there_is_nothing_to_be_odd() -> None:
    assert said(of("safetensors")) == [((), Confidence.HIGH, "it has no chat template")]


@pytest.mark.parametrize("name", ["tokenizer_config.json", "chat_template.jinja"])
def test_what_was_not_read_may_hold_one(name: str) -> None:
    model = replace(of("safetensors"), unread=(name, "README.md"))
    assert said(model) == [(None, None, f"{name} was not read, and may hold a chat template")]
    # What is known to be odd is not made unknown by what was not read.
    assert said(replace(of("safetensors", ODD), unread=(name,)))[0][0] == ("escaping-template",)
    assert said(replace(of("gguf"), unread=(name,))) == [((), Confidence.HIGH, "it has no chat template")]


def test_it_is_no_oddity_of_a_header_besides() -> None:
    found = Anomaly("suspicious-template", 8, "the chat template contains import os")
    facts = {
        one.fact: one for one in measured(of("gguf", anomalies=(found,))) if not isinstance(one, Silence)
    }
    assert facts[FACT].value == ("suspicious-template",)
    assert facts["unsafe.header_anomalies"].value == ()
