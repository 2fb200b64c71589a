"""From what a hub, a header or a card writes to an SPDX expression."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from auditor.licenses.terms import load_terms

if TYPE_CHECKING:
    from license_expression import Licensing

# What is written where no licence is named, by publishers and, in their languages, by whoever keeps a list.
_NOTHING: Final = frozenset(
    {
        "", "other", "unknown", "none", "n/a", "null", "-", "?", "tbd", "custom",
        "unbekannt", "keine", "k.a.", "k. a.", "inconnue", "inconnu", "aucune",
    }
)  # fmt: skip
PROPRIETARY: Final = frozenset({"proprietary", "proprietär", "propriétaire"})
"""What says that there is a licence of its owner's own, and not which."""
# SPDX 2.3, annex D: the name after LicenseRef- consists of letters, digits, dots and hyphens.
_NOT_IN_A_NAME: Final = re.compile(r"[^A-Za-z0-9.-]+")
_LONGEST_NAME: Final = 80
_LONGEST_EXPRESSION: Final = 500


def normalise(stated: str, name: str | None = None, link: str | None = None) -> str | None:
    """Return the SPDX expression of a stated licence, or ``None`` if it names none.

    Args:
        stated: The licence as written: a hub's id, an SPDX expression, a title.
        name: ``license_name``, which speaks when ``stated`` is ``other`` or empty.
        link: ``license_link``, which speaks when neither is in the table.
    """
    words = [
        word.strip() for word in (stated, name or "") if word.strip().lower() not in _NOTHING | PROPRIETARY
    ]
    for word in words:
        if found := _spelt(word):
            return found
    if link and (linked := linked_licence(link)):
        return linked
    return _reference(words[-1]) if words else None


def linked_licence(address: str) -> str | None:
    """Return the licence whose text an address leads to."""
    lowered = address.strip().lower()
    hits = {terms.id for terms in load_terms().values() for part in terms.links if part in lowered}
    return hits.pop() if len(hits) == 1 else None


def all_of_licences(expressions: Iterable[str]) -> str | None:
    """Return one expression for licences that are stated together: all of them apply."""
    parts = sorted(set(expressions))
    if len(parts) < 2:
        return parts[0] if parts else None
    return " AND ".join(f"({part})" if " OR " in part else part for part in parts)


@cache
def _spellings() -> Mapping[str, str]:
    return {spelling: terms.id for terms in load_terms().values() for spelling in terms.spellings}


def _spelt(word: str) -> str | None:
    lowered = word.lower()
    return _spellings().get(lowered) or _spellings().get(re.sub(r"[\s_]+", "-", lowered)) or _spdx(word)


@cache
def _spdx_licensing() -> "Licensing":
    # Measured: 60 ms to import and build; most licences are in the table and never come here.
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


def _spdx(word: str) -> str | None:
    """Return an SPDX expression in its canonical spelling, if it is one."""
    from license_expression import ExpressionError

    try:
        parsed = _spdx_licensing().parse(word[:_LONGEST_EXPRESSION], validate=True)
    except (ExpressionError, ValueError, TypeError):
        return None
    return str(parsed) if parsed is not None else None


def _reference(word: str) -> str | None:
    """Return a LicenseRef for a licence that is named but in no table."""
    name = _NOT_IN_A_NAME.sub("-", word)[:_LONGEST_NAME].strip("-.")
    if name.lower().startswith("licenseref-"):
        return f"LicenseRef-{name[len('licenseref-') :]}"
    return f"LicenseRef-{name.lower()}" if name else None
