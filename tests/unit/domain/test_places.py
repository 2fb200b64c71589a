from auditor.domain.observation import Problem, ProblemKind, SkipKind, Skipped
from auditor.domain.places import UNKNOWN_CALL, places_of, places_that_may_run_code, places_that_run_code


def test_a_place_counts_once_however_much_is_the_matter_with_it() -> None:
    seen: list[Problem | Skipped] = [
        Problem("dir:m", "a", "cut off"),
        Problem("dir:m", "a", "twice", category=ProblemKind.INCOMPLETE),
        Skipped("dir:m", "b", "a link"),
        Skipped("dir:m", "c", "not read", SkipKind.FORMAT),
    ]
    assert places_of(seen) == {"dir:m/a", "dir:m/b", "dir:m/c"}
    assert places_of(seen, ProblemKind.INCOMPLETE, SkipKind.FORMAT) == {"dir:m/a", "dir:m/c"}


def test_what_is_known_to_run_code_is_not_among_what_may() -> None:
    may = Problem("dir:m", "may", f"loading it imports f, {UNKNOWN_CALL}")
    does = Problem("dir:m", "does", f"loading it imports os.system and f, {UNKNOWN_CALL}", runs_code=True)
    others = (Problem("dir:m", "broken", "it is cut off"), Skipped("dir:m", "left", "a link"))
    seen = (may, does, *others)
    assert places_that_run_code(seen) == {"dir:m/does"}
    assert places_that_may_run_code(seen) == {"dir:m/may"}
