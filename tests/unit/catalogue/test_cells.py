import pytest

from auditor.catalogue import cells


def test_a_cell_holds_what_its_type_says() -> None:
    assert (cells.text("llama"), cells.flag(False)) == ("llama", False)


@pytest.mark.parametrize("value", ["", None, 1, ["llama"]])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="expected text"):
        cells.text(value)


@pytest.mark.parametrize("value", ["yes", None, 1, 0])
def test_what_is_neither_true_nor_false_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="expected true or false"):
        cells.flag(value)
