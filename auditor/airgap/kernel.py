"""Calls into the C library that Python has no name for, with its errors as Python's."""

import ctypes
import errno


def libc() -> ctypes.CDLL:
    """Return the C library this process runs on."""
    return ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: object) -> None:
    """Call a function that returns 0 when it succeeds.

    Raises:
        OSError: it failed, or this C library has no such function; its text is the function's name.
    """
    function = getattr(libc(), name, None)
    if function is None:
        raise OSError(errno.ENOSYS, name)
    if function(*arguments) != 0:
        raise OSError(ctypes.get_errno(), name)


def told(error: OSError) -> str:
    """Return an error as what failed and its name, e.g. ``unshare: EPERM``."""
    name = errno.errorcode.get(error.errno or 0, "EIO")
    return f"{error.filename or error.strerror}: {name}"
