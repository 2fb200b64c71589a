"""``demo:[FOLDER]``: a sample estate, built at run time and then looked at like any other."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, assert_never

from auditor.domain.observation import (
    Covered,
    DocumentSeen,
    FileSeen,
    Observation,
    Problem,
    Skipped,
    StoreEntry,
)
from auditor.domain.serving import InUse
from auditor.errors import SourceError
from auditor.sources.base import PlaceKind, Source, Target
from auditor.sources.code import CodeSource
from auditor.sources.compose import ComposeSource
from auditor.sources.demo import estate
from auditor.sources.directory import DirectorySource
from auditor.sources.places import absolute, named_folder
from auditor.sources.stores.hf_cache import HfCacheSource
from auditor.sources.stores.ollama import OllamaSource

DEFAULT_FOLDER: Final = "demo-estate"
_PARTS: Final[tuple[tuple[str, Source], ...]] = (
    ("files", DirectorySource()),
    ("hub", HfCacheSource()),
    ("ollama", OllamaSource()),
    ("deploy", ComposeSource()),
    ("app", CodeSource()),
)


@dataclass(frozen=True, slots=True)
class DemoSource:
    """Builds the estate and looks at its folder, hub cache and Ollama store, its compose file and program."""

    scheme: str = "demo"
    summary: str = (
        "a sample estate built on the spot (demo: or demo:folder); large models are headers without bytes"
    )
    needs_place: bool = False
    place_kind: PlaceKind = PlaceKind.PATH

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        return Target(self.scheme, absolute(_named(target)))

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        root = folder_of(target)
        try:
            estate.build(root)
        except FileExistsError as error:
            raise SourceError(
                f"{target.called}: {(error.strerror or str(error)).lower()}",
                hint="Name a new or empty folder: demo:/tmp/estate.",
            ) from error
        except OSError as error:
            raise SourceError(
                f"{target.called}: {(error.strerror or str(error)).lower()}",
                hint="Name a folder that can be written: demo:/tmp/estate.",
            ) from error
        name, n_seen = str(target), 0
        for part, source in _PARTS:
            for observation in source.observe(Target(source.scheme, str(root / part))):
                if isinstance(observation, Covered):
                    n_seen += observation.n_seen
                else:
                    yield _moved(observation, name, part, source.scheme)
        yield Covered(
            name,
            n_seen,
            f"the sample estate in {root.name}: a folder, a hub cache, an Ollama store, and what uses them",
        )


def folder_of(target: Target) -> Path:
    """Return the folder the estate is built in.

    Raises:
        SourceError: the path is none, or leads in a circle.
    """
    try:
        return _named(target).resolve()
    except (OSError, RuntimeError) as error:
        raise SourceError(
            f"{target.called}: a link that leads in a circle", hint="Check the path."
        ) from error


def _named(target: Target) -> Path:
    return named_folder(target) if target.place else Path(DEFAULT_FOLDER)


def declarations_of(target: Target) -> Path:
    """Return the folder of the estate's own declarations."""
    return folder_of(target) / "declarations"


def _moved(observation: Observation, target: str, part: str, scheme: str) -> Observation:
    """Return an observation of a part as one of the whole estate."""

    def inside(place: str) -> str:
        return part if place == "." else f"{part}/{place}"

    match observation:
        case FileSeen(locator=locator, bundle=bundle, shard_set=shard_set):
            moved = replace(observation, locator=inside(locator), bundle=inside(bundle))
            return replace(moved, target=target, shard_set=inside(shard_set) if shard_set else None)
        case DocumentSeen(locator=locator, bundle=bundle):
            return replace(observation, target=target, locator=inside(locator), bundle=inside(bundle))
        case StoreEntry(bundle=bundle):
            return replace(observation, target=target, bundle=inside(bundle))
        case InUse(locator=locator):
            return replace(observation, target=target, locator=inside(locator), scheme=scheme)
        case Problem(locator=locator, bundle=about) | Skipped(locator=locator, bundle=about):
            spoken_of = None if about is None else inside(about)
            return replace(observation, target=target, locator=inside(locator), bundle=spoken_of)
        case Covered():
            return replace(observation, target=target)
        case unreachable:
            assert_never(unreachable)
