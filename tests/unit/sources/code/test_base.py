import pytest

from auditor.errors import FormatError
from auditor.sources.code.base import MAX_TOKENS, refuse_large


@pytest.mark.parametrize("text", ["x=1\n" * (MAX_TOKENS // 3), "word" * MAX_TOKENS, "#" * MAX_TOKENS])
def test_a_program_within_the_limit_is_read_however_long_its_words(text: str) -> None:
    refuse_large(text)


@pytest.mark.parametrize("text", ["x=1\n" * (MAX_TOKENS // 3 + 1), "[" * (MAX_TOKENS + 1)])
def test_one_of_more_words_and_signs_is_not(text: str) -> None:
    with pytest.raises(FormatError, match="more than 250,000 words and signs"):
        refuse_large(text)
