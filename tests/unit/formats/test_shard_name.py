import pytest

from auditor.domain.header import Shard
from auditor.formats.shard_name import ShardName, parse, shard_of


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("m-00001-of-00003.gguf", ShardName("m", 1, 3, ".gguf", "m-of-00003.gguf")),
        (
            "model-00001-of-000163.safetensors",
            ShardName("model", 1, 163, ".safetensors", "model-of-000163.safetensors"),
        ),
        ("model-1-of-61.safetensors", ShardName("model", 1, 61, ".safetensors", "model-of-61.safetensors")),
        ("a-1-of-2-00000-of-00002.gguf", ShardName("a-1-of-2", 0, 2, ".gguf", "a-1-of-2-of-00002.gguf")),
        ("model.gguf", None),
        ("-00001-of-00002.gguf", None),
        ("m-00001-of-00000.gguf", None),
        ("m-00001-of-00002", None),
        ("m-00001-of-00002.gguf\n", None),
        ("m-\u0661-of-\u0662.gguf", None),
    ],
)
def test_a_name_says_its_place_in_a_set(name: str, expected: ShardName | None) -> None:
    assert parse(name) == expected


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("m-00002-of-00003.gguf", Shard(2, 3)),
        ("m-00000-of-00003.gguf", None),
        ("m-00004-of-00003.gguf", None),
        ("m-00001-of-00001.gguf", None),
        ("model.gguf", None),
    ],
)
def test_a_file_is_one_of_several_if_its_number_is_among_them(name: str, place: Shard | None) -> None:
    assert shard_of(name) == place
