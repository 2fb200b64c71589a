"""The work of `audit` and `check`: everything in order, and the record."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Final

from auditor import catalogue, declarations, policy
from auditor.domain.audit import Audit, Run
from auditor.domain.scan import Scan
from auditor.identity import HashMode
from auditor.pipeline import attesting, exits, looking, machines, recording, scanning, scope
from auditor.pipeline.assessing import Day
from auditor.pipeline.bundling import bundle_of, rules_for
from auditor.pipeline.exits import Gate
from auditor.pipeline.inventory import inventory_of
from auditor.pipeline.judging import CaseFile, judge
from auditor.pipeline.recording import Watch, kept_in
from auditor.pipeline.scanning import Edge
from auditor.settings import Settings
from auditor.sources import Target
from auditor.store import EvidenceFolder, Store

_EXTRAS: Final = {"weasyprint": ("pdf", "the dossier"), "llama_cpp": ("llama", "air-gapped inference")}


@dataclass(frozen=True, slots=True)
class Request:
    """What a run is asked to do.

    Attributes:
        targets: Targets named on the command line.
        as_of: Day whose law applies; today if not given.
        packs: Policy packs; those configured, or all, if none are named.
        gate: When it ends badly.
        hash_mode: Whose bytes are read.
        airgap: Models to run with no network: names, ids, or ``all``.
        airgap_budget_s: Seconds for all of those runs together.
        policies: Folders of own packs, beside those configured.
        profile: Starter profile; the one configured, if none is named.
    """

    targets: tuple[str, ...] = ()
    as_of: date | None = None
    packs: tuple[str, ...] = ()
    gate: Gate = field(default_factory=Gate)
    hash_mode: HashMode = HashMode.FULL
    airgap: tuple[str, ...] = ()
    airgap_budget_s: float = 600.0
    policies: tuple[Path, ...] = ()
    profile: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What a run came to, and what the organisation declared for it.

    Attributes:
        audit: The audit.
        run: Its run.
        declarations: Folder of the declarations.
        n_declared: Entries read there.
    """

    audit: Audit
    run: Run
    declarations: Path
    n_declared: int


@dataclass(frozen=True, slots=True)
class _Beside:
    """What an audit rests on beside its scans.

    Attributes:
        folder: Folder of the declarations.
        declared: What they say.
        bundle: The rules.
        evidence: Where copies of what proves it are kept.
    """

    folder: Path
    declared: declarations.Declarations
    bundle: policy.Bundle
    evidence: EvidenceFolder


def audit(settings: Settings, request: Request, edge: Edge) -> Done:
    """Scan, run the self-test and the models named, assess, judge, and record.

    Raises:
        AuditorError: nothing was evaluated, and nothing of this audit is in the ledger.
    """
    targets = scope.targets_of(settings, request.targets)
    bundle = bundle_of(settings, request.packs, request.policies, request.profile)
    # Refuse early; the sample estate's are there after its scan.
    _beside(settings, targets, bundle, edge)
    timings: dict[str, float] = {}
    machines.refuse_other_machine(settings, targets, edge.host)
    looks = looking.look(settings, targets)
    with Store.open(settings.database) as store:
        begun = perf_counter()
        scans = scanning.scan(store, looks, request.hash_mode, edge)
        timings["scan"] = perf_counter() - begun
        begun = perf_counter()
        attesting.attest_for_audit(store, scans, request.airgap, edge, request.airgap_budget_s)
        timings["airgap"] = perf_counter() - begun
        beside = _beside(settings, targets, bundle, edge)
        return _evaluate(store, scans, beside, request, Watch(edge, edge.now(), timings))


def check(settings: Settings, request: Request, edge: Edge) -> Done:
    """Judge the newest finished scans again.

    Raises:
        UsageError: a target was never scanned.
    """
    bundle = bundle_of(settings, request.packs, request.policies, request.profile)
    with Store.open(settings.database, create=False) as store:
        scans = scope.newest_scans(store, settings, request.targets)
        targets = tuple(Target(*scan.resolved.split(":", 1)) for scan in scans)
        beside = _beside(settings, targets, bundle, edge)
        return _evaluate(store, scans, beside, request, Watch(edge, edge.now(), {}))


def _beside(settings: Settings, targets: Sequence[Target], bundle: policy.Bundle, edge: Edge) -> _Beside:
    settings.refuse_missing_declarations()
    folder = scope.declarations_folder(settings, targets)
    kinds = frozenset(bundle.evidence)
    declared = declarations.load(folder, evidence_kinds=kinds, today=edge.now().date())
    return _Beside(folder, declared, bundle, kept_in(settings))


def _evaluate(store: Store, scans: Sequence[Scan], beside: _Beside, request: Request, watch: Watch) -> Done:
    watch.edge.notify("checking against the law")
    begun, today = perf_counter(), watch.started_at.date()
    kept = beside.evidence.keep(beside.declared.files)
    judged = judge(_case(store, scans, beside, Day(request.as_of or today, today), kept))
    watch.timings_s["check"] = perf_counter() - begun
    exit_ = exits.decide(judged, request.gate)
    run = recording.append(store, judged, scans, exit_, watch)
    return Done(judged, run, beside.folder, len(beside.declared.entries))


def preview(settings: Settings, as_of: date, edge: Edge) -> Audit:
    """Judge the newest finished scans under the law of a day, as :func:`check` does, and record nothing.

    Raises:
        UsageError: nothing was ever scanned.
    """
    bundle = bundle_of(settings)
    with Store.open_read_only(settings.database) as store:
        scans = scope.newest_scans(store, settings, ())
        targets = tuple(Target(*scan.resolved.split(":", 1)) for scan in scans)
        beside = _beside(settings, targets, bundle, edge)
        edge.notify("checking against the law")
        return judge(_case(store, scans, beside, Day(as_of, edge.now().date())))


def _case(
    store: Store,
    scans: Sequence[Scan],
    beside: _Beside,
    day: Day,
    kept: frozenset[str] = frozenset(),
) -> CaseFile:
    """Return everything an audit is a function of; ``kept`` are digests of files of which a copy is kept."""
    return CaseFile(
        scans=tuple(scans),
        inventory=inventory_of(store, scans),
        declared=declarations.remember(beside.declared, store.recorded_evidence()),
        attestations=store.newest_attestations(),
        catalogue=catalogue.load(),
        bundle=beside.bundle,
        day=day,
        left_out=missing_extras(),
        rules=rules_for(beside.bundle, beside.declared),
        kept=kept,
    )


def missing_extras() -> tuple[str, ...]:
    """Return what cannot be done because an optional part is not installed."""
    return tuple(
        f"{what} was left out: pip install 'auditor[{extra}]'"
        for module, (extra, what) in _EXTRAS.items()
        if find_spec(module) is None
    )
