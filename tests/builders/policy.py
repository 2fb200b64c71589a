"""The smallest policies, worlds and scenes, with what a test is about on top."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from textwrap import dedent, indent
from typing import Any, Final

from auditor.domain.artifact import Artifact
from auditor.domain.audit import Assessed
from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import (
    Basis,
    Claim,
    Confidence,
    Conflict,
    Fact,
    Known,
    Settler,
    SubjectKind,
    Unknown,
)
from auditor.domain.header import Header
from auditor.domain.mention import NameAt
from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Deployment, Model, Organisation, Strength, System
from auditor.domain.values import FactValue
from auditor.errors import PolicyError
from auditor.formats.yaml12 import read
from auditor.formats.yaml_node import Node
from auditor.policy.bundle import Bundle, assemble
from auditor.policy.conditions import Condition
from auditor.policy.law import Law, parse
from auditor.policy.logic.world import Scene, World
from auditor.policy.reading.condition_reader import Vocabulary
from auditor.policy.rules import EvidenceKind

TODAY: Final = date(2026, 11, 22)

LAW: Final = """\
texts:
  first: {title: The first text, published: 2024-07-12}
  second: {title: The second text, published: 2026-07-24}
paragraphs:
  reading: {first: "63", second: "60-61"}
  later-only: {second: "7"}
values:
  start:
    - {value: 2025-08-02, text: first, published: 2024-07-12, source: C, confidence: high}
  moved:
    - {value: 2026-08-02, text: first, published: 2024-07-12, source: C, confidence: high}
    - {value: 2027-12-02, text: second, published: 2026-07-24, source: C, confidence: high}
  late:
    - {value: 2026-12-02, text: second, published: 2026-07-24, source: C, confidence: high}
  cutoff:
    - {value: 2025-08-02, text: first, published: 2024-07-12, source: C, confidence: high}
  grace:
    - {value: 2027-08-02, text: first, published: 2024-07-12, source: C, confidence: high}
  days:
    least:
      - {value: 183, text: first, published: 2024-07-12, source: C, confidence: high}
  flop:
    - {value: 1.0e25, text: first, published: 2024-07-12, source: C, confidence: high}
  new_flop:
    - {value: 1.0e26, text: second, published: 2026-07-24, source: C, confidence: high, paragraph: later-only}
fines:
  national: ["4", "27", "49(2)"]
  rows:
    operators:
      - article: "9(4)"
        breaches: ["2", "25(2)"]
        cap_eur: 10
        turnover_share: 0.01
        lower_for: [sme]
        applies_from: 2025-08-02
        text: first
        published: 2024-07-12
        source: C
        confidence: high
      - article: "9(4)"
        breaches: ["2", "25(2)", "1(1)"]
        cap_eur: 20
        turnover_share: 0.02
        lower_for: [sme, smc]
        applies_from: 2025-08-02
        text: second
        published: 2026-07-24
        source: C
        confidence: high
