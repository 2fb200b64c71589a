import pytest

from auditor.domain.document import ImportedCode
from auditor.formats.imported_class import imported, whose


def test_code_is_a_repository_s_a_library_s_or_of_nobody_that_is_known() -> None:
    paths = ("transformers.models.llama", "transformers_modules.x.y", "evil", "evil", "torchx.nn", "torch")
    assert whose(paths) == ImportedCode(own=("transformers_modules.x.y",), unknown=("evil", "torchx.nn"))


@pytest.mark.parametrize(
    ("value", "unknown"),
    [
        ({"activation_function": "torch.nn.modules.activation.Tanh"}, ()),
        ({"activation_function": "gelu_new"}, ()),
        ({"activation_function": "os.system"}, ("os.system",)),
        ({"sbert_ce_default_activation_function": "evil.Identity"}, ("evil.Identity",)),
        ({"a": [{"sentence_transformers": {"activation_fn": "evil.Identity"}}]}, ("evil.Identity",)),
        ({"activation_fn": ["os.system"], "name": "os.system"}, ()),
    ],
)
def test_settings_that_are_python_paths_are_found_at_any_depth(
    value: object, unknown: tuple[str, ...]
) -> None:
    assert imported(value) == ImportedCode(unknown=unknown)
