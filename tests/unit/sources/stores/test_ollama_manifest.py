import pytest

from auditor.domain.observation import ProblemKind
from auditor.errors import FormatError
from auditor.sources.stores.ollama_manifest import Layer, Manifest, is_remote, parse

DIGEST = "a" * 64
MODEL = f'"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:{DIGEST}"'


def test_layers_and_configuration_are_named_by_their_digests() -> None:
    raw = f'{{"config": {{"digest": "sha256-{"b" * 64}"}}, "layers": [{{{MODEL}, "size": 7}}]}}'
    assert parse(raw.encode()) == Manifest((Layer("model", DIGEST, 7),), "b" * 64)


@pytest.mark.parametrize("config", ["null", "{}", '{"digest": "sha256:../x"}', '{"digest": 5}', "[]"])
def test_a_configuration_without_a_digest_is_none(config: str) -> None:
    manifest = parse(f'{{"config": {config}, "layers": [{{{MODEL}}}]}}'.encode())
    assert manifest == Manifest((Layer("model", DIGEST, None),), None)
    assert manifest.kinds == {"model"}


@pytest.mark.parametrize("size", ["-1", "true", "1e400", "1.5", '"7"'])
def test_a_size_that_is_no_number_of_bytes_is_refused(size: str) -> None:
    with pytest.raises(FormatError, match="the size of a layer is no number of bytes"):
        parse(f'{{"layers": [{{{MODEL}, "size": {size}}}]}}'.encode())


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (b'{"remote_host": "https://ollama.com"}', True),
        (b'{"remote_model": "kimi-k2"}', True),
        (b'{"model_format": "gguf"}', False),
        (b'{"remote_host": ""}', False),
    ],
)
def test_a_cloud_model_is_told_by_its_configuration(config: bytes, expected: bool) -> None:
    assert is_remote(config) is expected


@pytest.mark.parametrize("config", [b"[]", b"", b"\xff", b"[" * 100_000])
def test_what_is_no_configuration_is_refused(config: bytes) -> None:
    with pytest.raises(FormatError):
        is_remote(config)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (None, None),
        (7, None),
        (8, (ProblemKind.INCOMPLETE, "incomplete: its manifest says 8 bytes, its blob has 7")),
        (6, (ProblemKind.ALTERED, "altered: its manifest says 6 bytes, its blob has 7")),
    ],
)
def test_a_blob_that_is_smaller_is_incomplete_and_a_larger_one_altered(
    stated: int | None, expected: tuple[ProblemKind, str] | None
) -> None:
    assert Layer("model", DIGEST, stated).missized(7) == expected
