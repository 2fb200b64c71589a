import hashlib
import json
import os
import shlex
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from auditor import airgap
from auditor.cli.airgap import _exit, _plain, _print
from auditor.domain.attestation import Attestation, Outcome
from auditor.formats.weight_file import HEAD_BYTES
from tests.builders.audit import rich
from tests.builders.gguf import gguf_file, raw_gguf
from tests.builders.safetensors import safetensors_file
from tests.unit.cli.conftest import Cli, refusal

PASSED = rich().attestations[0]


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ((Outcome.PASSED,), 0),
        ((Outcome.PASSED, Outcome.PASSED), 0),
        ((Outcome.LEAKED,), 10),
        ((Outcome.CRASHED,), 10),
        ((Outcome.REFUSED,), 10),
        ((Outcome.UNPROVEN,), 3),
        ((Outcome.TIMED_OUT,), 3),
        ((Outcome.NOT_RUN,), 3),
        ((Outcome.PASSED, Outcome.NOT_RUN), 3),
        ((Outcome.NOT_RUN, Outcome.PASSED, Outcome.LEAKED), 10),
    ],
)
def test_the_worst_outcome_is_the_exit_code(outcomes: tuple[Outcome, ...], code: int) -> None:
    assert _exit(tuple(replace(PASSED, outcome=outcome) for outcome in outcomes)) == code


def test_an_attestation_is_printed_whole(capsys: pytest.CaptureFixture[str]) -> None:
    _print(PASSED, "self-test model")
    assert capsys.readouterr().out.splitlines() == [
        "self-test model: passed · isolation namespace+seccomp · llama-cpp-python 0.3.36 (llama.cpp b7090)",
        "  16 tokens were generated and 3 of 3 attempts to reach the network were refused",
        f"  sha256 {PASSED.artifact_sha256}",
        "  on gpu-07, Linux 6.12.9, AMD EPYC 9354 (avx2 avx512f fma)",
        "  ok   ipv4-connect: inside EPERM, outside reached",
        "  ok   ipv6-connect: inside EPERM",
        "  ok   unix-abstract: inside EPERM, outside reached",
        "  16 tokens, 88.4/s, loaded in 0.21 s, peak memory 92 MB",
    ]


def test_what_leaked_is_marked_and_a_file_s_name_cannot_steer_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    probe = replace(PASSED.probes[0], inside="reached", holds=False)
    leaked: Attestation = replace(
        PASSED,
        is_self_test=False,
        file_name="a\n\x1b[2Jb.gguf",
        outcome=Outcome.LEAKED,
        reason="it said \x1b[2J",
        probes=(probe,),
        generation=None,
    )
    _print(leaked, leaked.file_name)
    assert capsys.readouterr().out.splitlines() == [
        f"a\\n\\x1b[2Jb.gguf: leaked · isolation namespace+seccomp · {PASSED.engine}",
        "  it said \\x1b[2J",
        f"  sha256 {PASSED.artifact_sha256}",
        "  on gpu-07, Linux 6.12.9, AMD EPYC 9354 (avx2 avx512f fma)",
        "  FAIL ipv4-connect: inside reached, outside reached",
    ]


def test_a_digest_that_nobody_computed_is_not_printed_as_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    _print(replace(PASSED, artifact_sha256="", outcome=Outcome.NOT_RUN), "large")
    assert capsys.readouterr().out.splitlines()[2] == "  sha256 not known, the file was not read whole"


def test_an_attestation_survives_json() -> None:
    plain = json.loads(json.dumps(_plain(PASSED)))
    assert plain["outcome"] == "passed"
    assert plain["performed_at"] == PASSED.performed_at.isoformat()
    assert plain["probes"][0] == {
        "name": "ipv4-connect",
        "inside": "EPERM",
        "outside": "reached",
        "holds": True,
    }


@pytest.mark.llama_cpp
def test_the_self_test_is_what_runs_when_nothing_is_named_and_the_next_check_knows(
    scanned: Cli, tmp_path: Path
) -> None:
    (said,) = json.loads(scanned("airgap", "--json").out)
    assert (said["is_self_test"], said["file_name"]) == (True, "self_test.gguf")
    result = json.loads(scanned("check", "--json").out)["result"]
    assert [one["artifact_sha256"] for one in result["attestations"]] == [said["artifact_sha256"]]


def _refused(path: Path, reason: str) -> list[str]:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return [f"  {reason}", f"  sha256 {digest}"]


