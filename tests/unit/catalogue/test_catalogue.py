from dataclasses import replace
from datetime import date

import pytest

from auditor.catalogue import Entity, Match, Mismatch
from auditor.domain.fact import Confidence
from tests.unit.catalogue.building import a_catalogue, a_cell, an_entry, facts, joined

SMALL = an_entry("Orca-2-7B", n_parameters=7_000, modalities=("text",))
LARGE = an_entry("Orca-2-70B", n_parameters=70_000, modalities=("text",))
SEEING = an_entry("Orca-3-Vision", n_parameters=10_000, modalities=("image-understanding", "text"))
CLOSED = an_entry("Orca-Max")
CATALOGUE = a_catalogue(SMALL, LARGE, SEEING, CLOSED)


def _id(found: Match | Mismatch) -> str:
    assert isinstance(found, Match), found
    return found.entry.id


@pytest.mark.parametrize(
    "name",
    ["acme/Orca-2-7B", "Orca 2 7B Chat", "orca2:7b", "TheBloke/Orca-2-7B-GGUF", "acme-labs/Orca-2-7B-hf"],
)
def test_a_release_is_joined_by_name_and_size(name: str) -> None:
    assert _id(CATALOGUE.match([name], 7_010)) == "Orca-2-7B"


def test_a_name_alone_establishes_nothing() -> None:
    found = CATALOGUE.match(["Orca-2-7B"], 513)

    assert found == Mismatch(
        "its name resembles Orca-2-7B, but it has 513 parameters where Orca-2-7B has 7e3", ("Orca-2-7B",)
    )


def test_parameters_that_could_not_be_counted_establish_nothing() -> None:
    found = CATALOGUE.match(["Orca-2-7B"], None)

    assert found == Mismatch(
        "its name resembles Orca-2-7B, but its parameters could not be counted", ("Orca-2-7B",)
    )


@pytest.mark.parametrize(
    "name", ["other/My-Orca-2-7B-tune", "My-Orca-2-7B-tune", "acme/Orca-2-7B-uncensored"]
)
def test_a_fine_tune_is_never_joined_to_its_base(name: str) -> None:
    assert isinstance(CATALOGUE.match([name], 7_000), Mismatch)


def test_the_bare_name_under_a_foreign_organisation_is_not_the_release() -> None:
    found = CATALOGUE.match(["stranger/Orca-2-7B", "Orca 2 7B"], 7_000)

    assert found == Mismatch(
        "its name resembles Orca-2-7B, but stranger is neither its publisher nor a known repackager",
        ("Orca-2-7B",),
    )


@pytest.mark.parametrize("names", [["stranger/Orca-2-7B", "Orca 2 7B"], ["Orca 2 7B", "stranger/Orca-2-7B"]])
def test_a_foreign_organisation_is_heard_wherever_it_stands_among_the_names(names: list[str]) -> None:
    assert CATALOGUE.match(names, 7_000) == Mismatch(
        "its name resembles Orca-2-7B, but stranger is neither its publisher nor a known repackager",
        ("Orca-2-7B",),
    )


@pytest.mark.parametrize("tune", ["acme/Orca-2-7B-uncensored", "stranger/My-tune"])
def test_the_name_of_its_base_that_a_fine_tune_kept_is_not_its_own(tune: str) -> None:
    for names in ([tune, "Orca 2 7B"], ["Orca 2 7B", tune]):
        found = CATALOGUE.match(names, 7_000)
        assert isinstance(found, Mismatch)
        assert found.reason.startswith(f"no release named {tune} is in the catalogue")


def test_the_same_bytes_in_the_publishers_repository_are_the_release_whoever_has_a_copy() -> None:
    for names in (["stranger/Orca-2-7B", "acme/Orca-2-7B"], ["acme/Orca-2-7B", "stranger/My-copy"]):
        assert _id(CATALOGUE.match(names, 7_000)) == "Orca-2-7B"


@pytest.mark.parametrize(
    "organisation", ["", "Acme", "ACME Labs", "acme-labs", "Acme SAS", "TheBloke", "The Bloke", "--"]
)
def test_a_header_that_names_the_publisher_or_a_repackager_is_joined(organisation: str) -> None:
    catalogue = a_catalogue(SMALL, entities=[Entity("acme", name=a_cell("Acme SAS"))])
    assert _id(catalogue.match(["Orca 2 7B"], 7_000, organisation)) == "Orca-2-7B"


@pytest.mark.parametrize("organisation", ["Evil Corp", "Acme Evil", "Other", "Acm"])
def test_a_header_that_names_somebody_else_is_not_joined(organisation: str) -> None:
    assert CATALOGUE.match(["acme/Orca-2-7B", "Orca 2 7B"], 7_000, organisation) == Mismatch(
        f"its name resembles Orca-2-7B, but its header names {organisation}, which is neither its publisher "
        "nor a known repackager",
        ("Orca-2-7B",),
    )


def test_a_name_without_a_size_is_joined_by_the_size_that_was_counted() -> None:
    assert _id(CATALOGUE.match(["orca2:latest"], 70_000)) == "Orca-2-70B"


