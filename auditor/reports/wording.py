"""How values read to people: numbers, quantities, days, and names that come from outside.

Everything here returns plain text; superscripts and narrow spaces are Unicode, so the same words
serve the terminal, the page and the print. Nothing depends on the locale of the machine.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from auditor.domain import phrasing
from auditor.domain.fact import Fact, FactDefinition, Known, Settler, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.finding import Question
from auditor.domain.observation import Problem, ProblemKind, SkipKind, Skipped, places_of
from auditor.domain.values import FactValue, Range

_NO_BREAK: Final = "\u00a0"

# Sentences and tables say figures and days in one form.
counted = phrasing.counted
day = phrasing.day
days_left = phrasing.days_left
number = phrasing.number
plain_spaces = phrasing.plain_spaces
power_of_ten = phrasing.power_of_ten
quantity_range = phrasing.quantity_range
scientific = phrasing.scientific

# Unicode general categories that draw nothing themselves but change what is drawn around them:
# controls (terminal escapes), formats (bidirectional overrides, zero width), surrogates, separators.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# What a name that several subjects have ends with; see ``domain.naming``.
_OWN_ID: Final = re.compile(r" \([a-z0-9]+:[0-9a-f]{8,}\)$")
# What has no space for so long is a path or a digest, not a word: of it both ends tell enough.
_LONGEST_WORD: Final = 120
_LONG_WORD: Final = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")
# Limits of which the registry says that 0 stands for none; read as a number it would be the strictest limit.
_NO_LIMIT_AT_ZERO: Final = frozenset({"license.monthly_users_limit"})
# Joins the parts of an emoji, and shapes letters in several scripts; harmless in between others.
_ZERO_WIDTH_JOINER: Final = "\u200d"


def visible(text: str) -> str:
    """Return text from outside with every invisible or controlling character spelled out.

    A file may be called anything: a terminal escape, a line break or a right-to-left override in a
    name would let it rewrite the report around it.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_spelled(character) for character in text)


def _spelled(character: str) -> str:
    if character == _ZERO_WIDTH_JOINER or unicodedata.category(character) not in _UNSEEN:
        return character
    return character.encode("unicode_escape").decode("ascii")


