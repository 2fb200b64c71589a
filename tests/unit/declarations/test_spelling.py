from pathlib import Path

import pytest

from auditor.declarations.spelling import Spelling, in_full
from auditor.domain.observation import Problem
from tests.builders.declarations import an_acceptance

BROKEN = Problem("dir:m", "old/a.pkl", "cut off")


@pytest.mark.parametrize(
    ("locator", "places"),
    [
        ("dir:m/a.pkl", ("dir:{home}/decl/m/a.pkl", "dir:{home}/m/a.pkl")),
        ("m/../m/./a.pkl", ("dir:{home}/decl/m/a.pkl", "dir:{home}/m/a.pkl")),
        ("dir:/srv/x#a.pkl", ("dir:/srv/x#a.pkl", "dir:/srv/x/a.pkl")),
        ("dir:m/*.pkl", ("dir:{home}/decl/m/*.pkl", "dir:{home}/m/*.pkl")),
        ("ollama:/srv/o/x:8b", ("ollama:/srv/o/x:8b",)),
    ],
)
def test_a_locator_starts_in_either_folder_of_the_project(
    locator: str, places: tuple[str, ...], tmp_path: Path
) -> None:
    home = tmp_path.resolve()
    assert in_full(locator, (home / "decl", home)) == tuple(place.format(home=home) for place in places)


def test_a_folder_that_is_a_link_is_followed_and_a_file_that_is_one_stays_itself(tmp_path: Path) -> None:
    home = tmp_path.resolve()
    (home / "there").mkdir()
    (home / "m").symlink_to(home / "there")
    (home / "there" / "a.pkl").symlink_to(home / "gone")
    assert f"dir:{home}/there/a.pkl" in in_full("dir:m/a.pkl", (home,))


@pytest.mark.parametrize(
    ("locator", "spelled", "is_named", "is_place"),
    [
        ("dir:m/old/a.pkl", (), True, True),
        ("dir:m#old/a.pkl", (), True, True),
        ("dir:/srv/m/old/a.pkl", ("dir:/srv/m/old/a.pkl",), True, True),
        ("dir:/srv/m/old/*", ("dir:/srv/m/old/*",), True, False),
        ("dir:/srv/other/old/a.pkl", ("dir:/srv/other/old/a.pkl",), False, False),
    ],
)
def test_a_place_goes_by_its_name_in_reports_and_in_full(
    locator: str, spelled: tuple[str, ...], *, is_named: bool, is_place: bool
) -> None:
    spelling = Spelling.of((BROKEN,), {"dir:m": "dir:/srv/m"})
    entry = an_acceptance(locator, in_full=spelled)
    assert (spelling.names(entry, BROKEN.place), spelling.is_place(entry, BROKEN.place)) == (
        is_named,
        is_place,
    )


def test_a_folder_whose_name_a_pattern_would_expand_is_itself(tmp_path: Path) -> None:
    home = tmp_path.resolve() / "v[1]"
    spelling = Spelling.of((BROKEN,), {"dir:m": f"dir:{home}/m"})
    for locator in ("dir:m/old/a.pkl", "dir:m/old/*"):
        assert spelling.names(an_acceptance(locator, in_full=in_full(locator, (home,))), BROKEN.place)
