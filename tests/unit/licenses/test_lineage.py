import pytest

from auditor.domain.fact import Basis, Claim, Confidence, Silence, Statement
from auditor.domain.values import FactValue
from auditor.licenses.lineage import assess_lineage
from tests.unit.catalogue.building import a_catalogue, a_claim, an_entry, facts, joined, resolved, value

LLAMA = "LicenseRef-scancode-llama-3.1-license-2024"
LLAMA_4 = "LicenseRef-scancode-llama-4-license-2025"
LLAMA_32 = "LicenseRef-scancode-llama-3.2-license-2024"
GEMMA_OLD = "LicenseRef-scancode-gemma-tou-2024-04-01"
GEMMA_NEW = "LicenseRef-scancode-gemma-tou-2025-03-24"
CATALOGUE = a_catalogue(
    an_entry("Llama-9B", license=LLAMA),
    an_entry("Seeing-9B", license=LLAMA_4, modalities=("text", "image-input")),
    an_entry("Reading-9B", license=LLAMA_32, modalities=("text",)),
    an_entry("Unsaid-9B", license=LLAMA_32),
    an_entry("Later-9B", license="MIT", base_models=("Seeing-9B",)),
    an_entry("Mid-9B", provider="other", license="MIT", base_models=("Llama-9B",)),
    an_entry("Next-9B", license=LLAMA_32, base_models=("Llama-9B",)),
    an_entry("Tuned-9B", provider="other", license=LLAMA_32, base_models=("Next-9B",)),
    an_entry("Again-9B", license="MIT", base_models=("Mid-9B",)),
    an_entry("Same-9B", license=LLAMA, base_models=("Llama-9B",)),
    an_entry("Unlicensed-9B", base_models=("Llama-9B",)),
    an_entry("Lone-1B", provider=None, license=LLAMA),
    an_entry("Lone-2B", provider=None, license="MIT", base_models=("Lone-1B",)),
    an_entry("Free-9B", license="Apache-2.0"),
    an_entry("Copy-9B", license="GPL-3.0-only OR MIT"),
    an_entry("Gem-9B", license=GEMMA_OLD),
    an_entry("Odd-9B", license="LicenseRef-odd"),
    an_entry("Bare-9B"),
    an_entry("Ring-1B", license="MIT", base_models=("Ring-2B",)),
    an_entry("Ring-2B", license="MIT", base_models=("Ring-1B",)),
    an_entry("Child-9B", license="MIT", base_models=("Llama-9B",)),
    an_entry("Foreign-9B", provider="other", license="MIT", base_models=("Llama-9B",)),
)


def _stated(*licences: str) -> list[Claim]:
    return [
        a_claim("license.concluded", licence, Basis.DECLARED, Confidence.MEDIUM, "model-card")
        for licence in licences
    ]


def _lineage(*bases: str, stated: tuple[str, ...] = ("MIT",), own: str = "") -> list[Statement]:
    claims = [a_claim("model.base_models", bases, Basis.DECLARED, Confidence.MEDIUM)]
    claims += [joined(CATALOGUE.entries[own])] if own else []
    return list(assess_lineage(facts(*claims), CATALOGUE, _stated(*stated)))