def encodable(text: str) -> str:
    r"""Return text that UTF-8 can carry: lone surrogates (bytes of undecodable names) become ``\udcXX``."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def clipped(text: str, limit: int) -> str:
    """Return visible text of at most ``limit`` characters, its middle left out and marked."""
    # Spelling out can only lengthen, so there is no use in spelling more than the limit at each end.
    if len(text) > 2 * limit:
        text = f"{text[:limit]}…{text[-limit:]}"
    shown = visible(text)
    if len(shown) <= limit:
        return shown
    own_id = _OWN_ID.search(shown)
    # Of two subjects with one name, the id at its end is all that tells them apart.
    kept = len(own_id[0]) if own_id and len(own_id[0]) < limit - 1 else 0
    head = min((limit - 1) * 2 // 3, limit - 1 - kept)
    tail = limit - 1 - head
    return f"{shown[:head].rstrip()}…{shown[-tail:].lstrip() if tail else ''}"


def shortened(text: str, limit: int) -> str:
    """Return the beginning of a sentence, whole words of it, of at most ``limit`` characters."""
    shown = visible(text[: 2 * limit])
    if len(shown) <= limit:
        return shown
    kept = shown[: limit - 1]
    words, _, _ = kept.rpartition(" ")
    return f"{(words or kept).rstrip(' ,;:(')}…"


def with_short_paths(text: str) -> str:
    """Return a citation whole but for long paths: a formula that lacks a factor proves nothing."""
    return _LONG_WORD.sub(lambda path: clipped(path[0], _LONGEST_WORD), text)


def short_id(identifier: str) -> str:
    """Return an id or digest one can compare by eye: ``sha256:8f2c…41d9``."""
    scheme, colon, digest = identifier.rpartition(":")
    if len(digest) < 16 or not digest.isalnum():
        return clipped(identifier, 40)
    return f"{scheme}{colon}{digest[:4]}…{digest[-4:]}"


def settling(question: Question, noun: str = "") -> str:
    """Return how many findings an answer settles by itself, and for how many more it is needed."""

    def of(n: int) -> str:
        return counted(n, noun) if noun else number(n)

    if question.n_settles and question.n_needed:
        return f"settles {of(question.n_settles)}, needed for {number(question.n_needed)} more"
    if question.n_needed:
        return f"needed for {of(question.n_needed)}"
    return f"settles {of(question.n_settles)}"


def faults(gaps: Iterable[Problem | Skipped]) -> str:
    """Return how many places are not known for which reason: ``2 unreadable, 1 altered``; empty for none.

    A place is counted once for each of its faults. What could not be read, what is not what its store
    says, what lacks parts and files in formats that are not read are never added up.
    """
    seen = tuple(gaps)
    said = [(len(places_of(seen, fault)), fault.value) for fault in ProblemKind]
    n_files = len(places_of(seen, SkipKind.FORMAT))
    said.append((n_files, "file in a format not read" if n_files == 1 else "files in formats not read"))
    return ", ".join(f"{number(n)}{_NO_BREAK}{what}" for n, what in said if n)


def size(n_bytes: int) -> str:
    """Return a size in decimal units: ``4.68 GB``."""
    for unit, bytes_per_unit in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if n_bytes >= bytes_per_unit:
            return f"{n_bytes / bytes_per_unit:.3g}{_NO_BREAK}{unit}".replace("e+03", "000")
    return counted(n_bytes, "byte")


def moment(when: datetime) -> str:
    """Return a time of day: ``21 November 2026, 14:03 UTC``."""
    return f"{day(when)}, {when:%H:%M}{_NO_BREAK}UTC"


def value(stated: FactValue, definition: FactDefinition | None = None) -> str:
    """Return a fact's value as a report prints it, with its unit."""
    unit = definition.unit if definition else ""
    match stated:
        case bool():
            return "yes" if stated else "no"
        case int() if stated == 0 and definition is not None and definition.name in _NO_LIMIT_AT_ZERO:
            return "none"
        case int() | float():
            return size(int(stated)) if unit == "bytes" else _with_unit(number(stated), unit)
        case Range():
            return _with_unit(quantity_range(stated), unit)
        case tuple():
            return ", ".join(visible(word) for word in stated) or "none"
        case date():
            return day(stated)
        case str():
            return visible(stated)


def raw_value(stated: FactValue, definition: FactDefinition | None = None) -> str:
    """Return a value as its source has it: ids stay ids, figures are not rounded and have no unit."""
    if isinstance(stated, Range):
        return f"{stated.low:g} to {stated.high:g}"
    return value(stated, definition and replace(definition, unit=""))


def rate(per_s: float) -> str:
    """Return a speed: whole numbers from a hundred on."""
    return number(round(per_s)) if per_s >= 100 else f"{per_s:.1f}"


def settler(who: Settler) -> str:
    """Return who could tell: ``the provider``, ``nobody``."""
    return who.value if who is Settler.NOBODY else f"the {who.value}"


def _with_unit(figure: str, unit: str) -> str:
    return f"{figure}{_NO_BREAK}{unit}" if unit else figure


def fact_text(fact: Fact | None, name: str) -> str:
    """Return what a fact comes to: its value, ``unknown: why``, or ``conflict:`` and what is claimed."""
    if fact is None:
        return "unknown: not assessed"
    state = fact.state
    if isinstance(state, Known):
        return value(state.value, FACTS.get(name))
    if isinstance(state, Unknown):
        return unknown_because(state.reason)
    claimed = dict.fromkeys(value(claim.value, FACTS.get(name)) for claim in state.claims)
    return f"conflict: {' · '.join(claimed)}"


def unknown_because(reason: str) -> str:
    """Return ``unknown: why``; reasons of some facts begin with the word themselves."""
    return f"unknown: {visible(reason.removeprefix('unknown: '))}"


def label(name: str) -> str:
    """Return a fact's name as a table prints it: ``model.n_parameters`` reads ``parameters``."""
    return _LABELS.get(name) or name.partition(".")[2].replace("_", " ")


def evidence_kind(kind: str) -> str:
    """Return a kind of evidence as words: ``ai-disclosure`` reads ``AI disclosure``."""
    return " ".join("AI" if word == "ai" else word for word in kind.split("-"))


