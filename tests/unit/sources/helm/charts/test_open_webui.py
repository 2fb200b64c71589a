"""The chart of Open WebUI."""

from pathlib import Path

from auditor.domain.serving import Exposure
from tests.unit.sources.helm.reading import in_use


def test_open_webui_brings_ollama_unless_it_is_switched_off(tmp_path: Path) -> None:
    values = (
        "ollamaUrls: []\ningress: {enabled: true, host: ui.example.org, tls: true}\nollama:\n  enabled: %s\n"
    )
    own, server = in_use(tmp_path, values=values % "true")
    assert own.endpoint is not None
    assert (own.endpoint.address, own.endpoint.exposure) == ("https://ui.example.org", Exposure.PUBLIC)
    assert server.runtime is not None
    assert server.runtime.name == "ollama"
    assert len(in_use(tmp_path, values=values % "false")) == 1
