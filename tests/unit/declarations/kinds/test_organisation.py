import pytest

from auditor.declarations.kinds.organisation import OrganisationReader
from auditor.domain.declaration import OrganisationDeclared
from auditor.domain.values import FactValue
from auditor.errors import DeclarationError
from tests.builders.declarations import a_provenance
from tests.unit.declarations.kinds.reading import read_entry

EVERYTHING = """
{name: Example Clinic, country: NO, size: large, public_body: true, public_service: true, finance: false,
 law_enforcement: false, code_chapters: [copyright], commission_requests: false, represents: [DeepSeek],
 special_categories_for_bias: false, roles: [sys_provider, deployer]}
"""


def test_every_field_is_kept() -> None:
    assert read_entry(OrganisationReader(), EVERYTHING) == OrganisationDeclared(
        name="Example Clinic",
        roles=("deployer", "sys_provider"),
        fields=(
            ("country", "NO"),
            ("size", "large"),
            ("public_body", True),
            ("public_service", True),
            ("finance", False),
            ("law_enforcement", False),
            ("code_chapters", ("copyright",)),
            ("commission_requests", False),
            ("special_categories_for_bias", False),
            ("represents", ("DeepSeek",)),
            ("roles", ("deployer", "sys_provider")),
        ),
        provenance=a_provenance(),
    )


@pytest.mark.parametrize(("text", "fields"), [("{name: X}", ()), ("{name: X, roles: []}", (("roles", ()),))])
def test_an_empty_list_of_roles_is_not_a_missing_one(
    text: str, fields: tuple[tuple[str, FactValue | None], ...]
) -> None:
    assert read_entry(OrganisationReader(), text) == OrganisationDeclared("X", (), fields, a_provenance())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{country: DE}", "organisation lacks name"),
        ("{name: X, roles: [provider]}", "roles does not know 'provider'"),
        ("{name: X, code_chapters: [ethics]}", "code_chapters does not know 'ethics'"),
        ("{name: X, size: small}", "size does not know 'small'"),
        ("{name: X, size: null}", "size must be text, not null"),
        ("{name: X, country: null}", "country must be text, not null"),
        ("{name: X, eu_established: true}", "unknown key 'eu_established' in organisation"),
        ("{name: X, public_body: NO}", "public_body must be true or false, not 'NO'"),
    ],
)
def test_what_does_not_fit_is_refused(text: str, message: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        read_entry(OrganisationReader(), text)
    assert caught.value.message == f"a.yaml:1: {message}"
