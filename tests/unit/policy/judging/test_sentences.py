from collections.abc import Mapping
from datetime import date

import pytest

from auditor.domain.evidence import EvidenceState
from auditor.domain.fact import Basis, Confidence, Fact
from auditor.domain.values import FactValue
from auditor.policy.judging.sentences import sentence
from auditor.policy.logic.verdict import rule_on
from tests.builders.policy import (
    DUTY,
    PACK,
    TODAY,
    a_bundle,
    a_model,
    a_record,
    an_organisation,
    changed,
    conflict,
    known,
    scene_of,
)

Given = dict[str, FactValue | Fact]
VALID, ABSENT, NONE = EvidenceState.VALID, EvidenceState.ABSENT, None
SCOPED = (
    PACK + "scope: {fact: organisation.eu_established, is: true}\nscope_words: the Act does not reach it\n"
)
BY = "not among the roles declared by A. Example on 1 November 2026"


def said(
    given: Given | None = None,
    state: EvidenceState | None = ABSENT,
    as_of: date = TODAY,
    pack: str = PACK,
    changes: Mapping[str, str | None] | None = None,
    **more: str | None,
) -> str:
    bundle = a_bundle(changed(DUTY, **(changes or {}), **more), pack=pack)
    organisation = an_organisation({"organisation.eu_established": False})
    evidence = () if state is None else (a_record("summary", "m", state=state),)
    scene = scene_of(bundle, organisation, a_model(given=given or {}), evidence=evidence, as_of=as_of)
    rule = bundle.rules[0]
    ruling = rule_on(rule, bundle.packs[0].scope, scene.subjects["m"], scene)
    return sentence(rule, bundle.packs[0], ruling, "m", scene)


