from dataclasses import replace
from datetime import date

import pytest

from auditor.declarations.system_roles import SystemRoles
from auditor.domain.declaration import OrganisationDeclared, Selector, SystemDeclared
from auditor.domain.fact import Silence, Statement
from auditor.domain.values import FactValue
from tests.builders.declarations import a_provenance, a_system, an_organisation, bound

NONE_LISTED = an_organisation(roles=())
UNSAID = an_organisation(roles=None)
DEPLOYER = an_organisation(roles=("deployer",))
PROVIDER = an_organisation(roles=("sys_provider",))
IMPORTER = an_organisation(roles=("importer",))
BY = "A. Officer on 1 November 2026"
DAY = date(2026, 3, 1)
OWN = a_system(
    "own", own_name=True, put_into_service_on=DAY, provenance=a_provenance("declarations/own.yaml:1")
)
OWN_USE = f"puts it into service under its own name for its own use, Art. 3(3) and 3(11), as {BY} declared"
UNLISTED = f"not among the roles declared by {BY}"
LISTED = f"sys_provider is listed for the organisation by {BY}"
NO_LIST = f"the declaration by {BY} does not list the organisation's roles"
ANOTHER = f"runs under another's name, Art. 3(3), as {BY} declared"
NOT_SAID = f"the declaration of system 'triage' by {BY} does not say"
NO_NAME = f"{NOT_SAID} whether it runs under the organisation's own name"
IN_REGISTER = f"declared by {BY} in the register of systems the organisation uses"
NOT_IN_SERVICE = f"{NOT_SAID} when the organisation put it into service"


def roles(organisation: OrganisationDeclared, *systems: SystemDeclared) -> SystemRoles:
    return SystemRoles.of(bound(organisation, *systems), organisation)


def said(statement: Statement, fact: str) -> tuple[object, str | None]:
    assert statement.fact == fact
    if isinstance(statement, Silence):
        assert statement.unknown.how.startswith("auditor declare ")
        return "unknown", statement.unknown.reason
    return statement.value, statement.citation


@pytest.mark.parametrize(
    ("organisation", "fields", "value", "reason"),
    [
        (NONE_LISTED, {"own_name": True, "put_into_service_on": DAY}, True, OWN_USE),
        (PROVIDER, {"own_name": True, "put_into_service_on": DAY}, True, OWN_USE),
        (UNSAID, {"own_name": True, "put_into_service_on": DAY}, True, OWN_USE),
        (
            NONE_LISTED,
            {"own_name": True, "union_placed_on": DAY},
            True,
            f"places it on the Union market under its own name, Art. 3(3), as {BY} declared",
        ),
        (PROVIDER, {"own_name": True}, True, LISTED),
        (PROVIDER, {"own_name": True, "put_into_service_on": None}, True, LISTED),
        (
            PROVIDER,
            {"own_name": True, "put_into_service_on": None, "union_placed_on": None},
            False,
            f"neither placed on the market nor put into service, Art. 3(3), as {BY} declared",
        ),
        (
            NONE_LISTED,
            {"own_name": True, "put_into_service_on": None, "union_placed_on": None},
            False,
            f"neither placed on the market nor put into service, Art. 3(3), as {BY} declared",
        ),
        (
            DEPLOYER,
            {"own_name": True, "put_into_service_on": None},
            "unknown",
            f"{NOT_SAID} whether it was placed on the market or put into service",
        ),
        (
            DEPLOYER,
            {"own_name": False, "put_into_service_on": DAY},
            False,
            ANOTHER,
        ),
        (PROVIDER, {"own_name": False, "put_into_service_on": DAY}, True, LISTED),
        (PROVIDER, {}, True, LISTED),
        (
            DEPLOYER,
            {"put_into_service_on": DAY},
            "unknown",
            NO_NAME,
        ),
    ],
)
def test_who_bears_the_name_is_the_provider(
    organisation: OrganisationDeclared, fields: dict[str, FactValue | None], value: object, reason: str
) -> None:
    system = replace(a_system(), fields=tuple(fields.items()))
    assert said(roles(organisation, system).sys_provider(system), "role.sys_provider") == (value, reason)


