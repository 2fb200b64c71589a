import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.catalogue.advisories import Advisories, Advisory, load_advisories, read_advisories, read_version
from auditor.catalogue.runtime_reading import known_runtimes
from auditor.domain.fact import Confidence
from auditor.errors import CatalogueError

RECORD = {
    "title": "Reads too far",
    "severity": "high",
    "affected": [">=0.5,<=0.7", "==1.0"],
    "fixed": ["0.8"],
    "is_exploited": False,
    "source": "a list",
    "confidence": "medium",
    "checked_on": "2026-07-23",
}


def a_document(**changes: Any) -> dict[str, Any]:
    return {
        "checked_on": "2026-07-23",
        "stale_after": "2027-01-22",
        "numbering": {"triton": r"\d\d\.\d\d"},
        "advisories": {
            "vllm": {"CVE-1": RECORD | changes, "CVE-2": RECORD | {"affected": []}},
            "triton": {"CVE-3": RECORD | {"affected": [">=22.09,<=24.03"]}},
        },
    }


def written(folder: Path, document: object) -> Path:
    path = folder / "advisories.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.fixture
def listed(tmp_path: Path) -> Advisories:
    return read_advisories(written(tmp_path, a_document()))


def test_an_advisory_is_read_whole(listed: Advisories) -> None:
    assert listed.by_runtime["vllm"][0] == Advisory(
        id="CVE-1",
        title="Reads too far",
        severity="high",
        affected=(">=0.5,<=0.7", "==1.0"),
        fixed=("0.8",),
        is_exploited=False,
        source="a list",
        confidence=Confidence.MEDIUM,
        checked_on=date(2026, 7, 23),
    )
    assert (listed.checked_on, listed.stale_after) == (date(2026, 7, 23), date(2027, 1, 22))


@pytest.mark.parametrize(
    ("version", "is_affected"),
    [
        ("0.4.9", False),
        ("0.5", True),
        ("v0.5.0", True),
        ("0.7", True),
        ("0.7+cu124", True),
        ("0.7.post1", False),
        ("0.5rc1", False),
        ("0.10", False),
        ("1.0", True),
    ],
)
def test_a_version_is_ordered_as_versions_are(version: str, is_affected: bool, listed: Advisories) -> None:
    found = listed.checked("vllm", version)
    assert [one.id for one in found.affecting] == (["CVE-1"] if is_affected else [])
    assert [one.id for one in found.open] == ["CVE-2"]
    assert found.reason == ""


def test_a_candidate_for_the_fixed_version_is_not_fixed(tmp_path: Path) -> None:
    listed = read_advisories(written(tmp_path, a_document(affected=["<0.8"])))
    assert len(listed.checked("vllm", "0.8rc1").affecting) == 1
    assert len(listed.checked("vllm", "0.8").affecting) == 0


@pytest.mark.parametrize(
    ("runtime", "version", "reason"),
    [
        ("lmstudio", "0.3", "the catalogue has no advisories about lmstudio"),
        ("vllm", "nightly", "its version, nightly, is not numbered as advisories about it are"),
        # The server's own number would seem to be older than every container's.
        ("triton", "2.45.0", "its version, 2.45.0, is not numbered as advisories about it are"),
    ],
)
def test_what_cannot_be_compared_is_not_cleared(
    runtime: str, version: str, reason: str, listed: Advisories
) -> None:
    found = listed.checked(runtime, version)
    assert (found.affecting, found.open, found.reason) == ((), (), reason)


def test_a_container_goes_by_its_month(listed: Advisories) -> None:
    assert [one.id for one in listed.checked("triton", "24.03").affecting] == ["CVE-3"]
    assert listed.checked("triton", "24.04").affecting == ()


@given(st.integers(100, 999_999), st.integers(100, 999_999))
def test_builds_are_ordered_by_their_number(one: int, other: int) -> None:
    left, right = read_version(f"b{one}"), read_version(f"b{other}-1a2b3c4")
    assert left is not None
    assert right is not None
    assert (left < right) == (one < other)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "list"),
        ({}, "advisories"),
        (a_document(affected=["~1.0"]), "CVE-1: ~1.0 is no bound of versions"),
        (a_document(affected=["<now"]), "CVE-1: <now is no bound of versions"),
        (a_document(severity="grave"), "CVE-1: grave is no severity"),
        (a_document(confidence="certain"), "certain"),
        (a_document() | {"checked_on": "July"}, "July"),
        (a_document() | {"advisories": []}, "items"),
    ],
)
def test_a_malformed_list_is_refused_by_name(document: object, words: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"advisories\.json: ") as refused:
        read_advisories(written(tmp_path, document))
    assert words in refused.value.message


def test_a_missing_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"advisories\.json"):
        read_advisories(tmp_path / "advisories.json")


def test_the_list_that_ships_is_about_runtimes_that_are_known() -> None:
    listed = load_advisories()
    # An application of Ray that is no language model's has no entry of its own.
    assert set(listed.by_runtime) - set(known_runtimes().entries) == {"ray-serve"}
    assert sum(map(len, listed.by_runtime.values())) > 300
    assert listed.checked_on < listed.stale_after
    (found,) = [one for one in listed.checked("ollama", "0.17.0").affecting if one.id == "CVE-2026-7482"]
    assert (found.severity, found.fixed) == ("critical", ("0.17.1",))
    assert not any(one.id == found.id for one in listed.checked("ollama", "0.17.1").affecting)


def test_what_ends_nowhere_in_the_list_that_ships_is_open_and_not_everybodys() -> None:
    listed = load_advisories()
    assert len(listed.checked("localai", "2.26.0").open) == len(listed.by_runtime["localai"])
    assert listed.checked("localai", "2.26.0").affecting == ()
