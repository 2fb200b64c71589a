"""Ed25519: keys in PEM files, signatures over bytes, ids of public keys.

A key pair is made with what every machine has::

    openssl genpkey -algorithm ed25519 -out house.key
    openssl pkey -in house.key -pubout -out house.pub

Source:
    RFC 8032 (Ed25519), RFC 8410 (its keys in PKCS #8 and SubjectPublicKeyInfo).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from auditor.errors import UsageError
from auditor.trust.digest import sha256

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_MAKE: Final = "Make one: openssl genpkey -algorithm ed25519 -out house.key"
_TAKE: Final = "Take it from the private key: openssl pkey -in house.key -pubout -out house.pub"
# A PEM file of either kind has some hundred bytes; keeps a mistaken path from being read for minutes.
_MAX_BYTES: Final = 10_000
_ID_DIGITS: Final = 16


def sign(data: bytes, key: Path) -> tuple[bytes, bytes]:
    """Sign bytes.

    Args:
        data: What is signed.
        key: A PEM file with an Ed25519 private key, not encrypted.

    Returns:
        The public key (32 bytes) and the signature (64 bytes).

    Raises:
        UsageError: the file cannot be read, or holds no such key.
    """
    private = _private(key)
    return private.public_key().public_bytes_raw(), private.sign(data)


def holds(signature: bytes, data: bytes, public: bytes) -> bool:
    """Say whether a signature over bytes was made with the private key of a public one."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key(path: Path) -> bytes:
    """Return the 32 bytes of the Ed25519 public key in a PEM file.

    Raises:
        UsageError: the file cannot be read, or holds no such key.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        found = load_pem_public_key(_read(path, _TAKE))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UsageError(f"{path}: no public key in PEM", hint=_TAKE) from error
    if not isinstance(found, Ed25519PublicKey):
        raise UsageError(f"{path}: not an Ed25519 key", hint=_MAKE)
    return found.public_bytes_raw()


def key_id(public: bytes) -> str:
    """Return what a public key is called: the first digits of its SHA-256."""
    return sha256(public)[:_ID_DIGITS]


def _private(path: Path) -> "Ed25519PrivateKey":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        found = load_pem_private_key(_read(path, _MAKE), password=None)
    except TypeError as error:
        raise UsageError(
            f"{path}: the key is encrypted",
            hint=f"Decrypt it for signing: openssl pkey -in {path} -out plain.key",
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UsageError(f"{path}: no private key in PEM", hint=_MAKE) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise UsageError(f"{path}: not an Ed25519 key", hint=_MAKE)
    return found


def _read(path: Path, hint: str) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_MAX_BYTES)
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or str(error)).lower()}", hint=hint) from error
