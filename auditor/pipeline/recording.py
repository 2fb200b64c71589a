"""Audits in the ledger and on disk; the ledger verified."""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from auditor import __version__, reports
from auditor.domain.audit import Audit, Exit, Run, Scan
from auditor.errors import ReportError, UsageError
from auditor.pipeline.scanning import Edge
from auditor.reports.files import write_atomically
from auditor.reports.result import result_sha256
from auditor.settings import Settings
from auditor.store import LedgerReport, Occasion, Store


def append(
    store: Store,
    audit: Audit,
    scans: Sequence[Scan],
    exit_: Exit,
    edge: tuple[Edge, datetime, dict[str, float]],
) -> Run:
    """Append an audit to the ledger, with the scans it rests on."""
    outside, started_at, timings = edge
    occasion = Occasion(
        scans=tuple(scans),
        result_sha256=result_sha256(audit),
        started_at=started_at,
        tool=f"auditor {__version__}",
        host=outside.host,
        exit=exit_,
        timings_s=timings,
    )
    return store.append_audit(audit, occasion)


def load(settings: Settings, run: str = "latest") -> tuple[Audit, Run]:
    """Return an audit from the ledger: ``latest``, or the beginning of an id.

    Raises:
        StoreError: there is no such database or audit.
    """
    with Store.open_read_only(settings.database) as store:
        return store.audit(run)


def write(audit: Audit, run: Run, folder: Path, names: Sequence[str]) -> tuple[Path, ...]:
    """Write reports into a folder, each one whole or not at all.

    Raises:
        ReportError: a format needs a part that is not installed, or a file cannot be written.
        UsageError: there is no such format.
    """
    written: list[Path] = []
    for name in names:
        path = folder / file_name(name)
        write_atomically(path, report_format(name).render(audit, run))
        written.append(path)
    return tuple(written)


def refuse_unwritable(folder: Path) -> None:
    """Refuse, before anything long is begun, a folder that reports could not be written into.

    Raises:
        ReportError: it, or the nearest folder above it that exists, may not be written, or is a file.
    """
    nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        what = "may not be written" if nearest.is_dir() else "is a file"
        raise ReportError(f"{folder}: {nearest} {what}", hint="Name a folder you may write to with --out.")


def report_format(name: str) -> reports.ReportFormat:
    """Return a report format by name.

    Raises:
        UsageError: there is none of that name.
    """
    for known in reports.FORMATS:
        if known.name == name:
            return known
    raise UsageError(
        f"{name}: no such format", hint=f"Known: {', '.join(known.name for known in reports.FORMATS)}."
    )


def file_name(name: str) -> str:
    """Return what a report of a format is called."""
    stem = "dossier" if name == "pdf" else "report"
    return f"{stem}{report_format(name).suffix}"


def verify_ledger(settings: Settings, anchor: str | None = None) -> LedgerReport:
    """Check the record from its first entry to its last, and that a digest kept elsewhere is among them."""
    with Store.open_read_only(settings.database) as store:
        return store.verify_ledger(result_sha256, anchor=anchor)