@pytest.mark.parametrize(
    ("fields", "value", "reason"),
    [
        (
            {"own_name": False},
            False,
            f"{ANOTHER}; sys_provider is listed and borne by own",
        ),
        (
            {},
            "unknown",
            NO_NAME,
        ),
        ({"own_name": True}, True, LISTED),
    ],
)
def test_a_listing_that_an_own_system_explains_does_not_make_others_ours(
    fields: dict[str, FactValue | None], value: object, reason: str
) -> None:
    system = replace(a_system(), fields=tuple(fields.items()))
    assert said(roles(PROVIDER, OWN, system).sys_provider(system), "role.sys_provider") == (value, reason)


@pytest.mark.parametrize(
    ("organisation", "fields", "value", "reason"),
    [
        (NONE_LISTED, {"own_name": True, "put_into_service_on": DAY}, True, OWN_USE),
        (
            NONE_LISTED,
            {"own_name": False, "put_into_service_on": DAY},
            True,
            f"puts it into service for use under its authority, as {BY} declared",
        ),
        (DEPLOYER, {}, True, f"deployer is listed for the organisation by {BY}"),
        (
            PROVIDER,
            {"put_into_service_on": None},
            False,
            f"not put into service, as {BY} declared, and {UNLISTED}",
        ),
        (DEPLOYER, {"put_into_service_on": None}, False, f"not put into service, as {BY} declared"),
        (UNSAID, {"put_into_service_on": None}, "unknown", NO_LIST),
        (PROVIDER, {"own_name": True, "union_placed_on": DAY}, False, UNLISTED),
        (UNSAID, {"own_name": True, "union_placed_on": DAY}, "unknown", NO_LIST),
        (PROVIDER, {"own_name": True}, "unknown", NOT_IN_SERVICE),
        (PROVIDER, {}, "unknown", NOT_IN_SERVICE),
        (UNSAID, {"own_name": True}, True, IN_REGISTER),
        (UNSAID, {}, True, IN_REGISTER),
        (PROVIDER, {"own_name": False}, True, IN_REGISTER),
        (IMPORTER, {"own_name": False}, "unknown", NOT_IN_SERVICE),
    ],
)
def test_who_uses_it_under_its_authority_is_the_deployer(
    organisation: OrganisationDeclared, fields: dict[str, FactValue | None], value: object, reason: str
) -> None:
    system = replace(a_system(), fields=tuple(fields.items()))
    assert said(roles(organisation, system).deployer(system), "role.deployer") == (value, reason)


@pytest.mark.parametrize("organisation", [NONE_LISTED, UNSAID, DEPLOYER])
def test_a_system_that_is_put_into_service_later_is_not_deployed_yet(
    organisation: OrganisationDeclared,
) -> None:
    planned = a_system(own_name=True, put_into_service_on=date(2026, 11, 23), union_placed_on=None)
    assert said(roles(organisation, planned).deployer(planned), "role.deployer") == (
        False,
        f"put into service only on 23 November 2026, as {BY} declared",
    )
    today = a_system(own_name=True, put_into_service_on=date(2026, 11, 22))
    assert said(roles(organisation, today).deployer(today), "role.deployer")[0] is True


@pytest.mark.parametrize("organisation", [NONE_LISTED, UNSAID, PROVIDER])
def test_a_system_that_is_neither_in_service_nor_placed_yet_has_no_provider(
    organisation: OrganisationDeclared,
) -> None:
    planned = a_system(own_name=True, put_into_service_on=date(2028, 1, 1), union_placed_on=date(2027, 6, 1))
    assert said(roles(organisation, planned).sys_provider(planned), "role.sys_provider") == (
        False,
        f"neither placed on the market nor put into service before 1 June 2027, Art. 3(3), as {BY} declared",
    )
    placed = a_system(own_name=True, put_into_service_on=date(2028, 1, 1), union_placed_on=DAY)
    assert said(roles(organisation, placed).sys_provider(placed), "role.sys_provider")[0] is True