def test_a_file_that_is_broken_or_oddly_made_is_never_fed_to_native_code(cli: Cli, tmp_path: Path) -> None:
    broken, odd = tmp_path / "b.gguf", tmp_path / "o.gguf"
    broken.write_bytes(raw_gguf(n_entries=5))
    odd.write_bytes(gguf_file(tmp_path / "o").read_bytes() + b"more")
    ended = cli("airgap", "b.gguf", "o.gguf", "b.gguf")
    lines = ended.out.splitlines()
    assert (ended.code, ended.err) == (3, "")
    assert [line.partition(" · ")[0] for line in lines[::3]] == [
        "b.gguf: not run",
        "o.gguf: not run",
        "database auditor.db",
    ]
    assert lines[1].startswith("  its file has problems: gguf: ")
    assert lines[4].startswith("  its header is not well made: ")
    assert lines[2] == _refused(broken, "")[1]


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (
            ("--self-test", "a.gguf"),
            "auditor airgap: --self-test runs the shipped model; name no other beside it",
            "See auditor airgap --help.",
        ),
        (
            ("a.gguf", "--budget", "0"),
            "auditor airgap: invalid value for '--budget': '0' is not above 0 and at most a day (86400)",
            "See auditor airgap --help.",
        ),
        (
            ("nope",),
            "{here}/auditor.db: no such database",
            "Run auditor scan or auditor audit first, or name another database with --db.",
        ),
        (
            ("--db", "no/a.db", "a.gguf"),
            "{here}/no/a.db: its folder does not exist",
            "Create {here}/no first.",
        ),
    ],
)
def test_a_wrong_option_is_refused_and_no_database_is_made(
    cli: Cli, tmp_path: Path, arguments: tuple[str, ...], error: str, hint: str
) -> None:
    gguf_file(tmp_path / "a.gguf")
    ended = cli("airgap", *arguments)
    assert ended == refusal(error.format(here=tmp_path), hint.format(here=tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["a.gguf"]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("missing.gguf", "no such file"),
        ("./missing", "no such file"),
        ("/nowhere/model", "no such file"),
        ("folder", "a folder, not a GGUF file"),
        ("pipe", "not a plain file"),
    ],
)
def test_a_path_that_is_no_file_is_told_as_such_with_a_record_and_without(
    cli: Cli, estate: Path, tmp_path: Path, name: str, what: str
) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    hint = "Name a GGUF file, or a model that was scanned."
    assert cli("airgap", name) == refusal(f"{name}: {what}", hint)
    assert not (tmp_path / "auditor.db").exists()
    shutil.copy(estate / "auditor.db", tmp_path)
    assert cli("airgap", name) == refusal(
        f"{name}: {what}, and no model is called that", "See: auditor show models"
    )


def test_a_file_that_is_no_gguf_file_is_refused_before_any_other_is_run(cli: Cli, tmp_path: Path) -> None:
    gguf_file(tmp_path / "a.gguf")
    safetensors_file(tmp_path / "s.safetensors")
    (tmp_path / "empty.gguf").touch()
    (tmp_path / "notes.txt").write_text("GG")
    for name, what in (
        ("s.safetensors", "not a GGUF file"),
        ("empty.gguf", "an empty file"),
        ("notes.txt", "not a GGUF file"),
    ):
        hint = "llama.cpp runs GGUF files only."
        assert cli("airgap", "a.gguf", name) == refusal(f"{name}: {what}", hint)
    assert not (tmp_path / "auditor.db").exists()


def test_a_name_that_no_model_or_several_have_is_refused(record: Cli) -> None:
    hint = "See: auditor show models"
    assert record("airgap", "Nobody") == refusal("Nobody: no model is called that", hint)
    assert record("airgap", "") == refusal(": no model is called that", hint)
    refused = record("airgap", "Twin")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("error: Twin: 2 models match\nhint: Name one by its id: sha256:")


@pytest.mark.llama_cpp
@pytest.mark.loopback
def test_what_a_question_prints_answers_it_also_where_no_byte_was_read_before(
    cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "models").mkdir()
    # Larger than one look at a header reads, so that its digest is not known from that.
    padding = bytes(HEAD_BYTES)
    (tmp_path / "models" / "tiny.gguf").write_bytes(airgap.SELF_TEST_MODEL.read_bytes() + padding)

    def asked() -> list[str]:
        report = json.loads(cli("check", "--json", "--fail-on", "critical").out)
        hows = (question["how"] for question in report["result"]["questions"])
        return [how for how in hows if "auditor airgap" in how and "--self-test" not in how]

    assert cli("scan", "models", "--hash", "none").code == 0
    (how,) = asked()
    first, _, second = how.partition(" && ")
    assert first == "auditor scan --hash full"
    for line in (first, second):
        program, *arguments = shlex.split(line)
        assert (program, cli(*arguments).code) == ("auditor", 0)
    assert asked() == []
