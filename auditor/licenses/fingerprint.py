"""Comparing a whole licence text with the licences whose text is known, without carrying the texts.

A fingerprint is the set of hashed runs of four words of a text. A run that it does not have was added
or changed; one that it has and the text has not was left out. Case, line breaks, punctuation, marks of
Markdown, copyright lines and the title are no difference; a single word more is one.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import Final

_PRINTS: Final = Path(__file__).parent / "fingerprints.json"
_RUN: Final = 4
# 2 ** 24 values for at most some 3,000 runs of a text: four runs around a new word never all match by chance.
_HASH_BYTES: Final = 3
_WORD: Final = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")
_APOSTROPHES: Final = re.compile("['\u2018\u2019]")
_HYPHEN: Final = re.compile(r"(?<=[^\W\d_])[-\u2010\u2011]\s*(?=[^\W\d_])")
_PLACEHOLDER: Final = re.compile(r"\[[^\]\n]{1,40}\]|\{[^}\n]{1,40}\}|<[^>\n]{1,40}>")
_COPYRIGHT: Final = re.compile(r"\W*(?:copyright|©|\(c\))(?P<rest>.*)", re.IGNORECASE)
# What stands in the name of a holder in lower case; whatever else does may be a term.
_OF_HOLDERS: Final = frozenset({
    "all", "and", "authors", "by", "contributors", "copyright", "de", "der", "et", "for", "from",
    "holder", "holders", "its", "of", "owner", "present", "project", "reserved", "rights", "team",
    "the", "their", "to", "und", "year",
})  # fmt: skip
# Words of terms, which may be written in capitals too.
_OF_TERMS: Final = frozenset({
    "commercial", "commercially", "eu", "europe", "european", "except", "licensee", "licensees",
    "may", "must", "no", "non", "noncommercial", "not", "only", "permitted", "personal",
    "prohibited", "research", "restricted", "shall", "union", "unless", "use", "used", "users",
    "without",
})  # fmt: skip
_LONGEST_NOTICE: Final = 16


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A licence text, hashed.

    Attributes:
        id: The licence's id.
        n_words: Words of the text.
        required: Runs of its terms.
        optional: Runs of what may be left out: instructions for use, a preface, an appendix.
    """

    id: str
    n_words: int
    required: frozenset[int]
    optional: frozenset[int]


@dataclass(frozen=True, slots=True)
class Difference:
    """How a text departs from a licence's.

    Attributes:
        n_runs: Runs of words that only one of the two has.
        n_added: Words that were added or changed, at least 1 if any run is new.
        is_cut: Some of the terms are not there.
        share: Share of the licence's terms that is there.
    """

    n_runs: int
    n_added: int
    is_cut: bool
    share: float


def words(text: str) -> tuple[str, ...]:
    """Return the words that tell one text from another: no copyright lines, no list letters, lower case."""
    kept = (line for line in text.splitlines() if not _is_copyright(line))
    plain = _HYPHEN.sub("", _APOSTROPHES.sub("", "\n".join(kept))).lower().replace("https://", "http://")
    return tuple(word for word in _WORD.findall(plain) if len(word) > 1 or not word.isalpha() or word > "z")


def without_title(said: Sequence[str], titles: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the words after those of a title, however often it stands there."""
    rest = tuple(said)
    starts = sorted({("the", *title) for title in titles} | set(titles), key=len, reverse=True)
    while found := next((start for start in starts if start and rest[: len(start)] == start), None):
        rest = rest[len(found) :]
    return rest


def runs(said: Sequence[str]) -> tuple[int, ...]:
    """Return the hashed runs of a text, in order; a text of fewer words is one run."""
    n_runs = max(1, len(said) - _RUN + 1) if said else 0
    return tuple(_hashed(" ".join(said[at : at + _RUN])) for at in range(n_runs))


def compare(found: Sequence[int], with_: Fingerprint) -> Difference:
    """Say how a text differs from a licence's.

    Args:
        found: The text's runs, without its title's.
        with_: The licence's text.
    """
    said = frozenset(found)
    missing = len(with_.required - said)
    new = said - with_.required - with_.optional
    share = 1 - missing / max(1, len(with_.required))
    return Difference(len(new) + missing, _n_added(found, new), missing > 0, share)


def _n_added(found: Sequence[int], new: frozenset[int]) -> int:
    """Return how many words stand in no known run."""
    n_words = at = 0
    for is_new, stretch in groupby(found, new.__contains__):
        n_runs = len(list(stretch))
        # A run begins before a new word and ends after it, but for the first and last words of a text.
        n_known_around = (_RUN - 1) * ((at > 0) and (at + n_runs < len(found)))
        n_words += max(0, n_runs - n_known_around) if is_new else 0
        at += n_runs
    return max(n_words, 1) if new else 0


@cache
def load_fingerprints() -> tuple[Fingerprint, ...]:
    """Return every fingerprint that ships with auditor."""
    document = json.loads(_PRINTS.read_text(encoding="utf-8"))
    return tuple(_print(record) for record in document["fingerprints"])


def encoded(hashes: frozenset[int]) -> str:
    """Return hashes as the data file holds them."""
    return base64.b64encode(b"".join(run.to_bytes(_HASH_BYTES) for run in sorted(hashes))).decode("ascii")


def _print(record: Mapping[str, object]) -> Fingerprint:
    required, optional = (frozenset(_decoded(str(record.get(part, "")))) for part in ("required", "optional"))
    return Fingerprint(str(record["id"]), int(str(record["n_words"])), required, optional)


def _decoded(text: str) -> Iterator[int]:
    raw = base64.b64decode(text)
    return (
        high << 16 | middle << 8 | low
        for high, middle, low in zip(raw[::3], raw[1::3], raw[2::3], strict=True)
    )


def _hashed(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=_HASH_BYTES).digest())


def _is_copyright(line: str) -> bool:
    """Say whether a line names a holder and a year, and nothing that could be a term."""
    found = _COPYRIGHT.fullmatch(_PLACEHOLDER.sub(" ", line))
    if found is None:
        return False
    names = re.findall(r"[^\W\d_]+", found["rest"])
    return len(names) <= _LONGEST_NOTICE and all(
        name.lower() not in _OF_TERMS and (not name[0].islower() or name.lower() in _OF_HOLDERS | {"c"})
        for name in names
    )
