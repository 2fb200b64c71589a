import pytest

from auditor.sources.code.origins import Origins
from auditor.sources.code.python import parse

TEXT = """
import torch
import xgboost as xgb
from tensorflow import keras as k
booster = xgb.Booster()
self.net = k.models.Model()
loop = loop.next()
"""


@pytest.mark.parametrize(
    ("path", "module", "full"),
    [
        (("torch", "hub", "load"), "torch", ("torch", "hub", "load")),
        (("k", "models", "load"), "tensorflow", ("tensorflow", "keras", "models", "load")),
        (("booster", "load"), "xgboost", ("booster", "load")),
        (("self", "net", "load"), "tensorflow", ("self", "net", "load")),
    ],
)
def test_what_is_called_comes_from_an_import(
    path: tuple[str, ...], module: str, full: tuple[str, ...]
) -> None:
    origin = Origins(parse(TEXT)).of(path)
    assert origin is not None
    assert (origin.imported.module, origin.full(path)) == (module, full)


@pytest.mark.parametrize("path", [(), ("other", "load"), ("self", "load"), ("loop", "load")])
def test_what_the_file_does_not_show_comes_from_nowhere(path: tuple[str, ...]) -> None:
    assert Origins(parse(TEXT)).of(path) is None
