import errno
import os

import pytest

from auditor.airgap import kernel


def test_a_call_that_succeeds_says_nothing() -> None:
    kernel.call("access", b"/", os.R_OK)


@pytest.mark.parametrize(
    ("name", "arguments", "code", "told"),
    [
        ("access", (b"/no such place", 0), errno.ENOENT, "access: ENOENT"),
        ("no_such_function", (), errno.ENOSYS, "no_such_function: ENOSYS"),
    ],
)
def test_a_call_that_fails_is_told_by_its_name_and_error(
    name: str, arguments: tuple[object, ...], code: int, told: str
) -> None:
    with pytest.raises(OSError, match=name) as caught:
        kernel.call(name, *arguments)
    assert (caught.value.errno, kernel.told(caught.value)) == (code, told)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            PermissionError(errno.EPERM, "Operation not permitted", "/proc/self/uid_map"),
            "/proc/self/uid_map: EPERM",
        ),
        (OSError(99999, "odd"), "odd: EIO"),
        (OSError("no number"), "None: EIO"),
    ],
)
def test_an_error_of_pythons_own_is_told_by_its_file(error: OSError, told: str) -> None:
    assert kernel.told(error) == told