def test_a_size_in_the_name_is_not_overruled() -> None:
    assert isinstance(CATALOGUE.match(["orca2:13b"], 7_000), Mismatch)


def test_a_multimodal_release_may_lack_its_tower() -> None:
    assert _id(CATALOGUE.match(["Orca-3-Vision"], 9_050)) == "Orca-3-Vision"
    assert isinstance(CATALOGUE.match(["Orca-2-7B"], 6_400), Mismatch)


def test_names_that_fit_several_releases_are_not_decided() -> None:
    twins = a_catalogue(SMALL, an_entry("Orca-5-7B", n_parameters=7_001))

    assert twins.match(["Orca-2-7B", "Orca-5-7B"], 7_100) == Mismatch(
        "its name and its 7,100 parameters fit several: Orca-2-7B, Orca-5-7B", ("Orca-2-7B", "Orca-5-7B")
    )
    assert _id(twins.match(["Orca-2-7B", "Orca-5-7B"], 7_001)) == "Orca-5-7B"


def test_a_release_without_a_known_size_is_not_joined() -> None:
    assert CATALOGUE.match(["Orca-Max"], 7_000) == Mismatch(
        "its name resembles Orca-Max, whose size is not in the catalogue", ("Orca-Max",)
    )


def test_a_release_that_does_not_exist_is_answered_with_the_nearest() -> None:
    found = CATALOGUE.match(["Orca-2-72B"], 72_000)

    assert found == Mismatch(
        "no release named Orca-2-72B is in the catalogue; nearest: Orca-2-70B, Orca-2-7B",
        ("Orca-2-70B", "Orca-2-7B"),
    )


def test_an_unlike_name_has_no_nearest() -> None:
    assert CATALOGUE.match(["zebra"], 1) == Mismatch("no release named zebra is in the catalogue")


def test_no_name_is_said_to_be_none() -> None:
    assert CATALOGUE.match([], 7_000) == Mismatch("it has no name to look up")


def test_many_resembling_releases_are_cut_short() -> None:
    series = a_catalogue(*(an_entry(f"Orca-2-{n}B", n_parameters=n * 1000) for n in (1, 3, 7, 13)))

    found = series.match(["Orca 2"], 5)

    assert isinstance(found, Mismatch)
    assert found.reason.startswith(
        "its name resembles Orca-2-1B, Orca-2-3B, Orca-2-7B and others, but it has 5"
    )


def test_a_base_is_looked_up_by_name_only() -> None:
    assert CATALOGUE.named("acme/Orca-2-7B-Instruct") == SMALL
    assert CATALOGUE.named("stranger/Orca-2-7B") is None
    assert CATALOGUE.named("zebra") is None


def test_a_cell_past_its_date_counts_as_low() -> None:
    maker = Entity("acme", country=a_cell("FR"))
    catalogue = a_catalogue(SMALL, entities=[maker])

    before, after = catalogue.as_of(date(2027, 1, 1)), catalogue.as_of(date(2027, 1, 2))

    assert before == catalogue
    assert after.entries["Orca-2-7B"].n_parameters == a_cell(7_000, Confidence.LOW)
    assert after.entities["acme"].country == a_cell("FR", Confidence.LOW)
    assert after.sha256 == catalogue.sha256


def test_a_list_of_signatories_says_nothing_of_the_days_before_it() -> None:
    listed = Entity(
        "acme", country=a_cell("FR"), code_chapters=a_cell(("copyright",)), listed_on=date(2025, 12, 1)
    )
    catalogue = a_catalogue(SMALL, entities=[listed, Entity("other", country=a_cell("DE"))])

    assert catalogue.under_law_of(date(2025, 12, 1)) == catalogue
    before = catalogue.under_law_of(date(2025, 11, 30))
    assert before.entities == {**catalogue.entities, "acme": replace(listed, code_chapters=None)}


def test_a_provider_is_the_entity_of_the_entry() -> None:
    maker = Entity("acme", country=a_cell("FR"))
    catalogue = a_catalogue(SMALL, entities=[maker])

    assert catalogue.provider_of(SMALL) == maker
    assert catalogue.provider_of(an_entry("X", provider=None)) is None


def test_an_entry_is_the_one_that_was_joined() -> None:
    assert CATALOGUE.joined(facts(joined(SMALL))) == SMALL
    assert CATALOGUE.joined({}) is None


def test_an_entity_is_told_by_any_spelling_of_its_names_and_not_where_two_are_called_so() -> None:
    acme, other = (
        Entity(id_, name=a_cell(name)) for id_, name in (("acme", "Acme SAS"), ("other", "Acme Labs"))
    )
    catalogue = a_catalogue(entities=[acme, other])
    assert [catalogue.entity_called(name) for name in ("ACME", "acme s.a.s.", "Other")] == [acme, acme, other]
    # Acme Labs is the legal name of the one, and an organisation of the other on a hub.
    assert [catalogue.entity_called(name) for name in ("acme labs", "Nobody", "")] == [None, None, None]
