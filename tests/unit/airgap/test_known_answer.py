import hashlib

from auditor.airgap.known_answer import FIRST_LETTER, SELF_TEST_MODEL, answer, answer_sha256


def test_the_alphabet_goes_on_after_the_prompt() -> None:
    assert "".join(chr(ord("a") + token - FIRST_LETTER) for token in answer()) == "defghijklmnopqrs"


def test_the_digest_is_over_32_bit_little_endian_ids() -> None:
    raw = b"".join(token.to_bytes(4, "little") for token in answer())
    assert answer_sha256() == hashlib.sha256(raw).hexdigest()


def test_the_model_ships_with_the_package() -> None:
    assert SELF_TEST_MODEL.is_file()
