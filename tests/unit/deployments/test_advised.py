from datetime import date
from typing import Any

import pytest

from auditor.catalogue.advisories import Advisories, Advisory
from auditor.deployments.advised import assess
from auditor.domain.fact import Basis, Claim, Confidence, Silence
from auditor.domain.serving import InUse, Runtime
from auditor.domain.subject import Deployment
from tests.builders.observations import a_use

DAY = date(2026, 11, 22)
SEVERE, LESSER = "runtime.severe_advisories", "runtime.lesser_advisories"


def an_advisory(id_: str = "CVE-1", severity: str = "high", **changes: Any) -> Advisory:
    fields: dict[str, Any] = {
        "title": "reads too far",
        "affected": ("<0.9",),
        "fixed": ("0.9",),
        "is_exploited": False,
        "source": "a list",
        "confidence": Confidence.HIGH,
        "checked_on": date(2026, 7, 23),
    }
    return Advisory(id_, severity=severity, **{**fields, **changes})


def a_list(*advisories: Advisory) -> Advisories:
    listed = {"vllm": advisories, "ollama": (an_advisory("CVE-9"),)}
    return Advisories(listed, {}, date(2026, 7, 23), date(2027, 1, 22))


def a_deployment(*seen: InUse) -> Deployment:
    return Deployment("dep:1", None, "chat", seen[0].state, "process", "process:#vllm", "seen", seen=seen)


def running(name: str = "vllm", version: str | None = "0.8.1") -> InUse:
    return a_use(operator=None, runtime=Runtime(name, version))


def said(listed: Advisories, *seen: InUse, day: date = DAY) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for one in assess(a_deployment(*(seen or (running(),))), listed, day):
        found.setdefault(one.fact, []).append(one.value if isinstance(one, Claim) else one.unknown.reason)
    return found


def test_an_advisory_is_named_with_its_fix_and_its_source() -> None:
    (claim,) = [
        one for one in assess(a_deployment(running()), a_list(an_advisory()), DAY) if one.fact == SEVERE
    ]
    assert claim == Claim(
        fact=SEVERE,
        value=("CVE-1",),
        basis=Basis.CATALOGUED,
        confidence=Confidence.MEDIUM,
        method="high: CVE-1, reads too far; affects <0.9, fixed in 0.9",
        locator="process:#vllm",
        citation="a list (as of 2026-07-23)",
    )


def test_of_an_unrated_one_without_a_fix_that_is_exploited_all_of_it_is_said() -> None:
    bare = an_advisory(severity="", title="", fixed=(), is_exploited=True)
    (claim,) = [one for one in assess(a_deployment(running()), a_list(bare), DAY) if one.fact == LESSER]
    assert isinstance(claim, Claim)
    assert claim.method == ("not rated, exploited: CVE-1, affects <0.9, no fixed version is on record")


@pytest.mark.parametrize("severity", ["critical", "high"])
def test_severe_ones_are_told_apart(severity: str) -> None:
    assert said(a_list(an_advisory(severity=severity))) == {SEVERE: [("CVE-1",)], LESSER: [()]}


@pytest.mark.parametrize("severity", ["medium", "low", ""])
def test_lesser_ones_are_told_apart(severity: str) -> None:
    assert said(a_list(an_advisory(severity=severity))) == {SEVERE: [()], LESSER: [("CVE-1",)]}


def test_what_is_fixed_is_clear_as_of_the_day_of_the_list() -> None:
    (claim, _) = assess(a_deployment(running(version="0.9")), a_list(an_advisory()), DAY)
    assert isinstance(claim, Claim)
    assert (claim.value, claim.confidence) == ((), Confidence.MEDIUM)
    assert claim.method == "no advisory published by 2026-07-23 affects vllm 0.9"


def test_a_list_that_is_too_old_clears_nobody_and_still_accuses() -> None:
    late = date(2027, 1, 23)
    (claim, _) = assess(a_deployment(running(version="0.9")), a_list(an_advisory()), late)
    assert isinstance(claim, Claim)
    assert (claim.value, claim.confidence) == ((), Confidence.LOW)
    assert claim.citation == "advisories.json, as of 2026-07-23, which is too old"
    assert said(a_list(an_advisory()), day=late)[SEVERE] == [("CVE-1",)]


def test_what_rests_on_memory_accuses_nobody() -> None:
    assert said(a_list(an_advisory(confidence=Confidence.LOW)))[SEVERE] == [()]


def test_an_advisory_without_a_range_leaves_it_open_unless_another_affects_it() -> None:
    vague = [an_advisory(f"CVE-{n}", affected=()) for n in range(2, 9)]
    assert said(a_list(*vague)) == {
        SEVERE: ["no source says which versions these affect: CVE-2, CVE-3, CVE-4, CVE-5, CVE-6 and 2 more"],
        LESSER: [()],
    }
    assert said(a_list(an_advisory(), *vague))[SEVERE] == [("CVE-1",)]


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        ((running(version=None),), "nothing that was seen says which version of vllm it is"),
        ((a_use(operator=None, runtime=None),), "nothing that was seen says what runs it"),
        ((running("lmstudio", "1.0"),), "the catalogue has no advisories about lmstudio"),
        (
            (running(version="main"),),
            "its version, main, is not numbered as advisories about it are",
        ),
        (
            (running("ollama", "1.0"), running(version=None)),
            "nothing that was seen says which version of vllm it is",
        ),
        (
            (a_use(operator="acme", runtime=Runtime("vllm", "0.8")),),
            "whoever operates it knows its version, and nothing that was seen says it",
        ),
        (
            (running(version="0.8"), running(version="0.9")),
            "several versions are stated, and fare differently: vllm 0.8, vllm 0.9",
        ),
    ],
)
def test_a_version_that_is_not_known_is_asked_for_and_clears_nobody(
    seen: tuple[InUse, ...], reason: str
) -> None:
    assert said(a_list(an_advisory()), *seen)[SEVERE] == [reason]


def test_versions_that_fare_alike_are_not_told_apart() -> None:
    assert said(a_list(an_advisory()), running(version="0.7"), running(version="0.8"))[SEVERE] == [("CVE-1",)]
    assert said(a_list(an_advisory()), running(), running(version=None))[SEVERE] == [("CVE-1",)]


def test_who_can_tell_is_told_how() -> None:
    (silence, _) = assess(a_deployment(running(version=None)), a_list(), DAY)
    assert isinstance(silence, Silence)
    assert silence.unknown.how.endswith("auditor scan endpoint:URL")


def test_two_programs_that_run_it_are_both_looked_up() -> None:
    seen = (running("ollama", "0.1"), running(version="1.0"))
    assert said(a_list(an_advisory()), *seen)[SEVERE] == [("CVE-9",)]
