"""The process that is shut in: reads a request, builds the prison, probes it, infers, ends.

Started by ``launcher``. llama.cpp is loaded only after the prison is shut.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.airgap import isolation, namespace, syscalls
from auditor.airgap.inference import engine, infer
from auditor.airgap.namespace import Entered
from auditor.airgap.probes import Stage, answers
from auditor.airgap.protocol import Inference, Prison, Request, decode_request, encode, printable
from auditor.airgap.reach import Bait
from auditor.domain.attestation import Isolation

Emit = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Walls:
    """How the prison is built: each part says why it could not be, or nothing.

    Attributes:
        namespace: Enters namespaces of its own, with the model file as the only one of the user's.
        seccomp: Loads the system-call filter.
        probe: Makes the attempts of a stage.
    """

    namespace: Callable[[Path], Entered]
    seccomp: Callable[[], str]
    probe: Callable[[Stage, Bait], tuple[tuple[Stage, str, str], ...]]


REAL: Final = Walls(namespace.enter, syscalls.load_filter, answers)


def serve(request: Request, emit: Emit, walls: Walls = REAL) -> None:
    """Build the prison, report it, and infer if it holds (or the file is our own).

    A prison that leaks is reported, and nothing is loaded.
    """
    prison, model = imprison(request, walls)
    emit(encode(prison))
    if prison.leaks:
        return
    if prison.isolation is Isolation.NONE and not request.loads_unheld:
        emit(encode(Inference(None, "the file was not loaded, because nothing would have held it", True)))
        return
    emit(encode(_loaded(model, request, emit)))


def imprison(request: Request, walls: Walls) -> tuple[Prison, Path]:
    """Build what is wanted and possible, one wall at a time, trying each as soon as it stands.

    Returns:
        The prison, and where in it the model file is.
    """
    entered = Entered(Path(request.path), "no namespace was asked for")
    if request.wanted is Isolation.NAMESPACE_SECCOMP:
        entered = walls.namespace(entered.model)
    said = () if entered.missing else walls.probe(Stage.NAMESPACE, request.bait)
    no_filter = walls.seccomp() if request.wanted is not Isolation.NONE else "no filter was asked for"
    said += walls.probe(Stage.OPEN if no_filter else Stage.SECCOMP, request.bait)
    prison = Prison(
        isolation=isolation.level(has_namespace=not entered.missing, has_filter=not no_filter),
        missing="; ".join(why for why in (entered.missing, no_filter) if why),
        answers=said,
    )
    return prison, entered.model


def _loaded(path: Path, request: Request, emit: Emit) -> Inference:
    try:
        # The worker has given up every privilege, so a file that root may read can be closed to it.
        path.open("rb").close()
    except OSError as error:
        return Inference(None, f"the isolated process cannot read the file: {error.strerror}", True)
    try:
        emit(encode(engine()))
    except (ImportError, OSError, RuntimeError) as error:
        return Inference(None, printable(f"llama-cpp-python cannot be loaded: {error}"), True)
    return infer(path, request.prompt, request.n_tokens, request.settings)


def main() -> None:  # pragma: no cover - limits and descriptors of a whole process; see the integration tests
    """Serve the request on standard input; answer on standard output, which llama.cpp never sees."""
    request = decode_request(sys.stdin.buffer.read())
    report = os.dup(1)
    os.dup2(2, 1)
    isolation.limit(memory_bytes=request.memory_bytes, cpu_s=request.cpu_s)
    syscalls.find_libseccomp()
    serve(request, lambda line: _write(report, line))
    # Everything has been said; the library's own tear-down could only crash.
    os._exit(0)


def _write(descriptor: int, line: bytes) -> None:
    while line:
        line = line[os.write(descriptor, line) :]
