from typing import Any

import pytest

from auditor.domain.audit import Audit
from auditor.domain.fact import RESOLVED, Basis, Confidence, Fact
from auditor.domain.facts import FACTS
from auditor.domain.resolving import resolve
from auditor.reports.headline.overturned import overturned_facts
from auditor.reports.headline.overview import overview
from auditor.reports.terminal.summary import summary
from tests.builders.audit import a_claim, a_run, an_audit


def settled(name: str, *said: Any, to: Any, basis: Basis = Basis.ATTESTED) -> Fact:
    claims = [a_claim(name, one, basis=basis, method=str(one)) for one in said]
    resolution = a_claim(
        name, to, basis=Basis.ATTESTED, confidence=Confidence.HIGH, method=RESOLVED, with_evidence=True
    )
    return resolve(FACTS[name], [*claims, resolution])


def audited(*facts: Fact) -> Audit:
    return an_audit(facts={"system:triage": {one.name: one for one in facts}})


DEPLOYER = settled("role.deployer", True, to=False)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            (DEPLOYER,),
            "1 fact is settled by a resolution against what follows from the declarations: "
            "our role: deployer of system:triage",
        ),
        (
            (DEPLOYER, settled("system.high_risk", True, to=False, basis=Basis.INFERRED)),
            "2 facts are settled by resolutions against what follows from the declarations: "
            "our role: deployer of system:triage, high-risk, Art. 6 of system:triage",
        ),
        # What sources disagreed about is there to be settled, and a resolution that nobody contradicts too.
        ((settled("license.concluded", "MIT", "GPL-2.0", to="MIT", basis=Basis.DECLARED),), ""),
        ((settled("role.deployer", False, to=False),), ""),
        ((), ""),
    ],
)
def test_what_was_resolved_against_the_declarations_is_said_first(facts: tuple[Fact, ...], said: str) -> None:
    audit = audited(*facts)
    assert overturned_facts(audit).replace("\u00a0", " ") == said
    page = [one.replace("\u00a0", " ") for one in overview(audit, a_run(), 3).reservations]
    assert (said in page) is bool(said)
    printed = " ".join(summary(audit, a_run(), width=100).split())
    assert (f"Resolved {said}" in printed) is bool(said)


def test_of_many_the_first_few_are_named() -> None:
    roles = ("role.deployer", "role.distributor", "role.importer", "role.sys_provider")
    found = overturned_facts(audited(*(settled(name, True, to=False) for name in roles)))
    assert found.startswith("4")
    assert found.endswith(" and 1 more")
