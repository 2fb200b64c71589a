import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.store import Store
from auditor.store.store import Effects
from tests.unit.store.samples import NOW


def counted() -> Effects:
    """Give ids that begin with their number, so that a test can write them down."""
    numbers = itertools.count(1)
    return Effects(new_id=lambda: f"{next(numbers):02d}-id", clock=lambda: NOW, busy_timeout_s=0.05)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "auditor.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path / "auditor.db"))


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{path}", create=False, effects=counted()) as opened:
        yield opened
