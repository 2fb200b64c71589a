"""What a licence expression answers to each question about its terms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Final

from auditor.catalogue.entry import TEXTUAL, Cell
from auditor.domain.fact import Confidence, weakest
from auditor.domain.tri import Tri, all_of, any_of
from auditor.domain.values import FactValue
from auditor.domain.vocabulary import LICENCE_KINDS
from auditor.licenses.clauses import CLAUSE_FACTS, Clauses, load_clauses
from auditor.licenses.terms import Answer, Exclusion, Terms

NO_CLAUSE: Final = "none"
"""The clause of a licence that excludes nobody, or that has none of the kind."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, or the reason why there is none.

    Attributes:
        value: The answer; ``None`` for none.
        reason: What it rests on, or why there is none.
        confidence: The weakest of what it rests on.
        follows_from: Another fact of the model that alone is missing for an answer; empty for none.
    """

    value: FactValue | None
    reason: str
    confidence: Confidence
    follows_from: str = ""


@dataclass(frozen=True, slots=True)
class Multimodal:
    """Whether the model takes or gives more than text.

    Attributes:
        is_so: The answer, possibly unknown.
        confidence: What it is worth.
    """

    is_so: Tri
    confidence: Confidence


def multimodal(modalities: Cell[tuple[str, ...]] | None) -> Multimodal:
    """Return whether a release of the catalogue takes or gives more than text."""
    if modalities is None:
        return Multimodal(Tri.UNKNOWN, Confidence.LOW)
    return Multimodal(Tri.of(not TEXTUAL.issuperset(modalities.value)), modalities.confidence)


Question = Callable[[Answer, Multimodal], Said]


def _kind(answer: Answer, _: Multimodal) -> Said:
    pick = min if answer.is_choice else max
    return _said(answer, pick((part.kind for part in answer.parts), key=LICENCE_KINDS.index), "")


def _commercial(answer: Answer, _: Multimodal) -> Said:
    value = _met(answer, [Tri.of(part.commercial_use) for part in answer.parts])
    reasons = [part.commercial_reason for part in answer.parts if part.commercial_use is None]
    return _said(answer, _plain(value), "; ".join(reasons))


def _users(answer: Answer, _: Multimodal) -> Said:
    limits = [part.monthly_users_limit for part in answer.parts]
    real = [limit for limit in limits if limit]
    if answer.is_choice:
        return _said(answer, 0 if len(real) < len(limits) else max(real), "")
    return _said(answer, min(real, default=0), "")


def _excludes(answer: Answer, multimodal: Multimodal) -> Said:
    each = [_excluded(part, multimodal) for part in answer.parts]
    value = all_of(each) if answer.is_choice else any_of(each)
    depends = any(part.exclusion is Exclusion.MULTIMODAL for part in answer.parts)
    if value is Tri.UNKNOWN and depends:
        reason = (
            "its use policy excludes EU licensees from multimodal models; whether this is one is not known"
        )
        return replace(_said(answer, None, reason), follows_from="model.modalities")
    if value is Tri.UNKNOWN:
        return _said(answer, None, "the text of the licence was not read for a territorial exclusion")
    said = _said(answer, _plain(value), "; ".join(part.clause for part in answer.parts if part.clause))
    level = weakest(said.confidence, multimodal.confidence) if depends else said.confidence
    return Said(said.value, said.reason, level)


def _clause(answer: Answer, multimodal: Multimodal) -> Said:
    excludes = _excludes(answer, multimodal)
    if excludes.value is None:
        return excludes
    if excludes.value is False:
        return Said(NO_CLAUSE, "no clause of the licence excludes EU licensees here", excludes.confidence)
    clauses = [part.clause for part in answer.parts if _excluded(part, multimodal) is Tri.TRUE]
    return Said("; ".join(clauses), "", excludes.confidence)


def _foss(answer: Answer, _: Multimodal) -> Said:
    value = _met(answer, [Tri.of(part.foss) for part in answer.parts])
    deciding = [part for part in answer.parts if Tri.of(part.foss) is value]
    return _said(answer, _plain(value), "; ".join(dict.fromkeys(part.foss_reason for part in deciding)))


def _of_kind(kind: str, answer: Answer, _: Multimodal) -> Said:
    """Return the clauses of a kind; of licences to choose from, none where one of them has none."""
    each: list[str | None] = [getattr(load_clauses().get(part.id, Clauses()), kind) for part in answer.parts]
    if answer.is_choice and "" in each:
        return _said(answer, NO_CLAUSE, "")
    unread = [part.name for part, clause in zip(answer.parts, each, strict=True) if clause is None]
    if unread:
        return _said(answer, None, f"the text of {' and '.join(unread)} was not read for it")
    found = dict.fromkeys(clause for clause in each if clause)
    return _said(answer, (" or " if answer.is_choice else "; ").join(found) or NO_CLAUSE, "")


QUESTIONS: Final[Mapping[str, Question]] = MappingProxyType(
    {
        "license.kind": _kind,
        "license.commercial_use": _commercial,
        "license.monthly_users_limit": _users,
        "license.excludes_eu_licensees": _excludes,
        "license.eu_exclusion_clause": _clause,
        "license.foss_ai_act": _foss,
        **{fact: partial(_of_kind, kind) for fact, kind in CLAUSE_FACTS.items()},
    }
)
"""What the terms of a licence answer, by fact."""


_WHATEVER_THE_MODEL: Final[Mapping[Exclusion | None, Tri]] = {
    Exclusion.ALWAYS: Tri.TRUE,
    Exclusion.NO: Tri.FALSE,
    Exclusion.IDLE: Tri.FALSE,
    None: Tri.UNKNOWN,
}


def _excluded(part: Terms, multimodal: Multimodal) -> Tri:
    if part.exclusion is Exclusion.MULTIMODAL:
        return multimodal.is_so
    return _WHATEVER_THE_MODEL[part.exclusion]


def _met(answer: Answer, each: list[Tri]) -> Tri:
    return any_of(each) if answer.is_choice else all_of(each)


def _plain(value: Tri) -> bool | None:
    return {Tri.TRUE: True, Tri.FALSE: False}.get(value)


def _said(answer: Answer, value: FactValue | None, reason: str) -> Said:
    return Said(value, reason, weakest(*(part.confidence for part in answer.parts)))
