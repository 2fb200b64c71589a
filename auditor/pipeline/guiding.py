"""What a guided session has to know: the law of the day, what is declared, and which models were found."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor import declarations
from auditor.domain.declaration import OrganisationDeclared, SystemDeclared
from auditor.pipeline import declaring, scope
from auditor.pipeline.bundling import bundle_of
from auditor.pipeline.inventory import inventory_of
from auditor.policy import Law
from auditor.policy.asking.screens import Point, Screen, first_day, screens
from auditor.settings import Settings
from auditor.store import Store

__all__ = ["Found", "Guide", "Point", "Screen", "first_day", "guide"]


@dataclass(frozen=True, slots=True)
class Found:
    """A model of the inventory.

    Attributes:
        id: Its id.
        name: Its name.
    """

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Guide:
    """Where a session stands.

    Attributes:
        folder: Where entries belong.
        today: The day of the session.
        law: Numbers and dates of the law.
        screens: Points to go through, as the law has them on that day.
        organisation: The entry about the organisation that holds, if there is one.
        systems: Ids of the systems that are declared.
        models: The models of the newest inventory, by name; none where nothing was scanned.
    """

    folder: Path
    today: date
    law: Law
    screens: tuple[Screen, ...]
    organisation: OrganisationDeclared | None
    systems: frozenset[str]
    models: tuple[Found, ...]


def guide(settings: Settings, today: date) -> Guide:
    """Return where a session stands.

    Raises:
        DeclarationError: an entry that is there cannot be read.
        StoreError: what is there is no database.
    """
    bundle = bundle_of(settings)
    folder = declaring.folder(settings)
    entries = declarations.load(folder, evidence_kinds=frozenset(bundle.evidence), today=today).entries
    holding = [
        one for one in entries if isinstance(one, OrganisationDeclared) and one.provenance.holds(today)
    ]
    return Guide(
        folder=folder,
        today=today,
        law=bundle.law,
        screens=tuple(one.on(today, bundle.law) for one in screens(bundle)),
        organisation=holding[0] if holding else None,
        systems=frozenset(one.id for one in entries if isinstance(one, SystemDeclared)),
        models=_models(settings),
    )


def _models(settings: Settings) -> tuple[Found, ...]:
    if not scope.on_record(settings):
        return ()
    with Store.open_read_only(settings.database) as store:
        scans = scope.newest_scans(store, settings, ())
        inventory = inventory_of(store, scans)
    found = (Found(model.id, model.name) for model in inventory.models)
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))
