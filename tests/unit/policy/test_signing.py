"""Unsigned, signed by somebody, signed by somebody trusted, altered: four things told apart."""

import json
from pathlib import Path

import pytest

from auditor.domain.policy_choice import Origin
from auditor.errors import IntegrityError, PolicyError
from auditor.policy.choosing import load, pack_texts, select
from auditor.policy.selection import Selection
from auditor.policy.signing import FILE, sign
from auditor.trust import signing
from auditor.trust.canonical import canonical
from tests.builders.keys import key_pair
from tests.builders.packs import own_pack


def origins(folder: Path, *keys: Path) -> dict[str, tuple[Origin, str]]:
    bundle = select(Selection(packs=("security",), folders=(folder,), keys=keys))
    return {pack.id: (pack.source.origin, pack.source.key) for pack in bundle.choice.packs}


def signed(tmp_path: Path) -> tuple[Path, Path, str]:
    folder = own_pack(tmp_path / "house")
    private, public = key_pair(tmp_path)
    return folder, public, sign(folder, pack_texts(folder), private)


def test_a_pack_of_ones_own_is_unsigned_and_a_shipped_one_is_shipped(tmp_path: Path) -> None:
    found = origins(own_pack(tmp_path / "house"))
    assert found["house"] == (Origin.UNSIGNED, "")
    assert found["security"] == (Origin.SHIPPED, "")


def test_a_signature_is_by_an_unknown_key_until_that_is_trusted(tmp_path: Path) -> None:
    folder, public, id_ = signed(tmp_path)
    _, another = key_pair(tmp_path, "another")
    assert id_ == signing.key_id(signing.public_key(public))
    assert origins(folder)["house"] == (Origin.UNKNOWN_KEY, id_)
    assert origins(folder, another)["house"] == (Origin.UNKNOWN_KEY, id_)
    assert origins(folder, another, public)["house"] == (Origin.TRUSTED_KEY, id_)


@pytest.mark.parametrize("file", ["pack.yaml", "rules.yaml", "cases/house-known.yaml"])
def test_a_file_changed_after_signing_is_altered(tmp_path: Path, file: str) -> None:
    folder, public, id_ = signed(tmp_path)
    with (folder / file).open("a") as stream:
        stream.write("# changed\n")
    with pytest.raises(IntegrityError) as caught:
        origins(folder, public)
    assert caught.value.message == f"{folder / FILE}: the pack was altered after key {id_} signed it"
    assert caught.value.exit_code == 12


def test_a_file_added_or_taken_away_after_signing_is_altered(tmp_path: Path) -> None:
    folder, public, _ = signed(tmp_path)
    case = folder / "cases" / "house-known.yaml"
    text = case.read_text()
    case.unlink()
    with pytest.raises(IntegrityError, match="was altered"):
        origins(folder, public)
    case.write_text(text)
    assert origins(folder, public)["house"][0] is Origin.TRUSTED_KEY
    (folder / "more.yaml").write_text(
        (folder / "rules.yaml").read_text().replace("house-known", "house-more")
    )
    with pytest.raises(IntegrityError, match="was altered"):
        origins(folder, public)


def test_line_ends_that_a_checkout_changed_alter_nothing(tmp_path: Path) -> None:
    folder, public, _ = signed(tmp_path)
    path = folder / "rules.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert origins(folder, public)["house"][0] is Origin.TRUSTED_KEY


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "0" * 64},
        {"pack": "other"},
        {"schema": "auditor/pack-signature/2"},
        {"signature": "AAAA"},
        {"signature": "not base64"},
        {"public_key": "AAAA"},
        {"more": "yes"},
        {"pack": 3},
    ],
)
def test_a_signature_that_was_edited_is_altered(tmp_path: Path, change: dict[str, object]) -> None:
    folder, public, _ = signed(tmp_path)
    path = folder / FILE
    path.write_bytes(canonical(json.loads(path.read_bytes()) | change) + b"\n")
    with pytest.raises(IntegrityError):
        origins(folder, public)


@pytest.mark.parametrize(
    ("before", "after"), [(b"\n", b""), (b"{", b"{ "), (b'"pack"', b'"p\\u0061ck"'), (b"}", b"")]
)
def test_a_signature_has_one_way_to_be_written(tmp_path: Path, before: bytes, after: bytes) -> None:
    folder, public, _ = signed(tmp_path)
    path = folder / FILE
    path.write_bytes(path.read_bytes().replace(before, after, 1))
    with pytest.raises(IntegrityError):
        origins(folder, public)


def test_a_signature_of_another_pack_is_none_of_this_one(tmp_path: Path) -> None:
    folder, public, _ = signed(tmp_path)
    other = own_pack(tmp_path / "elsewhere" / "guest")
    (other / FILE).write_bytes((folder / FILE).read_bytes())
    with pytest.raises(IntegrityError, match="that of something else"):
        origins(other, public)


def test_a_signature_that_cannot_be_read_or_written_is_an_error_of_the_policy(tmp_path: Path) -> None:
    folder = own_pack(tmp_path / "house")
    private, _ = key_pair(tmp_path)
    (folder / FILE).mkdir()
    with pytest.raises(PolicyError):
        load(("security",), (folder,))
    with pytest.raises(PolicyError):
        sign(folder, pack_texts(folder), private)


def refused(folder: Path, *keys: Path) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        select(Selection(packs=("security",), folders=(folder,), keys=keys, only_trusted=True))
    assert caught.value.exit_code == 2
    return caught.value


def test_where_signatures_are_required_a_pack_that_no_trusted_key_signed_is_refused(tmp_path: Path) -> None:
    folder, public, id_ = signed(tmp_path)
    _, another = key_pair(tmp_path, "another")
    by_another = refused(folder, another)
    assert by_another.message == f"{folder}: signed by key {id_}, which is none of those trusted"
    assert "pack_keys" in by_another.hint
    wanted = Selection(packs=("security",), folders=(folder,), keys=(public,), only_trusted=True)
    assert [pack.source.origin for pack in select(wanted).choice.packs if pack.id == "house"] == [
        Origin.TRUSTED_KEY
    ]
    (folder / FILE).unlink()
    unsigned = refused(folder, public)
    assert unsigned.message == f"{folder}: unsigned, and packs have to be signed by a trusted key"
    assert unsigned.hint == f"auditor policy sign {folder} --key KEY, or leave the pack out."


def test_nothing_is_read_of_the_rules_of_a_pack_that_is_refused(tmp_path: Path) -> None:
    folder = own_pack(tmp_path / "house", rules="- {id: broken")
    assert "unsigned" in refused(folder).message


def test_shipped_packs_need_no_signature() -> None:
    assert select(Selection(only_trusted=True)).sha256 == load().sha256
