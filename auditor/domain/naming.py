"""What subjects are called where several have one name, each by a name of its own; how names compare."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from auditor.domain.subject import Deployment

if TYPE_CHECKING:
    from auditor.domain.fact import SubjectKind
    from auditor.domain.subject import Subject

_SHORTEST: Final = 8
_LONGEST: Final = 64
_STEP: Final = 4
_NAMED: Final = frozenset({"api", "name"})
_BETWEEN_WORDS: Final = re.compile(r"[\s_-]+")


def distinct_names(subjects: Iterable["Subject"]) -> Mapping[str, str]:
    """Return the name of each subject by its id; one that others of its kind have too carries a short id.

    So ``llama`` becomes ``llama (sha256:ab12cd34)``, which commands take as well as the id alone. A place is
    called after its model or server and where it was seen: ``llama (compose.yaml:8)``; places that this
    leaves alike are told apart by their folders where these differ.
    """
    called: dict[tuple[SubjectKind, str], list[Subject]] = {}
    for subject in subjects:
        name = subject.called if isinstance(subject, Deployment) else subject.name
        called.setdefault((subject.kind, name), []).append(subject)
    names: dict[str, str] = {}
    for (kind, name), each in called.items():
        ids = [subject.id for subject in each]
        in_folders = _in_folders(each)
        if in_folders and not any((kind, other) in called for other in in_folders.values()):
            names |= in_folders
            continue
        short = short_ids(ids)
        names |= {id_: name if len(ids) == 1 else f"{name} ({short[id_]})" for id_ in ids}
    return names


def _in_folders(alike_: Collection["Subject"]) -> Mapping[str, str]:
    """Return what places of one name are called with their folders; nothing where these are alike."""
    places = {one.id: one.called_by_folder for one in alike_ if isinstance(one, Deployment)}
    told = "" not in places.values() and len(set(places.values())) == len(alike_) > 1
    return places if told else {}


def short_ids(ids: Iterable[str], shortest: int = _SHORTEST) -> Mapping[str, str]:
    """Return the beginning of each id that tells it from the others, its scheme included.

    Args:
        ids: Ids; those without a scheme are words of the organisation's own, and those of models that are
            known by name only are their names: both are left whole.
        shortest: Digits after the scheme, at least.
    """
    whole = tuple(dict.fromkeys(ids))
    for n_digits in range(shortest, _LONGEST, _STEP):
        short = {id_: _beginning(id_, n_digits) for id_ in whole}
        if len(set(short.values())) == len(whole):
            return short
    return {id_: id_ for id_ in whole}


def _beginning(id_: str, n_digits: int) -> str:
    scheme, colon, digest = id_.partition(":")
    return f"{scheme}:{digest[:n_digits]}" if colon and scheme not in _NAMED else id_


def alike(name: str) -> str:
    """Return what names have in common that people spell apart: no case, blanks, hyphens and underscores."""
    return _BETWEEN_WORDS.sub("", name).casefold() or name.casefold()
