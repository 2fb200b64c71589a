"""Values of charts and answers of clusters, whatever they are: read or a reason, never an exception."""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.domain.observation import Covered, Problem, Skipped
from auditor.domain.serving import InUse
from auditor.formats.yaml_stream import Value, read
from auditor.sources.base import Target
from auditor.sources.helm import HelmSource
from auditor.sources.helm.values import overlaid
from auditor.sources.kubernetes.listing import value_of

# fmt: off
WORDS = st.sampled_from([
    "image", "repository", "tag", "registry", "imageName", "modelRepositoryPath", "ollama", "models",
    "pull", "create", "name", "template", "gpu", "enabled", "service", "type", "port", "nodePort",
    "ingress", "hosts", "host", "paths", "path", "tls", "httpRoute", "hostnames", "servingEngineSpec",
    "modelSpec", "modelURL", "vllmConfig", "extraArgs", "vllmApiKey", "routerSpec", "catalog", "all",
    "url", "engine", "head", "worker", "rayStartParams", "command", "args", "env", "value", "valueFrom",
    "proxy_config", "model_list", "ollamaUrls", "model", "ngcAPISecret", "openaiPort", "releases",
    "chart", "values", "kind", "apiVersion", "spec", "source", "helm", "valuesObject", "parameters",
    "HelmRelease", "Application", "dependencies", "alias", "condition",
])
# fmt: on
TEXTS = st.one_of(
    WORDS,
    st.sampled_from(
        [
            "vllm/vllm-openai",
            "ollama/ollama:0.5",
            "true",
            "8000",
            "../x.yaml",
            "a\0b",
            "{{ .x }}",
            "--model",
            "",
        ]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(WORDS, inner, max_size=5)),
    max_leaves=40,
)


def _plain(value: Value) -> object:
    if isinstance(value.content, Mapping):
        return {name: _plain(one) for name, one in value.content.items()}
    return [_plain(one) for one in value.items] if isinstance(value.content, tuple) else value.content


@given(st.dictionaries(WORDS, JSON, max_size=6), st.dictionaries(WORDS, JSON, max_size=6), JSON)
@settings(max_examples=60, deadline=None)
def test_any_values_are_read_or_a_reason(base: object, over: object, chart: object) -> None:
    with TemporaryDirectory() as folder:
        for name, content in (("Chart", chart), ("values", base), ("values-x", over), ("helmfile", over)):
            (Path(folder) / f"{name}.yaml").write_text(json.dumps(content))
        seen = list(HelmSource().observe(Target("helm", folder)))
    assert all(isinstance(one, InUse | Problem | Skipped | Covered) for one in seen)
    assert isinstance(seen[-1], Covered)
    assert all(one.locator.rpartition(":")[2].isdecimal() for one in seen if isinstance(one, InUse))


@given(JSON)
def test_an_answer_reads_as_the_same_object_in_a_manifest(content: object) -> None:
    expected = read(json.dumps(content)) if content not in ("", {}, []) else value_of(content)
    assert _plain(value_of(content)) == _plain(expected)


@given(st.dictionaries(WORDS, JSON, max_size=5))
def test_values_laid_over_themselves_are_the_same_but_for_what_is_taken_back(
    values: dict[str, object],
) -> None:
    def kept(content: object) -> object:
        if isinstance(content, dict) and content:
            return {name: kept(one) for name, one in content.items() if one is not None}
        return content

    value = value_of(values)
    assert _plain(overlaid(value, value)) == _plain(value_of(kept(values)))
