"""What the catalogue says of a model of which only the name is known.

::

    a hosted model's id --hosts--> whose model it is     the name is all that anybody outside has
                        --named--> which release         low: an operator may serve another under it
                                   of another day        its family alone, low
    a customer's name for a deployment        the same, low throughout: it may be called anything
    a repository, a store's name, a file's name --named--> which release, and its maker: low, no byte was seen

Low confidence decides no rule; it says what to look for.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from auditor.catalogue import Catalogue, Entry
from auditor.catalogue.hosts import load_hosts
from auditor.domain.fact import Confidence, Statement, weakest
from auditor.domain.serving import ModelReference, ReferenceKind
from auditor.domain.subject import Model
from auditor.identity.hosted_id import OtherDay, find
from auditor.identity.recorded import OF_RELEASE, Join, maker, release, silence

_BY_NAME: Final = Join("catalogue, by name alone", Confidence.LOW)
_BY_ID: Final = "catalogue, by the id of a hosted model"
_BY_CUSTOMER: Final = Join("catalogue, by a name that a customer made up", Confidence.LOW)


def assess(model: Model, catalogue: Catalogue) -> Iterator[Statement]:
    """Yield what the catalogue says of a model by its name, and why it is silent where it is.

    Args:
        model: A model without bytes.
        catalogue: The catalogue, as it weighs on the day of the audit.
    """
    reference = model.reference
    assert reference is not None, "what has neither bytes nor a reference is no model"
    if reference.kind is ReferenceKind.HOSTED:
        yield from _hosted(reference, catalogue)
        return
    name = _name(reference)
    entry = catalogue.named(name)
    yield from _release(entry, name)
    yield from maker(catalogue.provider_of(entry) if entry else None, name, _BY_NAME)


def _hosted(reference: ModelReference, catalogue: Catalogue) -> Iterator[Statement]:
    match = load_hosts().of_model(reference.written)
    found = find(match, catalogue)
    whose = match.maker.entity if match.maker is not None and match.maker.decides else None
    entity = catalogue.entities.get(whose.value) if whose is not None and whose.value else None
    entry = found.entry if isinstance(found, OtherDay) else found
    if entry is not None and entity is not None and entry.provider != entity.id:
        # Called like somebody else's release: not that one.
        found = entry = None
    yield from _of_family(found) if isinstance(found, OtherDay) else _release(found, match.name)
    if entity is None or whose is None:
        yield from maker(catalogue.provider_of(entry) if entry else None, match.name, _BY_NAME)
    else:
        # What a customer calls a deployment says nothing of who made the model that is deployed.
        best = Join(_BY_ID, Confidence.MEDIUM) if reference.within is None else _BY_CUSTOMER
        yield from maker(
            entity, match.name, replace(best, confidence=weakest(best.confidence, whose.confidence))
        )


def _name(reference: ModelReference) -> str:
    """Return what is looked up: of a path the file's name alone, for folders are not publishers."""
    is_path = reference.kind in (ReferenceKind.FILE, ReferenceKind.LOCATION)
    return PurePosixPath(reference.written).name if is_path else reference.written


def _release(entry: Entry | None, name: str) -> Iterator[Statement]:
    if entry is None:
        reason = f"only its name is known, and the catalogue has no release that {name} alone means"
        yield from (silence(fact, reason) for fact in (*OF_RELEASE, "model.modalities"))
        return
    yield from release(entry, _BY_NAME, f"name {name}; its bytes were not seen")
    if entry.n_parameters:
        yield _BY_NAME.claim("model.n_parameters", entry.n_parameters, entry)
    if not entry.modalities:
        yield silence("model.modalities", f"the catalogue does not say what {entry.id} takes and gives")


def _of_family(found: OtherDay) -> Iterator[Statement]:
    """Yield the family of a release that is called so, and why nothing else is known of it."""
    reason = f"only its name is known: {found.reason}"
    if found.entry.family:
        yield _BY_NAME.claim(
            "model.family", found.entry.family, found.entry, f"{_BY_NAME.method}: {found.reason}"
        )
    told = {"model.family"} if found.entry.family else set()
    yield from (silence(fact, reason) for fact in (*OF_RELEASE, "model.modalities") if fact not in told)
