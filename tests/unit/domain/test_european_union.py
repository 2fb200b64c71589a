from auditor.domain.european_union import EU_MEMBER_STATES


def test_the_union_has_27_member_states() -> None:
    assert len(EU_MEMBER_STATES) == 27


def test_neither_the_economic_area_nor_switzerland_nor_the_united_kingdom_is_the_union() -> None:
    assert EU_MEMBER_STATES.isdisjoint({"NO", "IS", "LI", "CH", "GB", "EU"})
