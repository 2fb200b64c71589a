import pytest

from auditor.declarations.kinds.amendment import AmendmentReader
from auditor.domain.amendment import AmendmentDeclared
from auditor.domain.declaration import OrganisationDeclared, Selector, SystemDeclared
from auditor.errors import DeclarationError
from tests.builders.declarations import a_provenance
from tests.unit.declarations.kinds.reading import read_entry


def read(text: str) -> AmendmentDeclared:
    found = read_entry(AmendmentReader(), text)
    assert isinstance(found, AmendmentDeclared)
    return found


def test_fields_of_a_system_are_read_as_its_own_entry_reads_them() -> None:
    one = read("{system: triage, name: Triage, uses: [{id: x}], own_name: true, provider: null}")
    assert isinstance(one.about, SystemDeclared)
    assert (one.subject, one.keys) == (("system", "triage"), ("name", "uses", "own_name", "provider"))
    assert (one.about.name, one.about.uses) == ("Triage", (Selector("x"),))
    assert dict(one.about.fields) == {"own_name": True, "provider": None}
    assert one.provenance == a_provenance()


def test_without_a_system_it_is_about_the_organisation() -> None:
    one = read("{country: DE, roles: [deployer]}")
    assert isinstance(one.about, OrganisationDeclared)
    assert (one.subject, one.keys, one.about.roles) == (
        ("organisation", ""),
        ("country", "roles"),
        ("deployer",),
    )


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{system: triage}", "kind amends nothing"),
        ("{system: triage, name: null}", "name must be text, not null"),
        ("{country: DE, own_name: true}", "unknown key 'own_name' in an amendment of the organisation"),
        ("{system: triage, country: DE}", "unknown key 'country' in an amendment of a system"),
        ("{system: triage, own_name: perhaps}", "own_name must be true or false, not 'perhaps'"),
        ('{system: "a:b", own_name: true}', "id cannot be 'a:b'"),
    ],
)
def test_what_neither_entry_could_say_is_refused(entry: str, told: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        read_entry(AmendmentReader(), entry)
    assert caught.value.message.endswith(told)
