"""The chart of NIM."""

from pathlib import Path

from tests.unit.sources.helm.reading import one


def test_the_image_of_a_nim_names_its_model(tmp_path: Path) -> None:
    values = """image: {repository: nvcr.io/nim/meta/llama3-8b-instruct, tag: 1.0.3}
model: {name: meta/llama3-8b-instruct, ngcAPISecret: ngc-api, openaiPort: 8999}
"""
    found = one(tmp_path, values)
    assert found.model is not None
    assert (found.model.written, found.model.revision) == ("meta/llama3-8b-instruct", "1.0.3")
    assert found.endpoint is not None
    assert found.endpoint.address == f"{tmp_path.name}:8999"
