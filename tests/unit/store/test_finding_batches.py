from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.finding import Finding
from auditor.domain.waiver import Granted
from auditor.store.audit_shapes import FINDINGS
from auditor.store.codec import encode
from auditor.store.finding_batches import batches, findings_of
from tests.unit.store.samples import a_finding

DAYS = date(2026, 11, 1), date(2027, 2, 1)
WAIVER = Granted("behind the gateway", "SEC-12", "B. Engineer", "C. Director", *DAYS, "waivers.yaml:1")
FINDINGS_GIVEN = st.lists(
    st.builds(
        lambda rule, subject, waiver: a_finding(
            rule=f"rule-{rule}", subject_id=f"sha256:{subject}", waiver=waiver
        ),
        st.integers(0, 2),
        st.integers(0, 400),
        st.none() | st.just(WAIVER),
    ),
    max_size=60,
)


def written(findings: list[Finding]) -> tuple[list[str], Mapping[str, str]]:
    names, bodies = [], {}
    for batch in batches(findings):
        content = encode(FINDINGS, batch)
        bodies[content.sha256] = content.body
        names += [content.sha256] * len(batch)
    return names, bodies


@given(FINDINGS_GIVEN)
def test_what_is_kept_in_batches_comes_back_in_order(findings: list[Finding]) -> None:
    assert findings_of(*written(findings)) == tuple(findings)


def test_a_batch_is_of_one_rule_and_of_bounded_size() -> None:
    findings = [a_finding(rule=rule, subject_id=f"m{n}") for rule in ("a", "b") for n in range(3000)]
    made = list(batches(findings))
    assert all(len({finding.rule for finding in batch}) == 1 for batch in made)
    assert 20 < len(made) < 300
    assert max(map(len, made)) <= 512
    same = [a_finding(subject_id="m")] * 1000
    assert [len(batch) for batch in batches(same)] == [512, 488]


def test_a_subject_more_changes_one_batch_of_each_rule() -> None:
    findings = [a_finding(subject_id=f"m{n:04}") for n in range(2000)]
    before = set(batches(findings))
    findings.insert(1000, a_finding(subject_id="m0999a"))
    assert len(set(batches(findings)) - before) <= 2


def test_rows_that_point_to_a_part_of_a_batch_are_refused() -> None:
    content = encode(FINDINGS, (a_finding(rule="a"), a_finding(rule="a", subject_id="other")))
    with pytest.raises(ValueError, match="1 rows point to 2 findings"):
        findings_of([content.sha256], {content.sha256: content.body})
