from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import UsageError
from auditor.trust import sha256, signing
from tests.builders.keys import key_pair


def test_a_signature_holds_for_the_bytes_and_the_key_it_was_made_with(tmp_path: Path) -> None:
    private, public = key_pair(tmp_path)
    raw, signature = signing.sign(b"rules", private)
    assert raw == signing.public_key(public)
    assert (len(raw), len(signature)) == (32, 64)
    assert signing.holds(signature, b"rules", raw)
    _, another = key_pair(tmp_path, "another")
    assert not signing.holds(signature, b"rules", signing.public_key(another))
    assert not signing.holds(signature, b"rule", raw)


@given(st.binary(max_size=80), st.binary(max_size=40))
def test_what_is_no_signature_or_no_key_does_not_hold(signature: bytes, public: bytes) -> None:
    assert not signing.holds(signature, b"rules", public)


def test_the_known_answer_of_the_standard(tmp_path: Path) -> None:
    """RFC 8032, section 7.1, TEST 2."""
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert signing.holds(signature, b"\x72", public)
    assert signing.key_id(public) == sha256(public)[:16]


@pytest.mark.parametrize("read", [lambda path: signing.sign(b"", path), signing.public_key])
def test_a_file_that_is_no_key_is_refused_with_how_to_make_one(tmp_path: Path, read: object) -> None:
    assert callable(read)
    broken = tmp_path / "broken"
    broken.write_text("-----BEGIN NOTHING-----")
    for path, what in ((broken, "in PEM"), (tmp_path / "gone", "no such file"), (tmp_path, "is a directory")):
        with pytest.raises(UsageError) as caught:
            read(path)
        assert caught.value.message.startswith(f"{path}: ")
        assert what in caught.value.message
        assert "openssl" in caught.value.hint


def test_keys_of_another_kind_and_encrypted_ones_are_refused(tmp_path: Path) -> None:
    private, public = key_pair(tmp_path, "curve", edwards=False)
    for read in (lambda: signing.sign(b"", private), lambda: signing.public_key(public)):
        with pytest.raises(UsageError, match="not an Ed25519 key"):
            read()
    shut, _ = key_pair(tmp_path, "shut", password=b"secret")
    with pytest.raises(UsageError, match="the key is encrypted"):
        signing.sign(b"", shut)
