import pytest

from auditor.domain.attestation import Machine


@pytest.mark.parametrize(
    ("machine", "line"),
    [
        (Machine("gpu-01", "Linux 6.1", "EPYC", ("avx2", "fma")), "gpu-01, Linux 6.1, EPYC (avx2 fma)"),
        (Machine("gpu-01", "Linux 6.1", "EPYC"), "gpu-01, Linux 6.1, EPYC"),
        (Machine("", "Linux 6.1", ""), "Linux 6.1"),
        (Machine(), "machine not recorded"),
    ],
)
def test_a_machine_is_one_line_of_what_is_known(machine: Machine, line: str) -> None:
    assert str(machine) == line
