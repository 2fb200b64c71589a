import json

import pytest

from auditor.domain.document import ImportedCode, PipelineIndex
from auditor.errors import FormatError
from auditor.formats.pipeline_index import parse


def _code(value: object, name: str = "model_index.json") -> ImportedCode:
    return parse(json.dumps(value).encode(), name).code


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("sentence_transformers.models.Transformer", ImportedCode()),
        ("sentence_transformers.Dense", ImportedCode()),
        ("pylate.models.Dense.Dense", ImportedCode()),
        ("custom_st.Transformer", ImportedCode(own=("custom_st.Transformer",))),
        ("acme/code--custom.st.Dense", ImportedCode(own=("acme/code--custom.st.Dense",))),
        ("transformers.Made", ImportedCode(own=("transformers.Made",))),
        ("acme.models.Dense", ImportedCode(unknown=("acme.models.Dense",))),
    ],
)
def test_a_part_of_a_sentence_transformer_is_of_its_library_or_of_a_file_beside_it(
    kind: str, code: ImportedCode
) -> None:
    own = {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Pooling"}
    assert _code([own, own | {"type": kind}], "modules.json") == code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "UNet"]}, ImportedCode()),
        ({"safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"]}, ImportedCode()),
        ({"feature_extractor": [None, None], "scale": [0.5, 1.0], "n": 3}, ImportedCode()),
        ({"_class_name": ["pipeline_x", "XPipeline"]}, ImportedCode(own=("pipeline_x.XPipeline",))),
        (
            {"unet": ["diffusers_modules.local.x", "UNet"]},
            ImportedCode(own=("diffusers_modules.local.x.UNet",)),
        ),
        ({"unet": ["my_unet", "UNet"]}, ImportedCode(unknown=("my_unet.UNet",))),
    ],
)
def test_a_part_of_a_pipeline_is_of_a_library_or_not_known(
    fields: dict[str, object], code: ImportedCode
) -> None:
    assert _code(fields) == code


@pytest.mark.parametrize("value", [[], {}, "x", None, [1, {"type": 2}, {"name": "os.system"}]])
def test_a_file_of_the_same_name_that_is_none_says_nothing(value: object) -> None:
    assert parse(json.dumps(value).encode(), "modules.json") == PipelineIndex()


@pytest.mark.parametrize("raw", [b"{", b"[" * 50_000, b" " * (4 * 1024 * 1024 + 1)])
def test_what_cannot_be_read_is_an_error(raw: bytes) -> None:
    with pytest.raises(FormatError, match=r"^modules\.json: "):
        parse(raw, "modules.json")
