import subprocess
import sys
from pathlib import Path

import pytest

from auditor.formats import WEIGHT_FORMATS
from auditor.formats.deferred import Deferred
from tests.builders.onnx import onnx_file
from tests.builders.safetensors import safetensors_file

DEFERRED = [known for known in WEIGHT_FORMATS if isinstance(known, Deferred)]


@pytest.mark.parametrize("known", DEFERRED, ids=lambda known: known.name)
def test_what_is_listed_is_what_the_format_says_of_itself(known: Deferred) -> None:
    itself = known.itself()
    assert (known.name, known.suffixes) == (itself.name, itself.suffixes)
    assert known.itself() is itself


def _imported(path: Path) -> set[str]:
    look = (
        "import sys\nfrom pathlib import Path\nfrom auditor import formats\n"
        f"print(formats.read_header(Path({str(path)!r})).format)\n"
        "print(*(name for name in sys.modules if name.startswith('auditor.formats.')))"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    return {name.rpartition(".")[2] for name in done.stdout.split()}


def test_a_file_of_an_everyday_format_imports_no_others_reader(tmp_path: Path) -> None:
    others = {known.listed.partition(":")[0].rpartition(".")[2] for known in DEFERRED}
    assert not _imported(safetensors_file(tmp_path / "a.safetensors")) & others
    onnx_file(tmp_path / "a.onnx")
    assert "onnx" in _imported(tmp_path / "a.onnx")
