from dataclasses import replace

import pytest

from auditor.domain.audit import Audit
from auditor.domain.fact import RESOLVED, Basis, Fact
from auditor.domain.phrasing import plain_spaces
from auditor.domain.subject import System
from auditor.reports.headline.systems import class_words, system_rows
from tests.builders.audit import a_deployment, a_model, inventory, known, not_known, rich
from tests.builders.dated import said


def fact_of(name: str, value: bool | tuple[str, ...] | None) -> Fact:
    return not_known(name, "the entry does not say") if value is None else known(name, value)


def an_audit_of(**facts: bool | tuple[str, ...] | None) -> Audit:
    """One system, of which what is ``None`` is not known."""
    names = {"sys_provider": "role.sys_provider", "deployer": "role.deployer"}
    named = {names.get(key, f"system.{key}"): value for key, value in facts.items()}
    model = a_model()
    place = a_deployment(model)
    system = System("triage", "Triage", "sorts letters", (place.id, "dep:nameless"))
    stock = inventory(model, deployments=(place,))
    return replace(
        rich(),
        systems=(system,),
        inventory=stock,
        facts={"triage": {name: fact_of(name, value) for name, value in named.items()}},
    )


def test_a_system_is_told_in_one_line() -> None:
    audit = an_audit_of(sys_provider=True, deployer=None, high_risk=True, annex_iii=("5d",), profiling=None)
    (row,) = system_rows(audit)
    assert (row.name, row.roles, row.classed) == (
        "Triage",
        "provider, deployer: unknown",
        "high-risk (Annex III: 5d)",
    )
    assert (row.models, row.n_places, len(row.open)) == (("Qwen2.5-7B-Instruct",), 2, 1)


def test_the_class_of_a_system_is_never_guessed() -> None:
    classed = [system_rows(an_audit_of(high_risk=class_))[0].classed for class_ in (True, False, None)]
    assert classed == ["high-risk", "not high-risk", "unknown"]
    neither = an_audit_of(sys_provider=False, deployer=False)
    assert system_rows(neither)[0].roles == "neither provider nor deployer"


def test_what_is_declared_of_an_open_class_is_told_with_what_leaves_it_open() -> None:
    audit = an_audit_of(high_risk=None, annex_iii=("4a",), profiling=None, opt_out_6_3=None, annex_i=False)
    told = "Annex III: 4a, declared; class open: profiles persons, relies on Art. 6(3), point"
    assert system_rows(audit)[0].classed == told
    assert class_words(audit.facts["triage"]) == told
    weak = an_audit_of(high_risk=None, annex_iii=("4a",))
    assert system_rows(weak)[0].classed == "Annex III: 4a, declared; class open"
    assert system_rows(an_audit_of(high_risk=None, annex_iii=()))[0].classed == "unknown"
    assert system_rows(an_audit_of(high_risk=False, annex_iii=("4a",)))[0].classed == "not high-risk"


def test_further_roles_are_told_where_they_are_had() -> None:
    audit = an_audit_of(sys_provider=False, deployer=True)
    facts = {
        **audit.facts["triage"],
        "role.importer": known("role.importer", True),
        "role.provider_by_purpose": known("role.provider_by_purpose", True),
        "role.distributor": not_known("role.distributor", "the entry does not say"),
    }
    (row,) = system_rows(replace(audit, facts={"triage": facts}))
    assert row.roles == "deployer, provider by its purpose, Art. 25, importer"


def test_high_risk_systems_come_first() -> None:
    audit = an_audit_of(high_risk=True)
    other = System("archive", "Archive", "sorts files", ())
    named = {"archive": {"system.high_risk": known("system.high_risk", False)}, **audit.facts}
    rows = system_rows(replace(audit, systems=(other, *audit.systems), facts=named))
    assert [row.name for row in rows] == ["Triage", "Archive"]


@pytest.mark.parametrize(
    ("word", "roles", "classed"),
    [
        ("research", False, "left out by Art. 2 (research); by its use alone high-risk (Annex III: 4a)"),
        ("research", None, "high-risk (Annex III: 4a)"),
        ("null", False, "high-risk (Annex III: 4a)"),
    ],
)
def test_a_system_that_article_2_leaves_out_is_not_told_as_high_risk_alone(
    word: str, roles: bool | None, classed: str
) -> None:
    audit = an_audit_of(sys_provider=roles, deployer=roles, high_risk=True, annex_iii=("4a",))
    given = said("system", "systems.yaml:1", id="triage", excluded_by_art_2=word)
    other = said("system", "systems.yaml:9", id="other", excluded_by_art_2="military")
    (row,) = system_rows(replace(audit, declared=(other, given)))
    assert plain_spaces(row.classed) == classed


@pytest.mark.parametrize("name", ["system.high_risk", "system.annex_iii", "system.opted_out"])
def test_a_class_that_rests_on_a_resolution_is_marked(name: str) -> None:
    audit = an_audit_of(high_risk=False)
    (row,) = system_rows(audit)
    assert (row.mark, row.note) == ("", "")
    value: bool | tuple[str, ...] = () if name == "system.annex_iii" else False
    settled = known(name, value, Basis.ATTESTED, method=RESOLVED, with_evidence=True)
    (row,) = system_rows(replace(audit, facts={"triage": {**audit.facts["triage"], name: settled}}))
    assert (plain_spaces(row.mark), row.note.startswith("† ")) == (" †", True)


def test_a_resolution_of_something_else_leaves_the_class_unmarked() -> None:
    audit = an_audit_of(high_risk=False)
    owner = known("system.owner", "ward", Basis.ATTESTED, method=RESOLVED, with_evidence=True)
    (row,) = system_rows(replace(audit, facts={"triage": {**audit.facts["triage"], owner.name: owner}}))
    assert row.mark == ""
