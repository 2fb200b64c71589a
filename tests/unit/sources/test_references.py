import pytest

from auditor.domain.serving import ModelReference, ReferenceKind
from auditor.sources.references import is_cloud_name, names, reference

FILE, REPOSITORY, STORE = ReferenceKind.FILE, ReferenceKind.REPOSITORY, ReferenceKind.STORE
LOCATION, UNRESOLVED, HOSTED = ReferenceKind.LOCATION, ReferenceKind.UNRESOLVED, ReferenceKind.HOSTED


@pytest.mark.parametrize(
    ("words", "otherwise", "expected"),
    [
        ("org/name", REPOSITORY, ModelReference("org/name", REPOSITORY)),
        ("gpt2", REPOSITORY, ModelReference("gpt2", REPOSITORY)),
        ("org/name@abc", REPOSITORY, ModelReference("org/name", REPOSITORY, "abc")),
        ("org/name:Q4_K_M", REPOSITORY, ModelReference("org/name:Q4_K_M", REPOSITORY)),
        ("hf://org/name", FILE, ModelReference("org/name", REPOSITORY)),
        ("HF://org/name", FILE, ModelReference("org/name", REPOSITORY)),
        ("hf://org/name:v1", FILE, ModelReference("org/name", REPOSITORY, "v1")),
        ("huggingface://org/name/x.gguf", STORE, ModelReference("org/name", REPOSITORY)),
        ("https://huggingface.co/org/name", LOCATION, ModelReference("org/name", REPOSITORY)),
        (
            "https://huggingface.co/a/b/resolve/v2/x.gguf?download=true",
            LOCATION,
            ModelReference("a/b", REPOSITORY, "v2"),
        ),
        (
            "https://huggingface.co/datasets/a/resolve/main/x",
            LOCATION,
            ModelReference("https://huggingface.co/datasets/a/resolve/main/x", LOCATION),
        ),
        (
            "https://x.example/huggingface.co/a/b",
            FILE,
            ModelReference("https://x.example/huggingface.co/a/b", LOCATION),
        ),
        ("/models/x", REPOSITORY, ModelReference("/models/x", FILE)),
        ("./x", REPOSITORY, ModelReference("./x", FILE)),
        ("MODEL}", REPOSITORY, ModelReference("MODEL}", UNRESOLVED)),
        ("{name", STORE, ModelReference("{name", UNRESOLVED)),
        ("/models/{x}", STORE, ModelReference("/models/{x}", FILE)),
        ("~/x", STORE, ModelReference("~/x", FILE)),
        ("C:\\models\\x.gguf", REPOSITORY, ModelReference("C:\\models\\x.gguf", FILE)),
        ("models/x.gguf", REPOSITORY, ModelReference("models/x.gguf", FILE)),
        ("a/b/c", REPOSITORY, ModelReference("a/b/c", FILE)),
        ("x", FILE, ModelReference("x", FILE)),
        ("file:///models/x", REPOSITORY, ModelReference("/models/x", FILE)),
        ("llama3:8b", STORE, ModelReference("llama3:8b", STORE)),
        ("hf.co/a/b:Q4", STORE, ModelReference("hf.co/a/b:Q4", STORE)),
        ("ollama://llama3:8b", REPOSITORY, ModelReference("llama3:8b", STORE)),
        ("s3://bucket/m", REPOSITORY, ModelReference("s3://bucket/m", LOCATION)),
        ("pvc://claim/m", REPOSITORY, ModelReference("pvc://claim/m", LOCATION)),
        ("oci://reg/m:1", REPOSITORY, ModelReference("oci://reg/m:1", LOCATION)),
        ("gs://b/m?x=1", REPOSITORY, ModelReference("gs://b/m?x=1", LOCATION)),
        ("openai/gpt-4o", HOSTED, ModelReference("openai/gpt-4o", HOSTED)),
        ("${MODEL}", REPOSITORY, ModelReference("${MODEL}", UNRESOLVED)),
        ("{{ .Values.model }}", REPOSITORY, ModelReference("{{ .Values.model }}", UNRESOLVED)),
        ("/m/$NAME/x", FILE, ModelReference("/m/$NAME/x", UNRESOLVED)),
        ("  'org/name' ", REPOSITORY, ModelReference("org/name", REPOSITORY)),
        ("", REPOSITORY, None),
        ("''", REPOSITORY, None),
    ],
)
def test_words_say_by_their_form_what_they_are(
    words: str, otherwise: ReferenceKind, expected: ModelReference | None
) -> None:
    assert reference(words, otherwise) == expected


def test_a_blob_names_its_digest_and_a_snapshot_its_commit() -> None:
    digest, commit = "AB" * 32, "12" * 20
    assert reference(f"/b/sha256-{digest}", FILE) == ModelReference(
        f"/b/sha256-{digest}", FILE, None, digest.lower()
    )
    snapshot = f"/hub/models--a--b/snapshots/{commit}/x.gguf"
    assert reference(snapshot, FILE) == ModelReference(snapshot, FILE, commit)
    assert reference("org/name@sha256:" + digest, STORE) == ModelReference("org/name@sha256:" + digest, STORE)


def test_a_revision_that_is_named_apart_counts_before_one_in_the_words() -> None:
    assert reference("org/name@a", REPOSITORY, "b") == ModelReference("org/name", REPOSITORY, "b")


def test_no_credentials_are_kept() -> None:
    assert reference("s3://KEY:SECRET@bucket/m?token=x&v=1", REPOSITORY) == ModelReference(
        "s3://bucket/m?v=1", LOCATION
    )
    assert reference("org/name", REPOSITORY, "r3v1si0n", ["r3v1si0n"]) == ModelReference(
        "org/name", REPOSITORY, "***"
    )


def test_names_come_once_in_their_order() -> None:
    one, other = ModelReference("a", STORE), ModelReference("b", STORE)
    assert names([other, None, one, other]) == (other, one)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kimi-k2:cloud", True),
        ("gpt-oss:120b-cloud", True),
        ("cloud:latest", False),
        ("acme/my-cloud:7b", False),
        ("tiny:cloudy", False),
    ],
)
def test_a_cloud_model_is_told_by_its_tag(name: str, expected: bool) -> None:
    assert is_cloud_name(name) is expected
