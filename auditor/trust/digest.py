"""Digests."""

import hashlib


def sha256(data: bytes) -> str:
    """Return the SHA-256 of the bytes as 64 lowercase hexadecimal digits.

    Source:
        FIPS 180-4.
    """
    return hashlib.sha256(data).hexdigest()