"""
EVIDENCE: Final = """\
- {id: summary, title: Public summary, question: "Where is the summary?", article: "1(1)", who: provider}
- {id: notice, title: Notice to persons, question: "Where is the notice?", article: "2(1)"}
"""
PACK: Final = """\
id: example
title: Example
version: "1"
description: What it covers.
"""
DUTY: Final = """\
id: owed
kind: duty
version: 1
title: Public summary
subject: model
severity: high
legal: {article: "1(1)", source: C, text: [first, second]}
applies_from: {law: start}
require: {evidence: summary}
remedy: Publish it.
"""
CLASSIFICATION = """\
id: gpai
kind: classification
version: 1
title: General-purpose model
subject: model
legal: {article: "3(63)", source: G, text: first}
writes: model.gpai
value: {fact: model.format, is: gguf}
"""


def claim(name: str, value: FactValue, **changes: Any) -> Claim:
    claim = Claim(name, value, Basis.MEASURED, Confidence.HIGH, "header", "dir:/srv#model.gguf")
    return replace(claim, **changes)


def known(name: str, value: FactValue, **changes: Any) -> Fact:
    return Fact(name, Known(value, (claim(name, value, **changes),)))


def unknown(
    name: str, reason: str = "nobody says", who: Settler = Settler.PROVIDER, how: str = "ask"
) -> Fact:
    return Fact(name, Unknown(reason, who, how))


def conflict(name: str, *values: FactValue, **changes: object) -> Fact:
    return Fact(name, Conflict(tuple(claim(name, value, **changes) for value in values)))


def facts(given: Mapping[str, FactValue | Fact]) -> dict[str, Fact]:
    return {name: value if isinstance(value, Fact) else known(name, value) for name, value in given.items()}


def a_model(
    id_: str = "m", given: Mapping[str, FactValue | Fact] | None = None, *, name: str = ""
) -> Assessed:
    artifact = Artifact("gguf", (), Header("gguf", "3", "", 0, 0))
    subject = Model(id_, Strength.CONTENT, artifact, (NameAt(name or f"model {id_}", "header", "x"),), (), ())
    return Assessed(subject, facts(given or {}))


def a_deployment(id_: str = "d", given: Mapping[str, FactValue | Fact] | None = None) -> Assessed:
    subject = Deployment(id_, None, f"deployment {id_}", DeploymentState.RUNNING, "dir", "x", "it runs")
    return Assessed(subject, facts(given or {}))


def a_system(id_: str = "s", given: Mapping[str, FactValue | Fact] | None = None) -> Assessed:
    return Assessed(System(id_, f"system {id_}", "", ()), facts(given or {}))


def an_organisation(
    given: Mapping[str, FactValue | Fact] | None = None, *, declared: bool = True
) -> Assessed:
    day = date(2026, 11, 1) if declared else None
    return Assessed(Organisation("Example Clinic", day), facts(given or {}))


def a_record(kind: str, *subject_ids: str, state: EvidenceState = EvidenceState.VALID) -> EvidenceRecord:
    """Return a record with a file, or of an absence, which has none."""
    record = EvidenceRecord(kind, subject_ids, state, "evidence.yaml:1", "A. Example", date(2026, 11, 1))
    if state is EvidenceState.ABSENT:
        return replace(record, method="declared absent")
    return replace(
        record, confidence=Confidence.HIGH, method="file", file="summary.pdf", file_sha256="a" * 64
    )


def a_world(
    *subjects: Assessed,
    relations: Mapping[str, tuple[str, ...]] | None = None,
    evidence: tuple[EvidenceRecord, ...] = (),
) -> World:
    return World(subjects, relations or {}, evidence)


def the_law() -> Law:
    return parse(read(LAW, "law.yaml", PolicyError))


def a_vocabulary() -> Vocabulary:
    return Vocabulary(the_law(), frozenset({"summary", "notice"}))


def a_scene(
    *subjects: Assessed,
    relations: Mapping[str, tuple[str, ...]] | None = None,
    evidence: tuple[EvidenceRecord, ...] = (),
    as_of: date = TODAY,
) -> Scene:
    kinds = {
        "summary": EvidenceKind(
            "summary", "Public summary", "Where is the summary?", "1(1)", Settler.PROVIDER
        ),
        "notice": EvidenceKind("notice", "Notice to persons", "Where is it?", "2(1)", Settler.ORGANISATION),
    }
    return Scene.of(a_world(*subjects, relations=relations, evidence=evidence), the_law(), kinds, as_of)


def node(text: str) -> Node:
    return read(dedent(text), "rules.yaml", PolicyError)


def a_condition(text: str, subject: SubjectKind = SubjectKind.MODEL) -> Condition:
    return a_vocabulary().condition(node(text), subject)


def changed(rule: str, **changes: str | None) -> str:
    """Return a rule with keys replaced, added, or removed where the change is ``None``."""
    kept = [line for line in rule.splitlines() if line.split(":")[0] not in changes]
    added = [f"{key}: {value}" for key, value in changes.items() if value is not None]
    return "\n".join([*kept, *added]) + "\n"


def a_list(*rules: str) -> str:
    return "".join("- " + indent(rule, "  ")[2:] for rule in rules)


def texts(*rules: str, pack: str = PACK, law: str = LAW, **more: str) -> dict[str, str]:
    """Return the files of one pack; further ones by name, with ``__`` for the slash."""
    named = {name.replace("__", "/") + ".yaml": text for name, text in more.items()}
    return {
        "law.yaml": law,
        "evidence.yaml": EVIDENCE,
        "example/pack.yaml": pack,
        "example/area.yaml": a_list(*(rules or (DUTY,))),
        **named,
    }


def a_bundle(*rules: str, pack: str = PACK, **more: str) -> Bundle:
    return assemble(texts(*rules, pack=pack, **more))


def scene_of(
    bundle: Bundle,
    *subjects: Assessed,
    relations: Mapping[str, tuple[str, ...]] | None = None,
    evidence: tuple[EvidenceRecord, ...] = (),
    as_of: date = TODAY,
) -> Scene:
    world = a_world(*subjects, relations=relations, evidence=evidence)
    return Scene.of(world, bundle.law, bundle.evidence, as_of)
