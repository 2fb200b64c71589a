"""Which rules say otherwise of a subject, and what is new on the lists that some of them fail over."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.finding import Finding, Reason, Severity, Verdict
from auditor.domain.tri import Tri
from auditor.reports.document.changes_shape import Presence, Standing, VerdictChange
from auditor.reports.document.fact_blocks import known_words
from auditor.reports.document.well import well
from auditor.reports.document.whereabouts import Whereabouts

# Where an entry stands in its file: FILE:LINE: what is said of it.
_LINE: Final = re.compile(r":\d+(?=: )")
_Members = Mapping[tuple[str, str | None, int], str]
"""What a rule fails over: the members by what tells them apart, as they are printed."""


def is_new_failure(change: VerdictChange, fail_on: Severity) -> bool:
    """Say whether something that counts fails in the later audit and did not in the earlier.

    Args:
        change: A verdict that changed.
        fail_on: Mildest severity that counts.
    """

    def fails(standing: Standing | None) -> bool:
        if standing is None or not standing["counted"] or standing["verdict"] != Verdict.FAIL.value:
            return False
        return Severity(standing["severity"]).rank >= fail_on.rank

    return fails(change["after"]) and (not fails(change["before"]) or bool(change["new_members"]))


def verdict_changes(
    before: Audit, after: Audit, known_as: Mapping[str, str], looked: tuple[Whereabouts, Whereabouts]
) -> list[VerdictChange]:
    """Return every verdict, upcoming or not, that is another, and every failure over another list."""
    now_as = {was: id_ for id_, was in known_as.items()}
    compared = _Compared(before, after, known_as, now_as, looked)
    was = {(finding.rule, finding.subject_id): finding for finding in before.findings}
    is_ = {(f.rule, known_as.get(f.subject_id, f.subject_id)): f for f in after.findings}
    keys = sorted(was.keys() | is_.keys(), key=lambda key: (*_rank(is_.get(key)), key))
    return [change for key in keys if (change := compared.change(key, was.get(key), is_.get(key)))]


@dataclass(frozen=True, slots=True)
class _Compared:
    """Two audits, and how to tell what is the same in both."""

    before: Audit
    after: Audit
    known_as: Mapping[str, str]
    now_as: Mapping[str, str]
    looked: tuple[Whereabouts, Whereabouts]

    def change(
        self, key: tuple[str, str], one: Finding | None, other: Finding | None
    ) -> VerdictChange | None:
        """Return what is said otherwise by a rule of a subject, if anything is."""
        had = _members(one, self.before, self.looked[0])
        has = _members(other, self.after, self.looked[1])
        new = [has[member] for member in has if member not in had]
        gone = [had[member] for member in had if member not in has]
        is_alike = one and other and _told(one) == _told(other)
        said = other or one
        if said is None or (is_alike and not new and not gone):
            return None
        there = {subject.id for subject in self.before.subjects}
        there_now = {self.known_as.get(subject.id, subject.id) for subject in self.after.subjects}
        rules = {rule.rule for rule in self.before.rules}, {rule.rule for rule in self.after.rules}
        return {
            "rule": said.rule,
            "kind": said.kind.value,
            "subject_id": said.subject_id,
            "subject": said.subject_name,
            "subject_is": _presence(key[1] in there, key[1] in there_now),
            "rule_is": _presence(
                one is not None or key[0] in rules[0], other is not None or key[0] in rules[1]
            ),
            "before": _standing(one) or (well(self.before, said, key[1]) if key[1] in there else None),
            "after": _standing(other)
            or (well(self.after, said, self.now_as.get(key[1], key[1])) if key[1] in there_now else None),
            "new_members": sorted(new),
            "gone_members": sorted(gone),
        }


def _told(finding: Finding) -> tuple[Verdict, bool, bool]:
    """Return what tells two verdicts on one subject apart; a waiver that ends is a change."""
    return finding.verdict, finding.upcoming, finding.waiver is not None


def _presence(was: bool, is_: bool) -> Presence:
    if was and is_:
        return "in both"
    return "gone" if was else "new"


def _members(finding: Finding | None, audit: Audit, looked: Whereabouts) -> _Members:
    """Return the lists that a failing finding is about, of which a new member is a new failure.

    A member that is a place where something is the matter is told by the bytes there as well; a line that an
    entry stands in tells nothing, for another entry may have been put above it.
    """
    if finding is None or finding.verdict is not Verdict.FAIL:
        return {}
    digests = {problem.place: problem.sha256 for problem in audit.inventory.problems if problem.sha256}
    found: dict[tuple[str, str | None, int], str] = {}
    n_alike: Counter[tuple[str, str | None]] = Counter()
    for leaf in _failing_leaves(finding.reason):
        for word in known_words(audit.facts.get(leaf.subject_id, {}), leaf.fact):
            told_by = _LINE.sub("", looked.full(word)), digests.get(word)
            found[*told_by, n_alike[told_by]] = word
            n_alike[told_by] += 1
    return found


def _failing_leaves(reason: Reason) -> Iterator[Reason]:
    if reason.fact and reason.value is Tri.FALSE:
        yield reason
    for part in reason.parts:
        yield from _failing_leaves(part)


def _standing(finding: Finding | None) -> Standing | None:
    if finding is None:
        return None
    return {
        "verdict": finding.verdict.value,
        "upcoming": finding.upcoming,
        "counted": finding.counted,
        "waived": finding.waiver is not None,
        "severity": finding.severity.value,
        "reason": finding.sentence,
        "missing": list(dict.fromkeys(missing.name for missing in finding.missing)),
    }


def _rank(finding: Finding | None) -> tuple[bool, bool, int]:
    """Return what sorts a later verdict: failures, those that count, the worst first."""
    if finding is None:
        return True, True, 0
    return finding.verdict is not Verdict.FAIL, not finding.counted, -finding.severity.rank
