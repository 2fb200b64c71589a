import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.store.text import MARK, escaped, is_plain, unescaped

_ANY = st.text(st.characters(exclude_categories=()))


@given(_ANY | _ANY.map(lambda text: MARK + text))
def test_any_text_comes_back(text: str) -> None:
    assert unescaped(escaped(text)) == text


@given(_ANY)
def test_escaped_text_is_unicode_without_nul(text: str) -> None:
    written = escaped(text)
    assert written.encode("utf-8").decode("utf-8") == written
    assert "\x00" not in written


@given(st.text(st.characters(codec="utf-8", exclude_characters=f"\x00{MARK}")))
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert is_plain(text)
    assert escaped(text) == text


@pytest.mark.parametrize("text", ["\udc80.gguf", "a\x00b", MARK, f"{MARK}a", "é\x00"])
def test_text_a_database_cannot_hold_is_marked(text: str) -> None:
    assert not is_plain(text)
    assert escaped(text).startswith(MARK)


def test_what_follows_the_mark_must_be_ascii() -> None:
    with pytest.raises(ValueError, match="ascii"):
        unescaped(f"{MARK}é")
