"""What each licence allows, as data with its source."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from auditor.domain.fact import Confidence

_TERMS: Final = Path(__file__).parent / "terms.json"
NAMING: Final = ("license.concluded", "license.inherited")
"""The facts whose values name licences."""


class Exclusion(StrEnum):
    """Which licensees domiciled in the EU get no rights."""

    NO = "no"
    MULTIMODAL = "multimodal"
    """Those of the release's multimodal models."""
    IDLE = "idle"
    """The clause is there, but the release has no model it could apply to."""
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Wording:
    """How the text of a licence is recognised; everything in lower case.

    Attributes:
        titles: Any of them stands near the beginning.
        phrases: All of them stand in the text.
        without: None of them stands in the text.
    """

    titles: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one licence that bear on a deployment.

    Attributes:
        id: SPDX id or ``LicenseRef``.
        name: Its title.
        kind: One of :data:`~auditor.domain.vocabulary.LICENCE_KINDS`.
        commercial_use: Whether commercial use is allowed; ``None`` if it depends.
        commercial_reason: On what.
        monthly_users_limit: Monthly users above which another licence is needed; 0 for no limit.
        exclusion: Whether EU licensees are excluded; ``None`` if its text was not read.
        clause: The clause that excludes them.
        foss: Free and open-source in the sense of Art. 53(2); ``None`` if a person must judge.
        foss_reason: Why, with the paragraph of the Commission's guidelines.
        source: Where the terms were read.
        confidence: What that source is worth.
        spellings: What hubs and headers write for it, lower case.
        links: Parts of addresses that lead to its text, lower case.
        series: Releases of one licence, whose common name does not say which.
        covers: Ids of the licences that a name shared by several of them may mean.
        wording: How its text is recognised.
    """

    id: str
    name: str
    kind: str
    commercial_use: bool | None
    commercial_reason: str
    monthly_users_limit: int
    exclusion: Exclusion | None
    clause: str
    foss: bool | None
    foss_reason: str
    source: str
    confidence: Confidence
    spellings: tuple[str, ...]
    links: tuple[str, ...]
    series: str
    covers: tuple[str, ...]
    wording: Wording


@dataclass(frozen=True, slots=True)
class Answer:
    """The terms of a whole licence expression.

    Attributes:
        parts: Terms of every licence in it.
        is_choice: The licensee may choose one (``OR``); else all apply (``AND``).
    """

    parts: tuple[Terms, ...]
    is_choice: bool = False


@cache
def load_terms() -> Mapping[str, Terms]:
    """Return the terms of every licence in the table, by id."""
    document = json.loads(_TERMS.read_text(encoding="utf-8"))
    return {key: _terms(key, record) for key, record in document["licenses"].items()}


def titles(ids: Collection[str]) -> dict[str, str]:
    """Return the titles of the licences among some words that are in the table."""
    return {id_: terms.name for id_, terms in load_terms().items() if id_ in ids}


def _terms(key: str, record: Mapping[str, Any]) -> Terms:
    exclusion = record["excludes_eu_licensees"]
    return Terms(
        id=key,
        name=record["name"],
        kind=record["kind"],
        commercial_use=record["commercial_use"],
        commercial_reason=record.get("commercial_reason", ""),
        monthly_users_limit=record["monthly_users_limit"],
        exclusion=None if exclusion is None else Exclusion(exclusion),
        clause=record.get("eu_exclusion_clause", ""),
        foss=record["foss_ai_act"],
        foss_reason=record.get("foss_reason", ""),
        source=record["source"],
        confidence=Confidence(record["confidence"]),
        spellings=(key.lower(), *record.get("hub_ids", ())),
        links=tuple(record.get("links", ())),
        series=record.get("series", ""),
        covers=tuple(record.get("covers", ())),
        wording=Wording(*(tuple(record.get(part, ())) for part in ("titles", "phrases", "without"))),
    )


def terms_of(expression: str) -> Answer | None:
    """Return the terms of an SPDX expression, or ``None`` if one of its licences is not in the table.

    An expression that mixes ``AND`` and ``OR`` is not in the table: whether its terms can be met
    together is for a person to say.
    """
    known = load_terms()
    if expression in known:
        return Answer((known[expression],))
    # The operators of an SPDX expression are upper case (SPDX 2.3, annex D); ids contain no blanks.
    has_or, has_and = " OR " in expression, " AND " in expression
    if has_or == has_and:
        return None
    ids = expression.strip("()").split(" OR " if has_or else " AND ")
    parts = tuple(known[id_.strip("() ")] for id_ in ids if id_.strip("() ") in known)
    return Answer(parts, is_choice=has_or) if len(parts) == len(ids) else None
