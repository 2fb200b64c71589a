import gzip
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from auditor.domain.document import ModelCard
from auditor.domain.observation import (
    Access,
    Covered,
    DocumentSeen,
    FileSeen,
    Observation,
    Problem,
    ProblemKind,
    Skipped,
    StoreEntry,
)
from auditor.domain.serving import DeploymentState, InUse, ReferenceKind
from auditor.errors import SourceError
from auditor.identity import HashMode, digest_files, group
from auditor.sources import Target
from auditor.sources.directory import DirectorySource
from auditor.sources.oci import OciSource, contents
from tests.builders.gguf import gguf_file
from tests.builders.images import Packed, as_archive, as_folder, layer
from tests.builders.safetensors import safetensors_file
from tests.builders.torch import torch_zip

CARD = b"---\nlicense: mit\n---\n# Tiny\n"


@pytest.fixture
def weights(tmp_path: Path) -> bytes:
    return safetensors_file(tmp_path / "w").read_bytes()


def _observe(path: Path) -> list[Observation]:
    return list(OciSource().observe(Target("oci", str(path))))


def _files(observations: list[Observation]) -> dict[str, FileSeen]:
    return {seen.locator: seen for seen in observations if isinstance(seen, FileSeen)}


def _problems(observations: list[Observation]) -> list[tuple[str, str]]:
    return [(seen.locator, seen.reason) for seen in observations if isinstance(seen, Problem)]


LAYOUTS = {
    "oci": Packed.oci,
    "docker-old": Packed.docker_old,
    "docker-new": Packed.docker_new,
    "skopeo-dir": Packed.skopeo_dir,
}


@pytest.mark.parametrize("kind", LAYOUTS)
@pytest.mark.parametrize("is_archive", [False, True], ids=["folder", "archive"])
@pytest.mark.parametrize("is_compressed", [False, True], ids=["plain", "gzip"])
def test_every_layout_gives_the_same_model(
    tmp_path: Path, weights: bytes, kind: str, is_archive: bool, is_compressed: bool
) -> None:
    packed = Packed([layer({"models/": b"", "models/w.safetensors": weights, "models/README.md": CARD})])
    packed.is_compressed = is_compressed and kind != "docker-old"
    files = LAYOUTS[kind](packed)
    path = as_archive(tmp_path / "tiny.tar", files) if is_archive else as_folder(tmp_path / "tiny", files)
    seen = _observe(path)
    name = "tiny" if kind == "skopeo-dir" else "acme/tiny:1.0"
    file = _files(seen)[f"{name}/models/w.safetensors"]
    assert (file.sha256, file.access) == (hashlib.sha256(weights).hexdigest(), Access.STREAMED)
    assert (file.header.n_parameters, file.file_id.size_bytes) == (32, len(weights))
    (card,) = (one.document for one in seen if isinstance(one, DocumentSeen))
    assert isinstance(card, ModelCard)
    assert card.licenses == ("mit",)
    (entry,) = (one for one in seen if isinstance(one, StoreEntry))
    assert (entry.name, entry.bundle, entry.store) == (name, f"{name}/models", "oci")
    assert _problems(seen) == []
    assert isinstance(seen[-1], Covered)


def test_what_lies_in_an_image_is_the_model_that_lies_in_a_folder(tmp_path: Path, weights: bytes) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "w.safetensors").write_bytes(weights)
    image = as_archive(tmp_path / "i.tar", Packed([layer({"models/w.safetensors": weights})]).oci())
    seen = [*_observe(image), *DirectorySource().observe(Target("dir", str(tmp_path / "m")))]
    hashed = digest_files(seen, HashMode.FULL, known=lambda _: {})
    inventory = group(hashed.observations)
    (model,) = inventory.models
    assert model.id == f"sha256:{hashlib.sha256(weights).hexdigest()}"
    assert len(model.locations) == 2
    assert {deployment.state for deployment in inventory.deployments} == {DeploymentState.PRESENT}


