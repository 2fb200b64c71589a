from pathlib import Path

import pytest

from auditor.domain.observation import SkipKind, Skipped
from auditor.sources import Target, elsewhere
from auditor.sources.directory import DirectorySource
from tests.builders.gguf import gguf_file

SERVICE = "[Service]\nExecStart=/usr/bin/llama-server -m a.gguf\n"


def told(folder: Path, files: dict[str, str], query: str = "") -> dict[str, str]:
    """The first file of each target that is told of, by that target's scheme."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    seen = [
        one
        for one in DirectorySource().observe(Target("dir", f"{folder}{query}"))
        if isinstance(one, Skipped)
    ]
    found = {}
    for one in seen:
        if one.category is SkipKind.ELSEWHERE:
            scheme, _, place = (one.elsewhere or "").partition(":")
            assert place == str(folder)
            found[scheme] = one.locator
    return found


@pytest.mark.parametrize(
    ("name", "text", "scheme"),
    [
        ("compose.yaml", "", "compose"),
        ("docker-compose.prod.yml", "", "compose"),
        ("chart/Chart.yaml", "", "helm"),
        ("values-prod.yaml", "", "helm"),
        ("k8s/d.yaml", "# a chat\napiVersion: apps/v1\nkind: Deployment\n", "kubernetes"),
        ("gateway.yaml", "model_list: []\n", "litellm"),
        ("llama.service", SERVICE, "systemd"),
        ("q/1/config.pbtxt", "", "triton"),
        ("Modelfile", "FROM x\n", "modelfile"),
        ("m/MLmodel", "flavors: {}\n", "mlflow"),
        ("bom.json", "{}", "cyclonedx"),
        ("app/main.py", "from openai import OpenAI\n", "code"),
    ],
)
def test_a_file_that_another_source_reads_is_told_with_its_target(
    tmp_path: Path, name: str, text: str, scheme: str
) -> None:
    assert told(tmp_path, {name: text}) == {scheme: name}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notes.yaml", "a: 1\n"),
        ("ssh.service", "[Service]\nExecStart=/usr/sbin/sshd\n"),
        ("setup.py", "import os\n"),
        ("README.md", "compose\n"),
        ("node_modules/x/compose.yaml", ""),
        (".git/compose.yaml", ""),
    ],
)
def test_what_no_source_reads_or_other_programs_keep_is_not(tmp_path: Path, name: str, text: str) -> None:
    assert told(tmp_path, {name: text}) == {}


def test_code_beside_weights_is_the_model_s_own(tmp_path: Path) -> None:
    gguf_file(tmp_path / "a.gguf")
    assert told(tmp_path, {"modeling.py": "from_pretrained\n", "Modelfile": "FROM a\n"}) == {
        "modelfile": "Modelfile"
    }


def test_what_the_target_leaves_out_is_left_out(tmp_path: Path) -> None:
    assert told(tmp_path, {"compose.yaml": ""}, "?ignore=*.yaml") == {}


def test_the_first_of_each_is_named_and_few_are_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "_MOST_PEEKED", 2)
    files = {
        "a/compose.yaml": "",
        "b/compose.yaml": "",
        "c.yaml": "",
        "d.yaml": "",
        "z.yaml": "apiVersion: v1\n",
    }
    assert told(tmp_path, files) == {"compose": "a/compose.yaml"}


def test_a_link_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").symlink_to("/etc/passwd")
    assert told(tmp_path, {}) == {}


def test_a_file_that_is_named_is_told_too(tmp_path: Path) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text("services: {}\n", "utf-8")
    seen = list(DirectorySource().observe(Target("dir", str(file))))
    assert [one.elsewhere for one in seen if isinstance(one, Skipped)] == [f"compose:{file}"]
