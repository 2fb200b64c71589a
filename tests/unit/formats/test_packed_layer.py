"""What a network holds is counted, whatever it is packed into."""

import json
from pathlib import Path

import pytest

from auditor.domain.fact import Claim, Silence, Statement
from auditor.identity import group
from auditor.identity.measured import assess
from auditor.sources import Target
from auditor.sources.directory import DirectorySource
from tests.builders.packed import N_PARAMETERS, TOLD, UNTOLD, Layout, network
from tests.builders.safetensors import safetensors_file


def _size(folder: Path, layout: Layout) -> Statement:
    safetensors_file(folder / "model.safetensors", tensors=network(layout.tensors))
    (folder / "config.json").write_text(json.dumps({"model_type": "llama", **layout.config}))
    (model,) = group(DirectorySource().observe(Target("dir", str(folder)))).models
    (size,) = (one for one in assess(model) if one.fact == "model.n_parameters")
    return size


@pytest.mark.parametrize("layout", TOLD, ids=lambda layout: layout.name)
def test_the_count_is_that_of_the_network_and_not_of_what_it_is_packed_into(
    tmp_path: Path, layout: Layout
) -> None:
    size = _size(tmp_path, layout)
    assert isinstance(size, Claim)
    assert size.value == N_PARAMETERS


@pytest.mark.parametrize("layout", UNTOLD, ids=lambda layout: layout.name)
def test_a_packing_that_does_not_tell_its_weights_leaves_the_count_unknown(
    tmp_path: Path, layout: Layout
) -> None:
    size = _size(tmp_path, layout)
    assert isinstance(size, Silence)
    assert size.unknown.reason.startswith("weights are packed into ")
