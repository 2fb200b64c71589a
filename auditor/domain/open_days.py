"""The day from which a rule applies, in words, where it is not known which of several it is."""

from collections.abc import Callable
from datetime import date
from typing import Final

from auditor.domain.facts import FACTS
from auditor.domain.finding import Missing, OpenDay

# A sentence with more of them is read by nobody; the questions have them all.
_MOST_NAMED: Final = 2


def either_day(open_day: OpenDay, said: Callable[[date], str]) -> str:
    """Return every day it may be: ``2 December 2027 or 2 August 2030, or not at all``.

    Args:
        open_day: The days.
        said: How a day is said.
    """
    days = " or ".join(said(day) for day in open_day.days)
    return f"{days}, or not at all" if open_day.may_never else days


def either_or_open(open_day: OpenDay, said: Callable[[date], str]) -> str:
    """Return every day it may be, and in a few words what that depends on."""
    depends = what_is_open(open_day)
    return f"{either_day(open_day, said)}, still open" + (f" ({depends})" if depends else "")


def what_is_open(open_day: OpenDay) -> str:
    """Return what the day depends on, the first things once each; empty where nobody could tell."""
    named = tuple(dict.fromkeys(_named(one) for one in open_day.missing))
    more = (f"and {len(named) - _MOST_NAMED} more",) if len(named) > _MOST_NAMED else ()
    return "; ".join((*named[:_MOST_NAMED], *more))


def what_answers(open_day: OpenDay) -> tuple[str, ...]:
    """Return what the day depends on with the command that records the answer, a phrase each."""
    phrases = (f"{_named(one)} ({one.how})" if one.how else _named(one) for one in open_day.missing)
    return tuple(dict.fromkeys(phrases))


def _named(missing: Missing) -> str:
    """Return what a fact means, or which kind of evidence it is."""
    definition = FACTS.get(missing.name)
    return definition.meaning if definition else missing.name.rpartition(":")[2].replace("-", " ")
