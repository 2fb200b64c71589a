"""The lists of ``auditor show``: models, findings, questions."""

from collections.abc import Mapping
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.finding import Verdict
from auditor.domain.naming import short_ids
from auditor.reports import wording
from auditor.reports.headline.answers import answer_lines
from auditor.reports.headline.groups import grouped
from auditor.reports.headline.overview import subjects_words
from auditor.reports.headline.rows import model_rows
from auditor.reports.headline.services import service_rows
from auditor.reports.terminal.tables import Column, table

_MOST_LISTED: Final = 10
_ID_DIGITS: Final = 12
_MODELS: Final = (
    Column("model", least=32, is_title=True),
    Column("where"),
    Column("made by", least=18),
    Column("licence", least=18),
    Column("training FLOP", least=20),
    Column("state", least=17),
)
_SERVICES: Final = (
    Column("called as a service", least=24, is_title=True),
    Column("operator", least=14),
    Column("region", least=12),
    Column("in the Union?", least=7),
    Column("called from", least=20),
    Column("declared system", least=14),
    Column("state", least=12),
)
_FINDINGS: Final = (
    Column("verdict", is_title=True),
    Column("severity", is_title=True),
    Column("rule", least=32, is_title=True),
    Column("subject", least=22),
    Column("reason", least=36),
)
_QUESTIONS: Final = (
    Column("", is_title=True),
    Column("question", least=40, is_title=True),
    Column("findings"),
    Column("who can tell"),
    Column("command", least=24, keeps_words=True),
)


def models_table(audit: Audit, width: int) -> str:
    """Return the tables of ``auditor show models``: what is called as a service has other columns."""
    own, services = _own_models(audit, width), _services(audit, width)
    if not services:
        return own
    return f"{own}\n{services}" if any(not row.is_service for row in model_rows(audit)) else services


def _services(audit: Audit, width: int) -> str:
    short = _short_ids(audit)
    rows = [
        (
            f"{wording.clipped(row.name, 80)}\n{short[row.model_id]}" if row.model_id else row.name,
            row.operator,
            row.region,
            row.in_union,
            "\n".join(row.called_from),
            row.belongs_to,
            row.state,
        )
        for row in service_rows(audit)
    ]
    return table(_SERVICES, rows, width) if rows else ""


def _short_ids(audit: Audit) -> Mapping[str, str]:
    return short_ids([model.id for model in audit.inventory.models], _ID_DIGITS)


def _own_models(audit: Audit, width: int) -> str:
    short = _short_ids(audit)
    rows = [
        (
            f"{wording.clipped(row.name, 80)}\n{short[row.id]}",
            row.where,
            row.made_by,
            row.license,
            row.compute,
            "\n".join((row.state, *(mark.text for mark in row.marks))),
        )
        for row in model_rows(audit)
        if not row.is_service
    ]
    return table(_MODELS, rows, width)


def findings_table(audit: Audit, width: int) -> str:
    """Return the table of ``auditor show findings``: what shares a rule and a reason is one line."""
    groups = grouped(finding for finding in audit.findings if finding.verdict is not Verdict.PASS)
    rows = [
        (
            "\n".join(filter(None, (group.verdict, "(upcoming)" if group.first.upcoming else ""))),
            group.first.severity.value,
            f"{group.first.rule}\n{group.standing}",
            subjects_words(group, _MOST_LISTED),
            "\n".join(filter(None, (group.finding, group.waived))),
        )
        for group in groups
    ]
    return table(_FINDINGS, rows, width)


def questions_list(audit: Audit, width: int) -> str:
    """Return the list of ``auditor show questions``, the most settling first."""
    rows = [
        (
            f"{place}.",
            question.ask,
            wording.settling(question),
            question.who.value,
            "\n".join((question.how, *answer_lines(question))),
        )
        for place, question in enumerate(audit.questions, start=1)
    ]
    return table(_QUESTIONS, rows, width)
