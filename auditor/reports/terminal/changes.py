"""What changed between two audits, for a terminal: ``auditor diff``."""

from typing import Final

from auditor.reports import wording
from auditor.reports.document.changes import Changes, Standing, VerdictChange
from auditor.reports.terminal.tables import Column, table

_PLACES: Final = (
    Column("", is_title=True),
    Column("name", least=24, is_title=True),
    Column("where", least=28),
)
_VERDICTS: Final = (
    Column("was", least=7, is_title=True),
    Column("is", least=7, is_title=True),
    Column("severity", is_title=True),
    Column("rule", least=24, is_title=True),
    Column("subject", least=20),
    Column("reason", least=32),
)
_NOTHING: Final = "nothing"


def changes_text(found: Changes, width: int) -> str:
    """Return what changed: models, places, verdicts, each with how many."""
    parts = [_rests_on(found)]
    for what, rows in (("model", _models(found)), ("place", _places(found))):
        n = wording.counted(len(rows), what)
        parts.append(
            f"{n} new, gone or changed\n{table(_PLACES, rows, width)}" if rows else f"no {what} changed\n"
        )
    verdicts = [_verdict(change) for change in found["verdicts"]]
    n = wording.counted(len(verdicts), "verdict")
    parts.append(f"{n} changed\n{table(_VERDICTS, verdicts, width)}" if verdicts else "no verdict changed\n")
    return wording.plain_spaces("\n".join(parts))


def _rests_on(found: Changes) -> str:
    if not found["rests_on"]:
        return "both rest on the same scans, declarations, attestations, catalogue, policies and days\n"
    return f"they differ in: {', '.join(found['rests_on'])}\n"


def _models(found: Changes) -> list[tuple[str, ...]]:
    new, gone = found["new_models"], found["gone_models"]
    refs = [("new", one) for one in new] + [("gone", one) for one in gone]
    return [(state, wording.visible(one["name"]), wording.visible(one["where"])) for state, one in refs]


def _places(found: Changes) -> list[tuple[str, ...]]:
    new, gone = found["new_places"], found["gone_places"]
    refs = [("new", one) for one in new] + [("gone", one) for one in gone]
    rows: list[tuple[str, ...]] = [
        (state, wording.visible(one["name"]), wording.visible(one["where"])) for state, one in refs
    ]
    for change in found["changed_places"]:
        was, is_ = change["state"]
        state = f"{was}, now {is_}" if was != is_ else "another model"
        rows.append((state, wording.visible(change["name"]), wording.visible(change["where"])))
    return rows


def _verdict(change: VerdictChange) -> tuple[str, ...]:
    before, after = change["before"], change["after"]
    said = after or before
    assert said is not None, "one of them differs from the other"
    is_new, is_gone = change["subject_is"] == "new", change["subject_is"] == "gone"
    return (
        "not there" if is_new else _word(before),
        "gone" if is_gone else _word(after),
        said["severity"],
        change["rule"],
        wording.visible(change["subject"]),
        wording.visible(said["reason"]),
    )


def _word(standing: Standing | None) -> str:
    if standing is None:
        return _NOTHING
    upcoming = ", upcoming" if standing["upcoming"] else ""
    return f"{standing['verdict']}{upcoming}{', waived' if standing['waived'] else ''}"
