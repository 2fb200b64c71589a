"""The licence whose text lies beside the weights: a LICENSE file, or a layer of a store."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from auditor.catalogue import Catalogue
from auditor.domain.document import LicenseText
from auditor.domain.fact import Basis, Claim, Confidence, Fact, weakest
from auditor.domain.subject import Model
from auditor.licenses.fingerprint import Difference, compare, load_fingerprints, runs, without_title, words
from auditor.licenses.spelling import linked_licence
from auditor.licenses.terms import Terms, load_terms

ALTERED: Final = "LicenseRef-altered-"
"""What the id of a text begins with that is nearly, and not, that of a licence in the table."""
UNREAD: Final = "LicenseRef-text-"
"""What the id of a text begins with that is none in the table; its digest follows."""
# A title stands before the terms; what a text quotes further down is not its own title.
_HEAD_WORDS: Final = 60
# A file says in its own title that it is about others' works.
_TITLE_WORDS: Final = 12
# From this share of its terms on, a text is another version of a licence and not a text that quotes it.
_RESEMBLES: Final = 0.7
# Fewer words of a licence, with nothing else, could be of any.
_LEAST_WORDS: Final = 12
# A file that is the licence; policies and the layers of a store may add to one instead.
_LICENCE_FILE: Final = re.compile(
    # Two letters after it name the language that it was translated into.
    r"[#/](?:licen[cs]e|copying)(?:\.(?:txt|md)|[-_](?![a-z]{2}(?:\.|$))\w+(?:\.(?:txt|md))?)?$",
    re.IGNORECASE,
)
_FRONT_MATTER: Final = re.compile(r"\A---\n(?=(?:.*\n)*?spdx_license_key:)(?:.*\n)*?---\n")
_ADDRESS: Final = re.compile(r"\bhttps?://[^\s<>()\"']+", re.IGNORECASE)
_OTHERS_WORK: Final = re.compile(r"\b(?:third|3rd)[- ]?part(?:y|ies)\b", re.IGNORECASE)
# The words of a text that only points to a licence: none of them denies, limits or adds anything.
_POINTING: Final = frozenset({
    "an", "and", "apply", "are", "at", "available", "be", "below", "by", "can", "code", "copy",
    "covered", "details", "distributed", "file", "files", "following", "for", "found", "full",
    "governed", "here", "hereby", "identifier", "in", "information", "is", "it", "licence",
    "licences", "license", "licensed", "licenses", "made", "model", "models", "more", "of", "on",
    "please", "project", "provided", "published", "refer", "released", "repository", "see",
    "software", "spdx", "spdxlicenseidentifier", "subject", "terms", "text", "that", "the", "these",
    "this", "to", "under", "upstream", "version", "visit", "was", "weights", "work", "you",
})  # fmt: skip
_LICENSING: Final = frozenset({
    "distributed", "governed", "licensed", "provided", "published", "released",
    "spdxlicenseidentifier",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a text was told to be.

    Attributes:
        id: SPDX id or LicenseRef; ``None`` if it is none in the table.
        confidence: Medium for a licence's own text and for a plain pointer to it, else low.
        note: How the text differs, or why nothing is concluded.
        is_no_licence: It is about works of third parties, or only points elsewhere.
    """

    id: str | None
    confidence: Confidence
    note: str = ""
    is_no_licence: bool = False


@dataclass(frozen=True, slots=True)
class TextDetector:
    """Compares whole licence texts with those that are known."""

    method: str = "licence-text"

    def detect(
        self,
        model: Model,
        known: Mapping[str, Fact],  # noqa: ARG002 - protocol
        catalogue: Catalogue,  # noqa: ARG002 - protocol
    ) -> Iterator[Claim]:
        """Yield one claim per text: an unrecognised licence file is a licence of its own, which nobody read.

        Other unrecognised texts, policies and the layers of a store, may add to a licence and claim nothing.
        """
        texts = [(at, at.document) for at in model.documents if isinstance(at.document, LicenseText)]
        told = [(at, document, recognise(document.text)) for at, document in texts]
        for at, document, known_as in told:
            is_own = not known_as.id and not known_as.is_no_licence and _LICENCE_FILE.search(at.locator)
            own_id = f"{UNREAD}{document.sha256[:12]}"
            found = replace(known_as, id=own_id) if is_own else known_as
            if found.id:
                own = Confidence.MEDIUM if at.n_sharing == 1 else Confidence.LOW
                place = f"text sha256:{document.sha256}"
                altered = f"{found.id}-{document.sha256[:8]}" if found.id.startswith(ALTERED) else found.id
                yield Claim(
                    fact="license.concluded",
                    value=altered,
                    basis=Basis.DECLARED,
                    confidence=weakest(own, found.confidence),
                    method=self.method,
                    locator=at.locator,
                    citation="; ".join(part for part in (place, found.note, at.where) if part),
                )


@lru_cache(maxsize=256)
def recognise(text: str) -> Recognised:
    """Tell which licence a text is.

    It is a licence in the table only if it has that licence's words, all of them and no others; a
    text that is nearly one is an altered licence of its own, whose terms nobody has read. A licence
    whose text is not known is told by title and phrases, which is weak.
    """
    own = own_text(text)
    said = words(own)
    pointed = _pointed(own)
    if pointed is not None:
        return pointed
    if _OTHERS_WORK.search(" ".join(own.split()[:_TITLE_WORDS])):
        return Recognised(None, Confidence.LOW, "it is about works of third parties", is_no_licence=True)
    if said and _POINTING.issuperset(said):
        return Recognised(None, Confidence.LOW, "it only points elsewhere", is_no_licence=True)
    nearest = _nearest(said)
    if nearest is not None:
        return _compared(*nearest)
    return _titled(said)


