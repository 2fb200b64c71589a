import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.domain.observation import Problem
from auditor.sources.oci.images import Image, Layout
from auditor.sources.oci.storage import Folder
from tests.builders.images import Packed, as_folder, layer


def _images(folder: Path) -> tuple[tuple[Image, ...] | None, list[str]]:
    layout = Layout("oci:x", "x", Folder(folder.resolve()))
    return layout.images(), [gap.reason for gap in layout.gaps if isinstance(gap, Problem)]


@pytest.mark.parametrize(
    ("annotations", "names"),
    [
        (
            {
                "io.containerd.image.name": "docker.io/library/tiny:1",
                "org.opencontainers.image.ref.name": "1",
            },
            ("tiny:1",),
        ),
        ({"org.opencontainers.image.ref.name": "latest"}, ("x:latest",)),
        ({"org.opencontainers.image.ref.name": "quay.io/a/b:2"}, ("quay.io/a/b:2",)),
        ({"io.containerd.image.name": "a/b\x1b[2J:1"}, ("a/b\\x1b[2J:1",)),
    ],
)
def test_an_image_is_called_what_its_index_says(
    tmp_path: Path, annotations: dict[str, str], names: tuple[str, ...]
) -> None:
    files = Packed([layer({})]).oci()
    index = json.loads(files["index.json"])
    index["manifests"][0]["annotations"] = annotations
    files["index.json"] = json.dumps(index).encode()
    images, problems = _images(as_folder(tmp_path, files))
    assert images is not None
    assert [image.names for image in images] == [names]
    assert problems == []


def test_an_image_without_a_name_is_called_after_its_layout(tmp_path: Path) -> None:
    packed = Packed([layer({})], name=None)
    images, _ = _images(as_folder(tmp_path, packed.oci()))
    assert images is not None
    assert images[0].names == (f"x@sha256:{hashlib.sha256(packed.manifest()).hexdigest()[:12]}",)


def test_several_names_of_one_image_are_one_image(tmp_path: Path) -> None:
    files = Packed([layer({})]).oci()
    index = json.loads(files["index.json"])
    (one,) = index["manifests"]
    index["manifests"] = [one, {**one, "annotations": {"io.containerd.image.name": "acme/tiny:latest"}}]
    files["index.json"] = json.dumps(index).encode()
    images, _ = _images(as_folder(tmp_path, files))
    assert images is not None
    assert [image.names for image in images] == [("acme/tiny:1.0", "acme/tiny:latest")]


@pytest.mark.parametrize(
    ("index", "reason"),
    [
        ({"manifests": [{"digest": "sha256:../../x"}]}, "a manifest without a sha256"),
        ({"manifests": [{"digest": f"sha256:{'1' * 64}"}]}, "its blob sha256:111111111111... is missing"),
    ],
)
def test_an_index_that_names_nothing_is_a_problem(tmp_path: Path, index: object, reason: str) -> None:
    images, problems = _images(as_folder(tmp_path, {"index.json": json.dumps(index).encode()}))
    assert images == ()
    assert problems == [reason]


def test_an_index_in_itself_comes_to_an_end(tmp_path: Path) -> None:
    sha256 = "2" * 64
    raw = json.dumps({"manifests": [{"digest": f"sha256:{sha256}"}]}).encode()
    images, problems = _images(as_folder(tmp_path, {"index.json": raw, f"blobs/sha256/{sha256}": raw}))
    assert images == ()
    assert "indexes lie in indexes too deep" in problems


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.just(f"sha256:{'3' * 64}"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "manifests",
                    "digest",
                    "layers",
                    "config",
                    "mediaType",
                    "Config",
                    "Layers",
                    "RepoTags",
                    "annotations",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(_JSON, _JSON, _JSON)
@settings(max_examples=60, deadline=None)
def test_odd_json_breaks_nothing(
    tmp_path_factory: pytest.TempPathFactory, index: object, saved: object, blob: object
) -> None:
    files = {"index.json": index, "manifest.json": saved, f"blobs/sha256/{'3' * 64}": blob}
    folder = as_folder(
        tmp_path_factory.mktemp("x"), {name: json.dumps(value).encode() for name, value in files.items()}
    )
    images, _ = _images(folder)
    assert images is None or all(image.names for image in images)
