import pytest

from auditor.domain.document import AdapterConfig, ImportedCode
from auditor.errors import FormatError
from auditor.formats.adapter_config import parse


def test_an_adapter_names_its_base() -> None:
    found = parse(b'{"base_model_name_or_path": "org/base", "peft_type": "LORA", "r": 16, "lora_alpha": 32}')
    assert found == AdapterConfig(base_model="org/base")


def test_what_is_missing_or_of_another_type_stays_unknown() -> None:
    assert parse(b'{"base_model_name_or_path": null, "r": "16"}') == AdapterConfig()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ('"auto_mapping": {"parent_library": "transformers.models.bert"}', ImportedCode()),
        ('"auto_mapping": {"parent_library": "evil"}', ImportedCode(unknown=("evil",))),
        (
            '"auto_mapping": {"parent_library": "transformers_modules.a"}',
            ImportedCode(("transformers_modules.a",)),
        ),
        ('"auto_mapping": null', ImportedCode()),
        ('"megatron_core": "evil", "megatron_config": null', ImportedCode()),
        ('"megatron_core": "megatron.core", "megatron_config": {"a": 1}', ImportedCode()),
        ('"megatron_core": "evil", "megatron_config": {"a": 1}', ImportedCode(unknown=("evil",))),
    ],
)
def test_modules_that_it_has_imported_are_told(fields: str, code: ImportedCode) -> None:
    assert parse(f"{{{fields}}}".encode()) == AdapterConfig(code=code)


def test_what_is_no_object_is_an_error() -> None:
    with pytest.raises(FormatError, match=r"adapter_config.json: not JSON"):
        parse(b"{")
