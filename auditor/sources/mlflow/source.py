"""The source: a folder is read, a server is asked."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from auditor.domain.observation import Covered, Observation, Problem
from auditor.domain.serving import InUse
from auditor.errors import SourceError
from auditor.formats.text import printable_name
from auditor.sources.base import PlaceKind, Target
from auditor.sources.credentials import without_credentials
from auditor.sources.mlflow import folder, registry
from auditor.sources.places import absolute, named_folder
from auditor.sources.setting_files import SettingKind
from auditor.sources.setting_files import observe as observe_files
from auditor.sources.web.client import Client, NoAnswerError
from auditor.sources.web.pace import Pace, shared_pace
from auditor.sources.web.place import Place, place_of

_TOKEN: Final = "MLFLOW_TRACKING_TOKEN"  # noqa: S105 - the name of a variable
_FAR: Final = (
    "versions of registered models; what was only logged, and the files of a model, stay where they are"
)


@dataclass(frozen=True, slots=True)
class MlflowSource:
    """Reads which models an MLflow store or registry keeps."""

    scheme: str = "mlflow"
    summary: str = (
        "models that MLflow keeps and registers (mlflow:mlruns); connects to mlflow:http://host:5000"
    )
    needs_place: bool = True
    place_kind: PlaceKind = PlaceKind.PATH
    pace: Callable[[], Pace] = shared_pace

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        if not _is_address(target.place):
            return Target(self.scheme, absolute(named_folder(target)))
        try:
            return Target(self.scheme, str(place_of(target.place)))
        except SourceError:
            # What is no URL is refused when it is looked at; here it only needs a name.
            return Target(self.scheme, printable_name(without_credentials(target.place)))

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        if not _is_address(target.place):
            yield from observe_files(target, SettingKind("MLflow model", folder.is_candidate, folder.read))
            return
        place, n_seen = _named(target), 0
        try:
            client = Client(place, self.pace())
            for seen in registry.observe(str(target), place, client, os.environ.get(_TOKEN)):
                n_seen += isinstance(seen, InUse)
                yield seen
        except NoAnswerError as error:
            yield Problem(str(target), str(place), str(error))
        yield Covered(str(target), n_seen, _FAR)

    def is_address(self, place: str) -> bool:
        """See `ConnectingSource.is_address`."""
        return _is_address(place)

    def planned(self, target: Target) -> tuple[str, ...]:
        """See `ConnectingSource.planned`."""
        return (f"GET {_named(target)}{registry.VERSIONS}",) if _is_address(target.place) else ()


def _is_address(place: str) -> bool:
    return place.lower().startswith(("http://", "https://"))


def _named(target: Target) -> Place:
    try:
        return place_of(target.place)
    except SourceError as error:
        # The place itself is not repeated: a password may stand in it.
        raise SourceError(f"mlflow: {error.message}", hint=error.hint) from error
