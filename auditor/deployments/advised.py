"""Whether advisories have been published about what runs a model, by its version.

What a server's image or its own answer says of its version is declared; what an advisory says of that
version is the catalogue's. Advisories that rest on memory decide nothing and are left out. Where the version
is not known, or two are stated that fare differently, nothing is concluded: not that it is safe either.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from auditor.catalogue.advisories import SEVERITIES, Advisories, Advisory, Checked
from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown, weakest
from auditor.domain.subject import Deployment

_SEVERE: Final = frozenset({"critical", "high"})
_GRADES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "runtime.severe_advisories": _SEVERE,
        "runtime.lesser_advisories": frozenset(SEVERITIES) - _SEVERE,
    }
)
_MOST_NAMED: Final = 5
_ASK_IT: Final = (
    "name the image with a tag that has a version in it, or ask the server: auditor scan endpoint:URL"
)


def assess(deployment: Deployment, advisories: Advisories, day: date) -> Iterator[Statement]:
    """Yield the advisories about what runs a deployment, those that are severe apart from the others.

    Args:
        deployment: The deployment.
        advisories: What the catalogue holds of them.
        day: The day of the run: a list that is too old clears nobody.
    """
    versions = _versions(deployment)
    if reason := _unversioned(deployment, versions):
        yield from (_silence(fact, reason) for fact in _GRADES)
        return
    found = {
        f"{name} {version}": advisories.checked(name, version)
        for name, stated in versions.items()
        for version in stated
    }
    for fact, grade in _GRADES.items():
        graded = {called: _of_grade(checked, grade) for called, checked in found.items()}
        affecting = [_claim(fact, deployment, one) for one in _affecting(graded)]
        if len(found) > len(versions) and len(set(graded.values())) > 1:
            yield _silence(fact, f"several versions are stated, and fare differently: {', '.join(found)}")
        elif affecting:
            yield from affecting
        elif reason := "; ".join(filter(None, map(_undecided, graded.values()))):
            yield _silence(fact, reason)
        else:
            yield _none(fact, deployment, ", ".join(found), advisories, day)


def _versions(deployment: Deployment) -> dict[str, tuple[str, ...]]:
    """Return the versions that are stated of each program that runs it."""
    runtimes = [seen.runtime for seen in deployment.seen if seen.runtime]
    return {
        name: tuple(sorted({one.version for one in runtimes if one.name == name and one.version}))
        for name in sorted({one.name for one in runtimes})
    }


def _unversioned(deployment: Deployment, versions: Mapping[str, tuple[str, ...]]) -> str:
    """Return why there is no version to ask about; empty where there is."""
    if deployment.is_hosted:
        return "whoever operates it knows its version, and nothing that was seen says it"
    if not versions:
        return "nothing that was seen says what runs it"
    missing = [name for name, stated in versions.items() if not stated]
    return f"nothing that was seen says which version of {' and '.join(missing)} it is" if missing else ""


def _of_grade(checked: Checked, grade: frozenset[str]) -> Checked:
    return Checked(
        tuple(
            one for one in checked.affecting if one.severity in grade and one.confidence is not Confidence.LOW
        ),
        tuple(one for one in checked.open if one.severity in grade),
        checked.reason,
    )


def _affecting(graded: Mapping[str, Checked]) -> list[Advisory]:
    return list({one.id: one for checked in graded.values() for one in checked.affecting}.values())


def _undecided(checked: Checked) -> str:
    if checked.reason or not checked.open:
        return checked.reason
    named = ", ".join(one.id for one in checked.open[:_MOST_NAMED])
    more = f" and {len(checked.open) - _MOST_NAMED} more" if len(checked.open) > _MOST_NAMED else ""
    return f"no source says which versions these affect: {named}{more}"


def _claim(fact: str, deployment: Deployment, advisory: Advisory) -> Claim:
    return Claim(
        fact=fact,
        value=(advisory.id,),
        basis=Basis.CATALOGUED,
        # The version is what an image's tag or the server itself says.
        confidence=weakest(Confidence.MEDIUM, advisory.confidence),
        method=_told(advisory),
        locator=deployment.locator,
        citation=f"{advisory.source} (as of {advisory.checked_on.isoformat()})",
    )


def _told(advisory: Advisory) -> str:
    """Return an advisory in one line, the worst first where such lines are sorted."""
    rated = advisory.severity or "not rated"
    exploited = ", exploited" if advisory.is_exploited else ""
    what = f" {advisory.title};" if advisory.title else ""
    fixed = f"fixed in {', '.join(advisory.fixed)}" if advisory.fixed else "no fixed version is on record"
    affected = " or ".join(advisory.affected)
    return f"{rated}{exploited}: {advisory.id},{what} affects {affected}, {fixed}"


def _none(fact: str, deployment: Deployment, called: str, advisories: Advisories, day: date) -> Claim:
    """Return that nothing is listed, as of the day on which somebody looked."""
    is_stale = advisories.stale_after < day
    listed_on = advisories.checked_on.isoformat()
    return Claim(
        fact=fact,
        value=(),
        basis=Basis.CATALOGUED,
        confidence=Confidence.LOW if is_stale else Confidence.MEDIUM,
        method=f"no advisory published by {listed_on} affects {called}",
        locator=deployment.locator,
        citation=f"advisories.json, as of {listed_on}{', which is too old' if is_stale else ''}",
    )


def _silence(fact: str, reason: str) -> Silence:
    return Silence(fact, Unknown(reason, Settler.OPERATOR, _ASK_IT))
