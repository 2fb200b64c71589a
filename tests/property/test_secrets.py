"""A secret that somebody wrote where a model is named leaves no source, in whatever form it stands there."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from auditor.errors import AuditorError, UsageError
from auditor.sources import SOURCES, parse, source_of
from auditor.sources.base import Source, Target
from auditor.sources.endpoint import EndpointSource
from auditor.sources.web.pace import Pace
from tests.builders.images import Packed, as_folder
from tests.builders.processes import AProcess, proc_folder
from tests.builders.servers import says, serving

SECRET = "Sup3rS4cretF0rNobody"
FORMS = {
    "a user": f"https://u:{SECRET}@models.example/acme/x.gguf",
    "a user without a scheme": f"u:{SECRET}@models.example/acme/x.gguf",
    "a user of a path": f"s3:/u:{SECRET}@bucket/x.gguf",
    "a query": f"https://models.example/acme/x.gguf?key={SECRET}",
    "a query without a scheme": f"models.example/acme/x.gguf?token={SECRET}",
    "a signed query": f"https://models.example/x.gguf?X-Amz-Date=1&X-Amz-Signature={SECRET}",
    "an assignment": f"--api-key={SECRET}",
    "a token": f"hf_{SECRET}",
}
# What looks at bytes of weights, at a hub's listing or at files of its own.
WITHOUT_TEXT = {"dir", "hf-cache", "ollama", "stores", "hub", "s3", "demo"}
# A scan resolves them; a password in a path has then lost one of the slashes before it.
RESOLVED = {"dir", "oci", "kubernetes", "csv", "compose"}


def _manifest(form: str) -> str:
    container = {
        "name": "server",
        "image": form,
        "command": ["vllm", "serve", form],
        "args": ["--model", form, "--served-model-name", form, "--api-key", SECRET],
        "env": [{"name": "OPENAI_BASE_URL", "value": form}, {"name": "API_KEY", "value": SECRET}],
    }
    metadata = {"name": "chat", "annotations": {"model": form}, "labels": {"model": form}}
    spec = {"template": {"metadata": metadata, "spec": {"containers": [container]}}}
    served = {"predictor": {"model": {"modelFormat": {"name": "x"}, "storageUri": form}}}
    return "\n---\n".join(
        json.dumps({"apiVersion": version, "kind": kind, "metadata": metadata, "spec": body})
        for version, kind, body in (
            ("apps/v1", "Deployment", spec),
            ("serving.kserve.io/v1beta1", "InferenceService", served),
        )
    )


def _compose(form: str) -> str:
    service = {
        "image": "vllm/vllm-openai:v0.8.5",
        "command": ["--model", form, "--served-model-name", form, "--api-key", SECRET],
        "environment": {"HF_TOKEN": SECRET, "OPENAI_BASE_URL": form},
    }
    return json.dumps(
        {"services": {"chat": service, "other": {"image": form}}, "models": {"m": {"model": form}}}
    )


def _litellm(form: str) -> str:
    entry = {
        "model_name": form,
        "litellm_params": {"model": f"openai/{form}", "api_base": form, "api_key": SECRET},
    }
    return json.dumps({"model_list": [entry], "include": [form], "general_settings": {"master_key": SECRET}})


def _bill(form: str) -> str:
    component = {
        "type": "machine-learning-model",
        "name": form,
        "group": form,
        "version": form,
        "description": form,
        "licenses": [{"license": {"name": form}}],
        "supplier": {"name": form, "url": [form]},
        "externalReferences": [{"type": "distribution", "url": form}],
        "modelCard": {"modelParameters": {"task": form}},
    }
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [component]})


def _python(form: str) -> str:
    return (
        "import requests\nfrom openai import OpenAI\nfrom transformers import AutoModel\n"
        f"client = OpenAI(base_url={form!r}, api_key={SECRET!r})\n"
        f"client.chat.completions.create(model={form!r})\n"
        f"AutoModel.from_pretrained({form!r}, token={SECRET!r})\n"
        f"requests.post('https://api.openai.com/v1/chat/completions?key={SECRET}',\n"
        f"              json={{'model': {form!r}}})\n"
    )


FILES: Mapping[str, Callable[[str], Mapping[str, str]]] = {
    "code": lambda form: {
        "a.py": _python(form),
        ".env": f"OPENAI_BASE_URL={form}\nOPENAI_API_KEY={SECRET}\n",
    },
    "litellm": lambda form: {"config.yaml": _litellm(form)},
    "modelfile": lambda form: {
        "Modelfile": f"FROM {form}\nADAPTER {form}\nLICENSE {form}\nPARAMETER stop {form}\n"
        f"PARAMETER api_key {SECRET}\nFROM {form}\n"
    },
    "localai": lambda form: {
        "m.yaml": json.dumps(
            {"name": form, "backend": "llama-cpp", "parameters": {"model": form}, "api_key": SECRET}
        )
    },
    "triton": lambda form: {
        "eye/config.pbtxt": f'name: "{form}"\nbackend: "vllm"\n',
        "eye/1/model.json": json.dumps({"model": form, "api_key": SECRET}),
    },
    "continue": lambda form: {
        "config.yaml": json.dumps(
            {
                "name": "a",
                "version": "1",
                "schema": "v1",
                "models": [
                    {"name": form, "provider": "openai", "model": form, "apiBase": form, "apiKey": SECRET}
                ],
            }
        )
    },
    "cyclonedx": lambda form: {"bom.json": _bill(form)},
    "csv": lambda form: {
        "sheet.csv": "model,host,address,owner,license,revision,runtime\n" + ",".join([form] * 7) + "\n"
    },
    "mlflow": lambda form: {
        "model/MLmodel": json.dumps(
            {
                "artifact_path": form,
                "flavors": {"transformers": {"source_model_name": form, "source_model_revision": form}},
                "mlflow_version": "3.1.0",
                "run_id": "1",
            }
        )
    },
    "kubernetes": lambda form: {"m.yaml": _manifest(form)},
    "helm": lambda form: {
        "values.yaml": json.dumps(
            {
                "image": {"repository": "vllm/vllm-openai", "tag": "v1"},
                "args": ["--model", form, "--api-key", SECRET],
                "env": [{"name": "MODEL_ID", "value": form}],
            }
        )
    },
    "compose": lambda form: {"compose.yaml": _compose(form)},
    "systemd": lambda form: {
        "chat.service": f"[Service]\nEnvironment=HF_TOKEN={SECRET}\n"
        f"ExecStart=/usr/bin/vllm serve {form} --api-key {SECRET} --served-model-name {form}\n"
    },
    "endpoints": lambda form: {"servers.txt": f"{form}\nhttp://127.0.0.1:1 {SECRET}\n"},
}
NAMED = {"csv": "sheet.csv", "endpoints": "servers.txt"}


def _said(source: Source, place: str) -> Iterator[str]:
    """Yield all that comes out of a source: observations, and the error that ends it."""
    try:
        for one in source.observe(Target(source.scheme, place)):
            yield repr(one)
    except AuditorError as error:
        yield f"{error.message} {error.hint}"


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("scheme", FILES)
def test_what_is_written_beside_a_model_keeps_its_secret(tmp_path: Path, scheme: str, form: str) -> None:
    source = SOURCES.named(scheme)
    assert source is not None
    for name, text in FILES[scheme](form).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    said = list(_said(source, os.fspath(tmp_path / NAMED.get(scheme, ""))))

    assert len(said) > 1, "nothing was read"
    assert [one for one in said if SECRET in one] == []


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_server_that_repeats_a_secret_is_not_believed_to_need_it_told(form: str) -> None:
    answers = {
        "GET /api/version": says({"version": form}),
        "GET /api/tags": says({"models": [{"name": form, "model": form, "details": {"family": form}}]}),
        "GET /v1/models": says({"object": "list", "data": [{"id": form, "owned_by": "vllm", "root": form}]}),
    }
    with serving(answers) as asked:
        source = EndpointSource(pace=lambda: Pace(wait=lambda _: None))
        said = list(_said(source, asked.url))

    assert len(said) > 1
    assert [one for one in said if SECRET in one] == []


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_process_keeps_the_secrets_of_its_words(tmp_path: Path, form: str) -> None:
    words = ["/usr/bin/llama-server", "-m", form, "--alias", form, "--api-key", SECRET]
    source = SOURCES.named("process")
    assert source is not None

    said = list(_said(source, os.fspath(proc_folder(tmp_path, AProcess(words, folder="/srv")))))

    assert len(said) > 1
    assert [one for one in said if SECRET in one] == []


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_an_image_keeps_the_secrets_of_its_settings(tmp_path: Path, form: str) -> None:
    settings = {
        "Entrypoint": ["vllm", "serve", form],
        "Cmd": ["--api-key", SECRET],
        "Env": [f"HF_TOKEN={SECRET}"],
    }
    source = SOURCES.named("oci")
    assert source is not None
    as_folder(tmp_path, Packed([], settings, name=form).oci())

    said = list(_said(source, os.fspath(tmp_path)))

    assert len(said) > 1
    assert [one for one in said if SECRET in one] == []


def test_no_source_that_reads_text_is_left_out() -> None:
    assert {*FILES, *WITHOUT_TEXT, "endpoint", "process", "oci"} == set(SOURCES.schemes)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("scheme", [*SOURCES.schemes, "nobody"])
def test_an_error_of_a_target_repeats_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, form: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AuditorError) as caught:
        target = parse(f"{scheme}:{form}?{form}", SOURCES)
        # What there is to look at is refused before anybody is asked, and nothing is written.
        target = source_of(target, SOURCES).resolve(target) if scheme in RESOLVED else target
        list(source_of(target, SOURCES).observe(target))
        raise UsageError(f"{target.called}: looked at")

    assert SECRET not in f"{caught.value.message} {caught.value.hint}"
