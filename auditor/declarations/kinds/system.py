"""``kind: system``: an AI system of the organisation's register."""

import re
from dataclasses import dataclass
from typing import Final

from auditor.declarations.entry import Entry
from auditor.declarations.files import Files
from auditor.declarations.kinds.base import VALID_FROM, Words, registry_fields
from auditor.declarations.screen import SCREEN, read_screen
from auditor.declarations.selector import read_selector
from auditor.domain.declaration import OUT_OF_SERVICE, Provenance, SystemDeclared
from auditor.domain.values import FactValue
from auditor.domain.vocabulary import (
    ANNEX_I_SECTIONS,
    ANNEX_III,
    EXCLUDED,
    GENERATED,
    OPT_OUTS,
    PRACTICES,
    SUPPLIED,
)

_COUNTRY: Final = "provider_country"
EXCLUDED_KEY: Final = "excluded_by_art_2"
_SERVICE: Final = "put_into_service_on"
_FIELDS: Final = registry_fields(
    "system",
    besides=frozenset({_COUNTRY, EXCLUDED_KEY}),
    words={
        "annex_i_section": Words(ANNEX_I_SECTIONS, nullable=True),
        "annex_iii": Words(ANNEX_III),
        "generates": Words(GENERATED),
        "opt_out_6_3": Words(OPT_OUTS, nullable=True),
        "owner": Words(nullable=True),
        "practices_art_5": Words(PRACTICES),
        "provider": Words(nullable=True),
        "supplied": Words(SUPPLIED, nullable=True),
    },
)
# No colon: ids of models and deployments have one, so the two can never be mistaken for each other.
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_RESERVED: Final = "organisation"


@dataclass(frozen=True, slots=True)
class SystemReader:
    """Reads system entries."""

    name: str = "system"
    required: tuple[str, ...] = ("id", "name")
    optional: tuple[str, ...] = (
        "purpose",
        "uses",
        _COUNTRY,
        EXCLUDED_KEY,
        OUT_OF_SERVICE,
        *(field.key for field in _FIELDS),
        SCREEN,
        VALID_FROM,
    )

    def read(self, entry: Entry, provenance: Provenance, files: Files) -> SystemDeclared:  # noqa: ARG002 - it names no file
        """See `Kind.read`."""
        # A record of how the fields came about, printed as it is given: no fact follows from it.
        read_screen(entry)
        refuse_disorder(entry)
        return SystemDeclared(
            id=system_id(entry, "id"),
            name=entry.text("name") if "name" in entry.fields else "",
            purpose=entry.optional_text("purpose") or "",
            uses=tuple(read_selector(item) for item in entry.children("uses", "a selector of uses")),
            fields=(*_country(entry), *_excluded(entry), *_out_of_service(entry), *entry.values(_FIELDS)),
            provenance=provenance,
        )


def _country(entry: Entry) -> tuple[tuple[str, FactValue | None], ...]:
    if _COUNTRY not in entry.fields:
        return ()
    return ((_COUNTRY, None if entry.is_null(_COUNTRY) else entry.country(_COUNTRY)),)


def _excluded(entry: Entry) -> tuple[tuple[str, FactValue | None], ...]:
    """Return why the Act does not apply to the system, if that is said; ``null``: it does."""
    word = entry.optional_text(EXCLUDED_KEY)
    return () if word is None else ((EXCLUDED_KEY, entry.word(EXCLUDED_KEY, word, tuple(EXCLUDED))),)


def _out_of_service(entry: Entry) -> tuple[tuple[str, FactValue | None], ...]:
    """Return the day it was taken out of service, if that is said; ``null``: it is in service."""
    return ((OUT_OF_SERVICE, entry.optional_day(OUT_OF_SERVICE)),) if OUT_OF_SERVICE in entry.fields else ()


def refuse_disorder(entry: Entry) -> None:
    """Refuse that something goes out of service that never came into it, or comes only later.

    Raises:
        DeclarationError: at the day.
    """
    ended = entry.optional_day(OUT_OF_SERVICE)
    if ended is None or _SERVICE not in entry.fields:
        return
    began = entry.optional_day(_SERVICE)
    if began is None:
        raise entry.error(
            OUT_OF_SERVICE, f"is given, yet {_SERVICE} is null", "Give the day of both, or none."
        )
    if ended < began:
        hint = "A system that is used again needs an entry of its own."
        raise entry.error(OUT_OF_SERVICE, f"lies before {_SERVICE}", hint)


def system_id(entry: Entry, key: str) -> str:
    """Return the id of a system, or of something else that the organisation numbers.

    Raises:
        DeclarationError: it could be mistaken for another id.
    """
    name = entry.text(key)
    if not _ID.fullmatch(name) or name == _RESERVED:
        hint = f"Letters, digits, dots, dashes and underscores, at most 64; not {_RESERVED!r}."
        raise entry.error(key, f"cannot be {name[:40]!r}", hint)
    return name
