"""Which model a user means: by its id, a name, or the beginning of its id."""

from collections.abc import Callable, Sequence
from typing import Final

from auditor.domain.naming import distinct_names, short_ids
from auditor.domain.subject import Model
from auditor.errors import UsageError

_SHORTEST_DIGEST: Final = 4
_PRINTED_DIGITS: Final = 12
_MOST_LISTED: Final = 6


def find_model(models: Sequence[Model], name: str) -> Model:
    """Return the model that is called so: an id, a name, a name with a short id, the beginning of an id.

    What is said exactly comes before what only begins like that; the scheme of an id may be left out.

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
    raise UsageError(f"{name}: no model is called that", hint="See: auditor show models")


def _begins(id_: str, name: str) -> bool:
    digest = id_.partition(":")[2]
    return id_.startswith(name) or (len(name) >= _SHORTEST_DIGEST and digest.startswith(name))


def _several(name: str, found: Sequence[Model]) -> UsageError:
    short = list(short_ids([model.id for model in found], _PRINTED_DIGITS).values())
    more = f" and {len(short) - _MOST_LISTED} more" if len(short) > _MOST_LISTED else ""
    listed = f"{', '.join(short[:_MOST_LISTED])}{more}"
    return UsageError(f"{name}: {len(found)} models match", hint=f"Name one by its id: {listed}")
