"""Which cluster is asked, and as whom."""

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import SourceError
from auditor.sources.base import Target
from auditor.sources.kubernetes import KubernetesSource
from auditor.sources.kubernetes.connection import connect
from tests.builders.cluster import TOKEN, write_kubeconfig

LIVE = Target("kubernetes", "live")


@pytest.fixture(autouse=True)
def _own_kubeconfig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)


@pytest.mark.parametrize("user", [{"exec": {"command": "touch"}}, {"auth-provider": {"name": "gcp"}}])
def test_a_context_that_takes_a_program_is_refused_and_the_program_not_run(
    tmp_path: Path, user: dict[str, Any]
) -> None:
    ran = tmp_path / "ran"
    user = {
        **user,
        "exec": {**user.get("exec", {}), "args": [str(ran)], "apiVersion": "client.authentication.k8s.io/v1"},
    }
    write_kubeconfig(tmp_path / "config", "http://127.0.0.1:9", user)
    with pytest.raises(SourceError, match="takes a program to log in, which is not run"):
        list(KubernetesSource().observe(LIVE))
    assert not ran.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot be used|no kubeconfig"),
        ("[1, 2]", "cannot be used"),
        ("{contexts: 7", "cannot be used"),
        (json.dumps({"current-context": "x", "contexts": [], "clusters": [], "users": []}), "no context 'x'"),
    ],
)
def test_a_kubeconfig_that_is_broken_says_so(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "config").write_text(text)
    with pytest.raises(SourceError, match=message):
        list(KubernetesSource().observe(LIVE))


def test_without_a_kubeconfig_there_is_nothing_to_ask() -> None:
    with pytest.raises(SourceError, match="no kubeconfig"):
        list(KubernetesSource().observe(LIVE))


def test_a_context_that_is_not_there_is_named(tmp_path: Path) -> None:
    write_kubeconfig(tmp_path / "config", "http://127.0.0.1:9", {"token": TOKEN})
    with pytest.raises(SourceError, match="no context 'prod'"):
        list(KubernetesSource().observe(Target("kubernetes", "live:prod")))


def test_what_a_cluster_is_asked_with_is_never_shown(tmp_path: Path) -> None:
    write_kubeconfig(tmp_path / "config", "http://127.0.0.1:9/", {"token": TOKEN}, "ml")
    cluster = connect(None)
    assert (cluster.server, cluster.namespace) == ("http://127.0.0.1:9", "ml")
    assert TOKEN in cluster.headers["authorization"]
    assert TOKEN not in repr(cluster)
