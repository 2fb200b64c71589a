"""Which of what was seen of one server is one model: by its bytes, by the words for it, by its served name.

::

    what was seen of a server
      --id, words-->       what is one model; bytes that are here are told by their digest alone
      --name-->            what a word or a served name holds together, directly or through others
      --is_several?-->     two contents, or two references of a kind: several models share the name, as where
                           a gateway spreads its load, or where another file runs than is configured; each is
                           one of its own, and what says no more than the name speaks of all of them
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from auditor.domain.serving import InUse, ReferenceKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What was seen, and the model it is; ``None`` where nobody says which."""

    seen: InUse
    model_id: str | None

    @property
    def is_content(self) -> bool:
        """Whether its model is told by bytes that are here, not by a name."""
        return self.model_id is not None and not self.model_id.startswith(("name:", "api:"))

    @property
    def words(self) -> str | None:
        """The words for its model, as they are compared: a path letter by letter, any other in any case."""
        model = self.seen.model
        if model is None or not model.written:
            return None
        return model.written if model.kind is ReferenceKind.FILE else model.written.lower()


def joined(members: Sequence[T], keys: Callable[[T], Iterable[Hashable]]) -> Collection[list[T]]:
    """Return what shares a key, directly or through others; the order means nothing."""
    parent = list(range(len(members)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    first: dict[Hashable, int] = {}
    for at, one in enumerate(members):
        for key in keys(one):
            parent[root(at)] = root(first.setdefault(key, at))
    together: dict[int, list[T]] = {}
    for at, one in enumerate(members):
        together.setdefault(root(at), []).append(one)
    return together.values()


def by_model(naming: Sequence[Resolved]) -> Iterator[tuple[list[Resolved], list[Resolved]]]:
    """Yield what was seen of each model of a server, and what was seen of several under one name."""
    groups = list(joined(naming, _tells))
    for sharing in joined(groups, _called):
        names = frozenset(name for group in sharing for name in _served(group))
        if len(sharing) == 1 or not _are_several(sharing, names):
            yield [one for group in sharing for one in group], []
        else:
            yield from _apart(sharing, names)


def _tells(one: Resolved) -> Iterator[tuple[str, str]]:
    """Yield what tells a model: its id, and without bytes the words for it."""
    if one.model_id is not None:
        yield ("id", one.model_id)
    if one.words is not None and not one.is_content:
        yield ("words", one.words)


def _called(group: Iterable[Resolved]) -> frozenset[str]:
    """Return every name that whoever asks the server may mean a model by."""
    members = tuple(group)
    return frozenset((*_served(members), *_words(members)))


def _words(group: Iterable[Resolved]) -> frozenset[str]:
    return frozenset(one.words for one in group if one.words is not None)


def _served(group: Iterable[Resolved]) -> Iterator[str]:
    return (one.seen.served_as.lower() for one in group if one.seen.served_as)


def _are_several(groups: Sequence[Sequence[Resolved]], names: frozenset[str]) -> bool:
    """Say whether no one model can be all of it: two of these groups say what it is, and not the same."""
    said: dict[tuple[str, str], list[frozenset[str]]] = {}
    for group in groups:
        of_group: dict[tuple[str, str], set[str]] = {}
        for kind, value in _definitions(group, names):
            of_group.setdefault(kind, set()).add(value)
        for kind, values in of_group.items():
            said.setdefault(kind, []).append(frozenset(values))
    return any(len(joined(values, iter)) > 1 for values in said.values())


def _definitions(group: Iterable[Resolved], names: frozenset[str]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield how a group says what its model is, if it says more than the name it is served by.

    A path is another one in each container, so that only two paths in one target contradict each other.
    """
    for one in group:
        if one.is_content and one.model_id is not None:
            yield ("content", ""), one.model_id
        model = one.seen.model
        if model is not None and one.words is not None and one.words not in names:
            yield (model.kind.value, one.seen.target if model.kind is ReferenceKind.FILE else ""), one.words


def _apart(
    groups: Sequence[list[Resolved]], names: frozenset[str]
) -> Iterator[tuple[list[Resolved], list[Resolved]]]:
    """Yield each model that shares a name with others; what says nothing of its own goes with them."""
    of_content = [any(one.is_content for one in group) for group in groups]
    known = frozenset(
        word for group, has in zip(groups, of_content, strict=True) if has for word in _words(group)
    )
    is_own = [
        has or not _words(group) <= names | known for group, has in zip(groups, of_content, strict=True)
    ]
    own = [group for group, is_ in zip(groups, is_own, strict=True) if is_]
    added: list[tuple[list[Resolved], list[Resolved]]] = [([], []) for _ in own]
    for group in (group for group, is_ in zip(groups, is_own, strict=True) if not is_):
        meant = [at for at, one in enumerate(own) if not _words(one).isdisjoint(_words(group) - names)]
        called = [at for at, one in enumerate(own) if not _called(one).isdisjoint(_called(group))]
        if len(meant) == 1:
            added[meant[0]][0].extend(group)
        elif called:
            for at in called:
                added[at][1].extend(group)
        else:
            yield group, []
    for one, (of_it, of_several) in zip(own, added, strict=True):
        yield [*one, *of_it], of_several
