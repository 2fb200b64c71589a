"""The table of ``auditor show waivers``."""

from typing import Final

from auditor.domain.audit import Audit
from auditor.reports.headline.waivers import waiver_lines
from auditor.reports.terminal.tables import Column, table

_WAIVERS: Final = (
    Column("waiver", least=20, is_title=True),
    Column("rule", least=24, is_title=True),
    Column("made for", least=22),
    Column("why, and who", least=30),
    Column("to be said about it", least=24),
    Column("written in", least=18),
)


def waivers_table(audit: Audit, width: int) -> str:
    """Return every waiver, those that somebody should look at first."""
    rows = [
        (
            f"{line.state}\n{line.term}",
            line.rule,
            f"{line.subjects}\nsets aside: {', '.join(line.waived) or 'nothing'}",
            f"{line.reason}; {line.who}",
            "\n".join(line.remarks),
            line.locator,
        )
        for line in waiver_lines(audit)
    ]
    return table(_WAIVERS, rows, width) if rows else "no waiver is declared\n"
