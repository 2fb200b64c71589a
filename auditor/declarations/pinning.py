"""Which declared entries are still what somebody approved: one digest of what each says.

The id of a model is the digest of its bytes; that of a system is a word, under which something else can be
declared later. What is approved of a declared entry is therefore pinned to what the entry said then.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from auditor.declarations.incidents import incident_id
from auditor.declarations.register import Register
from auditor.domain.declaration import IncidentDeclared, OrganisationDeclared, Selector, SystemDeclared
from auditor.domain.subject import Organisation
from auditor.domain.values import FactValue
from auditor.trust.canonical import JsonValue, canonical
from auditor.trust.digest import sha256


def entry_digests(held: Register) -> Mapping[str, str]:
    """Return the digest of what every declared entry says on the day of the register, by subject id.

    Amendments are part of what an entry says. Comments, the order of fields and lists, who says so and when,
    and the screen that a list came from are not: they change nothing about what it is.
    """
    found = {system.id: _digest("system", _of_system(system)) for system in held.systems}
    found |= {incident_id(one): _digest("incident", _of_incident(one)) for one in held.incidents}
    if held.organisation is not None:
        found[Organisation("").id] = _digest("organisation", _of_organisation(held.organisation))
    return MappingProxyType(found)


def _digest(kind: str, said: Mapping[str, JsonValue]) -> str:
    return sha256(canonical({"kind": kind, **said}))


def _of_system(one: SystemDeclared) -> Mapping[str, JsonValue]:
    uses = sorted((_selector(each) for each in one.uses), key=canonical)
    return {"id": one.id, "name": one.name, "purpose": one.purpose, "uses": uses, "says": _fields(one.fields)}


def _of_organisation(one: OrganisationDeclared) -> Mapping[str, JsonValue]:
    return {"name": one.name, "says": _fields(one.fields)}


def _of_incident(one: IncidentDeclared) -> Mapping[str, JsonValue]:
    days = {"happened_on": one.happened_on, "aware_on": one.aware_on, "reported_on": one.reported_on}
    return {
        "id": one.id,
        "system": one.system,
        "what": one.what,
        "category": one.category,
        "says_reported": one.says_reported,
        **{key: None if day is None else day.isoformat() for key, day in days.items()},
    }


def _selector(one: Selector) -> Mapping[str, JsonValue]:
    expected = [one.expect_low, one.expect_high]
    return {"id": one.id, "name": one.name, "host": one.host, "expect": expected}


def _fields(fields: Iterable[tuple[str, FactValue | None]]) -> Mapping[str, JsonValue]:
    return {key: _plain(value) for key, value in fields}


def _plain(value: FactValue | None) -> JsonValue:
    """Return the value of a field; the texts of a set are in their order already."""
    if isinstance(value, date):
        return value.isoformat()
    assert value is None or isinstance(value, bool | int | float | str | tuple), type(value)
    return value