@pytest.mark.parametrize(
    ("bases", "stated", "expected"),
    [
        (("Llama-9B",), ("Apache-2.0",), True),
        (("Mid-9B",), ("MIT",), True),
        (("Llama-9B",), (LLAMA,), False),
        (("Llama-9B",), (f"{LLAMA} AND MIT",), False),
        (("Free-9B",), ("MIT",), False),
        (("Copy-9B",), ("MIT",), False),
        (("Gem-9B",), (GEMMA_NEW,), False),
        (("Gem-9B",), ("MIT",), True),
        (("Llama-9B", "Odd-9B"), ("MIT",), True),
        (("Ring-1B",), ("MIT",), False),
        # A successor of the same provider under other terms: those terms bind, its own base's do not.
        (("Next-9B",), (LLAMA_32,), False),
        (("Next-9B",), ("MIT",), True),
        (("Tuned-9B",), (LLAMA_32,), False),
        (("Child-9B",), ("MIT",), False),
        (("Next-9B", "Llama-9B"), (LLAMA_32,), True),
        (("Llama-9B", "Next-9B"), (LLAMA_32,), True),
        # Nobody else's release lies between, nor one under the same terms or under none that is known.
        (("Again-9B",), ("MIT",), False),
        (("Same-9B",), ("MIT",), True),
        (("Unlicensed-9B",), ("MIT",), True),
        # Two individuals are not one provider.
        (("Lone-2B",), ("MIT",), True),
    ],
)
def test_a_stated_licence_keeps_its_bases_terms_or_drops_them(
    bases: tuple[str, ...], stated: tuple[str, ...], expected: bool
) -> None:
    assert value(resolved(_lineage(*bases, stated=stated)), "license.base_conflict") is expected


@pytest.mark.parametrize(
    ("bases", "stated", "reason"),
    [
        (
            ("Llama-9B",),
            (),
            "no header, card or licence text states a licence to compare with its base's",
        ),
        (
            ("Llama-9B",),
            ("MIT", LLAMA),
            "its sources state different licences, and not all of them drop its base's terms",
        ),
        (("Odd-9B",), ("MIT",), "the terms of the licence of Odd-9B are not in the table"),
        (("Bare-9B",), ("MIT",), "no licence of its base Bare-9B is in the catalogue"),
        (("stranger/X",), ("MIT",), "no licence of its base stranger/X is in the catalogue"),
    ],
)
def test_what_cannot_be_compared_is_unknown(
    bases: tuple[str, ...], stated: tuple[str, ...], reason: str
) -> None:
    found = resolved(_lineage(*bases, stated=stated))

    assert value(found, "license.base_conflict") == f"unknown: {reason}"


def test_licences_are_inherited_down_the_whole_line() -> None:
    found = resolved(_lineage("Mid-9B"))

    assert value(found, "license.inherited") == (LLAMA, "MIT")


def test_a_circle_ends() -> None:
    assert value(resolved(_lineage("Ring-1B")), "license.inherited") == ("MIT",)


def test_a_provider_may_license_its_own_releases_anew_but_nobody_elses() -> None:
    own = resolved(_lineage("Llama-9B", own="Child-9B"))
    foreign = resolved(_lineage("Llama-9B", own="Foreign-9B"))

    assert value(own, "license.base_conflict") is False
    assert value(foreign, "license.base_conflict") is True


def test_one_individual_does_not_license_anothers_release_anew() -> None:
    assert value(resolved(_lineage("Lone-1B", own="Lone-2B")), "license.base_conflict") is True


def test_a_dropped_licence_is_that_of_the_successor_alone() -> None:
    (claim,) = (
        said
        for said in _lineage("Next-9B", stated=("MIT",))
        if isinstance(said, Claim) and said.fact == "license.base_conflict"
    )
    assert claim.citation == "not stated: Llama 3.2 Community License of Next-9B"


def test_no_base_is_nothing_to_inherit_from() -> None:
    found = resolved(assess_lineage({}, CATALOGUE, _stated("MIT")))

    assert {value(found, name) for name in found} == {"unknown: it names no base model"}


def test_from_first_weights_on_nothing_is_inherited_and_no_base_withholds_rights() -> None:
    none = a_claim("model.names_base", False, Basis.ATTESTED, Confidence.HIGH, "declaration")
    found = resolved(assess_lineage(facts(none), CATALOGUE, ()))
    assert {name: value(found, name) for name in found} == {
        "license.inherited": "unknown: it was made from no other model",
        "license.base_conflict": False,
        "license.base_excludes_eu_licensees": False,
    }


def test_a_card_that_names_no_base_does_not_deny_one() -> None:
    silent = a_claim("model.names_base", False, Basis.DECLARED, Confidence.MEDIUM)
    found = resolved(assess_lineage(facts(silent), CATALOGUE, ()))
    assert value(found, "license.base_excludes_eu_licensees") == "unknown: it names no base model"


