import pytest

from auditor.airgap.isolation import level
from auditor.domain.attestation import Isolation


@pytest.mark.parametrize(
    ("has_namespace", "has_filter", "expected"),
    [
        (True, True, Isolation.NAMESPACE_SECCOMP),
        (False, True, Isolation.SECCOMP),
        # Paths, netlink, vsock and io_uring are open: that is no isolation.
        (True, False, Isolation.NONE),
        (False, False, Isolation.NONE),
    ],
)
def test_the_level_is_what_was_built(has_namespace: bool, has_filter: bool, expected: Isolation) -> None:
    assert level(has_namespace=has_namespace, has_filter=has_filter) is expected