def test_code_that_generates_in_a_model_s_stead_belongs_to_the_model(tmp_path: Path, weights: bytes) -> None:
    files = {
        "models/w.safetensors": weights,
        "models/custom_generate/generate.py": b"",
        "models/custom_generate/x.py": b"",
        "other/custom_generate/generate.py": b"",
    }
    seen = list(_observe(as_archive(tmp_path / "i.tar", Packed([layer(files)]).oci())))
    bundles = {one.locator.partition("/")[2]: one.bundle for one in seen if isinstance(one, DocumentSeen)}
    (weights_seen,) = [one for one in seen if isinstance(one, FileSeen)]
    assert list(bundles.values()) == [weights_seen.bundle]
    assert [place.endswith("models/custom_generate/generate.py") for place in bundles] == [True]


@pytest.mark.parametrize(
    ("upper", "left"),
    [
        ({"models/.wh.w.safetensors": b""}, []),
        ({".wh.models": b""}, []),
        ({"models/.wh..wh..opq": b""}, []),
        ({"models/.wh..wh..opq": b"", "models/v.safetensors": b"W"}, ["models/v.safetensors"]),
        ({"models/v.safetensors": b"W", "models/.wh..wh..opq": b""}, ["models/v.safetensors"]),
        ({"models": b"a file now"}, []),
        ({"models/.wh.other": b""}, ["models/w.safetensors"]),
        ({"models/w.safetensors": b"W"}, ["models/w.safetensors"]),
        ({"models/": b""}, ["models/w.safetensors"]),
    ],
)
def test_an_upper_layer_takes_back_what_it_hides(
    tmp_path: Path, weights: bytes, upper: Mapping[str, bytes], left: list[str]
) -> None:
    files = {name: weights if data == b"W" else data for name, data in upper.items()}
    packed = Packed([layer({"models/w.safetensors": weights}), layer(files)])
    seen = _observe(as_archive(tmp_path / "i.tar", packed.oci()))
    assert sorted(_files(seen)) == [f"acme/tiny:1.0/{path}" for path in left]
    assert _problems(seen) == []


def test_a_broken_file_that_is_taken_back_is_no_problem(tmp_path: Path) -> None:
    layers = [layer({"m/w.safetensors": b"broken"}), layer({"m/.wh.w.safetensors": b""})]
    assert _problems(_observe(as_archive(tmp_path / "i.tar", Packed(layers).oci()))) == []
    ((place, _),) = _problems(_observe(as_archive(tmp_path / "j.tar", Packed(layers[:1]).oci())))
    assert place == "acme/tiny:1.0/m/w.safetensors"


def test_a_hard_link_is_a_second_place_of_the_same_bytes(tmp_path: Path, weights: bytes) -> None:
    both = layer({"m/w.safetensors": weights}, links={"n/v.safetensors": "m/w.safetensors"}, hard=True)
    seen = _observe(as_archive(tmp_path / "i.tar", Packed([both]).oci()))
    first, second = _files(seen).values()
    assert first.sha256 == second.sha256
    assert first.which == second.which
    lost = layer({}, links={"n/v.safetensors": "m/gone"}, hard=True)
    seen = _observe(as_archive(tmp_path / "j.tar", Packed([lost]).oci()))
    assert _problems(seen) == [("acme/tiny:1.0/n/v.safetensors", "a hard link to what is not in the image")]


def test_a_cache_within_an_image_is_read_by_the_names_it_gives(tmp_path: Path, weights: bytes) -> None:
    sha256 = hashlib.sha256(weights).hexdigest()
    root = "root/.cache/huggingface/hub/models--acme--tiny"
    cache = layer(
        {f"{root}/blobs/{sha256}": weights, f"{root}/blobs/{'0' * 64}": b"not weights at all"},
        links={f"{root}/snapshots/c/model.safetensors": f"../../blobs/{sha256}"},
    )
    seen = _observe(as_archive(tmp_path / "i.tar", Packed([cache]).oci()))
    (file,) = _files(seen).values()
    assert file.locator == f"acme/tiny:1.0/{root}/snapshots/c/model.safetensors"
    assert file.declared_sha256 == file.sha256 == sha256
    assert _problems(seen) == []