def test_a_plan_says_nothing_of_the_placement_that_is_left_out() -> None:
    planned = a_system(own_name=True, put_into_service_on=date(2028, 1, 1))
    assert said(roles(PROVIDER, planned).sys_provider(planned), "role.sys_provider")[0] == "unknown"


LAST = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("out_of_service", "uses"),
    [(LAST, False), (date(2026, 11, 22), True), (date(2027, 1, 1), True), (None, True)],
)
def test_a_system_is_used_until_the_day_it_is_taken_out_of_service(
    out_of_service: date | None, uses: bool
) -> None:
    system = a_system(put_into_service_on=DAY, out_of_service=out_of_service)
    towards = roles(NONE_LISTED, system)
    over = f"out of service, used until 21 November 2026, as {BY} declared"
    deployer = said(towards.deployer(system), "role.deployer")
    former = said(towards.former_deployer(system), "role.former_deployer")
    assert (deployer[0], former[0]) == (uses, not uses)
    assert (deployer[1] == over, former[1] == over) == (not uses, not uses)


def test_what_a_system_out_of_service_used_need_not_be_found() -> None:
    gone = (Selector(None, "gone"),)
    used = bound(NONE_LISTED, a_system(uses=gone))
    over = bound(NONE_LISTED, a_system(uses=gone, out_of_service=LAST))
    assert (len(used.problems), len(used.unmatched)) == (1, 1)
    assert (over.problems, over.unmatched) == ((), ())


REBRANDED: dict[str, FactValue | None] = {
    "own_name": True,
    "provider": "Vendor Ltd",
    "put_into_service_on": DAY,
    "annex_iii": (),
    "annex_i": False,
}


@pytest.mark.parametrize("organisation", [NONE_LISTED, UNSAID, PROVIDER])
@pytest.mark.parametrize(
    ("fields", "value", "reason"),
    [
        ({"developed": True}, True, OWN_USE),
        (
            {"developed": False},
            False,
            "developed by Vendor Ltd, and a name on it makes a provider of a high-risk system alone, "
            f"Art. 3(3) and 25(1)(a), as {BY} declared",
        ),
        (
            {},
            "unknown",
            f"{NOT_SAID} whether the organisation developed what Vendor Ltd provides, or had it developed",
        ),
        # Nobody else provides it: then whose name it bears is whose it is.
        ({"provider": None}, True, OWN_USE),
        ({"developed": False, "annex_iii": ("4a",)}, True, OWN_USE),
        ({"annex_i": True}, True, OWN_USE),
        (
            {"developed": False, "annex_iii": None},
            "unknown",
            f"{NOT_SAID} whether its use or its product is one of Annex III or I, "
            "so that the name makes a provider",
        ),
    ],
)
def test_a_name_on_what_somebody_else_developed_makes_a_provider_of_high_risk_systems_alone(
    organisation: OrganisationDeclared, fields: dict[str, FactValue | None], value: object, reason: str
) -> None:
    system = a_system("triage", provenance=a_provenance("declarations/triage.yaml:1"))
    system = replace(system, fields=tuple((REBRANDED | fields).items()))
    assert said(roles(organisation, system).sys_provider(system), "role.sys_provider") == (value, reason)


def test_a_name_that_nobody_has_met_yet_is_a_plan_whoever_developed_it() -> None:
    planned = REBRANDED | {"put_into_service_on": None, "union_placed_on": None}
    system = a_system("triage", provenance=a_provenance("declarations/triage.yaml:1"))
    system = replace(system, fields=tuple(planned.items()))
    assert said(roles(NONE_LISTED, system).sys_provider(system), "role.sys_provider")[0] is False
