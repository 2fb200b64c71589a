from pathlib import Path

import pytest

from auditor.sources.base import Target
from auditor.sources.stores.usual_stores import KINDS, stores, usual_roots

VARIABLES = {variable for kind in KINDS for variable in kind.variables}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_every_kind_has_its_usual_place_below_a_home(home: Path) -> None:
    found = {store.kind.store: store.root for store in reversed(stores(Target("stores", "")))}

    assert found == {kind.store: home / kind.places[0] for kind in KINDS}
    assert usual_roots() == tuple(store.root for store in stores(Target("stores", str(home))))


def test_variables_move_a_store_of_ones_own_and_not_that_of_a_home_that_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLAMA_CACHE", "/elsewhere")
    monkeypatch.setenv("TORCH_HOME", "/torch")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / ".cache"))

    moved = {store.label: str(store.root) for store in stores(Target("stores", "")) if "/" in store.label}

    assert moved["llama.cpp/LLAMA_CACHE"] == "/elsewhere"
    assert moved["torch-hub/TORCH_HOME"] == "/torch/hub"
    # The same place is looked at once.
    assert "torch-hub/XDG_CACHE_HOME" not in moved
    assert "/elsewhere" not in {str(store.root) for store in stores(Target("stores", str(home)))}


def test_labels_tell_the_places_of_a_kind_apart(home: Path) -> None:
    labels = [store.label for store in stores(Target("stores", str(home)))]
    assert len(set(labels)) == len(labels)
