"""The commands' work: audit, check, air-gap runs, reports from the record."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Final

from auditor import airgap, catalogue, declarations, formats, policy
from auditor.domain.attestation import Attestation
from auditor.domain.audit import Audit, Run, Scan
from auditor.domain.observation import FileSeen, Header, Observation
from auditor.domain.subject import Model
from auditor.errors import AirgapError, FormatError, UsageError
from auditor.identity import HashMode, group
from auditor.pipeline import exits, recording, scanning
from auditor.pipeline.assessing import Day
from auditor.pipeline.exits import Gate
from auditor.pipeline.judging import Case, judge
from auditor.pipeline.scanning import Edge
from auditor.settings import Settings
from auditor.sources import Target
from auditor.store import Store

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
    """What a run came to."""

    audit: Audit
    run: Run


def audit(settings: Settings, request: Request, edge: Edge) -> Done:
    """Scan, run the self-test and the models named, assess, judge, and record.

    Raises:
        AuditorError: nothing was evaluated, and nothing of this audit is in the ledger.
    """
    targets = scanning.targets_of(settings, request.targets)
    bundle = policy.load(request.packs or settings.packs)
    _load_declarations(
        settings, targets, bundle
    )  # refuse early; the sample estate's are there after its scan
    timings: dict[str, float] = {}
    with Store.open(settings.database) as store:
        begun = perf_counter()
        scans = scanning.scan(store, targets, request.hash_mode, edge)
        timings["scan"] = perf_counter() - begun
        begun = perf_counter()
        _airgap(store, scans, request, edge)
        timings["airgap"] = perf_counter() - begun
        declared = _load_declarations(settings, targets, bundle)
        return _evaluate(store, scans, (declared, bundle), request, (edge, timings))


def check(settings: Settings, request: Request, edge: Edge) -> Done:
    """Judge the newest finished scans again.

    Raises:
        UsageError: a target was never scanned.
    """
    bundle = policy.load(request.packs or settings.packs)
    with Store.open(settings.database, create=False) as store:
        scans = newest_scans(store, settings, request.targets)
        targets = tuple(Target(*scan.resolved.split(":", 1)) for scan in scans)
        declared = _load_declarations(settings, targets, bundle)
        return _evaluate(store, scans, (declared, bundle), request, (edge, {}))


def _load_declarations(
    settings: Settings, targets: Sequence[Target], bundle: policy.Bundle
) -> declarations.Declarations:
    folder = scanning.declarations_folder(settings, targets)
    return declarations.load(folder, evidence_kinds=frozenset(bundle.evidence))


def newest_scans(store: Store, settings: Settings, named: Sequence[str]) -> tuple[Scan, ...]:
    """Return the newest finished scan of each target named or configured, else of every place ever scanned.

    Raises:
        UsageError: one of them was never scanned, or nothing was.
    """
    wanted = tuple(named) or settings.targets
    newest = {scan.resolved: scan for scan in store.newest_scans()}
    if not wanted and not newest:
        raise UsageError("nothing was scanned into this database", hint="Run: auditor audit TARGET")
    chosen: dict[str, Scan] = {} if wanted else newest
    for target in scanning.targets_of(settings, wanted) if wanted else ():
        place = scanning.resolved(target)
        if place not in newest:
            raise UsageError(
                f"{target}: never scanned into this database", hint=f"Run: auditor scan {target}"
            )
        chosen[place] = newest[place]
    return tuple(chosen.values())


def _evaluate(
    store: Store,
    scans: Sequence[Scan],
    rules: tuple[declarations.Declarations, policy.Bundle],
    request: Request,
    edge_and_timings: tuple[Edge, dict[str, float]],
) -> Done:
    declared, bundle = rules
    edge, timings = edge_and_timings
    edge.notify("checking against the law")
    begun, started_at = perf_counter(), edge.now()
    today = started_at.date()
    judged = judge(
        Case(
            scans=tuple(scans),
            inventory=group(_observations(store, scans)),
            declared=declared,
            attestations=store.newest_attestations(),
            catalogue=catalogue.load(),
            bundle=bundle,
            day=Day(request.as_of or today, today),
            left_out=missing_extras(),
        )
    )
    timings["check"] = perf_counter() - begun
    exit_ = exits.decide(judged, request.gate)
    run = recording.append(store, judged, scans, exit_, (edge, started_at, timings))
    return Done(judged, run)


def _observations(store: Store, scans: Sequence[Scan]) -> Iterator[Observation]:
    """Yield what the scans saw; where two places go by one name, each under its name in full."""
    spelled = Counter(scan.target for scan in scans)
    for scan in scans:
        for seen in store.observations(scan.id):
            yield seen if spelled[scan.target] == 1 else replace(seen, target=scan.resolved)


def missing_extras() -> tuple[str, ...]:
    """Return what cannot be done because an optional part is not installed."""
    return tuple(
        f"{what} was left out: pip install 'auditor[{extra}]'"
        for module, (extra, what) in _EXTRAS.items()
        if find_spec(module) is None
    )


def run_airgap(
    settings: Settings, named: Sequence[str], edge: Edge, *, budget_s: float
) -> tuple[Attestation, ...]:
    """Run models of the inventory, or files, with no network; with none named, the self-test model.

    Raises:
        UsageError: something named is neither a file nor a model of the inventory.
    """
    files = [name for name in dict.fromkeys(named) if Path(name).is_file()]
    others = [name for name in dict.fromkeys(named) if name not in files]
    # Models are those of the inventory: without a database there are none, and none is made.
    with Store.open(settings.database, create=not others) as store:
        if not named:
            return (_keep(store, airgap.self_test(now=edge.now)),)
        scans = newest_scans(store, settings, ()) if others else ()
        done = [_keep(store, _run_file(Path(file), budget_s, edge)) for file in files]
        done += _run_models(store, scans, others, edge, budget_s)
        return tuple(done)


def _airgap(store: Store, scans: Sequence[Scan], request: Request, edge: Edge) -> None:
    edge.notify("running the self-test model with no network")
    _keep(store, airgap.self_test(now=edge.now))
    _run_models(store, scans, request.airgap, edge, request.airgap_budget_s)


def _run_models(
    store: Store, scans: Sequence[Scan], named: Sequence[str], edge: Edge, budget_s: float
) -> list[Attestation]:
    """Run the models named within one budget; what the budget leaves out is recorded as not run."""
    if not named:
        return []
    seen = tuple(_observations(store, scans))
    inventory = group(seen)
    paths = {f"{file.target}#{file.locator}": file for file in seen if isinstance(file, FileSeen)}
    done: list[Attestation] = []
    deadline = perf_counter() + budget_s
    for model in _chosen(inventory.models, named):
        file = paths[model.artifact.files[0].locator]
        left_s = deadline - perf_counter()
        edge.notify(f"running {model.name} with no network")
        reason = _unfit(model) or ("the budget was used up before its turn" if left_s <= 0 else "")
        if reason:
            refused = airgap.refuse(Path(file.path).name, file.sha256 or "", reason, now=edge.now)
            done.append(_keep(store, refused))
        else:
            done.append(_keep(store, _attest(file, left_s, edge)))
    return done


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
        header = formats.read_header(path)
    except FormatError as error:
        return f"its file has problems: {error.message}"
    return _unfit_header(header)


def _attest(file: FileSeen, budget_s: float, edge: Edge) -> Attestation:
    """Run one file; one that vanished since the scan is recorded as not run."""
    try:
        return airgap.run(Path(file.path), budget_s=budget_s, now=edge.now)
    except AirgapError as error:
        return airgap.refuse(Path(file.path).name, file.sha256 or "", error.message, now=edge.now)


def _chosen(models: Sequence[Model], named: Sequence[str]) -> Iterator[Model]:
    runnable = [model for model in models if model.artifact.format == "gguf"]
    if "all" in named:
        yield from runnable
        return
    yield from {model.id: model for model in (find_model(models, name) for name in named)}.values()


def find_model(models: Sequence[Model], name: str) -> Model:
    """Return the model with a name, or an id or former id that begins like that.

    Raises:
        UsageError: no model, or several, are called that.
    """
    found = [model for model in models if name and _is_called(model, name)]
    if len(found) != 1:
        what = "no model is called that" if not found else f"{len(found)} models match"
        raise UsageError(f"{name}: {what}", hint="See: auditor show models")
    return found[0]


def _is_called(model: Model, name: str) -> bool:
    ids = (model.id, *model.aliases)
    return any(id_.startswith(name) for id_ in ids) or name in {given.name for given in model.names}


def _unfit(model: Model) -> str:
    """Return why a file is never fed to native code; empty if it may be."""
    if model.artifact.format == "gguf" and model.problems:
        return f"its file has problems: {model.problems[0]}"
    return _unfit_header(model.artifact.header)


def _unfit_header(header: Header) -> str:
    if header.format != "gguf":
        return f"llama.cpp does not run {header.format} files"
    return f"its header is not well made: {header.anomalies[0].detail}" if header.anomalies else ""


def _keep(store: Store, attestation: Attestation) -> Attestation:
    store.add_attestation(attestation)
    return attestation
