import pytest

from auditor.declarations.listing import Listing
from auditor.declarations.representative import Representative
from auditor.domain.declaration import OrganisationDeclared
from auditor.domain.fact import Claim, Confidence, Fact, Silence, Statement
from tests.builders.declarations import an_organisation, provider

BY = "A. Officer on 1 November 2026"
NOBODY: frozenset[str] = frozenset()
NAMED = an_organisation(roles=("auth_rep_gpai",), represents=("DeepSeek",))
HANGZHOU = provider("Hangzhou DeepSeek Artificial Intelligence Co.", confidence=Confidence.MEDIUM)
META = provider("Meta Platforms, Inc.", confidence=Confidence.MEDIUM)


def role(organisation: OrganisationDeclared, known: dict[str, Fact]) -> Statement:
    return Representative(Listing(organisation, NOBODY)).auth_rep_gpai(known)


def said(statement: Statement) -> tuple[object, str | None]:
    assert statement.fact == "role.auth_rep_gpai"
    if isinstance(statement, Silence):
        return "unknown", statement.unknown.reason
    return statement.value, statement.citation


def test_a_model_of_a_represented_provider_gives_the_role_with_its_reason() -> None:
    found = role(NAMED, HANGZHOU)
    assert said(found) == (
        True,
        "the model's provider is Hangzhou DeepSeek Artificial Intelligence Co. (catalogued), which is among "
        f"those that {BY} declared to be represented",
    )
    assert isinstance(found, Claim)
    assert found.confidence is Confidence.MEDIUM


def test_who_declares_to_represent_a_provider_does_however_weakly_the_catalogue_knows_it() -> None:
    found = role(NAMED, provider("DeepSeek", confidence=Confidence.LOW))
    assert isinstance(found, Claim)
    assert (found.value, found.confidence) == (True, Confidence.MEDIUM)


def test_that_it_represents_another_bears_no_more_than_what_is_known_of_the_provider() -> None:
    found = role(NAMED, provider("Meta Platforms, Inc.", confidence=Confidence.LOW))
    assert isinstance(found, Claim)
    assert (found.value, found.confidence) == (False, Confidence.LOW)


def test_another_provider_is_not_represented() -> None:
    assert said(role(NAMED, META)) == (
        False,
        "the model's provider is Meta Platforms, Inc. (catalogued), which is not among those that "
        f"{BY} declared to be represented",
    )


@pytest.mark.parametrize(
    ("named", "legal", "is_meant"),
    [
        ("meta platforms", "Meta Platforms, Inc.", True),
        ("Meta", "Metabolic GmbH", False),
        ("Platforms Meta", "Meta Platforms, Inc.", False),
        ("...", "Meta Platforms, Inc.", False),
    ],
)
def test_a_name_means_the_legal_name_it_stands_in_word_for_word(
    named: str, legal: str, is_meant: bool
) -> None:
    found = role(an_organisation(roles=("auth_rep_gpai",), represents=(named,)), provider(legal))
    assert said(found)[0] is is_meant


@pytest.mark.parametrize("roles", [(), None])
def test_who_is_named_is_represented_whether_the_role_is_listed_or_not(roles: tuple[str, ...] | None) -> None:
    assert said(role(an_organisation(roles=roles, represents=("DeepSeek",)), HANGZHOU))[0] is True


@pytest.mark.parametrize("nobody", [(), None])
def test_a_representative_of_nobody_has_the_role_towards_no_model(nobody: tuple[str, ...] | None) -> None:
    declared = an_organisation(roles=("auth_rep_gpai",), represents=nobody)
    assert said(role(declared, HANGZHOU)) == (False, f"representative of no provider, as {BY} declared")


def test_a_role_that_is_not_listed_is_not_had() -> None:
    assert said(role(an_organisation(roles=()), META)) == (False, f"not among the roles declared by {BY}")


def test_a_list_never_given_closes_nothing() -> None:
    found = said(role(an_organisation(roles=None), META))
    assert found == ("unknown", f"the declaration by {BY} does not list the organisation's roles")


def test_a_listed_role_without_names_asks_for_them() -> None:
    found = role(an_organisation(roles=("auth_rep_gpai",)), META)
    assert isinstance(found, Silence)
    assert said(found)[1] == (
        f"auth_rep_gpai is listed by {BY}, and not which providers it is the representative of"
    )
    assert found.unknown.how == "auditor declare organisation  # represents"


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({}, "the model's provider is not known, and so not whether it is one represented"),
        (
            provider("DeepSeek", "Meta"),
            "sources disagree on whether the model's provider is one represented",
        ),
    ],
)
def test_where_the_provider_is_open_so_is_the_role(known: dict[str, Fact], reason: str) -> None:
    assert said(role(NAMED, known)) == ("unknown", reason)


def test_sources_that_agree_that_it_is_nobody_represented_settle_it() -> None:
    assert said(role(NAMED, provider("Google", "Meta")))[0] is False
