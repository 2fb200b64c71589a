"""How tightly the worker is shut in, and the limits it puts on itself for good."""

import resource
import signal
from typing import Final

from auditor.airgap import kernel
from auditor.domain.attestation import Isolation

# Source: linux/include/uapi/linux/prctl.h.
_PR_SET_PDEATHSIG: Final = 1

_MAX_DESCRIPTORS: Final = 256


def limit(*, memory_bytes: int, cpu_s: int) -> None:  # pragma: no cover - irreversible, run in the worker
    """Bound address space, processor time and descriptors; let no file grow, and no core be dumped.

    The number of processes is left alone: the kernel counts all of the user's, not the worker's.
    The worker also dies with its parent.
    """
    limits = (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_NOFILE, _MAX_DESCRIPTORS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, wanted in limits:
        hard = resource.getrlimit(kind)[1]
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (allowed, allowed))
    kernel.libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def level(*, has_namespace: bool, has_filter: bool) -> Isolation:
    """Name what was built; a namespace without a filter counts as nothing, for it leaves doors open."""
    if not has_filter:
        return Isolation.NONE
    return Isolation.NAMESPACE_SECCOMP if has_namespace else Isolation.SECCOMP
