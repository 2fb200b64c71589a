"""The licence whose text lies beside the weights: a LICENSE file, or a layer of a store."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from auditor.domain.document import LicenseText
from auditor.domain.fact import Basis, Claim, Confidence, Fact, weakest
from auditor.domain.subject import Model
from auditor.licenses.spelling import linked_licence
from auditor.licenses.terms import Terms, load_terms

# A title stands before the terms; what a text quotes further down is not its own title.
_HEAD: Final = 1500
# A file that only points to the licence is a line or two.
_POINTER: Final = 400
# A file that is the licence; notices, policies and the layers of a store may add to one instead.
_LICENCE_FILE: Final = re.compile(
    r"[#/](?:licen[cs]e|copying)(?:\.(?:txt|md)|[-_]\w+(?:\.(?:txt|md))?)?$", re.IGNORECASE
)
_FRONT_MATTER: Final = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
# Typographic quotes (U+2018 to U+201D) as plain ones; marks of Markdown as nothing.
_PLAIN: Final[Mapping[int, str]] = {
    0x2018: "'",
    0x2019: "'",
    0x201C: '"',
    0x201D: '"',
    ord("_"): " ",
    **dict.fromkeys(map(ord, "*#`\\"), ""),
}


@dataclass(frozen=True, slots=True)
class Recognised:
    """A licence told from its text.

    Attributes:
        id: SPDX id or LicenseRef.
        confidence: Medium if its terms are there, low if only its title is.
    """

    id: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class TextDetector:
    """Recognises licence texts by title and distinctive phrases."""

    method: str = "licence-text"

    def detect(self, model: Model, known: Mapping[str, Fact]) -> Iterator[Claim]:  # noqa: ARG002 - protocol
        """Yield one claim per recognised text; an unrecognised one claims nothing by itself.

        Of two licence files of which one is recognised, the other is a licence of its own.
        """
        texts = [(at, at.document) for at in model.documents if isinstance(at.document, LicenseText)]
        told = [(at, document, recognise(document.text)) for at, document in texts]
        is_any_known = any(found for at, _, found in told if _LICENCE_FILE.search(at.locator))
        for at, document, known_as in told:
            is_rival = known_as is None and is_any_known and _LICENCE_FILE.search(at.locator)
            other = Recognised(f"LicenseRef-text-{document.sha256[:12]}", Confidence.LOW)
            found = other if is_rival else known_as
            if found:
                own = Confidence.MEDIUM if at.n_sharing == 1 else Confidence.LOW
                yield Claim(
                    fact="license.concluded",
                    value=found.id,
                    basis=Basis.DECLARED,
                    confidence=weakest(own, found.confidence),
                    method=self.method,
                    locator=at.locator,
                    citation=f"text sha256:{document.sha256}{f', {at.where}' if at.where else ''}",
                )


def recognise(text: str) -> Recognised | None:
    """Tell which licence a text is.

    The title that stands first decides, because licences name each other further down; of those
    that share a title, the one whose distinctive phrases are there. A text cut short after its first
    words is still recognised by them; a title alone is low.
    """
    plain = " ".join(_FRONT_MATTER.sub("", text).translate(_PLAIN).lower().split())
    if len(plain) < _POINTER and (linked := linked_licence(plain)):
        return Recognised(linked, Confidence.MEDIUM)
    candidates = [terms for terms in load_terms().values() if _may_be(terms, plain)]
    titled = [(place, terms) for terms in candidates if (place := _title_at(terms, plain)) is not None]
    if titled:
        at, length = first = min(place for place, _ in titled)
        same = [terms for place, terms in titled if place == first]
        return _of_title(same, plain, plain[at : at - length])
    untitled = [terms for terms in candidates if _is_verbatim(terms) and _has_phrases(terms, plain)]
    best = max(untitled, key=lambda terms: len(terms.wording.phrases), default=None)
    return Recognised(best.id, Confidence.MEDIUM) if best else None


def _may_be(terms: Terms, plain: str) -> bool:
    return not any(phrase in plain for phrase in terms.wording.without)


def _title_at(terms: Terms, plain: str) -> tuple[int, int] | None:
    """Return the place of the title and its length below zero: of two at one place the longer counts."""
    places = [(at, -len(title)) for title in terms.wording.titles if (at := plain[:_HEAD].find(title)) >= 0]
    return min(places, default=None)


def _of_title(same: list[Terms], plain: str, title: str) -> Recognised | None:
    complete = [terms for terms in same if _has_phrases(terms, plain)]
    if complete:
        best = max(complete, key=lambda terms: len(terms.wording.phrases))
        return Recognised(best.id, Confidence.MEDIUM)
    plainest = _plainest(title)
    return Recognised(plainest.id, Confidence.LOW) if plainest in same else None


def _plainest(title: str) -> Terms | None:
    """Return the licence that a title alone means: the one that asks for the fewest phrases, if it is one."""
    sharing = [terms for terms in load_terms().values() if title in terms.wording.titles]
    fewest = min(len(terms.wording.phrases) for terms in sharing)
    plain = [terms for terms in sharing if len(terms.wording.phrases) == fewest]
    return plain[0] if len(plain) == 1 else None


def _has_phrases(terms: Terms, plain: str) -> bool:
    return all(phrase in plain for phrase in terms.wording.phrases)


def _is_verbatim(terms: Terms) -> bool:
    """Say whether the phrases alone identify the licence: a clause of its own, not a word or a name."""
    return any(len(phrase.split()) > 5 for phrase in terms.wording.phrases)
