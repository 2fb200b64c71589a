from dataclasses import replace
from datetime import timedelta

import pytest

from auditor.declarations.roles import derive_roles
from auditor.declarations.system_roles import SystemRoles
from auditor.domain.declaration import OrganisationDeclared, SystemDeclared
from auditor.domain.fact import Silence, Statement
from auditor.domain.phrasing import prose_day
from auditor.domain.values import FactValue
from tests.builders.declarations import a_provenance, a_system, an_organisation, bound
from tests.unit.declarations.test_system_roles import BY, DAY, NONE_LISTED, OWN_USE, UNLISTED

Fields = dict[str, FactValue | None]
IMPORTER = an_organisation(roles=("importer",))
DISTRIBUTOR = an_organisation(roles=("distributor",))
UNSAID = an_organisation(roles=None)
ANOTHERS: Fields = {"own_name": False}
THIRD: Fields = {"own_name": False, "provider_country": "US", "supplied": "first"}
NOT_SAID = f"the declaration of system 'triage' by {BY} does not say"
COMPONENT: Fields = {"annex_i": True, "annex_i_section": "a", "product_own_name": True}


def systems(*fields: Fields) -> tuple[SystemDeclared, ...]:
    """Return systems with these fields; the first is called triage."""
    ids = ["triage", *(f"other-{number}" for number in range(1, len(fields)))]
    return tuple(
        replace(
            a_system(id_, provenance=a_provenance(f"declarations/{id_}.yaml:1")), fields=tuple(given.items())
        )
        for id_, given in zip(ids, fields, strict=True)
    )


def stated(organisation: OrganisationDeclared, *fields: Fields) -> dict[str, Statement]:
    statements = derive_roles(bound(organisation, *systems(*fields)), (), {})["triage"]
    return {one.fact.removeprefix("role."): one for one in statements}


def said(organisation: OrganisationDeclared, role: str, *fields: Fields) -> tuple[object, str | None]:
    statement = stated(organisation, *fields)[role]
    if isinstance(statement, Silence):
        assert statement.unknown.how.startswith("auditor declare ")
        return "unknown", statement.unknown.reason
    return statement.value, statement.citation


@pytest.mark.parametrize(
    ("fields", "importer", "distributor", "reason"),
    [
        (THIRD, True, False, "brought to the Union for a provider in the third country US, Art. 3(6)"),
        (
            THIRD | {"provider_country": "FR"},
            False,
            True,
            "supplied first in the Union for a provider in FR, which is in the Union, Art. 3(7)",
        ),
        (THIRD | {"supplied": "further"}, False, True, "supplied further in the Union, Art. 3(7)"),
        (THIRD | {"supplied": None}, False, False, "not supplied to others in the Union"),
    ],
)
def test_who_supplies_anothers_system_imports_or_distributes_it(
    fields: Fields, importer: bool, distributor: bool, reason: str
) -> None:
    cited = f"{reason}, as {BY} declared"
    for organisation in (NONE_LISTED, IMPORTER, UNSAID):
        assert said(organisation, "importer", fields) == (importer, cited)
        assert said(organisation, "distributor", fields) == (distributor, cited)


@pytest.mark.parametrize("country", [{}, {"provider_country": None}])
def test_who_supplies_it_first_needs_its_providers_country(country: Fields) -> None:
    fields: Fields = {"own_name": False, "supplied": "first", **country}
    for role in ("importer", "distributor"):
        assert said(IMPORTER, role, fields) == ("unknown", f"{NOT_SAID} where its provider is established")


@pytest.mark.parametrize("organisation", [NONE_LISTED, an_organisation(roles=("importer", "sys_provider"))])
def test_a_system_of_its_own_is_never_imported_as_well(organisation: OrganisationDeclared) -> None:
    own = THIRD | {"own_name": True, "put_into_service_on": DAY}
    roles = stated(organisation, own)
    assert said(organisation, "sys_provider", own)[0] is True
    for role in ("importer", "distributor"):
        assert said(organisation, role, own) == (False, f"the organisation is its provider: {OWN_USE}")
    assert not isinstance(roles["importer"], Silence)
    planned: Fields = {"own_name": True}
    assert said(IMPORTER, "importer", planned) == (
        False,
        f"it bears the organisation's own name, as {BY} declared",
    )


