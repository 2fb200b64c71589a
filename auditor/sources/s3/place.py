"""Places in an object store as users name them: ``s3://BUCKET``, ``s3://BUCKET/PREFIX``."""

import re
from dataclasses import dataclass
from typing import Final

from auditor.errors import SourceError

# Source: Amazon S3 user guide, "General purpose bucket naming rules": 3 to 63 lower-case letters, digits,
# dots and hyphens. Buckets made before 2018 may have capitals and underscores, and other servers allow them.
_BUCKET: Final = re.compile(r"(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]")
_MOST_KEY_BYTES: Final = 1024
_HINT: Final = "Write it as s3://BUCKET or s3://BUCKET/PREFIX."


@dataclass(frozen=True, slots=True)
class S3Place:
    """A bucket, or what lies in it under a prefix.

    Attributes:
        bucket: Its name.
        key: The object, or the folder without a slash at the end; empty for the whole bucket.
    """

    bucket: str
    key: str

    def __str__(self) -> str:
        """Return it in full: the same for every spelling of it."""
        return f"//{self.bucket}/{self.key}" if self.key else f"//{self.bucket}"

    @property
    def folder(self) -> str:
        """What the keys of all objects in it begin with; empty for the whole bucket."""
        return f"{self.key}/" if self.key else ""


def s3_place(text: str) -> S3Place:
    """Return the place that a target names; a prefix is a folder, whether a slash ends it or not.

    Raises:
        SourceError: it names none.
    """
    bucket, _, key = text.removeprefix("//").partition("/")
    if not text.startswith("//") or not _BUCKET.fullmatch(bucket):
        raise SourceError("not the name of a bucket", hint=_HINT)
    if len(key.encode("utf-8", "surrogateescape")) > _MOST_KEY_BYTES or not key.isprintable():
        raise SourceError("its prefix is no key of an object", hint=_HINT)
    return S3Place(bucket, key.rstrip("/"))
