"""The commands' work: audit, check, air-gap runs, reports from the record."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Final

from auditor import airgap, catalogue, declarations, formats, policy
from auditor.domain.attestation import Attestation
from auditor.domain.audit import Audit, Run
from auditor.domain.header import Header
from auditor.domain.naming import distinct_names
from auditor.domain.observation import Access, FileSeen
from auditor.domain.scan import Scan
from auditor.domain.subject import Model
from auditor.errors import AirgapError, FormatError, UsageError
from auditor.identity import HashMode, group
from auditor.pipeline import exits, looking, machines, recording, rulebook, scanning, scope
from auditor.pipeline.assessing import Day
from auditor.pipeline.choosing import find_model, refuse_foreign, what_it_is
from auditor.pipeline.exits import Gate
from auditor.pipeline.judging import CaseFile, judge
from auditor.pipeline.recording import kept_in
from auditor.pipeline.scanning import Edge
from auditor.pipeline.standing import observations
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
    """

    targets: tuple[str, ...] = ()
    as_of: date | None = None
    packs: tuple[str, ...] = ()
    gate: Gate = field(default_factory=Gate)
    hash_mode: HashMode = HashMode.FULL
    airgap: tuple[str, ...] = ()
    airgap_budget_s: float = 600.0


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
    bundle = policy.load(request.packs or settings.packs)
    # Refuse early; the sample estate's are there after its scan.
    _load_declarations(settings, targets, bundle, edge)
    timings: dict[str, float] = {}
    machines.refuse_other_machine(settings, targets, edge.host)
    looks = looking.look(settings, targets)
    with Store.open(settings.database) as store:
        begun = perf_counter()
        scans = scanning.scan(store, looks, request.hash_mode, edge)
        timings["scan"] = perf_counter() - begun
        begun = perf_counter()
        _airgap(store, scans, request, edge)
        timings["airgap"] = perf_counter() - begun
        declared = _load_declarations(settings, targets, bundle, edge)
        beside = _Beside(scope.declarations_folder(settings, targets), declared, bundle, kept_in(settings))
        return _evaluate(store, scans, beside, request, (edge, timings))


def check(settings: Settings, request: Request, edge: Edge) -> Done:
    """Judge the newest finished scans again.

    Raises:
        UsageError: a target was never scanned.
    """
    bundle = policy.load(request.packs or settings.packs)
    with Store.open(settings.database, create=False) as store:
        scans = scope.newest_scans(store, settings, request.targets)
        targets = tuple(Target(*scan.resolved.split(":", 1)) for scan in scans)
        declared = _load_declarations(settings, targets, bundle, edge)
        beside = _Beside(scope.declarations_folder(settings, targets), declared, bundle, kept_in(settings))
        return _evaluate(store, scans, beside, request, (edge, {}))


def _load_declarations(
    settings: Settings, targets: Sequence[Target], bundle: policy.Bundle, edge: Edge
) -> declarations.Declarations:
    folder = scope.declarations_folder(settings, targets)
    kinds = frozenset(bundle.evidence)
    return declarations.load(folder, evidence_kinds=kinds, today=edge.now().date())


def _evaluate(
    store: Store,
    scans: Sequence[Scan],
    beside: _Beside,
    request: Request,
    edge_and_timings: tuple[Edge, dict[str, float]],
) -> Done:
    declared, bundle = beside.declared, beside.bundle
    edge, timings = edge_and_timings
    edge.notify("checking against the law")
    begun, started_at = perf_counter(), edge.now()
    kept = beside.evidence.keep(declared.files)
    today = started_at.date()
    judged = judge(
        CaseFile(
            scans=tuple(scans),
            inventory=group(observations(store, scans)),
            declared=declarations.remember(declared, store.recorded_evidence()),
            attestations=store.newest_attestations(),
            catalogue=catalogue.load(),
            bundle=bundle,
            day=Day(request.as_of or today, today),
            left_out=missing_extras(),
            rules=rulebook.rules_for(bundle, declared),
            kept=kept,
        )
    )
    timings["check"] = perf_counter() - begun
    exit_ = exits.decide(judged, request.gate)
    run = recording.append(store, judged, scans, exit_, (edge, started_at, timings))
    return Done(judged, run, beside.folder, len(declared.entries))


def missing_extras() -> tuple[str, ...]:
    """Return what cannot be done because an optional part is not installed."""
    return tuple(
        f"{what} was left out: pip install 'auditor[{extra}]'"
        for module, (extra, what) in _EXTRAS.items()
        if find_spec(module) is None
    )


@dataclass(frozen=True, slots=True)
class Ran:
    """An attestation, and what the model or file that was run is called."""

    attestation: Attestation
    name: str


