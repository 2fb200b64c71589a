"""Whether a model that the organisation trained is on the Union market, as it declares.

Who develops a model is its provider only once it is placed there; a day that has not come places nothing.

Source:
    Regulation (EU) 2024/1689, Art. 3(3) and 3(9), and recital 97: a model inside its maker's own system
    that is placed on the market is placed with it. Guidelines C(2025) 5045 of the Commission, paragraph 53:
    internal use that affects rights of persons in the Union is a way of placing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from auditor.declarations.attested import attest
from auditor.declarations.register import Register, said
from auditor.domain.declaration import Provenance, SystemDeclared, TrainingDeclared
from auditor.domain.fact import Claim
from auditor.domain.phrasing import prose_day

PLACED_KEY: Final = "union_placed_on"
_SERVICE_KEY: Final = "put_into_service_on"
_DECIDES: Final = ("adverse_decisions", "decides_about_persons")
UNION_PLACEMENTS: Final = "declaration.union_placements"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a model stands on a day.

    Attributes:
        is_placed: Whether it is on the Union market; ``None`` where that is not known.
        words: The same in a few words, with who says so.
        provenance: The declaration that says so.
    """

    is_placed: bool | None
    words: str
    provenance: Provenance


def placement(
    entries: Iterable[TrainingDeclared], systems: Iterable[SystemDeclared], as_of: date
) -> Placement:
    """Return whether a model is placed on the Union market.

    Args:
        entries: The training entries that name the model, at least one.
        systems: The organisation's own systems that use it.
        as_of: The day that is asked about.
    """
    listed, systems = tuple(entries), tuple(systems)
    inside = _inside(systems, as_of)
    found = [one for entry in listed if (one := _stated(entry, as_of)) is not None]
    if len({one.is_placed for one in found}) > 1:
        where = " and ".join(one.provenance.locator for one in found)
        return Placement(
            None, f"the training declared at {where} disagrees on its placement", listed[0].provenance
        )
    if inside is not None and (not found or not found[0].is_placed):
        return inside
    if found:
        return found[0] if found[0].is_placed else _in_own_use(systems, as_of) or found[0]
    where = listed[0].provenance.locator
    words = f"the training declared at {where} does not say whether it was placed on the Union market"
    return Placement(None, words, listed[0].provenance)


def _stated(entry: TrainingDeclared, as_of: date) -> Placement | None:
    fields = dict(entry.fields)
    if PLACED_KEY not in fields:
        return None
    day, by = fields[PLACED_KEY], said(entry.provenance)
    if not isinstance(day, date):
        return Placement(
            False, f"not placed on the Union market, Art. 3(3), as {by} declared", entry.provenance
        )
    if day > as_of:
        words = f"placed on the Union market only on {prose_day(day)}, Art. 3(3), as {by} declared"
        return Placement(False, words, entry.provenance)
    words = f"placed on the Union market on {prose_day(day)}, as {by} declared"
    return Placement(True, words, entry.provenance)


def _inside(systems: Iterable[SystemDeclared], as_of: date) -> Placement | None:
    """Return the placement of the organisation's own system that the model is in, if there is one."""
    for system in systems:
        fields = dict(system.fields)
        day = fields.get(PLACED_KEY)
        if fields.get("own_name") is True and isinstance(day, date) and day <= as_of:
            whose = system.of(PLACED_KEY)
            by = said(system.of("own_name"), whose)
            where = f"inside {system.id!r} on {prose_day(day)}, recital 97"
            words = f"placed on the Union market {where}, as {by} declared"
            return Placement(True, words, whose)
    return None


def _in_own_use(systems: Iterable[SystemDeclared], as_of: date) -> Placement | None:
    """Return that it is not known, where the organisation's own system decides about persons with the model.

    Such internal use places a model where it affects rights of persons in the Union, which no entry says.
    """
    for system in systems:
        fields = dict(system.fields)
        day = fields.get(_SERVICE_KEY)
        in_use = fields.get("own_name") is True and isinstance(day, date) and day <= as_of
        deciding = next((key for key in _DECIDES if fields.get(key) is True), None)
        if in_use and deciding is not None:
            by = said(system.of(_SERVICE_KEY), system.of(deciding))
            use = f"used inside {system.id!r}, which decides about persons, as {by} declared"
            words = f"{use}: internal use that affects rights of persons in the Union places it on the market"
            return Placement(None, words, system.of(deciding))
    return None


def on_union_market(held: Register) -> Iterator[Claim]:
    """Yield the organisation's own systems and models on the Union market: links to it, Art. 2(1)(a)."""
    own = [system for system in held.systems if dict(system.fields).get("own_name") is True]
    named = [(f"system {system.id}", system.of(PLACED_KEY), system.fields) for system in own]
    for training in held.trainings:
        model = training.model.name or training.model.id or ""
        named.append((f"model {model}", training.provenance, training.fields))
    for label, provenance, fields in named:
        day = dict(fields).get(PLACED_KEY)
        if isinstance(day, date) and day <= held.as_of:
            words = f"{label}, placed on {prose_day(day)}"
            yield attest(UNION_PLACEMENTS, (words,), provenance, held.backed, key=PLACED_KEY)


def base_left_out(entry: TrainingDeclared) -> str:
    """Return why it is not known what a training makes of who trained."""
    return f"declared as trained at {entry.provenance.locator}, its base left out: none is `null`"


def may_mean_it(entry: TrainingDeclared) -> str:
    """Return why it is not known whether a training is that of a model."""
    where = entry.provenance.locator
    return f"the training declared at {where} may mean this model: its selector does not match as expected"
