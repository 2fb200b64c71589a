from datetime import date

import pytest

from auditor.declarations.changed import contradicted
from auditor.domain.values import FactValue

CHATBOT: dict[str, FactValue | None] = {
    "provider": "ACME",
    "own_name": True,
    "annex_iii": ("4a",),
    "opt_out_6_3": None,
    "high_risk_as_supplied": False,
    "repurposed": False,
    "substantially_modified": False,
    "changed_design_on": None,
}


def test_a_modification_without_a_day_contradicts_a_design_that_never_changed() -> None:
    assert dict(contradicted({"substantially_modified": True, "changed_design_on": None})) == {
        "changed_design_on": "changed_design_on is null and substantially_modified is true, "
        "which contradict each other"
    }


@pytest.mark.parametrize(
    "given",
    [
        {"substantially_modified": True},
        {"substantially_modified": True, "changed_design_on": date(2026, 6, 1)},
        {"substantially_modified": False, "changed_design_on": None},
    ],
)
def test_a_modification_with_a_day_or_none_said_contradicts_nothing(
    given: dict[str, FactValue | None],
) -> None:
    assert dict(contradicted(given)) == {}


def test_what_was_not_high_risk_and_never_changed_cannot_have_become_so() -> None:
    assert dict(contradicted(CHATBOT)) == {
        "repurposed": "high_risk_as_supplied, repurposed and substantially_modified are all false: "
        "what would have made it high-risk is not said"
    }


@pytest.mark.parametrize(
    "more",
    [
        {"high_risk_as_supplied": True},
        {"repurposed": True},
        {"substantially_modified": True, "changed_design_on": date(2026, 6, 1)},
        {"provider": None},
        {"annex_iii": ()},
        {"opt_out_6_3": "a"},
    ],
)
def test_one_answer_otherwise_contradicts_nothing(more: dict[str, FactValue | None]) -> None:
    assert dict(contradicted({**CHATBOT, **more})) == {}


@pytest.mark.parametrize(
    "more",
    [
        {"provider": None, "own_name": False},
        {"opt_out_6_3": "a", "profiling": True},
        {"annex_iii": (), "annex_i": True},
    ],
)
def test_another_name_profiling_and_annex_i_contradict_as_well(more: dict[str, FactValue | None]) -> None:
    assert set(contradicted({**CHATBOT, **more})) == {"repurposed"}


@pytest.mark.parametrize(
    ("product", "section", "is_contradicted"),
    [(True, None, True), (True, "a", False), (True, "b", False), (False, None, False), (None, None, False)],
)
def test_a_product_of_annex_i_is_of_one_of_its_sections(
    product: bool | None, section: str | None, *, is_contradicted: bool
) -> None:
    found = contradicted({"annex_i": product, "annex_i_section": section})
    said = {"annex_i_section": "annex_i_section is null and annex_i is true, which contradict each other"}
    assert dict(found) == (said if is_contradicted else {})
    assert not contradicted({"annex_i": True})
