"""``docs/obligations.md``: the register as a page; ``python -m auditor.policy.register.page`` writes it."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from auditor.domain.finding import RuleKind
from auditor.policy.bundle import Bundle
from auditor.policy.choosing import load
from auditor.policy.fines import Fines, fines
from auditor.policy.register.answers import (
    Answer,
    Days,
    Judged,
    answers,
    day_of,
    days,
    outcomes,
    reads,
    unlisted,
)
from auditor.policy.register.obligations import By, Obligations, obligations
from auditor.policy.rules import Rule

PACK: Final = "eu-ai-act"
_NOTHING: Final = "nothing yet"
_OUTCOMES: Final = ("pass", "fail", "unknown", "not_applicable", "nothing", "yes", "no", "upcoming")
_INTRO: Final = """\
# Obligations

{title}: what is asked of whom, row by row, and what of the pack `{pack}` answers for it. This page is made
from `policies/{pack}/obligations.yaml` and the rules by `make obligations`; a test holds the two together.

A row is answered for by rules, by the scope of the pack, by a role that is derived, or by the transition of
other rules. Status is by the law as of {as_of}: *upcoming* rules are judged and not counted. Rows `VND-...`
are what vendors owe: they are gaps of the vendor, never breaches of who uses a model or system. *Fine* is the
article of the Act under which a breach of a duty is fined; *national* is left to rules of the Member States,
with no figure in the Act; nothing stands where the law on record says neither.

{summary}
"""
_RULES: Final = """
## Rules

What each of these rules reads, and its cases by outcome. Those before the rule applies count as upcoming too.
"""


def page(bundle: Bundle, pack: str = PACK) -> str:
    """Return the register of a pack as Markdown.

    Raises:
        PolicyError: its rows, or its cases, cannot be read.
    """
    register = obligations(bundle, pack)
    found, penalties = answers(register, bundle), fines(bundle)
    parts = (
        _INTRO.format(
            title=bundle.pack(pack).title,
            pack=pack,
            as_of=register.as_of,
            summary=_summary(found, bundle, pack),
        ),
        "## Rows\n",
        _table(
            ("row", "article", "addressed to", "asks", "answered for by", "kind", "role", "status", "fine")
        ),
        *(
            _line((*_row_cells(answer, register, bundle), _fined(answer, register.as_of, bundle, penalties)))
            for answer in found
        ),
        _RULES,
        _table(("rule", "reads", "cases")),
        *_rule_lines(found, bundle),
    )
    return "\n".join(parts) + "\n"


def _summary(found: Iterable[Answer], bundle: Bundle, pack: str) -> str:
    by = Counter(_NOTHING if one.is_awaited else one.row.by.value for one in found)
    said = [
        f"{sum(by.values())} rows: {by[By.RULES]} by rules, {by[By.SCOPE]} by the scope, "
        f"{by[By.ROLE]} by a role, {by[By.TRANSITION]} by transitions, {by[_NOTHING]} by {_NOTHING}."
    ]
    awaited = [one.row.id for one in found if one.is_awaited]
    if awaited:
        said.append(f"Nothing answers yet for {', '.join(awaited)}.")
    beside = [f"`{rule.id}`" for rule in unlisted(found, bundle, pack)]
    if beside:
        said.append(f"Rules of no row: {', '.join(beside)}.")
    return "\n".join(said)


def _row_cells(answer: Answer, register: Obligations, bundle: Bundle) -> tuple[str, ...]:
    row = answer.row
    return (
        row.id,
        row.article,
        row.actor,
        row.asks,
        _answered(answer),
        _each(_kind(rule) for rule in answer.rules),
        _each(role for rule in answer.rules for role in _roles(rule)) or row.role.replace("_", " "),
        _status(answer, register.as_of, bundle),
    )


def _answered(answer: Answer) -> str:
    named = ", ".join(f"`{rule.id}`" for rule in answer.rules)
    match answer.row.by:
        case By.SCOPE:
            return "scope of the pack"
        case By.ROLE:
            return f"derived role `role.{answer.row.role}`"
        case By.TRANSITION if named:
            return f"transition of {named}"
    return named or _NOTHING


def _kind(rule: Judged) -> str:
    return rule.kind.value.replace("_", " ") if isinstance(rule, Rule) else "classification"


def _roles(rule: Judged) -> tuple[str, ...]:
    return tuple(role.replace("_", " ") for role in rule.role) if isinstance(rule, Rule) else ()


def _fined(answer: Answer, as_of: date, bundle: Bundle, penalties: Fines) -> str:
    """Return where the breach of a row's own duties is fined; of a transition, nothing is breached."""
    if answer.row.by is By.TRANSITION:
        return ""
    duties = [rule for rule in answer.rules if isinstance(rule, Rule) and rule.kind is RuleKind.DUTY]
    cited = (rule.legal.reference(bundle.law, as_of) for rule in duties)
    found = (penalties.penalty(legal, as_of) for legal in cited if legal is not None)
    return _each(("national" if one.cap_eur is None else one.article) for one in found if one is not None)


def _status(answer: Answer, as_of: date, bundle: Bundle) -> str:
    if answer.is_awaited:
        return _NOTHING
    if answer.row.by is By.TRANSITION:
        until = day_of(answer.row.until, bundle, as_of)
        return f"runs until {until}" if until > as_of else f"ended on {until}"
    if answer.row.since:
        return _since((day_of(answer.row.since, bundle, as_of),), as_of)
    return _each(_applies(days(rule, bundle, as_of), as_of) for rule in answer.rules)


def _applies(found: Days, as_of: date) -> str:
    said = [_since(found.starts, as_of)]
    said += [f"{_since(found.others, as_of)} by another reading"] if found.others else []
    still = [f"not before {day}" if day else "never" for day in found.until if day is None or day > as_of]
    said += [f"for some {' or '.join(still)}"] if still else []
    return "; ".join(said)


def _since(starts: tuple[date, ...], as_of: date) -> str:
    """Say since or from when, the days that differ by what the subject is each named."""
    if not starts:
        return "applies"
    word = "applies since" if starts[0] <= as_of else "upcoming, from"
    return f"{word} {' or '.join(map(str, starts))}"


def _rule_lines(found: Iterable[Answer], bundle: Bundle) -> Iterator[str]:
    """Yield a line for every rule of a row, in the order of the rows, each once."""
    counted = outcomes(bundle)
    for rule in {rule.id: rule for answer in found for rule in answer.rules}.values():
        names = ", ".join(f"`{name}`" for name in reads(rule))
        yield _line((f"`{rule.id}`", names, _cases(counted.get(rule.id, Counter()))))


def _cases(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{counted[one]} {one.replace('_', ' ')}" for one in _OUTCOMES if counted[one])


def _each(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(words))


def _table(heads: tuple[str, ...]) -> str:
    return f"{_line(heads)}\n{_line(('---',) * len(heads))}"


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(page(load()))
