import platform
from pathlib import Path

import pytest

from auditor.airgap.machine import this_machine
from auditor.domain.attestation import Machine

X86 = """processor\t: 0
vendor_id\t: AuthenticAMD
model name\t: AMD  EPYC 9R14
flags\t\t: fpu sse2 avx2 fma avx512f

processor\t: 1
model name\t: another
flags\t\t: amx_int8
"""
ARM = """processor\t: 0
BogoMIPS\t: 2100.00
Features\t: fp asimd sve2 i8mm
CPU implementer\t: 0x41
CPU part\t: 0xd4f

"""


@pytest.mark.parametrize(
    ("cpuinfo", "cpu", "features"),
    [
        (X86, "AMD EPYC 9R14", ("avx2", "avx512f", "fma")),
        (ARM, "CPU implementer 0x41 CPU part 0xd4f", ("asimd", "i8mm", "sve2")),
        ("", platform.machine(), ()),
        ("nothing of the kind", platform.machine(), ()),
        ("model name\t: \ufffd" + "x" * 70_000, "\ufffd" + "x" * (65_536 - 16), ()),
    ],
)
def test_a_machine_is_its_name_its_kernel_and_its_first_processor(
    cpuinfo: str, cpu: str, features: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "cpuinfo"
    path.write_text(cpuinfo)
    kernel = f"{platform.system()} {platform.release()}"
    assert this_machine(path) == Machine(platform.node(), kernel, cpu, features)


def test_a_machine_that_does_not_describe_its_processor_is_named_by_its_architecture(tmp_path: Path) -> None:
    machine = this_machine(tmp_path / "missing")
    assert (machine.cpu, machine.cpu_features) == (platform.machine(), ())
