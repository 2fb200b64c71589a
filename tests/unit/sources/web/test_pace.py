from auditor.sources.web.pace import Pace, shared_pace


def test_requests_to_one_host_are_a_second_apart() -> None:
    waited: list[float] = []
    pace = Pace(clock=lambda: 100.0 + sum(waited), wait=waited.append)
    for host in ("a", "b", "a", "a"):
        pace.keep(host)
    assert waited == [1.0, 1.0]


def test_a_host_is_asked_by_one_at_a_time_whoever_asks() -> None:
    waited: list[float] = []
    pace = Pace(clock=lambda: 100.0, wait=waited.append)
    for host in ("a", "b", "a", "a"):
        pace.keep(host)

    assert waited == [1.0, 2.0]
    assert shared_pace() is shared_pace()
