"""One inventory under the law of eight days, and why each verdict differs from that of the day before.

``days/DAY.txt`` has every verdict of the pack, ``days/differences.yaml`` what changes from one day to the
next, each with its reason in the law. ``AUDITOR_GOLDEN=write`` rewrites both, keeps the reasons of what still
changes, and leaves those of new changes to be written.
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from auditor.domain.fact import Known, SubjectKind
from auditor.domain.finding import RuleKind, Verdict
from auditor.errors import PolicyError
from auditor.formats.yaml12 import read
from auditor.formats.yaml_node import Node
from auditor.policy.bundle import Bundle
from auditor.policy.choosing import load
from auditor.policy.judging.classify import classify
from auditor.policy.logic.timing import is_law
from auditor.policy.logic.verdict import Ruling, rule_on
from auditor.policy.logic.versions import in_force
from auditor.policy.logic.world import Scene, World
from auditor.policy.wording import shown
from tests.builders.days import authority, company, overseas

FOLDER: Final = Path(__file__).parent / "days"
DIFFERENCES: Final = FOLDER / "differences.yaml"
PACK: Final = "eu-ai-act"
DAYS: Final = tuple(
    date.fromisoformat(day)
    for day in (
        *("2025-07-01", "2025-08-02", "2026-07-01", "2026-08-02"),
        *("2026-11-22", "2026-12-02", "2027-12-02", "2028-08-02"),
    )
)
NOTHING: Final = "nothing"
NO_LAW: Final = "no law"
ABSENT: Final = "does not apply"
_FAILS: Final = {RuleKind.DUTY: "fails", RuleKind.VENDOR_GAP: "gap"}

Told = Mapping[tuple[str, str], str]
"""What a rule comes to for a subject, in a few words."""


class Difference(NamedTuple):
    """What changes alike for some subjects, of some rules."""

    before: str
    after: str
    of: tuple[str, ...]
    rules: tuple[str, ...]


@cache
def told(day: date) -> Told:
    """Return every verdict and classification of the pack on a day."""
    bundle = load()
    found: dict[tuple[str, str], str] = {}
    for world in (company(bundle), authority(bundle), overseas(bundle)):
        found.update(_judged(bundle, world, day))
    return found


def _judged(bundle: Bundle, world: World, day: date) -> Iterator[tuple[tuple[str, str], str]]:
    scene = Scene.of(world, bundle.law, bundle.evidence, day)
    classify(bundle.classifications, scene)
    for classification in bundle.classifications:
        heading = classification.heading
        for subject in scene.of_kind(heading.subject):
            state = scene.state(classification.writes, subject.id)
            value = shown(state.value) if isinstance(state, Known) else "unknown"
            if value != "no":
                yield (heading.id, _name(subject.id, world)), value
    for rule in bundle.rules:
        if rule.heading.pack != PACK:
            continue
        if not is_law(rule.heading, rule.readings, scene):
            yield (rule.id, "everybody"), NO_LAW
            continue
        for subject in scene.of_kind(rule.heading.subject):
            ruling = rule_on(in_force(rule, scene), bundle.pack(PACK).scope, subject, scene)
            if ruling.verdict is not Verdict.NOT_APPLICABLE:
                yield (rule.id, _name(subject.id, world)), _words(rule.kind, ruling)


def _name(subject_id: str, world: World) -> str:
    (subject,) = [one.subject for one in world.subjects if one.subject.id == subject_id]
    if subject.kind is not SubjectKind.ORGANISATION:
        return subject_id
    return f"who has {world.subjects[1].subject.id}"


def _words(kind: RuleKind, ruling: Ruling) -> str:
    said = {Verdict.FAIL: _FAILS[kind], Verdict.PASS: "holds", Verdict.UNKNOWN: "unknown"}[ruling.verdict]
    return f"{said}, from {ruling.applies_from}" if ruling.upcoming else said


def differences(before: Told, after: Told) -> tuple[Difference, ...]:
    """Return what changes, rules that change alike for the same subjects together."""
    by_rule: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for rule, of in sorted(before.keys() | after.keys()):
        old, new = before.get((rule, of), ABSENT), after.get((rule, of), ABSENT)
        if old != new:
            by_rule[rule, old, new].append(of)
    alike: dict[tuple[str, str, tuple[str, ...]], list[str]] = defaultdict(list)
    for (rule, old, new), subjects in by_rule.items():
        alike[old, new, tuple(subjects)].append(rule)
    return tuple(Difference(old, new, of, tuple(rules)) for (old, new, of), rules in sorted(alike.items()))


def page(day: date) -> str:
    """Return the verdicts of a day, one line per rule and verdict."""
    by_rule: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (rule, of), words in sorted(told(day).items()):
        by_rule[rule, words].append(of)
    lines = [f"{rule:<42} {words:<28} {', '.join(of)}" for (rule, words), of in by_rule.items()]
    return "\n".join((f"As of {day}; what is not listed does not apply, or is no", "", *lines, ""))


def explained() -> Mapping[str, tuple[tuple[Difference, str], ...]]:
    """Return the written differences with their reasons, by the days they lie between."""
    root = read(DIFFERENCES.read_text("utf-8"), DIFFERENCES.name, PolicyError)
    return {
        days: () if listed.content == NOTHING else tuple(map(_written, listed.items()))
        for days, listed in root.entries().items()
    }


def _written(node: Node) -> tuple[Difference, str]:
    keys = frozenset({"before", "after", "of", "rules", "because"})
    entry = node.mapping(known=keys, required=keys)
    said = Difference(
        entry["before"].text(), entry["after"].text(), entry["of"].words(), entry["rules"].words()
    )
    return said, entry["because"].text()


def _between(before: date, after: date) -> str:
    return f"{before} to {after}"


def _rewritten() -> str:
    kept = {
        (days, one): because
        for days, listed in (explained() if DIFFERENCES.exists() else {}).items()
        for one, because in listed
    }
    lines = [
        "# What changes from one day to the next, each with its reason in the law; see test_days.py.",
        "# Points of Art. 113 are those of its third paragraph.",
    ]
    for before, after in pairwise(DAYS):
        days = _between(before, after)
        found = differences(told(before), told(after))
        lines.append(f"{days}:" if found else f"{days}: {NOTHING}")
        for one in found:
            lines += [
                f'  - before: "{one.before}"',
                f'    after: "{one.after}"',
                f"    of: [{', '.join(one.of)}]",
                f"    rules: [{', '.join(one.rules)}]",
                f'    because: "{kept.get((days, one), "TO BE WRITTEN")}"',
            ]
    return "\n".join((*lines, ""))


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_law_of_a_day_judges_as_reviewed(day: date) -> None:
    path = FOLDER / f"{day}.txt"
    if os.environ.get("AUDITOR_GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(page(day), "utf-8")
    assert page(day) == path.read_text("utf-8")


def test_every_difference_between_two_days_has_its_reason_and_every_reason_its_difference() -> None:
    if os.environ.get("AUDITOR_GOLDEN") == "write":
        DIFFERENCES.write_text(_rewritten(), "utf-8")
    written = explained()
    assert list(written) == [_between(*days) for days in pairwise(DAYS)]
    for before, after in pairwise(DAYS):
        said = {one for one, _ in written[_between(before, after)]}
        assert said == set(differences(told(before), told(after)))


def test_every_reason_is_one_line_that_names_what_in_the_law_it_rests_on() -> None:
    reasons = [because for listed in explained().values() for _, because in listed]
    assert [one for one in reasons if "\n" in one or not ("Art. " in one or "guidelines" in one)] == []
