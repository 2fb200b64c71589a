"""An audit in rows and contents, and back.

Every row of an audit points to contents. The digests over its rows and parts go into its ledger
entry, which thereby names everything the audit says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, get_type_hints

from sqlalchemy import Column, Table, insert, select

from auditor.domain.audit import Audit, Inventory
from auditor.domain.fact import SubjectKind
from auditor.domain.finding import RuleKind, Tally, Verdict
from auditor.domain.subject import Deployment, Incident, Model, Organisation, Subject, System
from auditor.errors import IntegrityError
from auditor.store import contents, forms
from auditor.store.audit_shapes import FACTS, FINDINGS, SUBJECTS, Parts
from auditor.store.codec import Content, Shape, decode, encode
from auditor.store.finding_batches import batches, findings_of
from auditor.store.tables import audit_findings, audit_parts, audit_subjects, audit_tallies
from auditor.store.text import escaped
from auditor.trust import canonical, sha256

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Row = tuple[str | int | bool | None, ...]
"""A row without the audit's id and its position: the other columns, in the table's order."""

_NO_SUBJECT: Final = "none"
"""Kind of a row that holds facts about an id that is no subject of the audit."""
_PARTS: Final[Mapping[str, Shape[object]]] = {
    name: Shape(name, form) for name, form in get_type_hints(Parts).items()
}


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one audit.

    Attributes:
        subjects: Kind, id, name, content, facts: organisation, systems, incidents, models, deployments.
        findings: Rule, subject, verdict, severity, content.
        tallies: Rule, kind, verdict, upcoming, sentence, number.
        parts: Name and content, sorted.
    """

    subjects: tuple[Row, ...]
    findings: tuple[Row, ...]
    tallies: tuple[Row, ...]
    parts: tuple[Row, ...]

    @property
    def named(self) -> tuple[str, str, str, Mapping[str, str]]:
        """Digests of the subjects, findings and tallies, and the parts, as the ledger entry names them."""
        parts = {str(name): str(content) for name, content in self.parts}
        return _digest(self.subjects), _digest(self.findings), _digest(self.tallies), parts

    @property
    def contents(self) -> Iterator[str]:
        """The digests of all contents the rows point to."""
        pointers = chain(
            chain.from_iterable(row[3:5] for row in self.subjects),
            (row[4] for row in self.findings),
            (row[1] for row in self.parts),
        )
        return (pointer for pointer in pointers if isinstance(pointer, str))


def rows_of(audit: Audit) -> tuple[Rows, tuple[Content, ...]]:
    """Return the rows of an audit and the contents they point to.

    Raises:
        StoreError: something in it is not what its type promises.
    """
    new: list[Content] = []

    def kept(content: Content) -> str:
        new.append(content)
        return content.sha256

    findings = tuple(
        (f.rule, f.subject_id, f.verdict.value, f.severity.value, name)
        for held in batches(audit.findings)
        for name in [kept(encode(FINDINGS, held))]
        for f in held
    )
    tallies = tuple(
        (t.rule, t.kind.value, t.verdict.value, t.upcoming, t.sentence, t.n) for t in audit.tallies
    )
    rest = _parts_of(audit)
    parts = tuple((name, kept(encode(shape, getattr(rest, name)))) for name, shape in sorted(_PARTS.items()))
    rows = Rows(tuple(_subject_rows(audit, new)), findings, tallies, parts)
    return rows, tuple(new)


def insert_rows(connection: "Connection", audit_id: str, rows: Rows) -> None:
    """Write the rows of an audit whose ledger entry is written already."""
    for table, values in _tables(rows):
        names = [column.name for column in _columns(table)]
        written = [
            {"audit_id": audit_id, "position": position, **dict(zip(names, row, strict=True))}
            for position, row in enumerate(values, 1)
        ]
        if written:
            connection.execute(insert(table), written)


def select_rows(connection: "Connection", audit_id: str) -> Rows:
    """Return the rows of an audit, in order.

    Raises:
        IntegrityError: they are not counted from 1.
    """
    found = []
    for table in (audit_subjects, audit_findings, audit_tallies, audit_parts):
        query = select(table.c.position, *_columns(table)).where(table.c.audit_id == audit_id)
        rows = connection.execute(query.order_by(table.c.position)).all()
        if any(row.position != position for position, row in enumerate(rows, 1)):
            raise IntegrityError(
                f"audit {audit_id}: the order of its rows was altered",
                hint="Restore the database from a backup.",
            )
        found.append(tuple(tuple(row)[1:] for row in rows))
    return Rows(*found)


def audit_of(connection: "Connection", rows: Rows, as_of: date) -> Audit:
    """Return the audit that was written as these rows.

    Raises:
        IntegrityError: a content is missing or altered, or the rows are not those of an audit.
    """
    bodies = contents.bodies(connection, rows.contents)
    try:
        return _joined(rows, bodies, as_of)
    except (LookupError, TypeError, ValueError) as error:
        raise IntegrityError(
            f"audit: its rows do not fit together: {error}", hint="Restore the database from a backup."
        ) from error


