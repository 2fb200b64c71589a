from datetime import date

import pytest

from auditor.declarations.loading import Declarations
from auditor.declarations.register import Register, register, said
from auditor.domain.declaration import Selector
from auditor.domain.values import FactValue
from tests.builders.declarations import (
    TODAY,
    a_provenance,
    a_sameness,
    a_system,
    a_training,
    an_acceptance,
    an_evidence,
    an_incident,
    an_organisation,
)

FIRST = an_organisation(
    name="First", provenance=a_provenance("a:1", on=date(2026, 1, 1), valid_until=date(2026, 6, 30))
)
SECOND = an_organisation(
    name="Second", provenance=a_provenance("a:2", on=date(2026, 7, 1), valid_until=date(2026, 12, 31))
)


@pytest.mark.parametrize(
    ("as_of", "name"),
    [
        (date(2026, 1, 1), "First"),
        (date(2026, 6, 30), "First"),
        (date(2026, 7, 1), "Second"),
        (date(2026, 12, 31), "Second"),
    ],
)
def test_of_successive_declarations_the_one_of_the_day_speaks(as_of: date, name: str) -> None:
    held = register(Declarations((SECOND, FIRST)), as_of)
    assert held.organisation is not None
    assert (held.organisation.name, held.silent) == (name, None)


def test_when_all_have_ended_the_last_one_is_remembered() -> None:
    held = register(Declarations((FIRST, SECOND)), date(2027, 1, 1))
    assert (held.organisation, held.silent) == (None, SECOND)


def test_before_all_have_begun_the_next_one_is_remembered() -> None:
    held = register(Declarations((SECOND, FIRST)), date(2025, 12, 31))
    assert (held.organisation, held.silent) == (None, FIRST)


def test_an_entry_speaks_of_the_days_before_it_where_it_says_so() -> None:
    since = a_provenance("a:3", on=date(2026, 11, 1), valid_from=date(2026, 2, 1))
    entry = an_organisation(name="Since", provenance=since)
    assert register(Declarations((entry,)), date(2026, 2, 1)).organisation == entry
    assert register(Declarations((entry,)), date(2026, 1, 31)).organisation is None


@pytest.mark.parametrize(
    ("as_of", "fields"),
    [
        (date(2026, 10, 31), {"put_into_service_on": date(2027, 1, 1), "changed_design_on": None}),
        (
            date(2026, 11, 1),
            {"put_into_service_on": date(2027, 1, 1), "changed_design_on": None, "annex_iii": ()},
        ),
    ],
)
def test_what_a_system_is_on_an_earlier_day_is_told_by_its_own_days_alone(
    as_of: date, fields: dict[str, FactValue | None]
) -> None:
    system = a_system(put_into_service_on=date(2027, 1, 1), changed_design_on=None, annex_iii=())
    (held,) = register(Declarations((system,)), as_of).systems
    assert dict(held.fields) == fields


@pytest.mark.parametrize("as_of", [date(2026, 10, 20), date(2026, 10, 30)])
def test_a_last_change_is_known_from_its_own_day_on(as_of: date) -> None:
    system = a_system(changed_design_on=date(2026, 10, 25))
    (held,) = register(Declarations((system,)), as_of).systems
    assert ("changed_design_on" in dict(held.fields)) is (as_of >= date(2026, 10, 25))


def test_a_system_whose_last_entry_has_ended_is_there_with_what_its_own_days_tell() -> None:
    service = date(2026, 2, 1)
    entries = [
        a_system(
            provenance=a_provenance(f"a:{n}", on=date(2026, n, 1), valid_until=date(2026, n + 1, 1)),
            put_into_service_on=service,
            # It was none by then, or a plan; what became of it nobody says.
            changed_design_on=None,
            union_placed_on=date(2026, 12, 1),
            annex_iii=("4a",),
        )
        for n in (1, 2)
    ]
    held = register(Declarations(tuple(entries)), TODAY)
    (system,) = held.systems
    assert (system.provenance.locator, dict(system.fields)) == ("a:2", {"put_into_service_on": service})
    assert held.left_out("it", system.provenance) == (
        "the declaration of it by A. Officer on 1 February 2026 held until 1 March 2026, and does not say"
    )


def test_evidence_and_every_entry_that_has_not_ended_are_counted() -> None:
    entries = (an_organisation(), a_system("a"), a_training(Selector("x")), an_evidence(), an_acceptance("y"))
    assert register(Declarations(entries), TODAY).n_entries == 5
    assert register(Declarations(), TODAY).n_entries == 0


def test_what_is_left_out_is_said_with_the_days_the_entry_speaks_of() -> None:
    made = a_provenance()
    assert [register(Declarations(), day).left_out("it", made) for day in (TODAY, date(2026, 6, 1))] == [
        "the declaration of it by A. Officer on 1 November 2026 does not say",
        "the declaration of it by A. Officer on 1 November 2026 speaks of 2026-11-01 and later, "
        "and for 2026-06-01 does not say",
    ]


def test_nothing_declared_registers_nothing() -> None:
    assert register(Declarations(), TODAY) == Register(TODAY, None, None, (), (), (), (), (), (), frozenset())


def test_what_has_ended_is_left_out_but_evidence_is_kept() -> None:
    over = a_provenance(valid_until=date(2026, 11, 21))
    old = (
        a_system("old", provenance=over),
        a_training(Selector("x"), provenance=over),
        an_evidence(provenance=over),
        an_incident(provenance=over),
        an_acceptance("x", over),
        a_sameness(Selector("x"), Selector("y"), over),
    )
    same = a_sameness(Selector("x"), Selector("z"))
    to_come = an_incident("soon", happened_on=date(2026, 11, 23))
    now = (a_system("b"), a_system("a"), a_training(Selector("x")), an_evidence(), an_acceptance("y"), same)
    happened = an_incident("now", happened_on=TODAY)
    held = register(Declarations((*old, *now, to_come, happened), (("declarations/a.yaml:1", "0"),)), TODAY)
    assert held == Register(
        as_of=TODAY,
        organisation=None,
        silent=None,
        systems=(now[1], now[0], old[0]),
        trainings=(now[2],),
        incidents=(happened,),
        evidence=(old[2], now[3]),
        accepted=(now[4],),
        same=(now[5],),
        backed=frozenset({"declarations/a.yaml:1"}),
    )


def test_reasons_name_who_said_it_and_when() -> None:
    assert said(a_provenance(by="N. N.")) == "N. N. on 1 November 2026"
