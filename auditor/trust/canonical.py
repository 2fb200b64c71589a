"""The one byte form of a JSON value."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import rfc8785

from auditor.errors import ReportError

JsonValue = Mapping[str, "JsonValue"] | Sequence["JsonValue"] | str | int | float | bool | None
"""What JSON can say. A plain ``bytes`` is not JSON, though Python calls it a sequence."""

# RFC 7493 (I-JSON), section 2.2: integers outside this interval do not survive a reader's double.
_LARGEST_INTEGER: Final = 2**53 - 1

_ALWAYS_PLAIN: Final = frozenset({str, bool, type(None)})

# With these settings the standard library's encoder writes what RFC 8785 asks for, but for the numbers
# and keys that ``_is_plain`` turns away; it is ten times as fast as the reference implementation.
_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), check_circular=False
)


def canonical(document: JsonValue) -> bytes:
    """Return the canonical form of a JSON value, UTF-8 without a final newline.

    An integer and a float of the same value give the same bytes. Write an integer beyond
    2^53 - 1 as a string: JSON readers would round it. To get the same bytes from canonical bytes
    again, read them with ``json.loads(data, parse_int=float)``: a large float is written without
    an exponent and would come back as an integer that is too large.

    Raises:
        ReportError: the value has no canonical form: a float that is not finite, an integer beyond
            2^53 - 1, text with half a surrogate pair, a key that is not text, or nesting beyond
            Python's recursion limit.

    Source:
        RFC 8785, JSON Canonicalization Scheme.
    """
    try:
        if _is_plain(document):
            return _ENCODER.encode(document).encode("utf-8")
        return rfc8785.dumps(_builtin(document))  # type: ignore[arg-type] # its value type is private
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise ReportError(
            f"canonical JSON: {error}", hint="Write such a value as text, or as null with a reason."
        ) from error
    except RecursionError as error:
        raise ReportError("canonical JSON: nested too deeply", hint="Flatten the value.") from error


def _is_plain(document: JsonValue) -> bool:
    """Say whether the standard library writes the document as RFC 8785 asks; when in doubt, no."""
    # Collections whose members are still to be looked at; scalars, the commonest, are never put there.
    pending: list[Iterable[JsonValue]] = [(document,)]
    while pending:
        for node in pending.pop():
            if type(node) in _ALWAYS_PLAIN:
                continue
            if type(node) is int:
                if not -_LARGEST_INTEGER <= node <= _LARGEST_INTEGER:
                    return False
            elif type(node) is dict:
                if not _are_plain_keys(node):
                    return False
                pending.append(node.values())
            elif type(node) is list or type(node) is tuple:
                pending.append(node)
            elif not isinstance(node, str) and not _is_plain_float(node):
                return False
    return True


def _are_plain_keys(node: dict[str, JsonValue]) -> bool:
    """Say whether the keys are ASCII: others sort by UTF-16 code unit, but in Python by code point."""
    try:
        return "".join(node).isascii()
    except TypeError:
        return False


def _is_plain_float(node: JsonValue) -> bool:
    """Say whether it is a float that Python and ECMAScript print alike.

    Both print the shortest digits that read back; they differ in where the exponent starts, how many
    digits it has, and in that ECMAScript prints no fraction of a whole number.

    Source:
        ECMA-262, Number::toString, as RFC 8785 section 3.2.2.3 refers to it.
    """
    if type(node) is not float:
        return False
    size = abs(node)
    if size >= 1e21:
        return size != float("inf")
    return 1e-4 <= size < 1e16 and not node.is_integer()


def _builtin(document: JsonValue) -> object:
    """Return the document in dicts and lists, which is all the reference implementation takes."""
    if isinstance(document, Mapping):
        return {key: _builtin(value) for key, value in document.items()}
    if isinstance(document, Sequence) and not isinstance(document, str | bytes):
        return [_builtin(value) for value in document]
    return document
