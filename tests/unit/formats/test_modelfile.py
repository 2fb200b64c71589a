import pytest

from auditor.errors import FormatError
from auditor.formats.modelfile import Instruction, parse


def test_instructions_are_words_and_what_follows() -> None:
    text = (
        '# made by hand\nfrom llama3:8b\n\n  PARAMETER stop "<end>"\nSYSTEM "be kind"\nFROM\t./mmproj.gguf\n'
    )

    assert parse(text) == (
        Instruction("from", "llama3:8b", 2),
        Instruction("parameter", 'stop "<end>"', 4),
        Instruction("system", "be kind", 5),
        Instruction("from", "./mmproj.gguf", 6),
    )


def test_quotes_hold_several_lines_in_which_nothing_is_an_instruction() -> None:
    text = 'FROM a\nLICENSE """MIT\nFROM b\n"""\nTEMPLATE """x"""\n'

    assert parse(text) == (
        Instruction("from", "a", 1),
        Instruction("license", "MIT\nFROM b\n", 2),
        Instruction("template", "x", 5),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no FROM"),
        ("PARAMETER stop x", "no FROM"),
        ("FROM a\nRUN apt-get", "line 2 begins with no instruction"),
        ('FROM a\nSYSTEM """x\ny', "the quotes of line 2 are not closed"),
    ],
)
def test_what_is_no_modelfile_is_refused(text: str, message: str) -> None:
    with pytest.raises(FormatError) as raised:
        parse(text)
    assert message in raised.value.message
