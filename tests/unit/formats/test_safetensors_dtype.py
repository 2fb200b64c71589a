import pytest

from auditor.formats.safetensors_dtype import BITS


@pytest.mark.parametrize("dtype", sorted(BITS))
def test_a_type_that_names_its_width_has_that_width(dtype: str) -> None:
    digits = "8" if dtype == "BOOL" else _leading_digits(dtype.removeprefix("B")[1:])
    assert BITS[dtype] == int(digits)


def _leading_digits(text: str) -> str:
    return text[: next((i for i, character in enumerate(text) if not character.isdigit()), len(text))]
