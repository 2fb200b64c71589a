from auditor.declarations.listing import Listing
from auditor.domain.fact import Settler, Silence, Unknown
from tests.builders.declarations import a_provenance, an_organisation, attested

ORG = "declarations/org.yaml:1#roles"
NOBODY: frozenset[str] = frozenset()
LISTED = Listing(an_organisation(roles=("deployer",)), NOBODY)


def test_a_listed_role_is_had() -> None:
    assert LISTED.has("deployer")
    assert LISTED.lists_it("deployer") == attested(
        "role.deployer",
        True,
        ORG,
        citation="deployer is listed for the organisation by A. Officer on 1 November 2026",
    )


def test_a_role_left_out_of_the_list_is_not_had() -> None:
    assert not LISTED.has("sys_provider")
    assert LISTED.leaves_it_out("sys_provider") == attested(
        "role.sys_provider",
        False,
        ORG,
        citation="not among the roles declared by A. Officer on 1 November 2026",
    )
    assert LISTED.leaves_it_out("sys_provider", "because") == attested(
        "role.sys_provider", False, ORG, citation="because"
    )


def test_a_list_that_is_empty_closes_the_world() -> None:
    assert Listing(an_organisation(roles=()), NOBODY).is_given
    assert Listing(an_organisation(roles=()), NOBODY).leaves_it_out("deployer") == LISTED.says(
        "deployer", False, "not among the roles declared by A. Officer on 1 November 2026"
    )


def test_a_list_that_is_missing_closes_nothing() -> None:
    listing = Listing(an_organisation(roles=None), NOBODY)
    assert not listing.is_given
    assert listing.leaves_it_out("deployer") == Silence(
        "role.deployer",
        Unknown(
            "the declaration by A. Officer on 1 November 2026 does not list the organisation's roles",
            Settler.ORGANISATION,
            "auditor declare organisation",
        ),
    )


def test_a_role_may_rest_on_another_entry() -> None:
    claim = LISTED.says("deployer", True, "because", a_provenance("d:9"))
    assert claim == attested("role.deployer", True, "d:9#kind", citation="because")