def run_airgap(settings: Settings, named: Sequence[str], edge: Edge, *, budget_s: float) -> tuple[Ran, ...]:
    """Run models of the inventory, or files, with no network; with none named, the self-test model.

    Raises:
        UsageError: something named is neither a file nor a model of the inventory.
    """
    files = [name for name in dict.fromkeys(named) if Path(name).is_file()]
    others = [name for name in dict.fromkeys(named) if name not in files]
    for file in files:
        refuse_foreign(Path(file))
    absent = next(filter(what_it_is, others), "")
    if absent and not Store.exists(settings.database):
        raise UsageError(
            f"{absent}: {what_it_is(absent)}", hint="Name a GGUF file, or a model that was scanned."
        )
    # Models are those of the inventory: without a database there are none, and none is made.
    with Store.open(settings.database, create=not others) as store:
        if not named:
            return (Ran(_keep(store, airgap.self_test(now=edge.now)), "self-test model"),)
        scans = scope.newest_scans(store, settings, ()) if others else ()
        ran = (_keep(store, _run_file(Path(file), budget_s, edge)) for file in files)
        done = [Ran(attestation, attestation.file_name) for attestation in ran]
        done += _run_models(store, scans, others, edge, budget_s)
        return tuple(done)


def _airgap(store: Store, scans: Sequence[Scan], request: Request, edge: Edge) -> None:
    edge.notify("running the self-test model with no network")
    _keep(store, airgap.self_test(now=edge.now))
    _run_models(store, scans, request.airgap, edge, request.airgap_budget_s)


def _run_models(
    store: Store, scans: Sequence[Scan], named: Sequence[str], edge: Edge, budget_s: float
) -> list[Ran]:
    """Run the models named within one budget; what the budget leaves out is recorded as not run."""
    if not named:
        return []
    seen = tuple(observations(store, scans))
    inventory = group(seen)
    paths = {f"{file.target}#{file.locator}": file for file in seen if isinstance(file, FileSeen)}
    names = distinct_names(inventory.models)
    done: list[Ran] = []
    deadline = perf_counter() + budget_s
    chosen = tuple(_chosen(inventory.models, named))
    for place, model in enumerate(chosen, start=1):
        file = paths[model.files[0].locator]
        left_s = deadline - perf_counter()
        edge.notify(f"{place} of {len(chosen)}: running {model.name} with no network")
        reason = (
            _unfit(model)
            or _out_of_reach(file)
            or ("the budget was used up before its turn" if left_s <= 0 else "")
        )
        if reason:
            ran = airgap.refuse(Path(file.path).name, file.sha256 or "", reason, now=edge.now)
        else:
            ran = _attest(file, (left_s, budget_s), edge)
        done.append(Ran(_keep(store, ran), names[model.id]))
    return done


def _out_of_reach(file: FileSeen) -> str:
    return "" if file.access is Access.OPENED else "its file is not on this disk on its own"


def _run_file(path: Path, budget_s: float, edge: Edge) -> Attestation:
    """Run a file named by its path; one that is no well-made GGUF file is never fed to native code.

    Raises:
        AirgapError: it cannot be read.
    """
    reason = _malformed(path)
    if not reason:
        return airgap.run(path, budget_s=budget_s, now=edge.now)
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise AirgapError(f"{path}: {error.strerror}", hint="Name a GGUF file that can be read.") from error
    return airgap.refuse(path.name, digest, reason, now=edge.now)


def _malformed(path: Path) -> str:
    """Return what is wrong with a file's header; empty if it is that of a well-made GGUF file."""
    try:
        # Whoever names a link means what it leads to; caches are full of them.
        header = formats.read_header(path.resolve())
    except FormatError as error:
        return f"its file has problems: {error.message}"
    return _unfit_header(header)


def _attest(file: FileSeen, left_of_s: tuple[float, float], edge: Edge) -> Attestation:
    """Run one file in what is left of a budget; one that vanished since the scan is recorded as not run."""
    left_s, budget_s = left_of_s
    try:
        return airgap.run(Path(file.path), budget_s=left_s, of_budget_s=budget_s, now=edge.now)
    except AirgapError as error:
        # Where the file lies is this machine's business, and would make equal results differ.
        reason = error.message.rpartition(": ")[2]
        return airgap.refuse(Path(file.path).name, file.sha256 or "", reason, now=edge.now)


def _chosen(models: Sequence[Model], named: Sequence[str]) -> Iterator[Model]:
    runnable = [model for model in models if model.header and model.header.format == "gguf"]
    if "all" in named:
        yield from runnable
        return
    found = (find_model(models, name, may_be_a_file=True) for name in named)
    yield from {model.id: model for model in found}.values()


def _unfit(model: Model) -> str:
    """Return why a file is never fed to native code; empty if it may be."""
    if model.header is None:
        return "its bytes are not here"
    if model.header.format == "gguf" and model.problems:
        return f"its file has problems: {model.problems[0]}"
    return _unfit_header(model.header)


def _unfit_header(header: Header) -> str:
    if header.format != "gguf":
        return f"llama.cpp does not run {header.format} files"
    return f"its header is not well made: {header.anomalies[0].detail}" if header.anomalies else ""


def _keep(store: Store, attestation: Attestation) -> Attestation:
    store.add_attestation(attestation)
    return attestation
