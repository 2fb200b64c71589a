import os
from pathlib import Path

import pytest

from auditor.errors import SourceError
from auditor.sources import SOURCES, Target, parse, planned
from auditor.sources.mlflow.registry import VERSIONS
from auditor.sources.mlflow.source import MlflowSource

SOURCE = MlflowSource()


def test_an_address_stays_one_whatever_folder_a_target_is_written_in(tmp_path: Path) -> None:
    target = parse("mlflow:http://Registry.example:5000/", SOURCES, tmp_path)
    assert SOURCE.resolve(target) == Target("mlflow", "http://registry.example:5000")
    assert planned(target, SOURCES) == (f"GET http://registry.example:5000{VERSIONS}",)
    assert planned(Target("mlflow", os.fspath(tmp_path)), SOURCES) == ()


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(SourceError) as refused:
        list(SOURCE.observe(Target("mlflow", "http://me:secret-words@registry:5000")))
    assert "secret-words" not in str(refused.value)
    assert "secret-words" not in str(SOURCE.resolve(Target("mlflow", "http://me:secret-words@registry:5000")))
