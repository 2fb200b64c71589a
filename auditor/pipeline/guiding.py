"""What a guided session has to know: the law of the day, what is declared, and which models were found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from auditor import declarations, policy
from auditor.domain.declaration import IncidentDeclared, SystemDeclared
from auditor.pipeline import declaring, scope
from auditor.pipeline.amending import Texts, standing
from auditor.pipeline.bundling import bundle_of
from auditor.pipeline.entering import Fields
from auditor.pipeline.inventory import inventory_of
from auditor.policy.asking.screens import Point, Screen, first_day, screens
from auditor.settings import Settings
from auditor.store import Store

__all__ = ["Found", "Guide", "Point", "Screen", "first_day", "guide"]

_ORGANISATION: Final = "organisation"


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
        bundle: The rules in force.
        screens: Points to go through, as the law has them on that day.
        standing: The entries about the organisation and systems that hold on that day, by kind and id.
        elsewhen: Ids of the systems that are declared, and not for that day.
        incidents: Ids of the incidents that are declared.
        models: The models of the newest inventory, by name; none where nothing was scanned.
    """

    folder: Path
    today: date
    bundle: policy.Bundle
    screens: tuple[Screen, ...]
    standing: Mapping[tuple[str, str], Fields]
    elsewhen: frozenset[str]
    incidents: frozenset[str]
    models: tuple[Found, ...]

    @property
    def organisation(self) -> Fields | None:
        """The entry about the organisation that holds, if there is one."""
        return self.standing.get((_ORGANISATION, ""))

    @property
    def systems(self) -> Mapping[str, Fields]:
        """The entries about systems that hold, by id."""
        return {id_: entry for (kind, id_), entry in sorted(self.standing.items()) if kind != _ORGANISATION}


def guide(settings: Settings, today: date) -> Guide:
    """Return where a session stands.

    Raises:
        DeclarationError: an entry that is there cannot be read.
        StoreError: what is there is no database.
    """
    bundle = bundle_of(settings)
    folder = declaring.folder(settings)
    kinds = frozenset(bundle.evidence)
    entries = declarations.load(folder, evidence_kinds=kinds, today=today).entries
    there = {key: words.said for key, words in standing(kinds, Texts(folder, today)).items()}
    declared = {one.id for one in entries if isinstance(one, SystemDeclared)}
    return Guide(
        folder=folder,
        today=today,
        bundle=bundle,
        screens=tuple(one.on(today, bundle.law) for one in screens(bundle)),
        standing=there,
        elsewhen=frozenset(declared - {id_ for _, id_ in there}),
        incidents=frozenset(one.id for one in entries if isinstance(one, IncidentDeclared)),
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
