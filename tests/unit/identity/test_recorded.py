from datetime import date

from auditor.catalogue import Entity
from auditor.domain.fact import Claim, Confidence, Silence
from auditor.identity.recorded import OF_MAKER, OF_RELEASE, Join, maker, release, silence
from tests.unit.catalogue.building import a_cell, an_entry

JOIN = Join("test", Confidence.LOW)


def test_a_record_is_worth_no_more_than_its_join_and_no_more_than_its_cell() -> None:
    entry = an_entry("Orca", family=a_cell("Orca", Confidence.LOW))
    medium = Join("test", Confidence.MEDIUM)
    assert JOIN.claim("model.family", a_cell("Orca", Confidence.HIGH), entry).confidence is Confidence.LOW
    assert medium.claim("model.family", a_cell("Orca", Confidence.LOW), entry).confidence is Confidence.LOW
    assert (
        medium.claim("model.family", a_cell("Orca", Confidence.HIGH), entry).confidence is Confidence.MEDIUM
    )


def test_every_fact_of_a_release_and_a_maker_is_said_or_said_to_be_missing() -> None:
    said = list(release(an_entry("Orca"), JOIN, "a name"))
    assert {one.fact for one in said} >= set(OF_RELEASE)
    for entity in (None, Entity("acme"), Entity("acme", country=a_cell("FR"))):
        assert {one.fact for one in maker(entity, "Orca", JOIN)} == set(OF_MAKER)
    assert all(isinstance(one, Silence) for one in maker(Entity("acme"), "Orca", JOIN))


def test_a_list_of_a_later_day_is_told_from_a_list_without_the_provider() -> None:
    later = Entity("acme", listed_on=date(2025, 12, 1))
    for entity, reason in (
        (
            later,
            "the catalogue's list of signatories of the Code of Practice is of 1 December 2025, after as-of",
        ),
        (
            Entity("acme"),
            "the catalogue's list of signatories of the Code of Practice does not have its provider",
        ),
    ):
        (found,) = [one for one in maker(entity, "Orca", JOIN) if one.fact == "provider.code_chapters"]
        assert isinstance(found, Silence)
        assert found.unknown.reason == reason


def test_a_seat_is_in_the_union_or_outside() -> None:
    for country, outside in (("FR", False), ("NO", True), ("US", True)):
        said = list(maker(Entity("acme", country=a_cell(country)), "Orca", JOIN))
        (found,) = [one for one in said if one.fact == "provider.third_country"]
        assert isinstance(found, Claim)
        assert found.value is outside


def test_tokens_are_the_one_thing_that_a_declaration_may_answer() -> None:
    assert silence("model.training_tokens", "x").unknown.how == "auditor declare training"
    assert silence("model.family", "x").unknown.how == ""
