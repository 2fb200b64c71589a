"""Whether anything states a licence, and why none is concluded where nothing does.

A licence is stated where something names it or is the text of one that is known. A text that nobody
recognised and a link that nobody followed may be anything, and are neither a yes nor a no. What lies among
several models, or in the folder above, may mean another one and bears little weight.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from auditor.domain.document import LicenseText, ModelCard
from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown
from auditor.domain.mention import DocumentAt
from auditor.domain.subject import Model
from auditor.formats.document_name import may_state_license
from auditor.licenses.card import stated_licence
from auditor.licenses.text import recognise

_FACT: Final = "license.stated"
# What to do where a licence's text beside the weights is not what is wanting.
_NAME_IT: Final = "name its licence in a model card (README.md, license) beside the weights and scan again"
_NOT_SEEN: Final = "only its name is known: neither its header nor anything beside it was seen"


def assess_stated(model: Model, in_header: Sequence[Claim], listed: Sequence[Claim] = ()) -> Statement:
    """Return whether a licence is stated for a model.

    Args:
        model: The model.
        in_header: The licences that its header names.
        listed: The licences that lists name for it; they speak where nothing that lies with it does.
    """
    stating = [*((Confidence.HIGH, claim.locator) for claim in in_header), *_documents(model.documents)]
    if not stating and listed:
        first = listed[0]
        why = first.citation or first.method
        return Claim(_FACT, True, Basis.DECLARED, first.confidence, why, first.locator)
    if not stating and _has_hints(model):
        return Silence(_FACT, Unknown(why_none(model), Settler.FILE_OWNER, how_none(model)))
    if model.artifact is None and not stating:
        return Silence(_FACT, Unknown(_NOT_SEEN, Settler.PROVIDER))
    n_beside = len(model.documents)
    beside = f" and {n_beside} document{'s' if n_beside != 1 else ''} beside it" if n_beside else ""
    level, place = max(stating, key=lambda one: one[0].rank, default=(Confidence.HIGH, model.locations[0]))
    return Claim(_FACT, bool(stating), Basis.MEASURED, level, f"header{beside}", place)


def _documents(documents: Iterable[DocumentAt]) -> Iterator[tuple[Confidence, str]]:
    """Yield the documents that state a licence, with what each is worth for this model."""
    for at in documents:
        if _states(at):
            yield Confidence.HIGH if at.n_sharing == 1 else Confidence.LOW, at.locator


def _states(at: DocumentAt) -> bool:
    if isinstance(at.document, LicenseText):
        return recognise(at.document.text).id is not None
    if not isinstance(at.document, ModelCard):
        return False
    return any(map(stated_licence, (at.document.license_statement, *at.document.rival_licenses)))


def _has_hints(model: Model) -> bool:
    """Say whether something may state a licence that nobody has read."""
    texts = any(isinstance(at.document, LicenseText) for at in model.documents)
    return texts or bool(_links(model)) or bool(_unread(model))


def why_none(model: Model) -> str:
    """Return why no licence is concluded: what was looked at and did not tell it."""
    if model.artifact is None:
        return _NOT_SEEN
    if unread := _unread(model):
        return f"{unread} beside it could not be read"
    texts = [at.document for at in model.documents if isinstance(at.document, LicenseText)]
    cards = [at.document for at in model.documents if isinstance(at.document, ModelCard)]
    if texts:
        return f"its licence text (sha256 {texts[0].sha256[:8]}): {recognise(texts[0].text).note}"
    if links := _links(model):
        return f"its card only links to {links[0]}"
    if any(card.licenses for card in cards):
        return "its card says that the licence is another one, and names none"
    if cards:
        return "neither its header nor its model card names a licence"
    return "its header names no licence, and no model card or licence text lies beside it"


def how_none(model: Model) -> str:
    """Return what would tell the licence where more than a text beside the weights is wanted; else empty."""
    if unread := _unread(model):
        return f"mend {unread} beside the weights and scan again"
    has_text = any(isinstance(at.document, LicenseText) for at in model.documents)
    return _NAME_IT if has_text else ""


def _links(model: Model) -> list[str]:
    cards = (at.document for at in model.documents if isinstance(at.document, ModelCard))
    return [card.license_link for card in cards if card.license_link]


def _unread(model: Model) -> str:
    """Return the names of the documents that may state a licence and were not read."""
    return ", ".join(name for name in model.unread if may_state_license(name.rpartition("/")[2]))
