"""Signatures of packs: who vouches for the rules one is judged by.

What is signed is the canonical JSON object of schema, pack and digest, and the digest is that of the
canonical object from each file's name to the SHA-256 of its text, cases included: everything that is read,
and nothing else. A signature lies beside the files as ``pack.sig``. Four things are told apart: a pack is
unsigned, signed by a key that nobody configured, signed by one of those configured, or altered since.
"""

import json
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from auditor.domain.policy_choice import Origin, PackOrigin
from auditor.errors import IntegrityError, PolicyError
from auditor.trust import signing
from auditor.trust.canonical import canonical
from auditor.trust.digest import sha256

FILE: Final = "pack.sig"

_SCHEMA: Final = "auditor/pack-signature/1"
_KEYS: Final = frozenset({"schema", "pack", "sha256", "public_key", "signature"})
_MAX_BYTES: Final = 10_000
_AGAIN: Final = (
    "Compare it with what was signed. If the change is meant: auditor policy sign {folder} --key KEY"
)


def sign(folder: Path, texts: Mapping[str, str], key: Path) -> str:
    """Sign a pack: write ``pack.sig`` beside its files.

    Args:
        folder: The pack.
        texts: Its files, by ``PACK/FILE``.
        key: A PEM file with an Ed25519 private key.

    Returns:
        The id of the key.

    Raises:
        UsageError: the key cannot be read.
        PolicyError: the signature cannot be written.
    """
    digest = digest_of(texts)
    public, signature = signing.sign(_signed(folder.name, digest), key)
    body = {
        "schema": _SCHEMA,
        "pack": folder.name,
        "sha256": digest,
        "public_key": b64encode(public).decode(),
        "signature": b64encode(signature).decode(),
    }
    try:
        (folder / FILE).write_bytes(canonical(body) + b"\n")
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise PolicyError(f"{folder / FILE}: {why}", hint="Sign where you may write.") from error
    return signing.key_id(public)


def origin_of(folder: Path, texts: Mapping[str, str], keys: Iterable[Path]) -> PackOrigin:
    """Return who vouches for a pack of the user's own.

    Args:
        folder: The pack.
        texts: Its files, by ``PACK/FILE``.
        keys: Files of the public keys that are trusted.

    Raises:
        IntegrityError: it was altered after it was signed.
        UsageError: a trusted key cannot be read.
    """
    path = folder / FILE
    if not path.exists():
        return PackOrigin(Origin.UNSIGNED)
    body = _body(path)
    public, signature = _bytes(body["public_key"], path), _bytes(body["signature"], path)
    id_ = signing.key_id(public)
    if body["schema"] != _SCHEMA or body["pack"] != folder.name:
        raise _altered(path, "the signature is that of something else")
    if not signing.holds(signature, _signed(folder.name, body["sha256"]), public):
        raise _altered(path, "the signature does not hold")
    if body["sha256"] != digest_of(texts):
        raise _altered(path, f"the pack was altered after key {id_} signed it")
    trusted = {signing.public_key(key) for key in keys}
    return PackOrigin(Origin.TRUSTED_KEY if public in trusted else Origin.UNKNOWN_KEY, id_)


def refuse_untrusted(folder: Path, found: PackOrigin) -> None:
    """Refuse a pack of the user's own that no trusted key signed.

    Raises:
        PolicyError: it is unsigned, or another key signed it.
    """
    if found.origin is Origin.UNSIGNED:
        hint = f"auditor policy sign {folder} --key KEY, or leave the pack out."
        raise PolicyError(f"{folder}: unsigned, and packs have to be signed by a trusted key", hint=hint)
    if found.origin is not Origin.TRUSTED_KEY:
        hint = "If you trust that key, add the file of its public half to pack_keys; else leave the pack out."
        raise PolicyError(f"{folder}: signed by key {found.key}, which is none of those trusted", hint=hint)


def digest_of(texts: Mapping[str, str]) -> str:
    """Return the digest of a pack's files: of the canonical object from name to the text's SHA-256."""
    return sha256(canonical({name: sha256(text.encode()) for name, text in texts.items()}))


def _signed(pack: str, digest: str) -> bytes:
    return canonical({"schema": _SCHEMA, "pack": pack, "sha256": digest})


def _body(path: Path) -> dict[str, str]:
    """Return what a signature file says; one written in any other way than ours is an altered one."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(_MAX_BYTES)
    except OSError as error:
        raise PolicyError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise _altered(path, "it is no signature") from error
    if (
        not isinstance(body, dict)
        or body.keys() != _KEYS
        or not all(isinstance(v, str) for v in body.values())
    ):
        raise _altered(path, "it is no signature")
    if canonical(body) + b"\n" != raw:
        raise _altered(path, "it is not written as signatures are")
    return body


def _bytes(text: str, path: Path) -> bytes:
    """Return what base64 stands for, if it is written in the one way that it has."""
    try:
        found = b64decode(text, validate=True)
    except (Base64Error, ValueError) as error:
        raise _altered(path, "it is no signature") from error
    if b64encode(found).decode() != text:
        raise _altered(path, "it is not written as signatures are")
    return found


def _altered(path: Path, what: str) -> IntegrityError:
    return IntegrityError(f"{path}: {what}", hint=_AGAIN.format(folder=path.parent))
