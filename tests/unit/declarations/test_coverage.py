import pytest

from auditor.declarations.coverage import acceptable, accepted_places, unmet
from auditor.domain.header import OnLoad
from auditor.domain.observation import Problem, ProblemKind, Skipped
from auditor.domain.places import places_that_run_code
from tests.builders.declarations import an_acceptance

BROKEN = Problem("dir:/srv/models", "old/broken.gguf", "cut off")
OTHER = Problem("dir:/srv/models", "new.gguf", "cut off")
WHY = "altered, which cannot be accepted"


@pytest.mark.parametrize(
    ("target", "locator", "place"),
    [
        ("dir:/srv/models", "old/broken.gguf", "dir:/srv/models/old/broken.gguf"),
        ("dir:/srv/models/", "broken.gguf", "dir:/srv/models/broken.gguf"),
        ("dir:/srv/models/broken.gguf", "broken.gguf", "dir:/srv/models/broken.gguf"),
        ("dir:/srv/models", "", "dir:/srv/models"),
        ("dir:/srv/models", ".", "dir:/srv/models"),
        ("ollama:", "blobs/sha256-1", "ollama:blobs/sha256-1"),
    ],
)
def test_a_problem_has_one_place(target: str, locator: str, place: str) -> None:
    assert Problem(target, locator, "cut off").place == place


@pytest.mark.parametrize(
    ("pattern", "accepted"),
    [
        ("dir:/srv/models/old/broken.gguf", ("dir:/srv/models/old/broken.gguf",)),
        ("dir:/srv/models/*", ("dir:/srv/models/new.gguf", "dir:/srv/models/old/broken.gguf")),
        ("dir:/srv/models#old/broken.gguf", ("dir:/srv/models/old/broken.gguf",)),
        ("dir:/srv/models#*.gguf", ("dir:/srv/models/new.gguf", "dir:/srv/models/old/broken.gguf")),
        ("dir:/srv#new.gguf", ()),
        ("dir:/srv/models", ()),
        ("DIR:/srv/models/*", ()),
    ],
)
def test_what_an_entry_names_is_accepted(pattern: str, accepted: tuple[str, ...]) -> None:
    assert accepted_places(an_acceptance(pattern), (BROKEN.place, OTHER.place)) == accepted


def test_a_name_with_brackets_is_accepted_as_written() -> None:
    problem = Problem("dir:/srv", "a[1].gguf", "cut off")
    assert accepted_places(an_acceptance("dir:/srv/a[1].gguf"), (problem.place,)) == (problem.place,)


@pytest.mark.parametrize(
    ("target", "locator"),
    [
        ("ollama:", "blobs/sha256-1"),
        ("dir:a.gguf", "a.gguf"),
        ("dir:a#b", "c#d.gguf"),
        ("dir:/srv/", "x.gguf"),
    ],
)
def test_a_place_is_accepted_in_every_spelling_that_reports_print(target: str, locator: str) -> None:
    place = Problem(target, locator, "cut off").place
    for spelling in (place, f"{target}#{locator}"):
        assert accepted_places(an_acceptance(spelling), (place,)) == (place,)


def test_an_entry_that_names_nothing_is_unmet() -> None:
    assert unmet(an_acceptance("dir:/x"), ("dir:/x",), ("dir:/x",), {}) is None
    nothing = "locator dir:/x matches nothing, 1 expected"
    assert unmet(an_acceptance("dir:/x"), (), (), {}) == nothing


def test_an_entry_that_names_nothing_is_shown_the_nearest_places_there_are() -> None:
    gaps = [f"dir:models/{name}" for name in ("d.gguf", "c.gguf", "b.gguf", "old/a.gguf")]
    assert unmet(an_acceptance("dir:/srv/models/old/a.gguf"), (), gaps, {}) == (
        "locator dir:/srv/models/old/a.gguf matches nothing, 1 expected; there are: "
        "dir:models/old/a.gguf, dir:models/b.gguf, dir:models/c.gguf and 1 more"
    )


def test_what_is_not_known_can_be_accepted_and_altered_bytes_cannot() -> None:
    altered = Problem("dir:/srv", "a.gguf", "altered", category=ProblemKind.ALTERED)
    also_cut_off = Problem("dir:/srv", "a.gguf", "cut off")
    skipped = Skipped("dir:/srv", "b.bin", "format not read")
    assert acceptable([altered, also_cut_off, skipped, BROKEN]) == {skipped.place, BROKEN.place}


@pytest.mark.parametrize(
    ("locator", "expect", "places", "sentence"),
    [
        ("dir:/x/a", (1, 1), (), "matches nothing, 1 expected"),
        ("dir:/x/*", (2, 2), ("dir:/x/b",), "matches 1, 2 expected: dir:/x/b"),
    ],
)
def test_an_entry_that_means_altered_bytes_is_told_that_they_cannot_be_accepted(
    locator: str, expect: tuple[int, int], places: tuple[str, ...], sentence: str
) -> None:
    assert unmet(an_acceptance(locator, expect=expect), places, ("dir:/x/b",), {WHY: ("dir:/x/a",)}) == (
        f"locator {locator} {sentence}; altered, which cannot be accepted: dir:/x/a"
    )


def test_a_pattern_that_finds_what_it_expects_is_met_whatever_is_altered_beside_it() -> None:
    assert unmet(an_acceptance("dir:/x/*"), ("dir:/x/b",), ("dir:/x/b",), {WHY: ("dir:/x/a",)}) is None


@pytest.mark.parametrize(
    ("locator", "accepted"),
    [
        ("dir:/srv/*", ("dir:/srv/b.gguf",)),
        ("dir:/srv/a.bi[n]", ()),
        ("dir:/srv/a.bin", ("dir:/srv/a.bin",)),
        ("dir:/srv#a.bin", ("dir:/srv/a.bin",)),
    ],
)
def test_what_runs_code_is_accepted_by_its_place_in_full_alone(
    locator: str, accepted: tuple[str, ...]
) -> None:
    gaps = [
        Problem("dir:/srv", "a.bin", "imports posix.system", on_load=OnLoad.RUNS),
        Problem("dir:/srv", "b.gguf", "cut off"),
    ]
    by_name = places_that_run_code(gaps)
    assert by_name == {"dir:/srv/a.bin"}
    assert accepted_places(an_acceptance(locator), acceptable(gaps), by_name) == accepted


def test_an_entry_that_expects_what_runs_code_is_told_why_it_has_none() -> None:
    why = "runs code"
    places = ("dir:/srv/b.gguf",)
    assert unmet(an_acceptance("dir:/srv/*", expect=(2, 2)), places, places, {why: ("dir:/srv/a.bin",)}) == (
        "locator dir:/srv/* matches 1, 2 expected: dir:/srv/b.gguf; runs code: dir:/srv/a.bin"
    )
