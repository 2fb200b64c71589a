import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import trust
from auditor.domain.attestation import Machine
from auditor.domain.audit import Audit
from auditor.reports.result import report_document, result_document, result_sha256
from tests.builders.audit import STARTED, a_model, a_run, an_audit, empty, hostile, known, minimal, rich


@pytest.mark.parametrize(
    "audit", [empty(), minimal(), rich(), hostile()], ids=["empty", "minimal", "rich", "hostile"]
)
def test_the_digest_is_that_of_the_canonical_result_in_the_document(audit: Audit) -> None:
    document = report_document(audit, a_run())
    read = json.loads(json.dumps(document), parse_int=float)
    assert document["result_sha256"] == result_sha256(audit)
    assert trust.sha256(trust.canonical(read["result"])) == document["result_sha256"]


def test_clock_host_ids_and_speed_change_the_run_and_not_the_result() -> None:
    one = report_document(rich(), a_run())
    other = report_document(
        rich(),
        a_run(id="x", host="elsewhere", started_at=STARTED + timedelta(days=1), timings_s={"scan": 9.0}),
    )
    assert one["result"] == other["result"]
    assert one["run"] != other["run"]


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


def test_every_part_of_the_result_changes_its_digest() -> None:
    audit = rich()
    changed = [
        replace(audit, findings=audit.findings[1:]),
        replace(audit, tallies=audit.tallies[1:]),
        replace(audit, questions=()),
        replace(audit, evidence=()),
        replace(audit, attestations=()),
        replace(audit, accepted=()),
        replace(audit, left_out=()),
        replace(audit, systems=()),
        replace(audit, as_of=audit.as_of + timedelta(days=1)),
        replace(audit, inputs=replace(audit.inputs, catalogue_sha256="0" * 64)),
        replace(audit, inventory=replace(audit.inventory, skipped=())),
        replace(audit, inventory=replace(audit.inventory, not_models=())),
    ]
    digests = {result_sha256(other) for other in (audit, *changed)}
    assert len(digests) == len(changed) + 1


def test_a_finding_carries_its_sentence_and_its_tree() -> None:
    result = result_document(rich())
    finding = next(f for f in result["findings"] if f["rule"] == "aia-50-1-disclosure")
    assert finding["reason"] == "fails Article 50(1): declared that users are not told that it is a machine"
    assert [part["value"] for part in finding["because"]["parts"]] == ["yes", "no"]
    assert finding["subject"] == {"id": "support-bot", "kind": "system", "name": "Support bot"}
    assert finding["legal"] == {
        "article": "50(1)",
        "source": "C",
        "text": "02024R1689-20260727",
        "confidence": "high",
        "to_be_confirmed": False,
    }
    assert (finding["applies_from"], finding["waiver"]) == ("2026-08-02", None)


def test_problems_say_whether_they_are_accepted() -> None:
    assert [problem["accepted"] for problem in result_document(rich())["problems"]] == [False, True]


def test_the_summary_has_the_reasons_of_what_does_not_apply() -> None:
    summary = result_document(rich())["summary"]
    assert summary["duties"] == {"failing": 2, "unknown": 3, "hold": 41, "upcoming": 5}
    assert summary["vendor_gaps_open"] == 2
    reasons = [rule["reason"] for rule in summary["rules"] if rule["verdict"] == "not_applicable"]
    assert reasons == [
        "does not apply: the organisation is not the provider of this model "
        "(not among the roles declared by M. Keller on 2026-11-01)"
    ]


def test_a_count_from_a_hostile_header_stays_a_json_number() -> None:
    model = a_model()
    facts = {model.id: {"model.n_parameters": known("model.n_parameters", 2**63)}}
    (block,) = result_document(an_audit(model, facts=facts))["models"]
    assert block["n_parameters"] == float(2**63)
    assert isinstance(block["n_parameters"], float)


def test_a_scan_that_was_cut_off_has_no_end() -> None:
    scan = replace(a_run().scans[0], finished_at=None)
    assert report_document(empty(), a_run(scans=(scan,)))["run"]["scans"][0]["finished_at"] is None


@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_name_a_file_system_allows_has_a_canonical_form(name: str) -> None:
    result = result_document(an_audit(a_model(name)))
    assert trust.canonical(json.loads(json.dumps(result)))


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