def test_a_base_is_called_what_the_card_calls_it_and_not_what_its_entry_is_called() -> None:
    catalogue = a_catalogue(an_entry("Scout-9B", license=LLAMA))
    bases = a_claim("model.base_models", ("acme/Scout-9B-Instruct",), Basis.DECLARED, Confidence.MEDIUM)
    said = [
        one
        for one in assess_lineage(facts(bases), catalogue, _stated("MIT"))
        if isinstance(one, Claim) and one.fact == "license.base_conflict"
    ]
    assert [claim.citation for claim in said] == [
        "not stated: Llama 3.1 Community License of acme/Scout-9B-Instruct"
    ]


@pytest.mark.parametrize(
    ("bases", "expected"),
    [
        (("Seeing-9B",), True),
        # What the base of the base withholds, a permissive licence in between does not give.
        (("Later-9B",), True),
        (("Free-9B", "Seeing-9B"), True),
        (("Unsaid-9B", "Seeing-9B"), True),
        (("Reading-9B",), False),
        (("Free-9B",), False),
        (
            ("Unsaid-9B",),
            "unknown: licence of Unsaid-9B: its use policy excludes EU licensees from multimodal models; "
            "whether this is one is not known",
        ),
        (
            ("Free-9B", "Odd-9B"),
            "unknown: licence of Odd-9B: the terms of LicenseRef-odd are not in the table",
        ),
        (("Bare-9B",), "unknown: no licence of its base Bare-9B is in the catalogue"),
    ],
)
def test_rights_that_a_base_withholds_in_the_eu_cannot_be_passed_on(
    bases: tuple[str, ...], expected: bool | str
) -> None:
    assert value(resolved(_lineage(*bases)), "license.base_excludes_eu_licensees") == expected


def test_an_exclusion_names_the_base_and_its_clause() -> None:
    (claim,) = (
        said
        for said in _lineage("Seeing-9B")
        if isinstance(said, Claim) and said.fact == "license.base_excludes_eu_licensees"
    )
    assert claim.citation is not None
    assert claim.citation.startswith(f"{LLAMA_4}, licence of Seeing-9B: ")
    assert (claim.locator, claim.confidence) == (
        "catalogue:models/acme.json#Seeing-9B@license",
        Confidence.MEDIUM,
    )


STAGES = a_catalogue(
    an_entry("Tuned-7B-Instruct", license=LLAMA, base_models=("Root-1B",)),
    an_entry("Root-1B", license="MIT"),
    an_entry("Alone-7B-Instruct", license=LLAMA_4),
)


def _inherited(*bases: str) -> tuple[set[FactValue], str]:
    claims = facts(a_claim("model.base_models", bases, Basis.DECLARED, Confidence.MEDIUM))
    found = list(assess_lineage(claims, STAGES, _stated("MIT")))
    told = [one for one in found if one.fact == "license.inherited"]
    values = {one.value for one in told if isinstance(one, Claim)}
    return values, next((one.unknown.reason for one in told if isinstance(one, Silence)), "")


def test_a_base_has_not_the_licence_of_what_was_tuned_from_it() -> None:
    assert _inherited("Alone-7B") == (
        set(),
        "no licence of its base Alone-7B is in the catalogue;"
        f" that of Alone-7B-Instruct ({LLAMA_4}) need not be its own",
    )
    assert _inherited("Alone-7B-it") == ({(LLAMA_4,)}, "")
    assert _inherited("Nobodys-7B") == (set(), "no licence of its base Nobodys-7B is in the catalogue")


def test_what_stands_behind_another_stage_is_followed_and_a_stage_that_is_named_too_is_told() -> None:
    assert _inherited("Tuned-7B")[0] == {("MIT",)}
    assert _inherited("Tuned-7B", "Tuned-7B-Instruct")[0] == {("MIT",), (LLAMA,)}
