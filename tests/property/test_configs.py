"""Whatever a file of settings holds, reading it ends, and nothing secret comes out."""

import json
import string
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.domain.observation import Covered
from auditor.errors import FormatError
from auditor.formats import modelfile, pbtxt
from auditor.sources import SOURCES
from auditor.sources.base import Source, Target

FILES = {
    "litellm": "config.yaml",
    "modelfile": "Modelfile",
    "localai": "model.yaml",
    "continue": "config.yaml",
    "triton": "model/config.pbtxt",
    "cyclonedx": "bom.json",
    "mlflow": "MLmodel",
}
READ = [source for source in SOURCES if source.scheme in FILES]
PIECES = [
    "model_list:", "\n", "- ", "  ", "model_name: x", "litellm_params:", "{", "}", "[", "]", ",", ": ", "&a ",
    "*a",
    "<<: *a", "model: ", "bedrock/", "eu.anthropic.x", "os.environ/A", "${{ secrets.B }}", "!t ",
    "|", '"', "'",
    "general_settings: {master_key: k}", "models:", "provider: ", "ollama", "apiBase: http://x:1", "name: ",
    "backend: ", "parameters: ", "download_files:", "FROM ", "ADAPTER ./x", "PARAMETER a b", '"""', "step",
    "<", ">",
    "flavors:", "source_model_name: x/y",
    "ensemble_scheduling {", "\\x", "---", "é", "\u202e", "\x00", "\t", "arn:aws:bedrock:", "huggingface://a/b",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60)
secrets = st.text(string.ascii_letters + string.digits, min_size=24, max_size=40).map(
    lambda text: f"sk-{text}"
)


def observed(source: Source, text: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILES[source.scheme]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        found = list(source.observe(Target(source.scheme, folder)))
    assert isinstance(found[-1], Covered)
    assert not any(isinstance(one, Covered) for one in found[:-1])
    return repr(found)


@given(texts)
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (modelfile.parse, pbtxt.parse):
        try:
            assert parse(text) is not None
        except FormatError as error:
            assert error.message


@pytest.mark.parametrize("source", READ, ids=lambda source: source.scheme)
@settings(max_examples=60, deadline=None)
@given(text=texts)
def test_any_file_ends_in_coverage(source: Source, text: str) -> None:
    observed(source, text)


@pytest.mark.parametrize("source", READ, ids=lambda source: source.scheme)
@settings(max_examples=40, deadline=None)
@given(secret=secrets, places=st.sets(st.integers(0, 7), min_size=1))
def test_a_planted_key_never_comes_out(source: Source, secret: str, places: set[int]) -> None:
    key, user, path, query, model, name, region, title = (
        secret if n in places else f"x{n}" for n in range(8)
    )
    address = f"https://{user}:{user}@host.example/{path}?api_key={query}"
    fields = {"model": model, "api_base": address, "api_key": key, "apiKey": key, "apiBase": address}
    entry = {**fields, "name": name, "title": title, "provider": "openai", "region": region, "backend": name}
    said = {
        "model_list": [{"model_name": name, "litellm_params": {**fields, "aws_region_name": region}}],
        "general_settings": {"master_key": key},
        "models": [entry],
        "name": name,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [
            {
                "type": "machine-learning-model",
                "name": name,
                "group": title,
                "version": region,
                "purl": address,
                "licenses": [{"expression": model}],
                "externalReferences": [{"url": address}],
            },
        ],
        "backend": title,
        "parameters": fields,
    }
    written = {
        "modelfile": f"FROM {address}\nADAPTER {model}\nPARAMETER stop {key}\nLICENSE {title}\n",
        "triton": f'name: "{name}" backend: "{title}" parameters {{ key: "engine_dir" '
        f'value {{ string_value: "{address}" }} }}',
    }
    assert secret not in observed(source, written.get(source.scheme, json.dumps(said)))
