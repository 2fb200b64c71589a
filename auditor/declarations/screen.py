"""``screen`` of a system: the points of the law that somebody went through, each with answer and reason.

It is the record behind ``practices_art_5`` and ``annex_iii``. Where both are given they have to say the
same: a point that is answered yes is in the list, one answered no is not, and while one is open the list is
not complete and cannot be given. Whoever declares something else declares a contradiction, which is
refused.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from auditor.declarations.entry import Entry
from auditor.domain.vocabulary import ANNEX_III, PRACTICES
from auditor.formats.yaml_writing import Value

SCREEN: Final = "screen"
"""The field."""

SCREENED: Final[Mapping[str, tuple[str, ...]]] = {"practices_art_5": PRACTICES, "annex_iii": ANNEX_III}
"""The lists of points, and the points each can have."""

_REQUIRED: Final = ("answer",)
_OPTIONAL: Final = ("reason", "by", "on", *SCREENED)


class Reply(StrEnum):
    """What somebody says to a point."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Screened:
    """One point, answered.

    Attributes:
        key: The list it is a point of.
        point: The point.
        reply: The answer.
        reason: Why; empty only where the answer is not known.
        by: Who answered, where that is not who made the entry.
        on: When, where that is not the day of the entry.
    """

    key: str
    point: str
    reply: Reply
    reason: str
    by: str | None = None
    on: date | None = None

    @classmethod
    def of(cls, fields: Mapping[str, Value]) -> "Screened":
        """Take an answer as it was kept."""
        key = next(key for key in SCREENED if key in fields)
        by, on = fields.get("by"), fields.get("on")
        return cls(
            key,
            str(fields[key]),
            Reply(str(fields["answer"])),
            str(fields.get("reason") or ""),
            by if isinstance(by, str) else None,
            on if isinstance(on, date) else None,
        )

    def as_fields(self) -> Mapping[str, Value]:
        """Return the answer as an entry has it."""
        said: dict[str, Value] = {self.key: self.point, "answer": str(self.reply)}
        more = {"reason": self.reason or None, "by": self.by, "on": self.on}
        return said | {key: value for key, value in more.items() if value is not None}


def read_screen(entry: Entry) -> tuple[Screened, ...]:
    """Return the points of an entry that are answered; none where it has no screen.

    Raises:
        DeclarationError: a point is unknown or answered twice, a reason is missing, or a list says otherwise.
    """
    found: dict[tuple[str, str], Screened] = {}
    for item in entry.children(SCREEN, "an answer of screen"):
        one = _screened(item)
        if (one.key, one.point) in found:
            raise item.error(one.key, f"{one.point} is answered twice", "Keep one of the two answers.")
        found[one.key, one.point] = one
    for key in SCREENED:
        _refuse_contradiction(entry, key, [one for one in found.values() if one.key == key])
    return tuple(found.values())


def _screened(item: Entry) -> Screened:
    item.check_keys(required=_REQUIRED, optional=_OPTIONAL)
    keys = [key for key in SCREENED if key in item.fields]
    if len(keys) != 1:
        what = f"{item.what} needs one of {', '.join(SCREENED)}"
        raise item.error("answer", f"stands alone: {what}", "Write {annex_iii: 5d, answer: no, reason: ...}.")
    key = keys[0]
    reply = Reply(item.word("answer", item.text("answer"), tuple(Reply)))
    reason = item.optional_text("reason") or ""
    if not reason and reply is not Reply.UNKNOWN:
        raise item.error("answer", f"{reply} has no reason", "Add reason: in a few words, why.")
    return Screened(
        key=key,
        point=item.word(key, _point(item, key), SCREENED[key]),
        reply=reply,
        reason=reason,
        by=item.optional_text("by"),
        on=item.day("on") if "on" in item.fields else None,
    )


def _point(item: Entry, key: str) -> str:
    """Return a point; that of a whole area is a number, which a person writes without quotes."""
    content = item.fields[key].content
    is_number = isinstance(content, int) and not isinstance(content, bool)
    return str(content) if is_number else item.text(key)


def _refuse_contradiction(entry: Entry, key: str, answered: list[Screened]) -> None:
    if key not in entry.fields or not answered:
        return
    listed = entry.words(key, SCREENED[key])
    for one in answered:
        if problem := "; ".join(_contradictions(one, listed)):
            hint = f"Make both say the same, or leave {key} out while a point is open."
            raise entry.error(key, f"contradicts screen: {problem}", hint)


def _contradictions(one: Screened, listed: tuple[str, ...]) -> Iterator[str]:
    if one.reply is Reply.UNKNOWN:
        yield f"{one.point} is open there"
    elif (one.reply is Reply.YES) != (one.point in listed):
        yield f"{one.point} is answered {one.reply} there"


def list_of(answered: tuple[Screened, ...], key: str, points: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the list that answers come to; ``None`` while one of the points is open.

    Args:
        answered: The answers.
        key: The list.
        points: The points the law has on the day.
    """
    replies = {one.point: one.reply for one in answered if one.key == key}
    if any(replies.get(point, Reply.UNKNOWN) is Reply.UNKNOWN for point in points):
        return None
    return tuple(sorted(point for point, reply in replies.items() if reply is Reply.YES))


def kept(value: Value) -> tuple[Screened, ...]:
    """Return the answers of an entry that is still being filled in."""
    items = value if isinstance(value, tuple) else ()
    return tuple(Screened.of(one) for one in items if isinstance(one, Mapping))
