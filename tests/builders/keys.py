"""Ed25519 key pairs in PEM files."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)


def key_pair(
    folder: Path, name: str = "house", *, password: bytes = b"", edwards: bool = True
) -> tuple[Path, Path]:
    """Write a new key pair and return its files: the private key, the public one."""
    key = Ed25519PrivateKey.generate() if edwards else generate_private_key(SECP256R1())
    shut: KeySerializationEncryption = BestAvailableEncryption(password) if password else NoEncryption()
    private, public = folder / f"{name}.key", folder / f"{name}.pub"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, shut))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return private, public
