import pytest

from auditor.sources.code.attribution import Attribution, is_name
from auditor.sources.code.base import Value
from auditor.sources.code.binding import Binding
from auditor.sources.code.sdks import LOCAL, Sdk
from tests.unit.sources.code.reading import HOSTS, line

OPENAI = Binding(Sdk("openai", "openai", False), "openai")


@pytest.mark.parametrize(
    ("binding", "model", "expected"),
    [
        (OPENAI, "gpt-4o", "1 openai: gpt-4o (hosted) by openai"),
        (OPENAI, "gpt-oss-120b", "1 openai: gpt-oss-120b (hosted)"),
        (OPENAI, "llama3", "1 openai: llama3 (hosted)"),
        (Binding(None, "mistral", True), "mine", "1 request: mine (hosted) by mistral"),
        (Binding(None, "microsoft", True), "mine", "1 request: as mine by microsoft"),
        (Binding(None, "microsoft", True), "gpt-4o", "1 request: gpt-4o (hosted) as gpt-4o by microsoft"),
        (Binding(None, LOCAL, True, runtime="ollama"), "m", "1 request: m (store) on ollama"),
        (Binding(None, "mistral", True, Value(None, 1, variable="X")), "m",
        "1 request: m (hosted) elsewhere"),
        (Binding(None, "mistral", True, Value("http://10.0.0.1", 1)), "m", "1 request: m (store) at http://10.0.0.1"),
        (Binding(None, "google", True, region=Value("europe-west4", 1)), "m",
        "1 request: m (hosted) by google in gcp europe-west4"),
    ],
)  # fmt: skip
def test_what_follows_from_a_client_and_a_model(binding: Binding, model: str, expected: str) -> None:
    assert line(Attribution(HOSTS, {}).use(1, binding, Value(model, 1))) == expected


@pytest.mark.parametrize(
    ("address", "within"),
    [
        ("https://acme-hr.openai.azure.com", "acme-hr.openai.azure.com"),
        ("https://api.openai.com/v1", None),
        ("", ""),
    ],
)
def test_a_deployment_at_azure_is_one_of_its_resource(address: str, within: str | None) -> None:
    binding = Binding(None, "microsoft", True, Value(address, 1) if address else None)
    use = Attribution(HOSTS, {}).use(1, binding, Value("gpt-4o", 1))
    assert use.model is not None
    assert use.model.within == within


def test_a_variable_is_looked_up() -> None:
    binding = Binding(None, None, address=Value(None, 1, variable="URL"))
    found = Attribution(HOSTS, {"URL": "https://api.groq.com/openai/v1"}).use(1, binding, None)
    assert line(found) == "1 request: at https://api.groq.com/openai/v1 by groq"


def test_a_name_is_one_word() -> None:
    assert is_name(Value("llama3:8b", 1))
    assert not is_name(Value("two words", 1))
    assert not is_name(Value("", 1))
    assert not is_name(Value("x" * 201, 1))
