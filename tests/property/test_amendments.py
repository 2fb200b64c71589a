"""What amendments make of an entry, against a plain reading of them: the last word on each field holds."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from auditor.declarations.amendments import amended
from auditor.domain.amendment import AmendmentDeclared
from tests.builders.declarations import ON, a_provenance, a_system

FIELDS = ("own_name", "workplace", "profiling")
AS_OF = ON + timedelta(5)
BASE = a_system(own_name=True, workplace=True)


def _amendment(by: str, days: int, lasts: int | None, said: dict[str, bool]) -> AmendmentDeclared:
    on = ON + timedelta(days)
    until = None if lasts is None else on + timedelta(lasts)
    about = a_system(provenance=a_provenance(by=by, on=on, valid_until=until))
    return AmendmentDeclared(replace(about, fields=tuple(said.items())), tuple(said))


AMENDMENTS = st.lists(
    st.builds(
        _amendment,
        st.sampled_from("BCD"),
        st.integers(-2, 8),
        st.none() | st.integers(0, 8),
        st.dictionaries(st.sampled_from(FIELDS), st.booleans(), min_size=1),
    ),
    max_size=6,
)


def last_word(key: str, those: list[AmendmentDeclared], as_of: date) -> tuple[bool | None, str]:
    value, by = dict(BASE.fields).get(key), BASE.provenance.by
    speaking = [one for one in those if one.provenance.on >= ON and one.provenance.holds(as_of)]
    for one in sorted(speaking, key=lambda one: one.provenance.on):
        if key in one.keys:
            value, by = dict(one.about.fields)[key], one.provenance.by
    assert isinstance(value, bool | None)
    return value, by


@given(AMENDMENTS)
def test_each_field_says_what_the_last_word_says_and_whose_it_is(those: list[AmendmentDeclared]) -> None:
    found = amended(BASE, those, AS_OF)
    told = {key: (dict(found.fields).get(key), found.of(key).by) for key in FIELDS}
    assert told == {key: last_word(key, those, AS_OF) for key in FIELDS}


@given(AMENDMENTS)
def test_what_nobody_amends_stays_as_it_was_signed(those: list[AmendmentDeclared]) -> None:
    found = amended(BASE, those, AS_OF)
    assert (found.id, found.name, found.purpose, found.uses) == (BASE.id, BASE.name, BASE.purpose, BASE.uses)
    assert found.provenance == BASE.provenance
    assert found.of("purpose") == BASE.provenance
