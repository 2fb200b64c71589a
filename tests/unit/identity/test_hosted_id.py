from datetime import date

import pytest

from auditor.catalogue import Entry
from auditor.catalogue.hosts import ModelMatch, load_hosts
from auditor.catalogue.stamp import Stamp
from auditor.identity.hosted_id import OtherDay, find
from tests.unit.catalogue.building import a_catalogue, an_entry

MAY = an_entry("Claude Test 4", provider="anthropic", release_date=date(2025, 5, 22))
NAMED = an_entry(
    "Claude Named 4",
    provider="anthropic",
    release_date=date(2025, 5, 22),
    api_ids=("claude-named-4-20250514", "claude-other-preview"),
)
UNDATED = an_entry("Claude Undated 4", provider="anthropic")
CATALOGUE = a_catalogue(MAY, NAMED, UNDATED)


def found(written: str) -> Entry | OtherDay | None:
    return find(load_hosts().of_model(written), CATALOGUE)


@pytest.mark.parametrize(
    ("written", "entry"),
    [
        ("claude-test-4", MAY),
        ("anthropic.claude-test-4-v1:0", MAY),
        ("anthropic.claude-test-4-20250522-v2:0", MAY),
        ("claude-test-4@20250522", MAY),
        ("anthropic.claude-named-4-20250514-v1:0", NAMED),
        ("claude-named-4@20250514", NAMED),
        ("claude-named-4-20250522", NAMED),
        ("claude-other-preview", NAMED),
        ("claude-undated-4", UNDATED),
    ],
)
def test_an_id_means_the_release_of_its_day_or_the_one_that_names_it(written: str, entry: Entry) -> None:
    assert found(written) is entry


@pytest.mark.parametrize(
    ("written", "other", "reason"),
    [
        (
            "claude-test-4-20250514",
            OtherDay(MAY, Stamp("20250514", 5, 2025, 14)),
            "its id says 20250514, and the catalogue's Claude Test 4 is of 2025-05-22",
        ),
        (
            "claude-undated-4-20250514",
            OtherDay(UNDATED, Stamp("20250514", 5, 2025, 14)),
            "its id says 20250514, and the catalogue's Claude Undated 4 has no day of release there",
        ),
    ],
)
def test_an_id_of_another_day_says_both_days(written: str, other: OtherDay, reason: str) -> None:
    assert found(written) == other
    assert other.reason == reason


@pytest.mark.parametrize("written", ["claude-test-4-v2", "claude-third-4", "claude-third-4-20250514"])
def test_another_version_or_name_means_none(written: str) -> None:
    assert found(written) is None


def test_an_id_of_a_maker_that_is_not_known_is_looked_up_as_it_is() -> None:
    assert find(ModelMatch("claude-test-4-20250522", None, "", None), CATALOGUE) is None
