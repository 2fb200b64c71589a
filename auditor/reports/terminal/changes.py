"""What changed between two audits, for a terminal: ``auditor diff``."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from auditor.domain.finding import Verdict
from auditor.reports import wording
from auditor.reports.document.changes_shape import (
    Changes,
    FactChange,
    Standing,
    SubjectRef,
    VerdictChange,
)
from auditor.reports.headline.groups import is_about_whose, missing_words
from auditor.reports.terminal.tables import Column, table

_THINGS: Final = (
    Column("", is_title=True),
    Column("name", least=24, is_title=True),
    Column("where", least=28),
    Column("what changed", least=28),
)
_VERDICTS: Final = (
    Column("was", least=7, is_title=True, keeps_words=True),
    Column("is", least=7, is_title=True, keeps_words=True),
    Column("severity", is_title=True),
    Column("rule", least=24, is_title=True),
    Column("subject", least=20),
    Column("reason", least=32),
)
# Where nothing was amiss a rule held or did not apply: said by what it came to in the other audit.
_WAS_WELL: Final = {Verdict.FAIL.value: "did not fail", Verdict.UNKNOWN.value: "was decided"}
_IS_WELL: Final = {Verdict.FAIL.value: "no longer fails", Verdict.UNKNOWN.value: "decided"}
_WORDS: Final = {Verdict.PASS.value: "holds", Verdict.NOT_APPLICABLE.value: "does not apply"}
_NOT_ASKED: Final = "not asked"
_NOT_LOOKED_AT: Final = "not looked at"
_MOST_SUBJECTS: Final = 10
_DIGITS: Final = 12

_Row = tuple[str, ...]


def changes_text(found: Changes, width: int) -> str:
    """Return what changed: targets, models, places, problems, systems, verdicts, each with how many."""
    parts = [_rests_on(found), _targets(found)]
    tables = (
        ("model", "new, gone or changed", _models(found)),
        ("place", "new, gone or changed", _places(found)),
        ("problem", "new, gone or changed", _problems(found)),
        ("system", "new, gone or changed", _systems(found)),
    )
    for what, how, rows in tables:
        n = wording.counted(len(rows), what)
        parts.append(f"{n} {how}\n{table(_THINGS, rows, width)}" if rows else f"no {what} changed\n")
    rows, n = _verdicts(found["verdicts"]), wording.counted(len(found["verdicts"]), "verdict")
    parts.append(f"{n} changed\n{table(_VERDICTS, rows, width)}" if rows else "no verdict changed\n")
    return wording.plain_spaces("\n".join(part for part in parts if part))


def _rests_on(found: Changes) -> str:
    if not found["rests_on"]:
        return "both rest on the same scans, declarations, attestations, catalogue, policies and days\n"
    return f"they differ in: {', '.join(found['rests_on'])}\n"


def _targets(found: Changes) -> str:
    """Return what only one of the two looked at: what is there is neither gone nor new."""
    said = (("no longer looked at", found["gone_targets"]), ("newly looked at", found["new_targets"]))
    return "".join(f"{what}: {', '.join(map(wording.visible, named))}\n" for what, named in said if named)


def _apart(new: Iterable[SubjectRef], gone: Iterable[SubjectRef]) -> Iterator[_Row]:
    for word, refs in (("new", new), ("gone", gone)):
        for ref in refs:
            what = word if ref["looked_at"] else _elsewhen(word)
            yield what, wording.visible(ref["name"]), wording.visible(ref["where"]), ""


def _elsewhen(word: str) -> str:
    return f"{_NOT_LOOKED_AT} {'before' if word == 'new' else 'any more'}"


def _models(found: Changes) -> list[_Row]:
    rows = [
        (
            "other bytes",
            wording.visible(" -> ".join(dict.fromkeys(change["name"]))),
            wording.visible(change["where"]),
            f"{_short(change['model_id'][0])}, now {_short(change['model_id'][1])}"
            + (", under one header" if change["same_header"] else ""),
        )
        for change in found["changed_bytes"]
    ]
    return [*rows, *_apart(found["new_models"], found["gone_models"])]


def _short(id_: str) -> str:
    scheme, _, digest = id_.partition(":")
    return f"{scheme} {digest[:_DIGITS]}"


def _places(found: Changes) -> list[_Row]:
    rows = list(_apart(found["new_places"], found["gone_places"]))
    for change in found["changed_places"]:
        was, is_ = change["state"]
        said = [f"{was}, now {is_}"] if was != is_ else []
        said += ["another model"] if change["model_id"][0] != change["model_id"][1] else []
        what = "\n".join((*said, *_facts(change["facts"])))
        rows.append(("changed", wording.visible(change["name"]), wording.visible(change["where"]), what))
    return rows


def _problems(found: Changes) -> list[_Row]:
    rows: list[_Row] = []
    for word, refs in (("new", found["new_problems"]), ("gone", found["gone_problems"])):
        for ref in refs:
            what = word if ref["looked_at"] else _elsewhen(word)
            rows.append((what, ref["fault"], wording.visible(ref["where"]), wording.visible(ref["reason"])))
    for change in found["changed_problems"]:
        before, after = change["before"], change["after"]
        digests = before["sha256"], after["sha256"]
        if before["reason"] == after["reason"]:
            said = ", now ".join(
                f"sha256 {one[:_DIGITS]}" if one else "a digest not known" for one in digests
            )
            said = f"{after['reason']}: {said}"
        else:
            said = f"{before['reason']}, now {after['reason']}"
        is_other = None not in digests and digests[0] != digests[1]
        what = "other bytes" if is_other else "changed"
        rows.append((what, after["fault"], wording.visible(change["where"]), wording.visible(said)))
    return rows


def _systems(found: Changes) -> list[_Row]:
    changed = [
        ("changed", wording.visible(change["name"]), "", "\n".join(_facts(change["facts"])))
        for change in found["changed_systems"]
    ]
    return [*_apart(found["new_systems"], found["gone_systems"]), *changed]


def _facts(facts: Iterable[FactChange]) -> Iterator[str]:
    for fact in facts:
        yield f"{wording.label(fact['fact'])}: {fact['before']}, now {fact['after']}"


def _verdicts(changes: Iterable[VerdictChange]) -> list[_Row]:
    """Return the rows of verdicts; what waits for the same answer is one, as ``show findings`` has it."""
    groups: dict[tuple[object, ...], list[VerdictChange]] = {}
    for change in changes:
        groups.setdefault(_key(change), []).append(change)
    return [_verdict(group) for group in groups.values()]


def _key(change: VerdictChange) -> tuple[object, ...]:
    said = _said(change)
    own = change["rule"], _was(change), _is(change), said["severity"]
    if said["verdict"] != Verdict.UNKNOWN.value:
        return (*own, change["subject_id"])
    return own if is_about_whose(said["missing"]) else (*own, frozenset(said["missing"]), said["reason"])


def _verdict(group: Sequence[VerdictChange]) -> _Row:
    first = group[0]
    said = _said(first)
    names = sorted(wording.visible(one["subject"]) for one in group)
    more = f" and {len(names) - _MOST_SUBJECTS} more" if len(names) > _MOST_SUBJECTS else ""
    return (
        _was(first),
        _is(first),
        said["severity"],
        first["rule"],
        f"{', '.join(names[:_MOST_SUBJECTS])}{more}",
        "\n".join((wording.visible(_reason(group)), *_members(first))),
    )


def _reason(group: Sequence[VerdictChange]) -> str:
    reasons = {_why(change) for change in group}
    if len(reasons) == 1:
        return reasons.pop()
    named = dict.fromkeys(name for change in group for name in _said(change)["missing"])
    return f"unknown for {len(group)} subjects, for want of: {'; '.join(map(missing_words, named))}"


def _why(change: VerdictChange) -> str:
    """Return the later audit's reason; where it has none, the earlier one's, as such."""
    after, before = change["after"], change["before"]
    if after is not None and after["reason"]:
        return after["reason"]
    return f"before: {before['reason']}" if before is not None else ""


def _members(change: VerdictChange) -> Iterator[str]:
    """Yield what is new, and gone, on the list that a rule fails over."""
    if change["before"] is None or change["after"] is None:
        return
    for word, members in (("new", change["new_members"]), ("no longer", change["gone_members"])):
        if members:
            yield f"{word}: {', '.join(map(wording.visible, members))}"


def _said(change: VerdictChange) -> Standing:
    said = change["after"] or change["before"]
    assert said is not None, "one of them differs from the other"
    return said


def _was(change: VerdictChange) -> str:
    if change["subject_is"] == "new":
        return "not there"
    return _word(change["before"]) or (
        _NOT_ASKED if change["rule_is"] == "new" else _WAS_WELL.get(_said(change)["verdict"], "held")
    )


def _is(change: VerdictChange) -> str:
    if change["subject_is"] == "gone":
        return "gone"
    return _word(change["after"]) or (
        _NOT_ASKED if change["rule_is"] == "gone" else _IS_WELL.get(_said(change)["verdict"], "holds")
    )


def _word(standing: Standing | None) -> str:
    if standing is None:
        return ""
    upcoming = ", upcoming" if standing["upcoming"] else ""
    word = _WORDS.get(standing["verdict"], standing["verdict"])
    return f"{word}{upcoming}{', waived' if standing['waived'] else ''}"
