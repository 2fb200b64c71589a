from dataclasses import replace

from auditor.domain.header import OnLoad
from auditor.domain.observation import Problem, ProblemKind, SkipKind, Skipped
from auditor.domain.places import places_of, places_that_may_run_code, places_that_run_code


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
    may = Skipped("dir:m", "may", "it imports f", SkipKind.FORMAT, on_load=OnLoad.MAY_RUN)
    also = Problem("dir:m", "both", "it imports g", on_load=OnLoad.MAY_RUN)
    does = Problem("dir:m", "does", "it imports os.system and f", on_load=OnLoad.RUNS)
    others = (Problem("dir:m", "broken", "it is cut off"), Skipped("dir:m", "left", "a link"))
    seen = (may, also, replace(also, on_load=OnLoad.RUNS), does, *others)
    assert places_that_run_code(seen) == {"dir:m/both", "dir:m/does"}
    assert places_that_may_run_code(seen) == {"dir:m/may"}
