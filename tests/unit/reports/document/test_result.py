import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import trust
from auditor.domain.audit import Audit
from auditor.reports.document.result import report_document, result_document, result_sha256
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


def test_a_count_from_a_hostile_header_stays_a_json_number() -> None:
    model = a_model()
    facts = {model.id: {"model.n_parameters": known("model.n_parameters", 2**63)}}
    (block,) = result_document(an_audit(model, facts=facts))["models"]
    assert block["n_parameters"] == float(2**63)
    assert isinstance(block["n_parameters"], float)


@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_name_a_file_system_allows_has_a_canonical_form(name: str) -> None:
    result = result_document(an_audit(a_model(name)))
    assert trust.canonical(json.loads(json.dumps(result)))
