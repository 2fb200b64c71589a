from dataclasses import replace

import pytest

from auditor.reports.document.whereabouts import Whereabouts
from tests.builders.audit import a_run

(SCAN,) = a_run().scans
FOLDER = replace(SCAN, target="dir:m?ignore=a", resolved="dir:/srv/m?ignore=a")
STORE = replace(SCAN, target="ollama:", resolved="ollama:/home/models")
LOOKED = Whereabouts.of(a_run(scans=(FOLDER, STORE)))


@pytest.mark.parametrize(
    ("locator", "full"),
    [
        ("dir:m?ignore=a#b.gguf", "dir:/srv/m#b.gguf"),
        ("dir:m?ignore=a/b.gguf", "dir:/srv/m/b.gguf"),
        ("dir:m/b.gguf", "dir:/srv/m/b.gguf"),
        ("ollama:#llama3:8b", "ollama:/home/models#llama3:8b"),
        ("dir:elsewhere#b.gguf", "dir:elsewhere#b.gguf"),
    ],
)
def test_a_place_is_called_after_where_its_target_is(locator: str, full: str) -> None:
    assert LOOKED.full(locator) == full


@pytest.mark.parametrize(
    ("place", "is_included"),
    [
        ("dir:/srv/m", True),
        ("dir:/srv/m#b.gguf", True),
        ("dir:/srv/m/deep/b.gguf", True),
        ("dir:/srv/more", False),
        ("dir:/srv", False),
    ],
)
def test_what_lies_in_a_target_was_looked_at(place: str, is_included: bool) -> None:
    assert LOOKED.includes(place) is is_included
