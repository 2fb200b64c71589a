from pathlib import Path

from auditor.identity import HashMode
from auditor.pipeline import scanning
from auditor.pipeline.inventory import inventory_of
from auditor.pipeline.looking import look
from auditor.settings import Settings
from auditor.sources import Target
from auditor.store import Store
from tests.builders.gguf import gguf_file
from tests.unit.pipeline.test_recording import EDGE


def test_what_two_scans_saw_of_one_model_is_one_model(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        gguf_file(tmp_path / folder / "m.gguf")
    database = f"sqlite:///{tmp_path}/a.db"
    settings = Settings(tmp_path, None, (), tmp_path / "declarations", (), database)
    targets = tuple(Target("dir", str(tmp_path / folder)) for folder in ("a", "b"))
    with Store.open(database) as store:
        scans = scanning.scan(store, look(settings, targets), HashMode.FULL, EDGE)
        (model,) = inventory_of(store, scans).models
    assert len(model.locations) == 2
