"""Rules without a case for what they can come to, and facts that no rule in force writes."""

from collections.abc import Iterator
from datetime import date

from auditor.domain.facts import FACTS
from auditor.policy.bundle import Bundle
from auditor.policy.conditions import LawReference
from auditor.policy.law import Law
from auditor.policy.linting.base import Remark
from auditor.policy.linting.walking import mappings, written_rules
from auditor.policy.rules import Rule
from auditor.policy.testing import particulars, words
from auditor.policy.testing.cases import cases_of, uncovered


def unwritten(bundle: Bundle) -> Iterator[Remark]:
    """Yield every fact that a rule reads and only a classification could write, where none in force does."""
    written = {one.writes for one in bundle.classifications}
    for pack, rule, node in written_rules(bundle):
        for entry in mappings(node):
            name = entry["fact"].content if "fact" in entry else None
            if not isinstance(name, str) or name not in FACTS or FACTS[name].producer != "policy":
                continue
            if name not in written:
                what = f"no classification in force writes '{name}'"
                yield Remark(
                    pack, rule, entry["fact"].place, what, "Put the pack that does in force beside it."
                )


def unproved(bundle: Bundle) -> Iterator[Remark]:
    """Yield every possible outcome that no case comes to, and dated rules without a case before their day."""
    rules = bundle.judged
    for id_, outcome in uncovered(bundle):
        heading = rules[id_].heading
        where = f"{heading.pack}/cases/{id_}.yaml"
        yield Remark(
            heading.pack, id_, heading.place, f"no case comes to {outcome}", f"Write one in {where}."
        )
    ahead = {rule.id for rule, case in cases_of(bundle) if case.upcoming}
    for rule in bundle.rules:
        if rule.id not in ahead and _may_be_upcoming(rule, bundle.law):
            heading = rule.heading
            hint = f"Write one with `upcoming: true` in {heading.pack}/cases/{rule.id}.yaml."
            yield Remark(
                heading.pack, rule.id, heading.place, "no case is before the day it applies from", hint
            )


def _may_be_upcoming(rule: Rule, law: Law) -> bool:
    """Say whether there is a day on which a rule is law already, and a day it applies from is to come."""
    counting = (start for one in rule.readings if one.is_default for start in one.starts)
    begun = min((law.texts[text].published for text in rule.legal.texts), default=date.min)
    return any(_was_ahead(start.day, law, begun) for start in (*rule.heading.starts, *counting))


def _was_ahead(reference: LawReference, law: Law, begun: date) -> bool:
    """Say whether a day of the law was once to come, from a day on."""
    versions = law.values[reference.name]
    ends = (*(version.published for version in versions[1:]), date.max)
    return any(
        max(version.published, begun) < end and version.value > max(version.published, begun)
        for version, end in zip(versions, ends, strict=True)
        if isinstance(version.value, date)
    )


def unread(bundle: Bundle) -> Iterator[Remark]:
    """Yield every reading that does not count of which no case states what it comes to."""
    stated = {(rule.id, name) for rule, case in cases_of(bundle) for name, _, _ in case.readings}
    for rule in bundle.rules:
        for reading in rule.readings:
            if not reading.is_default and (rule.id, reading.name) not in stated:
                heading = rule.heading
                hint = f"State it under `readings` in {heading.pack}/cases/{rule.id}.yaml."
                what = f"no case states the reading '{reading.name}'"
                yield Remark(heading.pack, rule.id, heading.place, what, hint)


def unstated(bundle: Bundle) -> Iterator[Remark]:
    """Yield every rule whose cases do not state its particulars."""
    known = {rule.id for rule, _, _ in particulars.stated(bundle)}
    for rule in bundle.judged.values():
        heading = rule.heading
        if rule.id not in known:
            where = f"{heading.pack}/cases/{rule.id}.yaml"
            hint = f"Write `particulars` in {where}: kind, article, severity and days, as they were decided."
            what = "its cases do not state its particulars"
            yield Remark(heading.pack, rule.id, heading.place, what, hint)


def unworded(bundle: Bundle) -> Iterator[Remark]:
    """Yield every rule whose cases do not state its words."""
    known = {rule.id for rule, _, _ in words.stated(bundle)}
    for rule in bundle.judged.values():
        heading = rule.heading
        if rule.id not in known:
            where = f"{heading.pack}/cases/{rule.id}.yaml"
            hint = f"Write `wording` in {where}: title, failing, remedy and note, as they are to be read."
            yield Remark(heading.pack, rule.id, heading.place, "its cases do not state its words", hint)
