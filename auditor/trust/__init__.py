"""Canonical bytes and digests: what everybody who signs, chains or compares agrees on.

::

    a JSON value --canonical--> the only bytes it may have (RFC 8785) --sha256--> its name

Two values are the same when their canonical bytes are; a digest names exactly one value.
Nothing here knows what the value means.
"""

from auditor.trust.canonical import JsonValue, canonical
from auditor.trust.digest import sha256

__all__ = ["JsonValue", "canonical", "sha256"]
