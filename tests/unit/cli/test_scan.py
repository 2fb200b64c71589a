import json
import shutil
from pathlib import Path

import pytest

from auditor.sources import SOURCES
from tests.builders.gguf import gguf_file
from tests.builders.stores import ollama_model
from tests.conftest import Ended
from tests.unit.cli.conftest import Cli, refusal


def _lines(ended: Ended) -> list[str]:
    """What was printed, without the ids that differ from run to run."""
    return [line.partition("  (scan ")[0] for line in ended.out.splitlines()]


def test_every_target_is_a_line_and_the_database_is_named(cli: Cli, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        gguf_file(tmp_path / name / "a.gguf")
    ended = cli("scan", "one", "dir:two")
    assert (ended.code, ended.err) == (0, "")
    assert _lines(ended) == [
        "dir:one: 1 model file",
        "dir:two: 1 model file",
        "database auditor.db",
    ]


def test_what_cannot_be_read_is_listed_and_the_exit_says_incomplete(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    (tmp_path / "models" / "b.gguf").write_bytes(b"GGUF")
    ended = cli("scan", "models")
    assert (ended.code, ended.err) == (3, "")
    assert _lines(ended)[0] == "dir:models: 1 model file, 1 unreadable"
    assert _lines(ended)[1].startswith("  unreadable  b.gguf: gguf: ")


@pytest.mark.loopback
def test_a_server_that_does_not_answer_is_named(cli: Cli) -> None:
    ended = cli("scan", "endpoint:http://127.0.0.1:1")
    assert ended.code == 3
    assert _lines(ended)[-2] == "  unreadable  endpoint:http://127.0.0.1:1: connection refused"


def test_what_was_left_out_on_purpose_is_counted_by_its_reason(cli: Cli, tmp_path: Path) -> None:
    for name in ("models", "models/old", "elsewhere"):
        (tmp_path / name).mkdir()
        gguf_file(tmp_path / name / "a.gguf")
    for name in ("one", "two"):
        (tmp_path / "models" / name).symlink_to(tmp_path / "elsewhere")
    ended = cli("scan", "dir:models?ignore=old")
    assert (ended.code, ended.err) == (0, "")
    assert _lines(ended)[1:3] == [
        "  left out    link to a folder elsewhere, not followed (2)",
        "  left out    the target says to leave it out: old (1)",
    ]


def test_what_other_targets_read_there_is_a_hint_unless_they_are_named(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    gguf_file(tmp_path / "app" / "a.gguf")
    (tmp_path / "app" / "compose.yaml").write_text("services: {}\n", "utf-8")
    (tmp_path / "app" / "gateway.yaml").write_text("model_list: []\n", "utf-8")
    ended = cli("scan", "app")
    hint = "  also here   compose.yaml, gateway.yaml: look with auditor scan compose:app litellm:app"
    assert (ended.code, _lines(ended)[1]) == (0, hint)
    named = cli("scan", "app", "compose:app", "litellm:app")
    assert "also here" not in named.out


def test_columns_of_a_list_that_are_not_read_are_named(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Modell;Bemerkung\nacme/tiny;x\n", "utf-8")
    ended = cli("scan", "csv:list.csv")
    reason = "columns not read: Bemerkung (csv:FILE?FIELD=COLUMN says what one holds)"
    assert (ended.code, _lines(ended)[1]) == (0, f"  columns     list.csv: {reason}")
    assert "columns" not in cli("scan", "csv:list.csv?task=Bemerkung").out


def test_files_in_formats_that_are_not_read_are_listed_and_the_exit_says_incomplete(
    cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    (tmp_path / "models" / "b.pte").write_bytes(b"x")
    ended = cli("scan", "models")
    assert (ended.code, ended.err) == (3, "")
    assert _lines(ended)[:2] == [
        "dir:models: 1 model file, 1 file in a format not read",
        "  skipped     b.pte: format not read: ExecuTorch",
    ]


@pytest.mark.parametrize("text", ["dir:", "dir:~nobody-is-called-this"])
def test_a_target_without_a_place_is_refused(cli: Cli, text: str) -> None:
    ended = cli("scan", text)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: dir:")
    assert "\nhint: " in ended.err


def test_nothing_found_is_incomplete_unless_that_is_fine(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    empty = cli("scan", "models")
    assert (empty.code, empty.err) == (3, "no model was found; that is not a clean result\n")
    assert cli("scan", "models", "--allow-empty").code == 0


def test_a_folder_s_name_cannot_steer_the_terminal_or_fake_a_line(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "a\n\x1b[2Jb"
    folder.mkdir()
    (folder / "c\r\x9bd\n  unreadable  e.gguf").write_bytes(b"GGUF")
    ended = cli("scan", folder.name)
    assert _lines(ended)[0] == "dir:a\\n\\x1b[2Jb: no model, 1 unreadable"
    assert _lines(ended)[2].startswith("  unreadable  c\\r\\x9bd\\n  unreadable  e.gguf: gguf: ")
    assert len(_lines(ended)) == 4


def test_a_folder_that_is_no_text_is_scanned_like_any_other(cli: Cli, tmp_path: Path) -> None:
    folder = Path(bytes(tmp_path / "models").decode()) / b"f\xff".decode(errors="surrogateescape")
    folder.mkdir(parents=True)
    gguf_file(folder / "a.gguf")
    ended = cli("scan", "models")
    assert (ended.code, _lines(ended)[0]) == (0, "dir:models: 1 model file")
    checked = cli("check", "--fail-on", "critical")
    assert (checked.code, checked.err) == (0, "")
    for view in ("models", "deployments", "findings"):
        assert cli("show", view).code == 0


def test_without_a_target_those_scanned_before_are_looked_at_again(cli: Cli, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        gguf_file(tmp_path / name / "a.gguf")
    first = cli("scan", "one", "dir:two", "--hash", "none")
    gguf_file(tmp_path / "two" / "b.gguf")
    again = cli("scan", "--hash", "full")
    assert (first.code, again.code, again.err) == (0, 0, "")
    assert _lines(again) == ["dir:one: 1 model file", "dir:two: 2 model files", "database auditor.db"]


def test_models_in_use_are_found_where_there_are_no_files(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    program = 'from openai import OpenAI\nOpenAI().responses.create(model="gpt-4o", input="")\n'
    (tmp_path / "app" / "chat.py").write_text(program)
    ended = cli("scan", "code:app")
    assert (ended.code, ended.err, _lines(ended)[0]) == (0, "", "code:app: 1 model used in code")
    assert cli("check", "--fail-on", "critical").code == 0
    assert "api:openai/gpt-4o" in cli("show", "models").out
    (deployment,) = json.loads(cli("show", "deployments", "--json").out)
    assert (deployment["state"], deployment["operator"]) == ("used_in_code", "openai")
    assert deployment["seen"][0]["locator"] == "code:app#chat.py:2"


@pytest.mark.parametrize("mode", ["full", "trust-store", "none"])
def test_every_way_of_hashing_is_taken(cli: Cli, tmp_path: Path, mode: str) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    assert cli("scan", "models", "--hash", mode).code == 0


def test_help_lists_every_kind_of_target(cli: Cli) -> None:
    text = " ".join(cli("scan", "--help").out.split())
    assert all(f"{source.scheme}: {source.summary}" in text for source in SOURCES)


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (
            ("nowhere",),
            "nowhere: no such file or folder",
            "Name a folder, or a target such as dir:/srv/models.",
        ),
        (
            (),
            "no target: nothing was named, configured or found in the usual places",
            "Name one, e.g. auditor audit dir:/srv/models, or try auditor audit demo:",
        ),
        (
            ("models", "--hash", "md5"),
            "auditor scan: invalid value for '--hash': 'md5' is not one of 'full', 'trust-store', 'none'",
            "See auditor scan --help.",
        ),
    ],
)
def test_a_wrong_target_or_option_is_refused_and_no_database_is_made(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], error: str, hint: str
) -> None:
    tmp_path = Path.cwd()
    # The hub's own library looks at the environment once, when it is imported.
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    (tmp_path / "models").mkdir()
    assert cli("scan", *arguments) == refusal(error, hint)
    assert [path.name for path in tmp_path.iterdir()] == ["models"]


def test_a_database_in_a_folder_that_does_not_exist_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    assert cli("scan", "models", "--db", "no/such/a.db") == refusal(
        f"{tmp_path}/no/such/a.db: its folder does not exist", f"Create {tmp_path}/no/such first."
    )


def test_a_database_that_is_something_else_is_refused_and_left_as_it_is(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "notes.txt").write_text("not a database at all")
    assert cli("scan", "models", "--db", "notes.txt") == refusal(
        f"{tmp_path}/notes.txt: not a SQLite database", "Name another file with --db."
    )
    assert (tmp_path / "notes.txt").read_text() == "not a database at all"


def test_one_target_that_is_not_there_is_refused_before_anything_is_written(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    assert cli("scan", "models", "dir:gone") == refusal("dir:gone: no such file or folder", "Check the path.")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["models"]


def test_the_targets_of_a_configuration_are_the_same_wherever_the_command_runs(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    (home / "models").mkdir(parents=True)
    (elsewhere / "models").mkdir(parents=True)
    gguf_file(home / "models" / "a.gguf", license="mit")
    (home / "auditor.toml").write_text('targets = ["dir:models"]\n')
    monkeypatch.chdir(elsewhere)
    ended = cli("scan", "--config", str(home / "auditor.toml"))
    assert (ended.code, _lines(ended)[0]) == (0, f"dir:{home}/models: 1 model file")
    assert cli("check", "--config", str(home / "auditor.toml")).code != 2
    monkeypatch.chdir(home)
    assert cli("check").code != 2
    assert cli("check", "models").code != 2
    monkeypatch.chdir(elsewhere)
    assert cli("check", "models", "--config", str(home / "auditor.toml")).err.startswith(
        "error: dir:models: never scanned into this database\n"
    )


def test_scan_and_check_count_the_same_faults_and_call_them_the_same(cli: Cli, tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    gguf_file(models / "a.gguf", license="mit")
    (models / "broken.gguf").write_bytes(b"GGUF")
    (models / "broken-too.gguf").write_bytes(b"GGUF")
    gguf_file(models / "b-00001-of-00003.gguf", metadata={"split.no": 0, "split.count": 3})
    ended = cli("scan", "models")
    said = "2 unreadable, 1 incomplete"
    assert (ended.code, _lines(ended)[0]) == (3, f"dir:models: 2 model files, {said}")
    assert [line.split()[0] for line in ended.out.splitlines()[1:4]] == [
        "incomplete",
        "unreadable",
        "unreadable",
    ]
    assert f" · {said}\n" in cli("check", "--fail-on", "critical").out
    assert "not accepted by the organisation: 2 unreadable, 1 incomplete" in cli("show", "runs").out
    result = json.loads(cli("report", "-f", "json").out)["result"]
    summary = result["summary"]
    assert (summary["n_unreadable"], summary["n_altered"], summary["n_incomplete"]) == (2, 0, 1)
    assert [problem["fault"] for problem in result["problems"]] == ["incomplete", "unreadable", "unreadable"]
    page = cli("report", "-f", "html").out
    assert "2\u00a0unreadable, 1\u00a0incomplete" in page
    assert "<b>Incomplete:</b>" in page


def _names(cli: Cli, *targets: str) -> list[str]:
    """Return the names of the models that a check of these targets, or of all, judges."""
    report = json.loads(cli("check", "--json", "--allow-empty", *targets).out)
    return [model["name"] for model in report["result"]["models"]]


def test_a_model_that_is_gone_from_a_newer_scan_of_a_folder_above_is_gone(cli: Cli, tmp_path: Path) -> None:
    for name in ("x", "y"):
        (tmp_path / "a" / name).mkdir(parents=True)
        gguf_file(tmp_path / "a" / name / f"{name}.gguf", metadata={"general.name": name})
    assert cli("scan", "a/x").code == 0
    shutil.rmtree(tmp_path / "a" / "x")
    gone = cli("scan", "a/x")
    assert (gone.code, gone.err) == (
        2,
        "error: dir:a/x: no such file or folder\n"
        "hint: If it is gone for good, scan the folder it was in, which then speaks for it: "
        f"auditor scan dir:{tmp_path}/a\n",
    )
    assert _names(cli) == ["x"]
    # What the hint says is a way out.
    assert cli("scan", f"dir:{tmp_path}/a").code == 0
    assert _names(cli) == ["y"]
    assert [line.partition(": ")[0] for line in cli("scan").out.splitlines()[:-1]] == [f"dir:{tmp_path}/a"]
    # Who names a place gets what is on record of it.
    assert _names(cli, "a/x") == ["x"]


def test_a_store_that_is_gone_has_a_way_out_too(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "hub" / "models--acme--one").mkdir(parents=True)
    assert cli("scan", "hf-cache:hub", "--allow-empty").code == 0
    shutil.rmtree(tmp_path / "hub")
    assert cli("scan").err == (
        "error: hf-cache:hub: no such folder: hub\nhint: If it is gone for good, name the targets that are "
        "left, on the command line or under targets in auditor.toml: its last scan is then left aside.\n"
    )
    (tmp_path / "models").mkdir()
    (tmp_path / "auditor.toml").write_text('targets = ["dir:models"]\n')
    assert cli("scan", "--allow-empty").code == 0
    targets = json.loads(cli("check", "--json").out)["result"]["coverage"]["targets"]
    assert [target["target"] for target in targets] == [f"dir:{tmp_path}/models"]


@pytest.mark.parametrize("target", ["hf-cache:", "ollama:"])
def test_a_usual_place_that_is_named_and_not_there_is_looked_at_in_vain_and_no_error(
    cli: Cli, tmp_path: Path, target: str
) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    assert cli("scan", target, "models").code == 0
    covered = json.loads(cli("check", "--json").out)["result"]["coverage"]["targets"]
    (vain,) = (block for block in covered if block["target"] == target)
    assert (vain["n_seen"], vain["how_far"].partition(":")[0]) == (0, "nothing")


def test_a_store_of_ollama_that_is_gone_from_its_usual_place_is_gone(cli: Cli, tmp_path: Path) -> None:
    models = tmp_path / "home" / ".ollama" / "models"
    gguf_file(tmp_path / "tiny.gguf")
    layers = {"model": (tmp_path / "tiny.gguf").read_bytes()}
    ollama_model(models, "registry.ollama.ai/library/tiny/latest", layers)
    assert cli("scan", "ollama:").code == 0
    assert _names(cli) == ["tiny:latest"]
    shutil.rmtree(models)
    assert cli("scan", "--allow-empty").code == 0
    assert _names(cli) == []


def test_a_dry_run_prints_the_requests_and_sends_and_keeps_nothing(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", opened)
    monkeypatch.setattr("socket.getaddrinfo", opened)
    (tmp_path / "one").mkdir()
    ended = cli("scan", "--dry-run", "endpoint:http://gpu-01:11434", "one")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert "GET http://gpu-01:11434/api/tags" in lines
    assert lines[-1] == "dir:one: opens no connection"
    assert not (tmp_path / "auditor.db").exists()


@pytest.mark.parametrize("command", ["scan", "audit"])
def test_a_database_of_another_machine_is_refused_and_nothing_is_kept(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    monkeypatch.setenv("AUDITOR_HOST", "alpha")
    assert cli("scan", "models").code == 0
    before = (tmp_path / "auditor.db").read_bytes()
    monkeypatch.setenv("AUDITOR_HOST", "beta")
    ended = cli(command, "models")
    assert (ended.code, ended.out) == (2, "")
    holds = f"the database holds dir:{tmp_path}/models of alpha"
    assert ended.err.startswith(f"error: dir:models: this machine is beta, and {holds}\nhint: ")
    assert (tmp_path / "auditor.db").read_bytes() == before


def test_what_was_seen_of_models_is_counted_by_state_and_nothing_is_no_model(
    cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text("model;region\ngpt-4o;eu\nclaude;us\n")
    (tmp_path / "compose.yaml").write_text(
        "services: {llm: {image: 'vllm/vllm-openai:v0.11.0', command: [--model, Qwen/Qwen3-8B]}}\n"
    )
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "map.yaml").write_text("apiVersion: v1\nkind: ConfigMap\n")
    ended = cli("scan", "csv:list.csv", "compose:compose.yaml", "kubernetes:charts")
    lines = _lines(ended)
    assert lines[:3] == [
        "csv:list.csv: 2 models listed",
        "compose:compose.yaml: 1 model configured",
        "kubernetes:charts: no model",
    ]
    assert lines[3].startswith("  looked at   ")


def test_a_scan_can_be_read_by_programs(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    (tmp_path / "models" / "b.gguf").write_bytes(b"GGUF")
    ended = cli("scan", "models", "--json")
    (block,) = json.loads(ended.out)
    (problem,) = block.pop("problems")
    assert (ended.code, ended.err) == (3, "")
    assert problem["kind"] == "unreadable"
    assert problem["locator"] == "dir:models/b.gguf"
    assert {
        key: block[key] for key in ("target", "hash", "n_files", "n_by_state", "complete", "not_read")
    } == {
        "target": "dir:models",
        "hash": "trust-store",
        "n_files": 1,
        "n_by_state": {},
        "complete": False,
        "not_read": [],
    }
    (seen,) = block["seen"]
    assert (seen["place"], seen["state"], seen["format"]) == ("dir:models/a.gguf", "present", "gguf")
    assert len(seen["sha256"]) == 64
    plan = json.loads(cli("scan", "models", "--dry-run", "--json").out)
    assert plan == [{"target": "dir:models", "requests": []}]