def test_an_ollama_store_within_an_image_is_compared_with_its_names(tmp_path: Path) -> None:
    gguf = gguf_file(tmp_path / "w").read_bytes()
    stored = layer({f"root/.ollama/models/blobs/sha256-{'a' * 64}": gguf})
    seen = _observe(as_archive(tmp_path / "i.tar", Packed([stored]).oci()))
    (problem,) = group(seen).problems
    assert problem.category is ProblemKind.ALTERED


@pytest.mark.parametrize("is_compressed", [False, True])
def test_a_format_with_its_directory_at_the_end_is_read_within_a_layer(
    tmp_path: Path, is_compressed: bool
) -> None:
    raw = torch_zip(tmp_path / "w.bin").read_bytes()
    packed = Packed([layer({"m/pytorch_model.bin": raw})], is_compressed=is_compressed)
    (file,) = _files(_observe(as_archive(tmp_path / "i.tar", packed.oci()))).values()
    assert (file.header.format, file.sha256) == ("pytorch", hashlib.sha256(raw).hexdigest())


def test_an_artifact_of_docker_model_runner_is_a_model(tmp_path: Path) -> None:
    gguf = gguf_file(tmp_path / "w").read_bytes()
    packed = Packed(
        [gguf, b"MIT License\n"],
        media_type=("application/vnd.docker.ai.gguf.v3", "application/vnd.docker.ai.license"),
        config_type="application/vnd.docker.ai.model.config.v0.1+json",
        name="docker.io/ai/smollm2:360M",
    )
    seen = _observe(as_folder(tmp_path / "store", packed.oci()))
    file = _files(seen)["ai/smollm2:360M/model.gguf"]
    assert file.declared_sha256 == file.sha256 == hashlib.sha256(gguf).hexdigest()
    (entry,) = (one for one in seen if isinstance(one, StoreEntry))
    assert (entry.name, entry.revision) == ("ai/smollm2:360M", hashlib.sha256(packed.manifest()).hexdigest())
    assert [one.locator for one in seen if isinstance(one, DocumentSeen)] == ["ai/smollm2:360M/LICENSE"]


def test_a_model_pack_says_the_paths_of_its_files(tmp_path: Path, weights: bytes) -> None:
    packed = Packed(
        [weights, CARD],
        media_type=("application/vnd.cncf.model.weight.v1.raw", "application/vnd.cncf.model.doc.v1.raw"),
        config_type="application/vnd.cncf.model.config.v1+json",
        titles=("weights/w.safetensors", "README.md"),
    )
    seen = _observe(as_archive(tmp_path / "i.tar", packed.oci()))
    assert list(_files(seen)) == ["acme/tiny:1.0/weights/w.safetensors"]
    assert [one.locator for one in seen if isinstance(one, DocumentSeen)] == ["acme/tiny:1.0/README.md"]


def test_a_server_s_image_tells_what_it_would_serve(tmp_path: Path, weights: bytes) -> None:
    settings = {
        "Entrypoint": ["python3", "-m", "vllm.entrypoints.openai.api_server"],
        "Cmd": ["--model", "/models", "--served-model-name", "tiny"],
        "Env": ["HF_TOKEN=hf_planted0123456789", "PATH=/usr/bin"],
    }
    packed = Packed([layer({"models/model.safetensors": weights})], settings, name="vllm/vllm-openai:v0.9.1")
    seen = _observe(as_archive(tmp_path / "i.tar", packed.oci()))
    (use,) = (one for one in seen if isinstance(one, InUse))
    assert (use.state, use.served_as) == (DeploymentState.CONFIGURED, "tiny")
    assert use.runtime is not None
    assert use.runtime.name == "vllm"
    assert use.model is not None
    assert use.model.kind is ReferenceKind.FILE
    assert "planted" not in repr(seen)
    inventory = group(seen)
    assert {deployment.model_id for deployment in inventory.deployments} == {inventory.models[0].id}


