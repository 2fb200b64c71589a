from datetime import date

import pytest

from auditor.declarations.loading import Declarations
from auditor.declarations.register import Register, register, said
from auditor.domain.declaration import Selector
from tests.builders.declarations import (
    TODAY,
    a_provenance,
    a_system,
    a_training,
    an_acceptance,
    an_evidence,
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
        (date(2025, 1, 1), "First"),
        (date(2026, 1, 1), "First"),
        (date(2026, 6, 30), "First"),
        (date(2026, 7, 1), "Second"),
        (date(2026, 12, 31), "Second"),
    ],
)
def test_of_successive_declarations_the_one_of_the_day_speaks(as_of: date, name: str) -> None:
    held = register(Declarations((SECOND, FIRST)), as_of)
    assert held.organisation is not None
    assert (held.organisation.name, held.ended) == (name, None)


def test_when_all_have_ended_the_last_one_is_remembered() -> None:
    held = register(Declarations((FIRST, SECOND)), date(2027, 1, 1))
    assert (held.organisation, held.ended) == (None, SECOND)


def test_nothing_declared_registers_nothing() -> None:
    assert register(Declarations(), TODAY) == Register(None, None, (), (), (), (), frozenset())


def test_what_has_ended_is_left_out_but_evidence_is_kept() -> None:
    over = a_provenance(valid_until=date(2026, 11, 21))
    old = (
        a_system("old", provenance=over),
        a_training(Selector("x"), provenance=over),
        an_evidence(provenance=over),
        an_acceptance("x", over),
    )
    now = (a_system("b"), a_system("a"), a_training(Selector("x")), an_evidence(), an_acceptance("y"))
    held = register(Declarations((*old, *now), (("declarations/a.yaml:1", "0"),)), TODAY)
    assert held == Register(
        organisation=None,
        ended=None,
        systems=(now[1], now[0]),
        trainings=(now[2],),
        evidence=(old[2], now[3]),
        accepted=(now[4],),
        backed=frozenset({"declarations/a.yaml:1"}),
    )


def test_reasons_name_who_said_it_and_when() -> None:
    assert said(a_provenance(by="N. N.")) == "N. N. on 2026-11-01"
