"""Models and files, run with no network, and what came of it on record."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from auditor import airgap, formats
from auditor.domain.attestation import Attestation
from auditor.domain.header import Header
from auditor.domain.naming import distinct_names
from auditor.domain.observation import Access, FileSeen
from auditor.domain.scan import Scan
from auditor.domain.subject import Model
from auditor.errors import AirgapError, FormatError, UsageError
from auditor.identity import group
from auditor.pipeline import scope
from auditor.pipeline.choosing import find_model, refuse_foreign, what_it_is
from auditor.pipeline.scanning import Edge
from auditor.pipeline.standing import observations
from auditor.settings import Settings
from auditor.store import Store


@dataclass(frozen=True, slots=True)
class Ran:
    """An attestation, and what the model or file that was run is called."""

    attestation: Attestation
    name: str


def attest_named(settings: Settings, named: Sequence[str], edge: Edge, *, budget_s: float) -> tuple[Ran, ...]:
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


def attest_for_audit(
    store: Store, scans: Sequence[Scan], named: Sequence[str], edge: Edge, budget_s: float
) -> None:
    """Run the self-test model, then the models of an audit's scans that are named."""
    edge.notify("running the self-test model with no network")
    _keep(store, airgap.self_test(now=edge.now))
    _run_models(store, scans, named, edge, budget_s)


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
            ran = _attest(file, left_s, budget_s, edge)
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


def _attest(file: FileSeen, left_s: float, of_budget_s: float, edge: Edge) -> Attestation:
    """Run one file in what is left of a budget; one that vanished since the scan is recorded as not run."""
    try:
        return airgap.run(Path(file.path), budget_s=left_s, of_budget_s=of_budget_s, now=edge.now)
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