def _joined(rows: Rows, bodies: Mapping[str, str], as_of: date) -> Audit:
    subjects = [
        decode(SUBJECTS[forms.name_now(SubjectKind, str(kind))], bodies[str(content)])
        for kind, _, _, content, _ in rows.subjects
        if kind != _NO_SUBJECT
    ]
    (organisation,) = (subject for subject in subjects if isinstance(subject, Organisation))
    parts = _read_parts(rows, bodies)
    return Audit(
        as_of=as_of,
        inputs=parts.inputs,
        organisation=organisation,
        systems=tuple(subject for subject in subjects if isinstance(subject, System)),
        inventory=_inventory(subjects, parts),
        facts={
            str(row[1]): decode(FACTS, bodies[str(row[4])]) for row in rows.subjects if row[4] is not None
        },
        findings=findings_of([str(row[4]) for row in rows.findings], bodies),
        tallies=tuple(_tally(row) for row in rows.tallies),
        questions=parts.questions,
        evidence=parts.evidence,
        attestations=parts.attestations,
        accepted=parts.accepted,
        left_out=parts.left_out,
        rules=parts.rules,
        law=parts.law,
        license_titles=parts.license_titles,
        not_covered=parts.not_covered,
        declared=parts.declared,
        incidents=tuple(subject for subject in subjects if isinstance(subject, Incident)),
        policy=parts.policy,
        holding=parts.holding,
        waivers=parts.waivers,
    )


def _subject_rows(audit: Audit, new: list[Content]) -> Iterator[Row]:
    """Yield a row per subject; facts stand with the first subject of their id, or on a row of their own."""
    facts = {}
    for subject_id, named in audit.facts.items():
        content = encode(FACTS, named)
        new.append(content)
        facts[subject_id] = content.sha256
    inventory = audit.inventory
    subjects: Iterator[Subject] = chain(
        (audit.organisation,), audit.systems, audit.incidents, inventory.models, inventory.deployments
    )
    for subject in subjects:
        content = encode(SUBJECTS[subject.kind], subject)
        new.append(content)
        yield subject.kind.value, subject.id, subject.name, content.sha256, facts.pop(subject.id, None)
    for subject_id, digest in facts.items():
        yield _NO_SUBJECT, subject_id, "", None, digest


def _parts_of(audit: Audit) -> Parts:
    return Parts(
        inputs=audit.inputs,
        not_models=audit.inventory.not_models,
        problems=audit.inventory.problems,
        skipped=audit.inventory.skipped,
        covered=audit.inventory.covered,
        questions=audit.questions,
        evidence=audit.evidence,
        attestations=audit.attestations,
        accepted=audit.accepted,
        left_out=audit.left_out,
        rules=audit.rules,
        law=audit.law,
        license_titles=audit.license_titles,
        not_covered=audit.not_covered,
        declared=audit.declared,
        policy=audit.policy,
        holding=audit.holding,
        waivers=audit.waivers,
    )


def _inventory(subjects: list[Subject], parts: Parts) -> Inventory:
    return Inventory(
        models=tuple(subject for subject in subjects if isinstance(subject, Model)),
        deployments=tuple(subject for subject in subjects if isinstance(subject, Deployment)),
        not_models=parts.not_models,
        problems=parts.problems,
        skipped=parts.skipped,
        covered=parts.covered,
    )


def _read_parts(rows: Rows, bodies: Mapping[str, str]) -> Parts:
    held = {forms.name_now(Parts, str(name)): bodies[str(content)] for name, content in rows.parts}
    # Of a part that only an earlier form of the record had, nobody asks.
    named: dict[str, Any] = {
        name: decode(shape, held[name]) for name, shape in _PARTS.items() if name in held
    }
    return Parts(**named)


def _tally(row: Row) -> Tally:
    rule, kind, verdict, upcoming, sentence, n = row
    return Tally(
        rule=str(rule),
        kind=RuleKind(forms.name_now(RuleKind, str(kind))),
        verdict=Verdict(forms.name_now(Verdict, str(verdict))),
        upcoming=bool(upcoming),
        sentence=str(sentence),
        n=int(n or 0),
    )


def _tables(rows: Rows) -> tuple[tuple[Table, tuple[Row, ...]], ...]:
    return (
        (audit_subjects, rows.subjects),
        (audit_findings, rows.findings),
        (audit_tallies, rows.tallies),
        (audit_parts, rows.parts),
    )


def _columns(table: Table) -> "list[Column[Any]]":
    return [column for column in table.columns if column.name not in {"audit_id", "position"}]


def _digest(rows: tuple[Row, ...]) -> str:
    """Return the digest over rows, in order, their text as the database holds it."""
    return sha256(canonical([[escaped(v) if isinstance(v, str) else v for v in row] for row in rows]))
