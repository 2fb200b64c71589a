from auditor.identity import Progress
from auditor.pipeline.telling import HashingTold

GB = 1_000_000_000


def _said(*moments: tuple[float, Progress]) -> list[str]:
    clock, said = iter([moment for moment, _ in moments]), list[str]()
    told = HashingTold("hashing dir:a", said.append, clock=lambda: next(clock))
    for _, done in moments:
        told(done)
    return said


def test_rate_and_time_left_are_told_once_they_mean_something() -> None:
    assert _said(
        (10.0, Progress(0, 3, GB // 10, 60 * GB)),
        (10.5, Progress(1, 3, GB, 60 * GB)),
        (20.0, Progress(2, 3, 5 * GB, 60 * GB)),
        (130.0, Progress(3, 3, 60 * GB, 60 * GB)),
    ) == [
        "hashing dir:a: 0 of 3 files, 0.1 of 60.0 GB",
        "hashing dir:a: 1 of 3 files, 1.0 of 60.0 GB",
        "hashing dir:a: 2 of 3 files, 5.0 of 60.0 GB, 500 MB/s, 1:50 min left",
        "hashing dir:a: 3 of 3 files, 60.0 of 60.0 GB, 500 MB/s, 0:00 min left",
    ]


def test_hours_are_told_as_hours_and_files_that_grew_leave_nothing_to_do() -> None:
    assert _said(
        (0.0, Progress(0, 1, 0, 8000 * GB)),
        (10.0, Progress(0, 1, 10 * GB, 8000 * GB)),
        (20.0, Progress(0, 1, 9000 * GB, 8000 * GB)),
    )[1:] == [
        "hashing dir:a: 0 of 1 files, 10.0 of 8000.0 GB, 1,000 MB/s, 2:13:10 h left",
        "hashing dir:a: 0 of 1 files, 9000.0 of 8000.0 GB, 450,000 MB/s, 0:00 min left",
    ]


def test_no_rate_is_told_of_bytes_that_do_not_come() -> None:
    assert _said((0.0, Progress(0, 1, 0, GB)), (60.0, Progress(0, 1, 0, GB)))[1] == (
        "hashing dir:a: 0 of 1 files, 0.0 of 1.0 GB"
    )
