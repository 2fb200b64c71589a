"""Rules without a case for what they can come to, and facts that no rule in force writes."""

from collections.abc import Iterator

from auditor.domain.facts import FACTS
from auditor.policy.bundle import Bundle
from auditor.policy.linting.base import Remark
from auditor.policy.linting.walking import mappings, written_rules
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
    """Yield every outcome that no case comes to, and dated rules without a case before their day."""
    rules = bundle.judged
    for id_, outcome in uncovered(bundle):
        heading = rules[id_].heading
        where = f"{heading.pack}/cases/{id_}.yaml"
        yield Remark(
            heading.pack, id_, heading.place, f"no case comes to {outcome}", f"Write one in {where}."
        )
    ahead = {rule.id for rule, case in cases_of(bundle) if case.upcoming}
    for rule in bundle.rules:
        if (rule.heading.starts or rule.readings) and rule.id not in ahead:
            heading = rule.heading
            hint = f"Write one with `upcoming: true` in {heading.pack}/cases/{rule.id}.yaml."
            yield Remark(
                heading.pack, rule.id, heading.place, "no case is before the day it applies from", hint
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