def test_a_listing_means_anothers_system_of_which_nothing_else_is_said() -> None:
    listed = f"importer is listed for the organisation by {BY}"
    assert said(IMPORTER, "importer", ANOTHERS) == (True, listed)
    assert said(IMPORTER, "distributor", ANOTHERS) == (False, UNLISTED)
    assert said(NONE_LISTED, "importer", ANOTHERS) == (False, UNLISTED)
    assert said(UNSAID, "importer", ANOTHERS)[0] == "unknown"
    assert said(IMPORTER, "importer", {}) == (
        "unknown",
        f"{NOT_SAID} whether it bears the organisation's own name",
    )


def test_a_listing_that_another_system_explains_does_not_settle_this_one() -> None:
    assert said(IMPORTER, "importer", ANOTHERS, THIRD) == (
        "unknown",
        f"{NOT_SAID} whether the organisation supplies it to others",
    )
    assert said(IMPORTER, "importer", ANOTHERS, THIRD | {"supplied": None})[0] is True


@pytest.mark.parametrize(
    ("role", "field", "reason"),
    [
        ("auth_rep_hr", "represents_provider", "holds the mandate of its provider, Art. 22"),
        ("supplier", "supplies_part", "supplies a part of it to its provider, Art. 25(4)"),
        (
            "first_provider",
            "taken_over",
            "provided it before somebody else became its provider, Art. 25(2)",
        ),
    ],
)
def test_a_role_that_is_said_outright_is_had(role: str, field: str, reason: str) -> None:
    assert said(NONE_LISTED, role, {field: True}) == (True, f"{reason}, as {BY} declared")
    assert said(NONE_LISTED, role, {field: False}) == (False, f"{field} is false, as {BY} declared")
    assert said(NONE_LISTED, role, {}) == (False, UNLISTED)
    assert said(UNSAID, role, {})[0] == "unknown"


@pytest.mark.parametrize(
    ("role", "field"), [("auth_rep_hr", "represents_provider"), ("supplier", "supplies_part")]
)
def test_a_listed_role_means_what_is_not_its_own(role: str, field: str) -> None:
    lists = an_organisation(roles=(role,))
    assert said(lists, role, ANOTHERS) == (True, f"{role} is listed for the organisation by {BY}")
    assert said(lists, role, {"own_name": True, "put_into_service_on": DAY})[0] is False
    assert said(lists, role, ANOTHERS, {field: True}) == (
        "unknown",
        f"{NOT_SAID} whether the listed role {role} means it ({field})",
    )


@pytest.mark.parametrize(
    ("fields", "value", "reason"),
    [
        (
            COMPONENT,
            True,
            "a component of a product of Annex I, Section A, under the organisation's name, Art. 25(3), "
            f"as {BY} declared",
        ),
        (
            COMPONENT | {"annex_i_section": "b"},
            False,
            "annex_i_section denies that it is a component of the organisation's product, Art. 25(3), "
            f"as {BY} declared",
        ),
        (
            {"annex_i": False},
            False,
            "annex_i denies that it is a component of the organisation's product, Art. 25(3), "
            f"as {BY} declared",
        ),
        (
            {"annex_i": True, "product_own_name": True},
            "unknown",
            f"{NOT_SAID} in which section of Annex I its product is listed",
        ),
        ({"annex_i": True}, False, UNLISTED),
    ],
)
def test_who_sells_the_product_manufactures_it(fields: Fields, value: object, reason: str) -> None:
    assert said(NONE_LISTED, "product_manufacturer", fields) == (value, reason)


def test_a_listed_manufacturer_is_one() -> None:
    lists = an_organisation(roles=("product_manufacturer",))
    assert said(lists, "product_manufacturer", {})[0] is True


