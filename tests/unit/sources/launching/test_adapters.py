import pytest

from auditor.domain.serving import ModelReference, ReferenceKind
from auditor.sources.launching.adapters import adapter


@pytest.mark.parametrize(
    ("text", "written", "kind"),
    [
        ("sql=/adapters/sql", "/adapters/sql", ReferenceKind.FILE),
        ("sql=org/sql-lora", "org/sql-lora", ReferenceKind.REPOSITORY),
        ("org/sql-lora", "org/sql-lora", ReferenceKind.REPOSITORY),
        ("x.gguf:0.5", "x.gguf", ReferenceKind.FILE),
        ('{"name": "a", "path": "org/a", "base_model_name": "b"}', "org/a", ReferenceKind.REPOSITORY),
        ('{"lora_name": "a", "lora_path": "/a"}', "/a", ReferenceKind.FILE),
        ("a=hf://org/a", "org/a", ReferenceKind.REPOSITORY),
    ],
)
def test_an_adapter_however_it_is_written(text: str, written: str, kind: ReferenceKind) -> None:
    assert adapter(text) == ModelReference(written, kind)


@pytest.mark.parametrize("text", ["", "{", '{"path": 7}', "[1]{", '{"a":' * 100_000])
def test_what_names_no_adapter_is_none_or_words(text: str) -> None:
    found = adapter(text)
    assert found is None or not text.startswith("{")