_LABELS: Final = {
    "identity.strength": "identity rests on",
    "identity.sha256": "digests",
    "identity.digest_matches_store": "digest as the store says",
    "model.n_parameters": "parameters",
    "model.n_active_parameters": "parameters per token",
    "model.n_experts": "experts",
    "model.size_bytes": "size",
    "model.gpai": "general-purpose model",
    "model.systemic_risk": "systemic risk",
    "model.designated_systemic": "designated by the Commission",
    "model.union_placed_on": "on the Union market since",
    "identity.store_vouches": "its store states a digest",
    "model.names_base": "names a base model",
    "model.is_quantized": "stored in fewer bits than trained in",
    "model.weights_public": "weights public",
    "model.training_hardware": "trained on",
    "model.trainable_parameters": "parameters its run changed",
    "model.release_date": "first released",
    "model.modalities": "takes and gives",
    "provider.name": "provider",
    "provider.country": "provider's country",
    "provider.parent": "ultimate parent",
    "provider.parent_country": "parent's country",
    "provider.third_country": "established outside the Union",
    "model.base_relations": "how it was made from its bases",
    "license.concluded": "licence",
    "license.stated": "licence stated",
    "license.inherited": "licences of its bases",
    "license.conflict": "licence sources disagree",
    "license.base_conflict": "drops its base's terms",
    "license.kind": "kind of licence",
    "license.monthly_users_limit": "limit on monthly users",
    "license.excludes_eu_licensees": "excludes EU licensees",
    "license.base_excludes_eu_licensees": "base excludes EU licensees",
    "license.eu_exclusion_clause": "clause that excludes",
    "license.foss_ai_act": "free and open source, Art. 53(2)",
    "compute.update_flop": "compute of parameter updates",
    "compute.update_bounds_flop": "its bounds, 30\u00a0% error",
    "compute.cumulative_flop": "cumulative training compute",
    "compute.cumulative_bounds_flop": "its bounds, 30\u00a0% error (cumulative)",
    "unsafe.custom_code": "asks the loader to run code",
    "airgap.verified": "air-gapped inference proven",
    "airgap.isolation": "isolation of that run",
    "airgap.age_days": "age of that proof",
    "airgap.self_test": "self-test proven",
    "role.gpai_provider": "our role: provider of the model",
    "role.sys_provider": "our role: provider of the system",
    "role.gpai_modifier": "our role: modifier of the model",
    "role.deployer": "our role: deployer",
    "model.trained_here": "trained by us from its first weights on",
    "modifier.placed": "trained further by us, and placed on the market",
    "modifier.base_flop": "compute of the base we trained it from",
    "modifier.base_bounds_flop": "that compute, with the permitted error",
    "modifier.share_of_base": "our training as a share of its base's",
    "modifier.base_estimable": "compute of its base can be estimated",
    "modifier.base_systemic_risk": "systemic risk of its base",
    "declaration.union_placements": "placed by us on the Union market",
    "declaration.n_entries": "declarations",
    "declaration.unbound": "declarations that match other than they expect",
    "coverage.n_unreadable": "unreadable, altered or incomplete, not accepted",
    "organisation.eu_established": "seat in the Union",
    "organisation.public_body": "governed by public law",
    "organisation.public_service": "provides public services",
    "organisation.finance": "financial institution",
    "system.union_placed_on": "placed on the Union market on",
    "system.own_name": "under the organisation's own name",
    "system.annex_iii": "points of Annex III",
    "system.annex_i": "Annex I product or safety component",
    "system.opt_out_6_3": "relies on Art. 6(3), point",
    "system.profiling": "profiles persons",
    "system.interacts_with_persons": "interacts with persons",
    "system.obvious_ai": "obviously a machine",
    "system.deepfakes": "makes deep fakes",
    "system.emotion_recognition": "recognises emotions",
    "system.decides_about_persons": "decides about persons, or helps to",
    "system.practices_art_5": "practices of Art. 5",
    "system.changed_design_on": "design changed on",
    "system.log_retention_days": "logs kept, days",
    "system.workplace": "used at the workplace",
    "system.grandfathered": "in service before the rules for high risk applied",
    "system.high_risk": "high-risk, Art. 6",
    "system.public_interest_text": "publishes texts of public interest",
    "system.editorial_control": "under editorial control",
}
