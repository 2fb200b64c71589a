"""``model.safetensors.index.json``: which files a set of safetensors shards consists of."""

from pathlib import PurePosixPath
from typing import Final

from auditor.errors import FormatError
from auditor.formats.json_object import object_in, parse_object
from auditor.formats.text import cleaned

# One line of about 100 bytes per tensor; the largest published sets have some 200,000 tensors.
MAX_BYTES: Final = 64 * 1024 * 1024


def parse(raw: bytes) -> tuple[str, ...]:
    """Return the file names of the set, sorted, each a path below the index's own folder.

    Raises:
        FormatError: it is not such an index, names no files, or names one outside its folder.
    """
    fields = parse_object(raw, "safetensors index", max_bytes=MAX_BYTES)
    names = set()
    for name in object_in(fields, "weight_map").values():
        if not isinstance(name, str):
            raise FormatError("safetensors index: weight_map maps a tensor to something that is no file name")
        names.add(name)
    if not names:
        raise FormatError("safetensors index: weight_map names no files")
    outside = next((name for name in sorted(names) if not _is_below(name)), None)
    if outside is not None:
        raise FormatError(
            f"safetensors index: {cleaned(outside, 80)!r} is not a file below the index's folder"
        )
    return tuple(sorted(names))


def _is_below(name: str) -> bool:
    path = PurePosixPath(name)
    is_plain = name.isprintable() and "\\" not in name and ":" not in name
    return is_plain and bool(path.parts) and not path.is_absolute() and ".." not in path.parts