def test_who_lost_a_system_to_another_provider_is_its_provider_no_more() -> None:
    fields: Fields = {"own_name": True, "put_into_service_on": DAY, "taken_over": True}
    (system,) = systems(fields)
    for organisation in (NONE_LISTED, an_organisation(roles=("sys_provider",))):
        found = SystemRoles.of(bound(organisation, system), organisation).sys_provider(system)
        assert not isinstance(found, Silence)
        assert (found.value, found.citation) == (
            False,
            f"somebody else has become its provider, Art. 25(1) and (2), as {BY} declared",
        )


def test_a_listing_does_not_mean_a_system_that_somebody_else_is_said_to_provide() -> None:
    lists = an_organisation(roles=("sys_provider",))
    assert said(lists, "sys_provider", {"own_name": False})[0] is True
    assert said(lists, "sys_provider", {"own_name": False, "provider": "Example Vendor"}) == (
        False,
        f"provided by Example Vendor, Art. 3(3), as {BY} declared",
    )


@pytest.mark.parametrize(
    ("organisation", "others", "closed"),
    [
        (NONE_LISTED, (), f"not among the roles declared by {BY}"),
        (
            an_organisation(roles=("sys_provider",)),
            ({"own_name": True, "put_into_service_on": DAY},),
            f"listed by {BY} and means another system",
        ),
    ],
)
def test_a_change_that_nobody_declares_was_not_made_where_the_world_is_closed(
    organisation: OrganisationDeclared, others: tuple[Fields, ...], closed: str
) -> None:
    statements = derive_roles(bound(organisation, *systems(ANOTHERS, *others)), (), {})["triage"]
    said_of = [one for one in statements if one.fact.startswith("system.")]
    assert [(one.fact, one.value, one.citation) for one in said_of if not isinstance(one, Silence)] == [
        (f"system.{key}", False, f"not said of 'triage', and sys_provider is {closed}")
        for key in ("substantially_modified", "repurposed")
    ]


@pytest.mark.parametrize(
    ("organisation", "fields"),
    [
        (UNSAID, ANOTHERS),
        (NONE_LISTED, {"own_name": True, "put_into_service_on": DAY}),
        (NONE_LISTED, {}),
        (NONE_LISTED, ANOTHERS | {"substantially_modified": True, "repurposed": False}),
    ],
)
def test_nothing_is_closed_where_the_role_is_had_or_open_or_the_change_is_told(
    organisation: OrganisationDeclared, fields: Fields
) -> None:
    statements = derive_roles(bound(organisation, *systems(fields)), (), {})["triage"]
    assert [one.fact for one in statements if one.fact.startswith("system.")] == []


SOLD: Fields = COMPONENT | {"own_name": False}


@pytest.mark.parametrize(
    ("role", "fields"),
    [
        ("importer", THIRD),
        ("distributor", THIRD | {"supplied": "further"}),
        ("product_manufacturer", SOLD),
    ],
)
def test_nobody_is_one_before_the_placement(role: str, fields: Fields) -> None:
    day = bound(NONE_LISTED).register.as_of
    planned = fields | {"union_placed_on": day + timedelta(days=1)}
    placed_only = f"placed on the Union market only on {prose_day(day + timedelta(days=1))}, as {BY} declared"
    assert said(NONE_LISTED, role, planned) == (False, placed_only)
    assert said(an_organisation(roles=(role,)), role, planned) == (False, placed_only)
    assert said(NONE_LISTED, role, fields | {"union_placed_on": day})[0] is True
    # What is in use already has reached somebody.
    assert said(NONE_LISTED, role, planned | {"put_into_service_on": day})[0] is True


def test_a_placement_to_come_leaves_a_role_that_is_not_had_as_it_is() -> None:
    planned: Fields = ANOTHERS | {"union_placed_on": bound(NONE_LISTED).register.as_of + timedelta(days=9)}
    assert said(NONE_LISTED, "importer", planned) == (False, UNLISTED)
    assert said(UNSAID, "importer", planned)[0] is False
