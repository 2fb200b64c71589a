import pytest

from auditor.sources.process.sockets import Listener, listeners, widest
from tests.builders.processes import TCP_HEAD

ANYWHERE, LOOPBACK = Listener("0.0.0.0", 8000), Listener("127.0.0.1", 8000)


@pytest.mark.parametrize(
    ("row", "listener"),
    [
        ("00000000:2CAA 00000000:0000 0A", Listener("0.0.0.0", 11434)),
        ("0100007F:1F90 00000000:0000 0A", Listener("127.0.0.1", 8080)),
        (f"{'0' * 32}:1F40 {'0' * 32}:0000 0A", Listener("::", 8000)),
        (f"{'0' * 24}01000000:1F40 {'0' * 32}:0000 0A", Listener("::1", 8000)),
        (f"0000000000000000FFFF00000100007F:1F40 {'0' * 32}:0000 0A", Listener("127.0.0.1", 8000)),
    ],
)
def test_an_address_is_read_in_the_order_of_its_words(row: str, listener: Listener) -> None:
    table = f"{TCP_HEAD}   0: {row} 00000000:00000000 00:00000000 00000000   998        0 4711 1 ffff 100\n"
    assert listeners(table) == {4711: listener}


@pytest.mark.parametrize(
    "row",
    [
        "0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000 998 0 4711 1",
        "0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 998 0 0 1",
        "rubbish",
        "",
    ],
)
def test_what_does_not_listen_or_cannot_be_read_is_passed_by(row: str) -> None:
    assert listeners(f"{TCP_HEAD}   0: {row}\n") == {}


@pytest.mark.parametrize(
    ("found", "port", "expected"),
    [
        ([LOOPBACK, ANYWHERE], None, ANYWHERE),
        ([Listener("0.0.0.0", 9000), LOOPBACK], 8000, LOOPBACK),
        ([Listener("0.0.0.0", 9000), Listener("0.0.0.0", 8001)], 8000, Listener("0.0.0.0", 8001)),
        ([Listener("10.0.0.1", 8000), ANYWHERE], 8000, ANYWHERE),
        ([], 8000, None),
    ],
)
def test_the_port_that_was_told_comes_first_then_the_widest(
    found: list[Listener], port: int | None, expected: Listener | None
) -> None:
    assert widest(found, port) == expected
