import pytest

from auditor.declarations.closed_words import _CALLED, _WORDS, closed_word


@pytest.mark.parametrize(
    ("key", "text", "word"),
    [
        ("size", "Large", "large"),
        ("size", "groß", "large"),
        ("size", "KMU", "sme"),
        ("generates", "Bild", "image"),
        ("generates", "Text", "text"),
        ("category", "Death", "death"),
        ("category", "Todesfall", "death"),
        ("category", "kritische Infrastruktur", "widespread_or_critical_infra"),
        ("category", "sometimes", "sometimes"),
        ("status", "vorhanden", "present"),
        ("status", "Nicht  vorhanden", "absent"),
        ("annex_i_section", "A", "a"),
        ("annex_i_section", "Abschnitt B", "b"),
        ("annex_iii", "5(d)", "5d"),
        ("annex_iii", "Nr. 5 d", "5d"),
        ("annex_iii", "point 2", "2"),
        ("practices_art_5", "lit. BA", "ba"),
        ("roles", "Deployer", "deployer"),
        ("mode", "self_onprem", "self_onprem"),
        ("supplied", "weiter", "further"),
        # What means none of the words is for whoever reads the entry to refuse.
        ("annex_iii", "9z", "9z"),
        ("size", "riesig", "riesig"),
        ("name", "Large", "Large"),
    ],
)
def test_a_closed_word_is_known_however_it_is_written(key: str, text: str, word: str) -> None:
    assert closed_word(key, text) == word


def test_every_word_stands_for_itself_and_every_other_name_for_one_of_them() -> None:
    for key, words in _WORDS.items():
        assert [closed_word(key, word.upper()) for word in words] == list(words)
        assert set(_CALLED.get(key, {}).values()) <= set(words)
        assert all(name == name.casefold() for name in _CALLED.get(key, {}))
