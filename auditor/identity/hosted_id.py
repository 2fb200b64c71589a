"""Which release the id of a hosted model means, its day included.

::

    the id as it is, an id that a release names as its own           that release
    without its maker and version, where it carries no day           the release called so
    without these and its day                                        the release called so, of that day
"""

import re
from dataclasses import dataclass
from typing import Final

from auditor.catalogue import Catalogue, Entry
from auditor.catalogue.hosts import ModelMatch
from auditor.catalogue.stamp import Stamp, take_stamp

# Ids of Amazon Bedrock: MAKER.MODEL-vN:M.
_MADE_BY: Final = re.compile(r"^[a-z][a-z0-9]*\.(?=[a-z])")
_VERSIONED: Final = re.compile(r"-v\d+(?::\d+\w*)*$")
# Without a day, a second version is no longer what the name alone means.
_FIRST: Final = re.compile(r"-v1(?::\d+\w*)*$")
# claude-3-5-sonnet, llama3-1-70b-instruct; not ministral-3-3b.
_HYPHENATED: Final = re.compile(r"(?<!\d)(\d)-(\d)(?![\da-z])")


@dataclass(frozen=True, slots=True)
class OtherDay:
    """A release that is called so, and is not known to be the one of that day.

    Attributes:
        entry: The release.
        stamp: The day in the id.
    """

    entry: Entry
    stamp: Stamp

    @property
    def reason(self) -> str:
        """Why it is not joined, as a clause."""
        released = self.entry.release_date
        of_its_own = f"is of {released.value.isoformat()}" if released else "has no day of release there"
        return f"its id says {self.stamp.written}, and the catalogue's {self.entry.id} {of_its_own}"


def find(match: ModelMatch, catalogue: Catalogue) -> Entry | OtherDay | None:
    """Return the release that an id means; ``None`` where it means none, or several.

    Args:
        match: The id, and whose it is.
        catalogue: The catalogue.
    """
    if (entry := catalogue.named(match.name)) is not None:
        return entry
    if match.maker is None:
        # What stands before a name means its maker only where it is known for one.
        return None
    bare = _MADE_BY.sub("", match.name.lower())
    unversioned = _VERSIONED.sub("", bare)
    if (entry := catalogue.served_as(unversioned.replace("@", "-"))) is not None:
        return entry
    words, stamp = take_stamp(unversioned)
    if stamp is None:
        return catalogue.named(_dotted(_FIRST.sub("", bare)))
    entry = catalogue.named(_dotted(words))
    if entry is None or (entry.release_date is not None and stamp.fits(entry.release_date.value)):
        return entry
    return OtherDay(entry, stamp)


def _dotted(name: str) -> str:
    return _HYPHENATED.sub(r"\1.\2", name)