def test_an_artifact_starts_nothing(tmp_path: Path) -> None:
    packed = Packed(
        [], {"Cmd": ["vllm", "serve", "x/y"]}, config_type="application/vnd.docker.ai.model.config.v0.1+json"
    )
    assert not any(isinstance(one, InUse) for one in _observe(as_folder(tmp_path / "i", packed.oci())))


@pytest.mark.parametrize("is_compressed", [False, True])
def test_a_layer_that_is_not_what_its_manifest_says_is_altered(
    tmp_path: Path, weights: bytes, is_compressed: bool
) -> None:
    packed = Packed([layer({"m/w.safetensors": weights})], is_compressed=is_compressed)
    files = packed.oci()
    raw = gzip.compress(packed.layers[0], mtime=0) if is_compressed else packed.layers[0]
    # What follows the end of an archive, or of a compressed stream, is read by nobody else.
    files[f"blobs/sha256/{hashlib.sha256(raw).hexdigest()}"] += bytes(512)
    seen = _observe(as_folder(tmp_path / "i", files))
    (problem,) = (one for one in seen if isinstance(one, Problem))
    assert (problem.locator, problem.category) == ("acme/tiny:1.0/layer 1", ProblemKind.ALTERED)
    assert len(_files(seen)) == 1


def test_in_older_archives_the_configuration_vouches_for_layers(tmp_path: Path, weights: bytes) -> None:
    files = Packed([layer({"m/w.safetensors": weights})]).docker_old()
    files["0/layer.tar"] = layer({"m/w.safetensors": weights, "added": b""})
    (problem,) = (one for one in _observe(as_archive(tmp_path / "i.tar", files)) if isinstance(one, Problem))
    assert problem.category is ProblemKind.ALTERED


def test_a_manifest_that_is_not_what_its_name_says_is_altered(tmp_path: Path, weights: bytes) -> None:
    packed = Packed([layer({"m/w.safetensors": weights})])
    files = packed.oci()
    name = f"blobs/sha256/{hashlib.sha256(packed.manifest()).hexdigest()}"
    files[name] += b" "
    kinds = [one.category for one in _observe(as_folder(tmp_path / "i", files)) if isinstance(one, Problem)]
    assert kinds == [ProblemKind.ALTERED]


def test_a_layer_that_is_missing_is_a_problem_and_the_rest_is_read(tmp_path: Path, weights: bytes) -> None:
    lower, upper = layer({"a": b"a"}), layer({"m/w.safetensors": weights})
    files = Packed([lower, upper]).oci()
    del files[f"blobs/sha256/{hashlib.sha256(lower).hexdigest()}"]
    seen = _observe(as_folder(tmp_path / "i", files))
    assert _problems(seen) == [("acme/tiny:1.0/layer 1", "it is missing")]
    assert len(_files(seen)) == 1


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\x28\xb5\x2f\xfd" + bytes(20), "compressed with zstd, which is not read"),
        (gzip.compress(bytes(10_000))[:-20], "gzip: it is broken or cut off"),
        (b"\x1f\x8b" + b"x" * 100, "gzip: it is broken or cut off"),
        (b"no archive at all" * 100, "tar: "),
        (layer({"a": b"x" * 5000})[:2000], "tar: unexpected end of data"),
        (layer({"a": b"x" * 5000})[:512] + b"y" * 20_000, "tar: it is broken or cut off"),
    ],
    ids=["zstd", "cut gzip", "no gzip", "no archive", "cut tar", "broken tar"],
)
def test_a_broken_layer_is_a_problem_and_the_next_is_read(
    tmp_path: Path, weights: bytes, raw: bytes, reason: str
) -> None:
    seen = _observe(as_archive(tmp_path / "i.tar", Packed([raw, layer({"m/w.safetensors": weights})]).oci()))
    ((place, said),) = _problems(seen)
    assert place == "acme/tiny:1.0/layer 1"
    assert reason in said
    assert len(_files(seen)) == 1


