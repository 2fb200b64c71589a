import pytest

from auditor.deployments.set_up import set_up_as
from auditor.domain.serving import DeploymentState, InUse, Runtime
from auditor.sources import SOURCES

IN_IMAGE = Runtime("ollama", image="ollama/ollama:0.9")


def seen(target: str, runtime: Runtime | None = None, container: str = "", scheme: str = "") -> InUse:
    return InUse(
        target,
        "x:1",
        DeploymentState.CONFIGURED,
        "",
        None,
        runtime=runtime,
        container=container,
        scheme=scheme,
    )


@pytest.mark.parametrize(
    ("one", "word"),
    [
        (seen("compose:/srv", IN_IMAGE), "compose"),
        (seen("kubernetes:live", IN_IMAGE, container="chat"), "kubernetes"),
        (seen("helm:/charts"), "kubernetes"),
        (seen("systemd:/etc/systemd/system"), "unit"),
        (seen("systemd:/etc/containers/systemd", IN_IMAGE), "container"),
        (seen("process:"), "process"),
        (seen("process:", container="docker 1f2e"), "container"),
        (seen("demo:/tmp/estate", IN_IMAGE, scheme="compose"), "compose"),
        (seen("demo:/tmp/estate", IN_IMAGE), None),
        (seen("endpoint:http://gpu-01:8000"), None),
    ],
)
def test_what_starts_a_server_is_told_by_where_it_was_seen(one: InUse, word: str | None) -> None:
    assert set_up_as(one, SOURCES.starts) == word
