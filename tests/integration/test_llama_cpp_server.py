"""A real server, of llama.cpp's Python package: asked over HTTP, seen in /proc, joined to what it loaded."""

import importlib.util
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from auditor.airgap import SELF_TEST_MODEL
from auditor.domain.serving import InUse
from auditor.domain.tri import Tri
from auditor.sources import Target
from auditor.sources.endpoint.source import EndpointSource
from auditor.sources.process import ProcessSource
from auditor.sources.web.pace import Pace
from tests.conftest import Ended

pytestmark = [pytest.mark.llama_cpp, pytest.mark.loopback]

if importlib.util.find_spec("uvicorn") is None:
    pytest.skip("the server's packages are not installed", allow_module_level=True)

_PATIENCE_S = 60


@contextmanager
def _server(weights: Path, *options: str) -> Iterator[str]:
    """Serve a file until the block ends; yields the server's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(weights), "--host", "127.0.0.1"]
    command += ["--port", str(port), "--n_ctx", "64", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/openapi.json", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended by itself"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    return Path(shutil.copy(SELF_TEST_MODEL, tmp_path / "models" / "letters.gguf"))


def test_a_running_server_is_one_deployment_of_the_file_it_loaded(
    cli: Callable[..., Ended], weights: Path
) -> None:
    with _server(weights) as url:
        cli("scan", "dir:models", "process:", f"endpoint:{url}")
    cli("check")
    seen = json.loads(cli("show", "deployments", "--json").out)
    (present,) = [one for one in seen if one["locator"] == "dir:models#letters.gguf"]
    # Other programs of the machine may serve other models.
    (served,) = [one for one in seen if (one["model_id"], one["state"]) == (present["model_id"], "running")]
    assert (served["runtime"], served["endpoint"]) == ("llama-cpp-python", url.removeprefix("http://"))
    assert (served["exposure"], served["needs_credentials"], served["encrypted"]) == ("loopback", "no", "no")
    assert {one["locator"].partition(":")[0] for one in served["seen"]} == {"endpoint", "process"}


def test_a_server_with_a_key_is_told_and_keeps_its_list_to_itself(tmp_path: Path, weights: Path) -> None:
    with _server(weights, "--api_key", "a-key-nobody-has") as url:
        seen = list(EndpointSource(pace=lambda: Pace(wait=lambda _: None)).observe(Target("endpoint", url)))
        by_process = list(ProcessSource().observe(Target("process", "")))
    (asked,) = [one for one in seen if isinstance(one, InUse)]
    assert asked.endpoint is not None
    assert (asked.model, asked.endpoint.needs_credentials) == (None, Tri.TRUE)
    (running,) = [one for one in by_process if isinstance(one, InUse) and str(weights) in one.paths]
    assert running.endpoint is not None
    assert running.endpoint.needs_credentials is Tri.TRUE
    assert "a-key-nobody-has" not in repr([*seen, *by_process])