FORMAT = "{fact: model.format, is: gguf}"
GEMMA = "{fact: model.architecture, is: gemma}"
EITHER = f"{{any: [{FORMAT}, {GEMMA}]}}"
BOTH = f"{{all: [{FORMAT}, {GEMMA}]}}"
CLAUSE: Mapping[str, str | None] = {
    "kind": "term",
    "require": "{not: {fact: license.excludes_eu_licensees, is: true}}",
    "title": "Use in the EU",
    "clause": "license.eu_exclusion_clause",
    "legal": "{article: the licence's territorial clause, source: P}",
    "failing": "licensees in the EU get no rights",
}
EXCLUDED: Given = {
    "license.excludes_eu_licensees": True,
    "license.eu_exclusion_clause": "Llama 4 licence, section 1: rights are not granted in the EU",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (said(), "fails Article 1(1): Public summary: declared absent by A. Example on 1 November 2026"),
        (
            said(failing="there is none"),
            "fails Article 1(1): there is none (declared absent by A. Example on 1 November 2026)",
        ),
        (
            said(as_of=date(2025, 8, 1), failing="there is none"),
            "would fail Article 1(1), which applies from 2 August 2025 (in 1 day): "
            "there is none (declared absent by A. Example on 1 November 2026)",
        ),
        (
            said(
                as_of=date(2025, 8, 1), transition=f"{{if: {FORMAT}, until: {{law: grace}}}}", failing="none"
            ),
            "would fail Article 1(1), which applies from 2 August 2025 (in 1 day) or 2 August 2027 "
            "(in 731 days), still open (file format of the weights): none "
            "(declared absent by A. Example on 1 November 2026)",
        ),
        (
            said(as_of=date(2025, 7, 31)).split(":")[0],
            "would fail Article 1(1), which applies from 2 August 2025 (in 2 days)",
        ),
        (said(state=VALID), "Article 1(1) holds, attested by A. Example on 1 November 2026"),
        (
            said(state=VALID, role="gpai_provider"),
            "Article 1(1) is met, whether owed or not, attested by A. Example on 1 November 2026",
        ),
        (said(state=None), "Article 1(1) cannot be decided: public summary: nothing is recorded about it"),
        (
            said(kind="vendor_gap", title="A public summary", failing="none was found"),
            "the provider has not shown a public summary (Article 1(1)): "
            "none was found (declared absent by A. Example on 1 November 2026)",
        ),
        (
            said(kind="vendor_gap", title="A public summary", state=None),
            "the provider has not shown a public summary (Article 1(1)): nothing is recorded about it",
        ),
        (
            said(kind="vendor_gap", title="A public summary", when=FORMAT),
            "the provider has not shown a public summary (Article 1(1)): "
            "file format of the weights: not known, nothing looked at says so",
        ),
        (
            said(EXCLUDED, changes=CLAUSE),
            "Llama 4 licence, section 1 does not allow use in the EU: licensees in the EU get no rights",
        ),
        (
            said({"license.excludes_eu_licensees": True}, changes=CLAUSE),
            "the licence's territorial clause does not allow use in the EU: "
            "licensees in the EU get no rights (model.gguf)",
        ),
        (
            said(
                {"license.excludes_eu_licensees": True},
                changes={**CLAUSE, "clause": None, "legal": "{article: its clause}"},
            ),
            "its clause does not allow use in the EU: licensees in the EU get no rights (model.gguf)",
        ),
        (
            said({"license.excludes_eu_licensees": False}, changes=CLAUSE),
            "the terms allow use in the EU (model.gguf)",
        ),
        (
            said({"license.excludes_eu_licensees": False}, changes={**CLAUSE, "when": FORMAT}),
            "the terms allow use in the EU (model.gguf), whether owed or not",
        ),
        (
            said(changes=CLAUSE),
            "whether the terms allow use in the EU cannot be decided: "
            "whether licensees domiciled in the EU get no rights: not known, nothing looked at says so",
        ),
        (
            said(changes={**CLAUSE, "require": "{evidence: summary}", "clause": None}, state=VALID),
            "the terms allow use in the EU, attested by A. Example on 1 November 2026",
        ),
        (
            said(kind="vendor_gap", title="A public summary", state=VALID),
            "the provider has shown a public summary (Article 1(1))"
            ", attested by A. Example on 1 November 2026",
        ),
        (
            said(kind="vendor_gap", title="A public summary", state=VALID, when=FORMAT),
            "the provider has shown a public summary (Article 1(1)), whether owed or not"
            ", attested by A. Example on 1 November 2026",
        ),
        (
            said(
                {"model.context_length": 512},
                require="{fact: model.context_length, at_least: {law: days.least}}",
                failing="it is too short",
            ),
            "Article 1(1) holds",
        ),
        (
            said(
                {"model.context_length": 128},
                require="{fact: model.context_length, at_least: {law: days.least}}",
                failing="it is too short",
            ),
            "fails Article 1(1): it is too short (longest context: 128 tokens; "
            "asked: at least 183 tokens (law.yaml: days.least); model.gguf)",
        ),
        (
            said(
                {"model.weights_public": False},
                require="{fact: model.weights_public, is: true}",
                failing="no",
            ),
            "fails Article 1(1): no (model.gguf)",
        ),
        (
            said({"model.format": "onnx"}, kind="preference", require=FORMAT),
            "not as recommended: file format of the weights: onnx; asked: is gguf (model.gguf)",
        ),
        (
            said(
                {"model.format": conflict("model.format", "onnx", "pickle", citation="hub card")},
                kind="preference",
                require=FORMAT,
                failing="it is not GGUF",
            ),
            "not as recommended: it is not GGUF (file format of the weights: onnx or pickle; hub card)",
        ),
        (
            said(kind="preference", title="GGUF only", require=FORMAT),
            "recommendation 'GGUF only' cannot be decided: file format of the weights: not known, "
            "nothing looked at says so",
        ),
        (
            said(
                {"role.gpai_provider": known("role.gpai_provider", False, basis=Basis.ATTESTED, citation=BY)},
                role="gpai_provider",
            ),
            f"does not apply: the organisation is not the provider of this model ({BY})",
        ),
        (
            said(pack=SCOPED),
            "does not apply: the Act does not reach it (whether the organisation's seat is in the Union: no)",
        ),
        (
            said({"model.format": "onnx"}, when=FORMAT),
            "does not apply: file format of the weights: onnx; asked: is gguf",
        ),
        (
            said(
                {"model.format": known("model.format", "onnx", confidence=Confidence.LOW)},
                when=FORMAT,
                floor="low",
            ),
            "does not apply: file format of the weights: onnx; asked: is gguf (on low-confidence evidence)",
        ),
        (
            said({"model.format": "gguf"}, transition=f"{{if: {FORMAT}, until: never}}"),
            "does not apply: a transitional provision exempts it as long as this is so, "
            "file format of the weights: gguf; asked: is gguf",
        ),
        (
            said({"model.format": "onnx"}, applies_from=f"[{{if: {FORMAT}, from: {{law: start}}}}]"),
            "does not apply: no day of application concerns it, "
            "file format of the weights: onnx; asked: is gguf",
        ),
        (
            said({"model.format": "onnx", "model.architecture": "llama"}, when=EITHER),
            "does not apply: file format of the weights: onnx; asked: is gguf; "
            "and architecture family: llama; asked: is gemma",
        ),
        (
            said({"model.format": "gguf", "model.architecture": "gemma"}, when=f"{{not: {BOTH}}}"),
            "does not apply: file format of the weights: gguf; asked: is not gguf; "
            "and architecture family: gemma; asked: is not gemma",
        ),
        (
            said(transition=f"{{if: {FORMAT}, until: {{law: grace}}}}"),
            "Article 1(1) cannot be decided: when it applies depends on an open question, "
            "file format of the weights: not known, nothing looked at says so",
        ),
        (
            said(legal='{article: "1(1)", source: S, text: first}', failing="there is none"),
            "fails Article 1(1): there is none (declared absent by A. Example on 1 November 2026) "
            "(source to be confirmed)",
        ),
        (
            said(
                {"model.format": "onnx"},
                require="{any: [{evidence: summary}, {fact: model.format, is: gguf}]}",
                state=EvidenceState.WITHDRAWN,
                failing="there is none",
            ),
            "fails Article 1(1): there is none (Public summary: withdrawn by A. Example on 1 November 2026; "
            "and file format of the weights: onnx; asked: is gguf)",
        ),
        (
            said(state=EvidenceState.EXPIRED, failing="there is none"),
            "Article 1(1) cannot be decided: public summary: the record by A. Example on 1 November 2026 "
            "has expired, and nothing else proves it",
        ),
    ],
)
def test_a_ruling_reads_as_one_sentence(text: str, expected: str) -> None:
    assert text == expected


def test_a_failure_decided_by_a_count_needs_no_source() -> None:
    bundle = a_bundle(changed(DUTY, subject="organisation", require="{count: models, at_most: 0}"))
    scene = scene_of(bundle, an_organisation(), a_model(), relations={"organisation": ("m",)})
    rule = bundle.rules[0]
    ruling = rule_on(rule, None, scene.organisation, scene)
    assert sentence(rule, bundle.packs[0], ruling, "organisation", scene) == (
        "fails Article 1(1): 1 models; asked: at most 0"
    )
