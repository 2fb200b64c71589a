"""Audits in the ledger and on disk; the ledger verified."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from auditor import __version__
from auditor.domain.audit import Audit, Exit, Run
from auditor.domain.scan import Scan
from auditor.errors import ReportError, UsageError
from auditor.pipeline.scanning import Edge, Notify
from auditor.reports.base import ReportFormat
from auditor.reports.document.result import result_sha256
from auditor.reports.document.shape import RESULT_FORM
from auditor.reports.files import write_atomically
from auditor.reports.formats import FORMATS
from auditor.settings import Settings
from auditor.store import EvidenceFolder, LedgerReport, Occasion, ResultForm, Store

_RESULT: Final = ResultForm(RESULT_FORM, result_sha256)
_NAME_ANOTHER: Final = "Name a folder you may write to with --out."


@dataclass(frozen=True, slots=True)
class Watch:
    """What is kept of the run of an audit beside what it came to.

    Attributes:
        edge: Clock, host and progress.
        started_at: When its judging began.
        timings_s: How long its parts took; a part adds itself when it is over.
    """

    edge: Edge
    started_at: datetime
    timings_s: dict[str, float]


def append(
    store: Store,
    audit: Audit,
    scans: Sequence[Scan],
    exit_: Exit,
    watch: Watch,
) -> Run:
    """Append an audit to the ledger, with the scans it rests on."""
    occasion = Occasion(
        scans=tuple(scans),
        result_sha256=_RESULT.digest(audit),
        result_form=_RESULT.number,
        started_at=watch.started_at,
        tool=f"auditor {__version__}",
        host=watch.edge.host,
        exit=exit_,
        timings_s=watch.timings_s,
    )
    return store.append_audit(audit, occasion)


def load(settings: Settings, run: str = "latest", *, recomputed: bool = False) -> tuple[Audit, Run]:
    """Return an audit from the ledger: ``latest``, or the beginning of an id; checked before it is shown.

    Args:
        settings: Which database.
        run: Which audit.
        recomputed: For a document that leaves the house: its result is computed again and compared, if
            it was recorded in the form that this version makes.

    Raises:
        StoreError: there is no such database or audit.
        IntegrityError: it, or a scan it rests on, is not what was recorded.
    """
    with Store.open_read_only(settings.database) as store:
        return store.verified_audit(run, _RESULT if recomputed else None)


def id_before(settings: Settings, run: Run) -> str:
    """Return the id of the newest audit before another that is not hypothetical.

    Raises:
        UsageError: there is none.
    """
    with Store.open_read_only(settings.database) as store:
        earlier = list(takewhile(lambda one: one.id != run.id, store.runs()))
        law_days = store.law_days()
    for one in reversed(earlier):
        if law_days[one.id] == one.started_at.astimezone(UTC).date():
            return one.id
    raise UsageError(
        f"run {run.id[:12]}: no audit is before it that is not hypothetical",
        hint="Name two: auditor show runs",
    )


def write(
    audit: Audit, run: Run, folder: Path, names: Sequence[str], notify: Notify = lambda _: None
) -> tuple[Path, ...]:
    """Write reports into a folder, each one whole or not at all; ``notify`` is told which is being written.

    Raises:
        ReportError: a format needs a part that is not installed, or a file cannot be written.
        UsageError: there is no such format.
    """
    written: list[Path] = []
    for place, name in enumerate(names, start=1):
        path = folder / file_name(name)
        notify(f"{place} of {len(names)}: writing {path.name}")
        write_atomically(path, report_format(name).render(audit, run))
        written.append(path)
    return tuple(written)


def refuse_unwritable(folder: Path, names: Sequence[str]) -> None:
    """Refuse, before anything is begun or recorded, a folder that these reports cannot be written into.

    It is tried and not asked: what a system says about permissions is not all that counts.

    Raises:
        ReportError: it, or the nearest folder above it that exists, may not be written, or is a file; or
            a folder stands where a report would.
    """
    nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not nearest.is_dir():
        raise ReportError(f"{folder}: {nearest} is a file", hint=_NAME_ANOTHER)
    made: list[Path] = []
    try:
        for place in reversed(
            [place for place in (folder, *folder.absolute().parents) if not place.exists()]
        ):
            place.mkdir()
            made.append(place)
        with NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        # What is above is there: it is a file system of the kernel's that refuses like this.
        is_kernel_s = isinstance(error, FileNotFoundError)
        what = "takes no folders or files" if is_kernel_s else f"may not be written: {why}"
        raise ReportError(f"{folder}: {nearest} {what}", hint=_NAME_ANOTHER) from error
    finally:
        for place in reversed(made):
            place.rmdir()
    for path in (folder / file_name(name) for name in names):
        if path.is_dir():
            raise ReportError(f"{path}: is a folder", hint="Move it away, or name another folder with --out.")


def report_format(name: str) -> ReportFormat:
    """Return a report format by name.

    Raises:
        UsageError: there is none of that name.
    """
    for known in FORMATS:
        if known.name == name:
            return known
    raise UsageError(f"{name}: no such format", hint=f"Known: {', '.join(known.name for known in FORMATS)}.")


def file_name(name: str) -> str:
    """Return what a report of a format is called."""
    known = report_format(name)
    return f"{known.stem}{known.suffix}"


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """The copies of evidence that the audits on record rest on.

    Attributes:
        n_files: How many there are to be.
        broken: One sentence for each that is missing or altered.
    """

    n_files: int
    broken: tuple[str, ...]


def kept_in(settings: Settings) -> EvidenceFolder:
    """Return where copies of evidence are kept: the folder configured, else the one beside the database."""
    if settings.evidence_store is not None:
        return EvidenceFolder(settings.evidence_store)
    return EvidenceFolder.beside(settings.database)


def verify_evidence(settings: Settings) -> KeptEvidence:
    """Compare every copy of evidence that an audit kept with the digest it recorded."""
    with Store.open_read_only(settings.database) as store:
        recorded = {one.file_sha256: one for one in store.recorded_evidence() if one.is_kept}
    digests = [sha256 for sha256 in recorded if sha256 is not None]
    broken = kept_in(settings).broken(digests)
    said = (
        f"evidence {recorded[sha256].file} of {recorded[sha256].by}, sha256 {sha256}: {why}"
        for sha256, why in broken
    )
    return KeptEvidence(len(digests), tuple(said))


def verify_ledger(settings: Settings, anchor: str | None = None) -> LedgerReport:
    """Check the record from its first entry to its last, and that a digest kept elsewhere is among them."""
    with Store.open_read_only(settings.database) as store:
        return store.verify_ledger(_RESULT, anchor=anchor)
