from dataclasses import replace
from datetime import timedelta

from auditor.domain.attestation import Machine
from auditor.reports.document.result import report_document, result_sha256
from tests.builders.audit import STARTED, a_run, empty, rich


def test_speed_and_time_of_an_isolated_run_are_not_part_of_the_result() -> None:
    audit = rich()
    first = audit.attestations[0]
    assert first.generation is not None
    faster = replace(
        first,
        performed_at=STARTED + timedelta(days=3),
        generation=replace(first.generation, tokens_per_s=1.0, load_s=9.0, peak_memory_bytes=1),
        machine=Machine("another", "Linux 6.1", "EPYC", ("avx2",)),
    )
    again = replace(audit, attestations=(faster, *audit.attestations[1:]))
    assert result_sha256(again) == result_sha256(audit)


def test_a_scan_that_was_cut_off_has_no_end() -> None:
    scan = replace(a_run().scans[0], finished_at=None)
    assert report_document(empty(), a_run(scans=(scan,)))["run"]["scans"][0]["finished_at"] is None


def test_a_run_names_the_machine_of_the_attestation_not_that_of_the_audit() -> None:
    audit, run = rich(), a_run()
    first = report_document(audit, run)["run"]["attestations"][0]
    assert (first["host"], first["kernel"], first["cpu"], first["cpu_features"]) == (
        "gpu-07",
        "Linux 6.12.9",
        "AMD EPYC 9354",
        ["avx2", "avx512f", "fma"],
    )
    assert run.host == "gpu-01"
