from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import update

from auditor.domain.finding import Verdict
from auditor.errors import IntegrityError
from auditor.policy.judging.judge import judge
from auditor.store.tables import contents
from benchmarks import judging_stored
from benchmarks.claim_sets import generate
from benchmarks.judging import AS_OF
from benchmarks.judging_stored import explained, judging, opened, store, verified

N = 60


@pytest.fixture
def claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(judging_stored, "BATCH", N // 2)
    generate(tmp_path / "claims.db", N)
    return str(tmp_path / "claims.db")


def test_what_is_stored_is_what_the_judge_finds_and_nothing_altered_verifies(
    claims: str, tmp_path: Path
) -> None:
    one = judging(claims)
    engine = opened(tmp_path / "findings.db")
    name, _ = store(engine, (one.batch(first) for first in range(0, N, N // 2)))
    counts = verified(engine, name)
    expected: Counter[tuple[str, str, bool]] = Counter()
    for tally in judge(one.rules, one.world(0, N), as_of=AS_OF, run_day=AS_OF).tallies:
        expected[tally.rule, tally.verdict.value, tally.upcoming] += tally.n
    # What is asked of the organisation itself is judged there.
    assert counts == {key: n for key, n in expected.items() if key[0] in {rule for rule, _, _ in counts}}
    assert sum(counts.values()) == 100 * N
    with engine.begin() as connection:
        connection.execute(
            update(contents).where(contents.c.sha256 != name).values(packed=None, body='{"models": []}')
        )
    with pytest.raises(IntegrityError, match="altered"):
        verified(engine, name)


def test_a_finding_is_explained_from_the_claims_of_its_model(claims: str) -> None:
    said = explained(judging(claims), 7)
    assert {one.outcome for one in said} <= {Verdict.FAIL.value, Verdict.UNKNOWN.value}
    assert len({one.subject_id for one in said}) == 1
    assert all(one.reason.parts for one in said)
