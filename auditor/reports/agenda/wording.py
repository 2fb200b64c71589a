"""Whom a duty concerns, in words: alike in terminal, calendar file and tasks."""

from typing import Final

from auditor.domain.finding import Verdict
from auditor.reports import wording
from auditor.reports.agenda.duties import DutyDate

_NOW: Final = ((Verdict.FAIL, "fails for"), (Verdict.UNKNOWN, "not decided for"), (Verdict.PASS, "holds for"))
_LATER: Final = {Verdict.FAIL: "would fail for", Verdict.PASS: "would hold for"}
_MOST_NAMED: Final = 6


def standing(duty: DutyDate, most: int = _MOST_NAMED) -> tuple[str, ...]:
    """Return for whom it fails, is not decided and holds, a phrase each: ``fails for a, b and 2 more``."""
    said = []
    for verdict, words in _NOW:
        n_more = duty.n_more if verdict is Verdict.PASS else 0
        for until in (None, *duty.waived_until):
            names = duty.named(verdict, until)
            begins = _LATER.get(verdict, words) if duty.is_upcoming else words
            waived = f", waived until {wording.day(until)}" if until else ""
            said += [f"{begins} {some(names, most, n_more)}{waived}"] if names else []
    return tuple(said)


def some(names: tuple[str, ...], most: int = _MOST_NAMED, n_more: int = 0) -> str:
    """Return the first few names, and how many there are more."""
    shown = [wording.clipped(name, 60) for name in names[:most]]
    n_left = len(names) - len(shown) + n_more
    return ", ".join(shown) + (f" and {wording.number(n_left)} more" if n_left else "")
