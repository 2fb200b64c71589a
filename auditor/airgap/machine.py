"""Which machine a run was made on: its name, its kernel, and what its processor can do."""

import platform
from pathlib import Path
from typing import Final

from auditor.domain.attestation import Machine

# One processor is described in a few kilobytes, and the others are like it.
_MAX_BYTES: Final = 64 * 1024

# What llama.cpp chooses its kernels by, as Linux calls it.
# Source: ggml/include/ggml-cpu.h, ggml_cpu_has_*; linux/arch/x86/include/asm/cpufeatures.h and
# linux/Documentation/arch/arm64/elf_hwcaps.rst.
_FEATURES: Final = frozenset(
    {
        *("pni", "ssse3", "avx", "avx_vnni", "avx2", "f16c", "fma", "bmi2"),
        *("avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512vbmi", "avx512_vnni", "avx512_bf16"),
        *("amx_tile", "amx_int8", "amx_bf16"),
        *("asimd", "asimdhp", "asimddp", "i8mm", "bf16", "sve", "sve2", "sme"),
    }
)


def this_machine(cpuinfo: Path = Path("/proc/cpuinfo")) -> Machine:
    """Describe the machine this runs on; what it does not tell is left empty.

    Args:
        cpuinfo: Where the kernel describes the processors.
    """
    said = _first_processor(cpuinfo)
    # Arm has no names, but numbers of who designed the core and which one it is.
    part = " ".join(f"{key} {said[key]}" for key in ("CPU implementer", "CPU part") if key in said)
    told = set(said.get("flags", said.get("Features", "")).split())
    return Machine(
        host=platform.node(),
        kernel=f"{platform.system()} {platform.release()}".strip(),
        cpu=" ".join((said.get("model name") or part or platform.machine()).split()),
        cpu_features=tuple(sorted(told & _FEATURES)),
    )


def _first_processor(cpuinfo: Path) -> dict[str, str]:
    """Read key and value of the lines up to the first empty one."""
    try:
        with cpuinfo.open("rb") as stream:
            text = stream.read(_MAX_BYTES).decode(errors="replace")
    except OSError:
        return {}
    lines = (line.partition(":") for line in text.split("\n\n")[0].splitlines())
    return {key.strip(): value.strip() for key, _, value in lines}