def own_text(text: str) -> str:
    """Return a text without the front matter that ScanCode's licence database puts before it."""
    return _FRONT_MATTER.sub("", text)


@cache
def titles_of(terms: Terms) -> tuple[tuple[str, ...], ...]:
    """Return the titles a licence goes by, as words."""
    return tuple(dict.fromkeys(words(title) for title in (*terms.wording.titles, terms.name, terms.id)))


def _nearest(said: tuple[str, ...]) -> tuple[Terms, Difference] | None:
    """Return the licence whose text is the nearest, if it is near enough to be compared with.

    A text that has a licence's terms is a version of it if it is not much longer, or bears its title;
    else it quotes it.
    """
    table, every_run = load_terms(), runs(said)
    near: list[tuple[Terms, Difference]] = []
    for print_ in load_fingerprints():
        terms = table[print_.id]
        body = without_title(said, titles_of(terms))
        difference = compare(every_run[len(said) - len(body) :], print_)
        is_mostly = difference.n_added <= print_.n_words or len(body) < len(said)
        is_version = difference.share >= _RESEMBLES and is_mostly
        if is_version or (difference.n_added == 0 and len(body) >= _LEAST_WORDS):
            near.append((terms, difference))
    return min(near, key=lambda one: (one[1].n_runs, one[0].id), default=None)


def _compared(terms: Terms, difference: Difference) -> Recognised:
    if difference.n_added:
        note = f"text differs from that of {terms.name}: {_counted(difference.n_added)} added or changed"
        return Recognised(f"{ALTERED}{terms.id.removeprefix('LicenseRef-')}", Confidence.LOW, note)
    if difference.is_cut:
        return Recognised(terms.id, Confidence.LOW, f"only part of the text of {terms.name}")
    return Recognised(terms.id, Confidence.MEDIUM)


def _counted(n_words: int) -> str:
    return "1 word" if n_words == 1 else f"{n_words} words"


def _pointed(text: str) -> Recognised | None:
    """Return the one licence that a text consists of pointing to, by address or by name."""
    addresses = _ADDRESS.findall(text)
    linked = {linked_licence(address.rstrip(".,;")) for address in addresses}
    rest = words(_ADDRESS.sub(" ", text))
    name = max(_names_in(rest), key=len, default=())
    at = next((at for at in range(len(rest)) if name and rest[at : at + len(name)] == name), 0)
    around = rest[:at] + rest[at + len(name) :]
    if not _POINTING.issuperset(around) or None in linked:
        return None
    ids = _named()[name] if name else frozenset(linked)
    if name and linked:
        ids &= linked
    if len(ids) != 1:
        return None
    is_plain = bool(linked) or not _LICENSING.isdisjoint(around)
    note = "" if is_plain else "only the name of the licence"
    return Recognised(next(iter(ids)), Confidence.MEDIUM if is_plain else Confidence.LOW, note)


def _names_in(said: tuple[str, ...]) -> list[tuple[str, ...]]:
    parts = {said[at:end] for at in range(len(said)) for end in range(at + 1, min(len(said), at + 9) + 1)}
    return [part for part in parts if part in _named()] if len(said) <= _HEAD_WORDS else []


@cache
def _named() -> Mapping[tuple[str, ...], frozenset[str | None]]:
    """Return the licences by every name they go by, as words; of those sharing a title the plainest."""
    names: dict[tuple[str, ...], list[Terms]] = {}
    for terms in load_terms().values():
        for name in {*titles_of(terms), *(words(spelling) for spelling in terms.spellings)} - {()}:
            names.setdefault(name, []).append(terms)
    return {name: frozenset(_plainest(sharing)) for name, sharing in names.items()}


def _plainest(sharing: list[Terms]) -> list[str]:
    fewest = min(len(terms.wording.phrases) for terms in sharing)
    return [terms.id for terms in sharing if len(terms.wording.phrases) == fewest]


def _titled(said: tuple[str, ...]) -> Recognised:
    """Tell a licence whose text is not known by the title that stands first, and its phrases."""
    head, plain = " ".join(said[:_HEAD_WORDS]), " ".join(said)
    places = [
        (at, -len(title), title, terms)
        for terms in load_terms().values()
        for title in (" ".join(words(one)) for one in terms.wording.titles)
        if (at := f" {head} ".find(f" {title} ")) >= 0
    ]
    if not places:
        return Recognised(None, Confidence.LOW, f"none of the {len(load_terms())} in the table")
    *_, first, _ = min(places, key=lambda place: place[:3])
    known = {print_.id for print_ in load_fingerprints()}
    complete = [
        terms
        for *_, title, terms in places
        if title == first and terms.id not in known and _has_phrases(terms, plain)
    ]
    if len(complete) != 1:
        return Recognised(None, Confidence.LOW, f'it bears the title "{first}" and is not its text')
    note = "told by its title; the text of this licence is not known"
    return Recognised(complete[0].id, Confidence.LOW, note)


def _has_phrases(terms: Terms, plain: str) -> bool:
    without = (" ".join(words(phrase)) for phrase in terms.wording.without)
    phrases = (" ".join(words(phrase)) for phrase in terms.wording.phrases)
    return all(phrase in plain for phrase in phrases) and not any(phrase in plain for phrase in without)
