import pytest

from auditor.formats.document_name import DocumentKind, folder_of, kind_of, may_name_code, may_state_license


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("README.md", DocumentKind.CARD),
        ("readme.MD", DocumentKind.CARD),
        ("LICENSE", DocumentKind.LICENSE),
        ("License.txt", DocumentKind.LICENSE),
        ("LICENSE-MODEL", DocumentKind.LICENSE),
        ("USE_POLICY.md", DocumentKind.LICENSE),
        ("COPYING", DocumentKind.LICENSE),
        ("NOTICE.txt", None),
        ("LICENSE-THIRD-PARTY.txt", None),
        ("LICENSES.3rd_party.md", None),
        ("license_check.log.gz.old", DocumentKind.LICENSE),
        ("config.json", DocumentKind.CONFIG),
        ("tokenizer_config.json", DocumentKind.LOADER),
        ("preprocessor_config.json", DocumentKind.LOADER),
        ("processor_config.json", DocumentKind.LOADER),
        ("adapter_config.json", DocumentKind.ADAPTER),
        ("modules.json", DocumentKind.PIPELINE),
        ("model_index.json", DocumentKind.PIPELINE),
        ("modeling_acme.py", DocumentKind.CODE),
        ("unet/transformers.py", DocumentKind.CODE),
        ("custom_generate/generate.py", DocumentKind.CODE),
        ("a/custom_generate/generate.py", DocumentKind.CODE),
        ("a/my_custom_generate/generate.py", None),
        ("generate.py", None),
        ("sub/config.json", DocumentKind.CONFIG),
        ("train.py", None),
        ("notes.md", None),
        ("tokenizer.json", None),
        ("model.safetensors.index.json", DocumentKind.INDEX),
    ],
)
def test_what_a_file_beside_weights_speaks_about(name: str, kind: DocumentKind | None) -> None:
    assert kind_of(name) is kind


def test_only_configurations_and_code_can_name_code() -> None:
    able = ("config.json", "tokenizer_config.json", "adapter_config.json", "modules.json", "a/modeling_x.py")
    assert [name for name in (*able, "README.md", "x") if may_name_code(name)] == list(able)


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("config.json", ""),
        ("a/b/config.json", "a/b"),
        ("custom_generate/generate.py", ""),
        ("a/custom_generate/generate.py", "a"),
        ("custom_generate/config.json", "custom_generate"),
        ("my_custom_generate/generate.py", "my_custom_generate"),
    ],
)
def test_code_that_generates_speaks_about_the_folder_it_lies_below(path: str, folder: str) -> None:
    assert folder_of(path) == folder


def test_a_configuration_cannot_state_a_licence() -> None:
    names = ("README.md", "LICENSE", "2", "config.json", "modeling_x.py")
    assert [name for name in names if may_state_license(name)] == ["README.md", "LICENSE", "2"]
