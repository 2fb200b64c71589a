from auditor.domain.serving import ModelReference, ReferenceKind
from auditor.sources.endpoint.answers import stored

D = "A" * 64


def test_a_name_in_a_store() -> None:
    assert stored("llama3:8b", D) == ModelReference("llama3:8b", ReferenceKind.STORE, sha256="a" * 64)
