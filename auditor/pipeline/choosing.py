"""Which model, place or file a user means: a path, an id or its beginning, a name."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from auditor.domain.audit import Inventory
from auditor.domain.naming import distinct_names, short_ids
from auditor.domain.observation import Problem
from auditor.domain.subject import Deployment, Model
from auditor.errors import AirgapError, UsageError

_SHORTEST_DIGEST: Final = 4
_PRINTED_DIGITS: Final = 12
_MOST_LISTED: Final = 6
_PATH_STARTS: Final = ("/", "./", "../", "~")
_WEIGHTS: Final = frozenset({".gguf", ".safetensors", ".bin", ".pt", ".pth", ".onnx"})
# GGUF specification: the first four bytes of every file.
_MAGIC: Final = b"GGUF"


def find_model(models: Sequence[Model], name: str, *, may_be_a_file: bool = False) -> Model:
    """Return the model that is called so: an id, a name, a name with a short id, the beginning of an id.

    What is said exactly comes before what only begins like that; the scheme of an id may be left out.

    Args:
        models: The models there are.
        name: What the user wrote.
        may_be_a_file: A path would have done as well, so that one that is no file is told as such.

    Raises:
        UsageError: no model, or several, are called that.
    """
    own = distinct_names(models)
    ways: tuple[Callable[[Model], bool], ...] = (
        lambda model: model.id == name,
        lambda model: own[model.id] == name,
        lambda model: name in {given.name for given in model.names},
        lambda model: any(_begins(id_, name) for id_ in (model.id, *model.aliases)),
    )
    for is_called in ways:
        found = [model for model in models if name and is_called(model)]
        if len(found) == 1:
            return found[0]
        if found:
            raise _several(name, found)
    what = what_it_is(name) if may_be_a_file else ""
    also = f"{what}, and " if what else ""
    raise UsageError(f"{name}: {also}no model is called that", hint="See: auditor show models")


def find_deployment(deployments: Sequence[Deployment], name: str) -> Deployment:
    """Return the place that is called so: an id or its beginning, a name as reports print it, a served name.

    Raises:
        UsageError: no place, or several, are called that.
    """
    own = distinct_names(deployments)
    ways: tuple[Callable[[Deployment], bool], ...] = (
        lambda place: name in (place.id, own[place.id]),
        lambda place: place.name == name,
        lambda place: _begins(place.id, name),
    )
    for is_called in ways:
        found = [place for place in deployments if name and is_called(place)]
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(sorted(repr(own[place.id]) for place in found)[:_MOST_LISTED])
            raise UsageError(f"{name}: {len(found)} places match", hint=f"Name one as it is: {listed}")
    raise UsageError(f"{name}: no place is called that", hint="See: auditor show deployments")


def find_model_or_place(inventory: Inventory, name: str) -> Model | Deployment:
    """Return the model that is called so, else the place of which nobody says which model is there.

    Raises:
        UsageError: neither, or several, are called that.
    """
    nameless = [place for place in inventory.deployments if place.model_id is None]
    try:
        return find_model(inventory.models, name)
    except UsageError:
        with suppress(UsageError):
            return find_deployment(nameless, name)
        raise


def find_problems(problems: Sequence[Problem], name: str) -> tuple[Problem, ...]:
    """Return what is the matter with the files that are called so: by place, in full or not, or name."""

    def is_called(problem: Problem) -> bool:
        return name in (problem.place, problem.locator, problem.locator.rpartition("/")[2])

    return tuple(problem for problem in problems if name and is_called(problem))


def what_it_is(name: str) -> str:
    """Return why a name is no file that can be run; empty for a file, and for what is no path at all."""
    if not name:
        return ""
    path = Path(name)
    if path.is_dir():
        return "a folder, not a GGUF file"
    if path.exists() and not path.is_file():
        return "not a plain file"
    looks_so = name.startswith(_PATH_STARTS) or path.suffix.lower() in _WEIGHTS
    return "no such file" if looks_so and not path.exists() else ""


def refuse_foreign(path: Path) -> None:
    """Refuse a file that does not even begin like a GGUF file: it was named by mistake.

    Raises:
        UsageError: it is empty, or another kind of file.
        AirgapError: it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(len(_MAGIC))
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise AirgapError(f"{path}: {why}", hint="Name a GGUF file that can be read.") from error
    if start != _MAGIC:
        what = "not a GGUF file" if start else "an empty file"
        raise UsageError(f"{path}: {what}", hint="llama.cpp runs GGUF files only.")


def _begins(id_: str, name: str) -> bool:
    digest = id_.partition(":")[2]
    return id_.startswith(name) or (len(name) >= _SHORTEST_DIGEST and digest.startswith(name))


def _several(name: str, found: Sequence[Model]) -> UsageError:
    short = list(short_ids([model.id for model in found], _PRINTED_DIGITS).values())
    more = f" and {len(short) - _MOST_LISTED} more" if len(short) > _MOST_LISTED else ""
    listed = f"{', '.join(short[:_MOST_LISTED])}{more}"
    return UsageError(f"{name}: {len(found)} models match", hint=f"Name one by its id: {listed}")
