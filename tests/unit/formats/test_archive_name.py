import pytest

from auditor.formats.archive_name import COMPRESSED, OF_MODELS, SUFFIXES
from auditor.formats.model_file import may_be_anything, may_be_read, unread_format


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_archive_is_opened_and_counts_only_for_what_is_in_it(suffix: str) -> None:
    assert suffix == suffix.lower()
    assert may_be_read(f"models{suffix.upper()}")
    assert may_be_anything(f"models{suffix}")


def test_one_that_is_compressed_as_a_whole_is_an_archive_too() -> None:
    assert set(COMPRESSED) < set(SUFFIXES)


@pytest.mark.parametrize("suffix", OF_MODELS)
def test_an_archive_of_models_counts_whatever_is_in_it(suffix: str) -> None:
    assert unread_format(f"m{suffix}") == "PyTorch"
    assert not may_be_anything(f"m{suffix}")