def test_several_platforms_are_several_images(tmp_path: Path, weights: bytes) -> None:
    one, two = Packed([layer({"w.safetensors": weights})]), Packed([layer({"v.safetensors": weights})])
    described = []
    files = one.oci() | two.oci()
    for packed, architecture in ((one, "amd64"), (two, "arm64")):
        raw = packed.manifest()
        described.append(
            {
                "digest": f"sha256:{hashlib.sha256(raw).hexdigest()}",
                "platform": {"architecture": architecture},
            }
        )
    gone = {"digest": f"sha256:{'0' * 64}", "platform": {"architecture": "s390x"}}
    inner = json.dumps({"manifests": [*described, gone]}).encode()
    sha256 = hashlib.sha256(inner).hexdigest()
    files[f"blobs/sha256/{sha256}"] = inner
    outer = {"digest": f"sha256:{sha256}", "annotations": {"org.opencontainers.image.ref.name": "latest"}}
    files["index.json"] = json.dumps({"manifests": [outer]}).encode()
    seen = _observe(as_folder(tmp_path / "tiny", files))
    assert [place.partition("@")[0] for place in _files(seen)] == ["tiny:latest", "tiny:latest"]
    assert _problems(seen) == []


@pytest.mark.parametrize("files", [{}, {"x": b"y"}, {"index.json": b"{"}], ids=["empty", "other", "broken"])
def test_what_is_no_image_is_refused_or_a_problem(tmp_path: Path, files: dict[str, bytes]) -> None:
    (tmp_path / "i").mkdir()
    with pytest.raises(SourceError, match="no image"):
        _observe(as_folder(tmp_path / "i", files))


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        _observe(tmp_path / "gone.tar")


def test_a_link_out_of_a_layout_is_not_followed(tmp_path: Path, weights: bytes) -> None:
    packed = Packed([layer({"m/w.safetensors": weights})])
    folder = as_folder(tmp_path / "i", packed.oci())
    blob = folder / "blobs" / "sha256" / hashlib.sha256(packed.layers[0]).hexdigest()
    blob.rename(tmp_path / "elsewhere")
    blob.symlink_to(tmp_path / "elsewhere")
    seen = _observe(folder)
    assert "link out of its place, not followed" in {reason for _, reason in _problems(seen)}
    assert _files(seen) == {}


CALLS = b"from openai import OpenAI\nOpenAI().chat.completions.create(model='gpt-4o', messages=[])\n"


def test_a_program_that_seems_to_call_models_is_told(tmp_path: Path) -> None:
    files = {
        "app/main.py": CALLS,
        "app/gone.py": CALLS,
        "app/math.py": b"print(1)\n",
        "app/notes.txt": CALLS,
        "usr/local/lib/python3.11/openai/client.py": CALLS,
        "app/.cache/x/site-packages/openai/client.py": CALLS,
        "app/node_modules/openai/index.js": CALLS,
    }
    above = layer({"app/.wh.gone.py": b""})
    found = _observe(as_folder(tmp_path / "i", Packed([layer(files), above]).oci()))
    (told,) = [one for one in found if isinstance(one, Skipped)]
    assert told.locator == "acme/tiny:1.0/app/main.py"
    assert told.reason.startswith("a program that seems to call or load models, not read")


def test_of_programs_so_many_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "_MOST_PROGRAMS", 2)
    files = {f"app/{name}.py": CALLS for name in "abc"}
    found = _observe(as_folder(tmp_path / "i", Packed([layer(files)]).oci()))
    assert len([one for one in found if isinstance(one, Skipped)]) == 2


def test_what_the_variables_of_an_image_name_is_told(tmp_path: Path) -> None:
    settings = {"Entrypoint": ["/app/run"], "Env": ["PATH=/bin", "ANTHROPIC_MODEL=claude-sonnet-4-20250514"]}
    found = _observe(as_folder(tmp_path / "i", Packed([layer({"a": b""})], settings).oci()))
    (seen,) = [one for one in found if isinstance(one, InUse)]
    assert (seen.locator, seen.operator) == ("acme/tiny:1.0/config", "anthropic")
