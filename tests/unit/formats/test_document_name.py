import pytest

from auditor.formats.document_name import DocumentKind, kind_of, may_name_code, may_state_license


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
        ("modeling_acme.py", DocumentKind.CODE),
        ("train.py", None),
        ("notes.md", None),
        ("tokenizer.json", None),
        ("model.safetensors.index.json", DocumentKind.INDEX),
    ],
)
def test_what_a_file_beside_weights_speaks_about(name: str, kind: DocumentKind | None) -> None:
    assert kind_of(name) is kind


def test_only_configurations_and_code_can_name_code() -> None:
    names = ("config.json", "tokenizer_config.json", "modeling_x.py", "README.md", "adapter_config.json", "x")
    assert [name for name in names if may_name_code(name)] == list(names[:3])


def test_a_configuration_cannot_state_a_licence() -> None:
    names = ("README.md", "LICENSE", "2", "config.json", "modeling_x.py")
    assert [name for name in names if may_state_license(name)] == ["README.md", "LICENSE", "2"]
