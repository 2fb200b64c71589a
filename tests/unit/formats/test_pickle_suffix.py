import gzip
from pathlib import Path

import pytest

from auditor.domain.observation import FileSeen, Observation, Problem
from auditor.formats.model_file import may_be_anything, unread_format
from auditor.formats.pickle_suffix import (
    ALSO,
    COMPRESSED_JOBLIB,
    COMPRESSED_PICKLES,
    MAY_BE_COMPRESSED,
    PICKLES,
)
from auditor.sources import Target
from auditor.sources.directory import DirectorySource

CALL = b"cos\nsystem\n(S'true'\ntR."
ESTIMATOR = b"csklearn.linear_model._base\nLinearRegression\n)\x81."


def _seen(folder: Path) -> list[Observation]:
    observed = DirectorySource().observe(Target("dir", str(folder)))
    return [one for one in observed if isinstance(one, FileSeen | Problem)]


def test_a_pickle_is_told_by_its_name_whether_it_is_compressed_or_not() -> None:
    assert {unread_format(f"m{end}") for end in (*PICKLES, *COMPRESSED_PICKLES)} == {"pickle"}
    assert {unread_format(f"m{end}") for end in COMPRESSED_JOBLIB} == {"joblib"}
    assert {*COMPRESSED_PICKLES, *COMPRESSED_JOBLIB} < set(MAY_BE_COMPRESSED)


@pytest.mark.parametrize("suffix", ALSO)
def test_a_name_that_pickles_share_with_much_else_counts_for_what_is_in_it(
    tmp_path: Path, suffix: str
) -> None:
    assert may_be_anything(f"m{suffix}")
    (tmp_path / f"notes{suffix}").write_bytes(b"some words")
    (tmp_path / f"table{suffix}").write_bytes(bytes(range(256)))
    assert _seen(tmp_path) == []
    (tmp_path / f"run{suffix}").write_bytes(CALL)
    (tmp_path / f"model{suffix}").write_bytes(ESTIMATOR)
    model, run = _seen(tmp_path)
    assert isinstance(model, FileSeen) and model.header.format == "pickle"
    assert isinstance(run, Problem) and "os.system" in run.reason


@pytest.mark.parametrize("suffix", [".pkl.gz", ".joblib.gz"])
def test_a_compressed_pickle_under_its_usual_name_is_looked_into(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"run{suffix}").write_bytes(gzip.compress(CALL))
    (run,) = _seen(tmp_path)
    assert isinstance(run, Problem) and "os.system" in run.reason
