"""The main job end to end: folder, cache or store in; report, dossier and record out."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.formats.writing import TensorSpec
from tests.builders.gguf import gguf_file
from tests.builders.safetensors import safetensors_file
from tests.builders.stores import hub_repository, ollama_model
from tests.conftest import Ended

Cli = Callable[..., Ended]

pytestmark = pytest.mark.weasyprint


def _report(folder: Path) -> Any:
    return json.loads((folder / "report.json").read_text())


def test_the_same_bytes_in_a_folder_and_a_store_are_one_model_at_two_places(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    weights = gguf_file(tmp_path / "models" / "a.gguf").read_bytes()
    ollama_model(
        tmp_path / "ollama", layers={"model": weights, "license": b"MIT License\n\nCopyright (c) X\n"}
    )
    ended = cli("audit", "dir:models", "ollama:ollama", "--out", "out")
    (model,) = _report(tmp_path / "out")["result"]["models"]
    assert (ended.code, ended.err) == (0, "")
    assert model["locations"] == ["dir:models#a.gguf", "ollama:ollama#tiny:latest"]
    assert model["license"]["concluded"] == "MIT"
    assert [said["locator"] for said in model["license"]["declared"]] == ["ollama:ollama#tiny:latest/license"]


def test_files_in_formats_that_are_not_read_leave_an_audit_incomplete_unless_accepted(
    cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf", metadata={"general.license": "mit"})
    for name in ("a.pte", "b.mnn", "pytorch_model-00001-of-00002.bin"):
        (tmp_path / "models" / name).write_bytes(b"x")
    ended = cli("audit", "dir:models")
    because = "not accepted by the organisation: 3 files in formats not read"
    report = _report(tmp_path / "out")
    assert (ended.code, report["run"]["exit"]["because"]) == (3, because)
    assert "3 files in formats not read" in ended.out
    assert report["result"]["summary"]["n_not_read"] == 3
    assert [skipped["category"] for skipped in report["result"]["coverage"]["skipped"]] == [
        "format not read"
    ] * 3
    (tmp_path / "declarations").mkdir()
    (tmp_path / "declarations" / "accepted.yaml").write_text(
        '- {kind: accept-coverage, locator: "dir:models/*", expect: 3, reason: old, by: A, on: 2026-11-01}\n'
    )
    assert cli("check").code == 0


def test_the_order_of_targets_changes_nothing(cli: Cli, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        weights = gguf_file(tmp_path / name / "model.gguf", metadata={"general.name": name})
        (tmp_path / name / "copy.gguf").write_bytes(weights.read_bytes() + b"cut")
    results = []
    for targets in (("dir:one", "dir:two"), ("dir:two", "dir:one")):
        cli("audit", *targets, "--out", "-".join(targets).replace(":", ""))
        results.append(_report(tmp_path / "-".join(targets).replace(":", "")))
    assert results[0]["result_sha256"] == results[1]["result_sha256"]
    ids = [place["id"] for place in results[0]["result"]["deployments"]]
    assert len(ids) == len(set(ids)) == 4


def test_two_names_on_one_blob_are_one_model(cli: Cli, tmp_path: Path) -> None:
    weights = gguf_file(tmp_path / "a").read_bytes()
    for name in ("one", "two"):
        ollama_model(tmp_path / "ollama", f"registry.ollama.ai/library/{name}/latest", {"model": weights})
    cli("audit", "ollama:ollama")
    result = _report(tmp_path / "out")["result"]
    assert len(result["models"]) == 1
    assert [deployment["model_id"] for deployment in result["deployments"]] == [result["models"][0]["id"]] * 2


def test_licences_of_card_and_base_are_kept_apart(cli: Cli, tmp_path: Path) -> None:
    files = {
        "model.safetensors": safetensors_file(tmp_path / "w").read_bytes(),
        "README.md": b"---\nlicense: apache-2.0\nbase_model: meta-llama/Llama-3.1-8B\n---\n",
    }
    hub_repository(tmp_path / "hub", "acme/tune", files)
    cli("audit", "hf-cache:hub")
    (model,) = _report(tmp_path / "out")["result"]["models"]
    assert model["license"]["concluded"] == "Apache-2.0"
    assert model["license"]["inherited"] == ["LicenseRef-scancode-llama-3.1-license-2024"]
    assert [base["name"] for base in model["base_models"]] == ["meta-llama/Llama-3.1-8B"]


def test_vocabularies_are_listed_and_not_counted(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(
        tmp_path / "models" / "vocab.gguf",
        metadata={"tokenizer.ggml.model": "llama", "tokenizer.ggml.tokens": ["a", "b"]},
        tensors=[],
    )
    gguf_file(tmp_path / "models" / "a.gguf")
    cli("audit", "models")
    result = _report(tmp_path / "out")["result"]
    assert [model["locations"] for model in result["models"]] == [["dir:models#a.gguf"]]
    assert result["problems"] == []
    assert result["coverage"]["not_models"] == [
        {"locator": "dir:models#vocab.gguf", "reason": "vocabulary only"}
    ]


def test_two_audits_of_an_unchanged_tree_have_the_same_result(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf", license="mit")
    cli("audit", "models", "--out", "one")
    cli("audit", "models", "--out", "two")
    one, two = _report(tmp_path / "one"), _report(tmp_path / "two")
    assert one["result"] == two["result"]
    assert one["result_sha256"] == two["result_sha256"]
    assert one["run"]["id"] != two["run"]["id"]


def test_nothing_found_is_not_a_clean_result(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    ended = cli("audit", "models")
    assert ended.code == 3
    assert "no model was found" in ended.out
    assert cli("audit", "models", "--allow-empty", "--fail-on", "critical").code == 0


def test_a_broken_file_is_a_problem_and_the_exit_says_incomplete(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    whole = gguf_file(tmp_path / "models" / "a.gguf", license="mit").read_bytes()
    (tmp_path / "models" / "b.gguf").write_bytes(whole[:-10])
    ended = cli("audit", "models", "--fail-on", "critical")
    result = _report(tmp_path / "out")["result"]
    assert (ended.code, len(result["models"])) == (3, 1)
    assert [problem["locator"] for problem in result["problems"]] == ["b.gguf"]


def test_an_accepted_problem_does_not_make_the_audit_incomplete(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf", license="mit")
    (tmp_path / "models" / "b.gguf").write_bytes(b"GGUF")
    (tmp_path / "declarations").mkdir()
    (tmp_path / "declarations" / "a.yaml").write_text(
        "- {kind: accept-coverage, by: A, on: 2026-01-01, locator: 'dir:models/b.gguf', reason: kept}\n"
    )
    assert cli("audit", "models", "--fail-on", "critical").code == 0


@pytest.mark.parametrize("target", ["dir:models", "models", "{here}/models"])
@pytest.mark.parametrize(
    "locator",
    [
        "dir:models/b.gguf",
        "dir:./models/b.gguf",
        "models/b.gguf",
        "dir:{here}/models/b.gguf",
        "dir:{here}/models#b.gguf",
    ],
)
def test_a_problem_is_accepted_however_its_place_and_the_target_are_spelled(
    cli: Cli, tmp_path: Path, target: str, locator: str
) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf", license="mit")
    (tmp_path / "models" / "b.gguf").write_bytes(b"GGUF")
    (tmp_path / "declarations").mkdir()
    there = locator.format(here=tmp_path)
    (tmp_path / "declarations" / "a.yaml").write_text(
        f"- {{kind: accept-coverage, by: A, on: 2026-01-01, locator: '{there}', reason: kept}}\n"
    )
    assert cli("audit", target.format(here=tmp_path), "--fail-on", "critical").code == 0
    checked = cli("declare", "--check")
    assert (checked.code, "match what 1 scan found" in checked.out) == (0, True)
    (problem,) = _report(tmp_path / "out")["result"]["problems"]
    assert (problem["acceptance"]["by"], problem["acceptance"]["reason"]) == ("A", "kept")


def test_a_locator_that_names_nothing_is_told_with_the_nearest_place(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf", license="mit")
    for name in ("bad-one.gguf", "zzz.gguf"):
        (tmp_path / "models" / name).write_bytes(b"GGUF")
    (tmp_path / "declarations").mkdir()
    (tmp_path / "declarations" / "a.yaml").write_text(
        "- {kind: accept-coverage, by: A, on: 2026-01-01, locator: 'models/zz.gguf', reason: kept}\n"
    )
    ended = cli("audit", "dir:models")
    shown = ended.out, cli("show", "findings").out
    assert ended.code == 10
    what = "declarations/a.yaml:1: accept-coverage: locator models/zz.gguf matches nothing"
    # However narrow the terminal is, and wherever it breaks a line; the summary is cut after some lines.
    summary, listed = ("".join(text.split()) for text in shown)
    assert what.replace(" ", "") in summary
    assert what.replace(" ", "") in listed
    assert "thereare:dir:models/zzz.gguf" in listed


def test_show_and_check_and_dossier_work_in_the_same_folder_without_naming_the_database(
    cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf", metadata={"general.name": "My model"})
    cli("audit", "models")
    assert "My model" in cli("show", "models").out
    assert "license-missing" in cli("show", "findings").out
    assert cli("show", "questions").code == 0
    assert cli("show", "runs").out.count("exit") == 1
    assert cli("check").code == 10
    assert cli("dossier", "--out", "again").code == 0
    assert (tmp_path / "again" / "dossier.pdf").read_bytes().startswith(b"%PDF")
    assert "the ledger holds: 2 audits" in cli("verify", "ledger").out


def test_a_changed_row_is_found_and_the_first_audit_that_does_not_hold_is_named(
    cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    cli("audit", "models")
    cli("check")
    first = json.loads(cli("show", "runs", "--json").out)[-1]["id"]
    with sqlite3.connect(tmp_path / "auditor.db") as database:
        altered = """UPDATE ledger SET body = replace(body, '"code"', '"kode"') WHERE kind = 'audit'"""
        assert database.execute(altered).rowcount == 2
    database.close()
    ended = cli("verify", "ledger")
    assert ended.code == 12
    assert ended.err.startswith(f"error: audit {first}")
    assert ended.err.count("\n") == 2


def test_the_last_audit_cannot_be_removed_unseen_by_who_kept_its_digest(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    cli("audit", "models")
    digest = _report(tmp_path / "out")["run"]["ledger"]["sha256"]
    assert cli("verify", "ledger", "--anchor", digest).code == 0
    assert cli("verify", "ledger", "--anchor", "0" * 64).code == 12


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("audit", "nowhere"), "error: nowhere: no such file or folder"),
        (("audit", "s3x:bucket"), "error: s3x:bucket: unknown target scheme 's3x'"),
        (("audit",), "error: no target"),
        (("audti",), "error: audti: no such command"),
        (("show", "models"), "error: "),
        (("check",), "error: "),
        (("audit", "models", "--as-of", "yesterday"), "error: auditor audit: invalid value for '--as-of'"),
        (("audit", "models", "--db", "postgresql://host/db"), "error: "),
        (("audit", "models", "--pack", "nope"), "error: "),
        (("airgap", "nope"), "error: "),
    ],
)
def test_a_wrong_command_ends_with_2_two_lines_and_nothing_written(
    cli: Cli, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    (tmp_path / "models").mkdir()
    ended = cli(*arguments)
    assert ended.code == 2, ended
    assert ended.err.startswith(message), ended.err
    assert [line.partition(":")[0] for line in ended.err.strip().splitlines()] == ["error", "hint"]
    assert "Traceback" not in ended.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["models"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("auditor.toml", "targets = 3\n", "targets must be a list"),
        ("auditor.toml", "targets = [\n", "auditor.toml"),
        ("auditor.toml", "target = []\n", "unknown key 'target'"),
        ("declarations/a.yaml", "- kind: organisatoin\n", "a.yaml:1"),
        ("declarations/a.yaml", "- {kind: organisation, name: X, name: Y}\n", "a.yaml:1"),
    ],
)
def test_a_bad_configuration_or_declaration_stops_before_anything_is_written(
    cli: Cli, tmp_path: Path, name: str, text: str, says: str
) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    ended = cli("audit", "models")
    assert ended.code == 2
    assert says in ended.err
    assert ended.err.count("\n") == 2
    assert not (tmp_path / "auditor.db").exists()
    assert not (tmp_path / "out").exists()


def test_global_options_are_taken_before_and_after_the_command(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    assert cli("--db", "before.db", "scan", "models").code == 0
    assert cli("scan", "models", "--db", "after.db").code == 0
    assert {path.name for path in tmp_path.glob("*.db")} == {"before.db", "after.db"}


def test_a_selector_that_matches_nothing_is_a_high_finding(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf", license="mit")
    (tmp_path / "declarations").mkdir()
    (tmp_path / "declarations" / "a.yaml").write_text(
        "- {kind: training, by: A, on: 2026-01-01, model: {name: gone, expect: 1}, base: null}\n"
    )
    assert cli("audit", "models").code == 10
    rules = [finding["rule"] for finding in _report(tmp_path / "out")["result"]["findings"]]
    assert "declaration-binds" in rules


LARGE = TensorSpec("token_embd.weight", (675_000, 600_000), "BF16")


def _large(tmp_path: Path) -> None:
    """A true header over a hole: as many parameters as the catalogue's Llama 3.1 405B."""
    (tmp_path / "models").mkdir()
    metadata = {
        "general.name": "Meta Llama 3.1 405B",
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.tokens": ["a"],
    }
    gguf_file(tmp_path / "models" / "large.gguf", metadata=metadata, tensors=[LARGE])


def _declare(tmp_path: Path, *entries: str) -> None:
    (tmp_path / "declarations").mkdir()
    (tmp_path / "declarations" / "org.yaml").write_text("\n".join(f"- {entry}" for entry in entries))


ORGANISATION = "kind: organisation, by: A. Beispiel, on: 2026-11-01, name: Example Clinic, country: DE"
CHAPTER_V = ("aia-51", "aia-52", "aia-53", "aia-54", "aia-55")


def test_who_only_uses_a_systemic_model_owes_nothing_of_chapter_v(cli: Cli, tmp_path: Path) -> None:
    _large(tmp_path)
    _declare(tmp_path, f"{{{ORGANISATION}, roles: [deployer]}}")
    cli("audit", "models", "--hash", "none")
    result = _report(tmp_path / "out")["result"]
    assert [model["systemic_risk"] for model in result["models"]] == ["yes"]
    assert not [f for f in result["findings"] if f["rule"].startswith(CHAPTER_V)]
    tallies = [
        tally
        for tally in result["summary"]["rules"]
        if tally["rule"].startswith(CHAPTER_V) and tally["kind"] == "duty"
    ]
    assert len({tally["rule"] for tally in tallies}) >= 9
    for tally in tallies:
        assert tally["verdict"] == "not_applicable"
        assert "A. Beispiel on 1 November 2026" in tally["reason"]


def test_its_provider_without_a_public_summary_fails_article_53_1_d(cli: Cli, tmp_path: Path) -> None:
    _large(tmp_path)
    _declare(
        tmp_path,
        f"{{{ORGANISATION}, roles: [gpai_provider]}}",
        "{kind: training, by: A, on: 2026-11-01, model: {name: 'Meta Llama*', expect: 1}, base: null, "
        "union_placed_on: 2026-02-01}",
        "{kind: evidence, by: A, on: 2026-11-01, evidence: training-content-summary, "
        "serves: {model: {name: 'Meta Llama*', expect: 1}}, status: absent}",
    )
    ended = cli("audit", "models", "--hash", "none")
    findings = _report(tmp_path / "out")["result"]["findings"]
    (summary,) = [finding for finding in findings if finding["rule"].startswith("aia-53-1-d")]
    assert ended.code == 10
    assert (summary["verdict"], summary["upcoming"]) == ("fail", False)
    assert "53(1)(d)" in summary["reason"]


def test_with_nothing_declared_the_role_is_one_question(cli: Cli, tmp_path: Path) -> None:
    _large(tmp_path)
    ended = cli("audit", "models", "--hash", "none")
    result = _report(tmp_path / "out")["result"]
    verdicts = {
        f["verdict"] for f in result["findings"] if f["rule"].startswith("aia-53") and f["kind"] == "duty"
    }
    assert verdicts == {"unknown"}
    roles = [
        question
        for question in result["questions"]
        if any(name.startswith("role.") for name in question["names"])
    ]
    assert len(roles) == 1
    # However narrow the terminal is.
    assert "auditor declare organisation" in " ".join(ended.out.split())


def _audited(cli: Cli, tmp_path: Path, *arguments: str) -> tuple[int, Any]:
    code = cli("audit", "models", "--hash", "none", *arguments).code
    return code, _report(tmp_path / "out")["result"]


def test_while_nothing_is_declared_whose_duty_it_is_takes_one_line_per_rule(cli: Cli, tmp_path: Path) -> None:
    _large(tmp_path)
    gguf_file(tmp_path / "models" / "small.gguf", metadata={"general.name": "Small"})
    gguf_file(tmp_path / "models" / "qwen.gguf", metadata={"general.name": "Qwen2.5 7B"}, license="mit")
    _, result = _audited(cli, tmp_path)
    duties = [f for f in result["findings"] if f["kind"] == "duty" and f["verdict"] == "unknown"]
    owed = {(f["rule"], f["subject"]["id"]) for f in duties if f["rule"].startswith("aia-53-1")}
    assert len(owed) == 12
    page = (tmp_path / "out" / "report.html").read_text()
    unknown = page[page.index("<h3>Unknown") : page.index("<h3>Vendor gaps")]
    rules = [f["rule"] for f in result["findings"] if f["rule"].startswith("aia-5")]
    assert {rule: unknown.count(f'<span class="rule">{rule}</span>') for rule in rules} == dict.fromkeys(
        rules, 1
    )
    roles = [q for q in result["questions"] if any(name.startswith("role.") for name in q["names"])]
    assert len(roles) == 1


def test_a_listed_provider_is_asked_which_models_it_means_where_all_are_anothers(
    cli: Cli, tmp_path: Path
) -> None:
    _large(tmp_path)
    _declare(tmp_path, f"{{{ORGANISATION}, roles: [gpai_provider]}}")
    _, result = _audited(cli, tmp_path)
    (role,) = [model["facts"]["role.gpai_provider"] for model in result["models"]]
    assert "its provider is Meta" in role["unknown"]["reason"]
    (question,) = [q for q in result["questions"] if "role.gpai_provider" in q["names"]]
    assert question["how"].startswith("auditor declare training --by YOUR-NAME --set model=")


def test_a_listed_provider_owes_nothing_for_anothers_model_beside_its_own(cli: Cli, tmp_path: Path) -> None:
    _large(tmp_path)
    gguf_file(tmp_path / "models" / "own.gguf", metadata={"general.name": "Clinic notes"})
    _declare(tmp_path, f"{{{ORGANISATION}, roles: [gpai_provider]}}")
    _, result = _audited(cli, tmp_path)
    roles = {model["name"]: model["facts"]["role.gpai_provider"]["value"] for model in result["models"]}
    assert roles == {"Clinic notes": "yes", "Meta Llama 3.1 405B": "no"}


def test_an_acceptance_that_names_nothing_is_a_finding_whatever_packs_are_chosen(
    cli: Cli, tmp_path: Path
) -> None:
    _large(tmp_path)
    _declare(
        tmp_path,
        "{kind: accept-coverage, by: A, on: 2026-11-01, locator: 'dir:models/gone*', expect: 1, reason: old}",
    )
    code, result = _audited(cli, tmp_path, "--pack", "security")
    (found,) = [f for f in result["findings"] if f["rule"] == "declaration-binds"]
    assert (code, found["verdict"], found["severity"]) == (10, "fail", "high")
    assert (
        "declarations/org.yaml:1: accept-coverage: locator dir:models/gone* matches nothing"
        in found["reason"]
    )


EVIDENCE = "kind: evidence, by: A, on: {on}, evidence: ai-literacy-measures, status: present"


def _evidence(result: Any) -> tuple[str, str, str]:
    (record,) = result["evidence"]
    return record["state"], record["confidence"], record["method"]


def test_a_file_that_was_swapped_since_an_earlier_audit_proves_nothing_until_it_is_declared_anew(
    cli: Cli, tmp_path: Path
) -> None:
    _large(tmp_path)
    _declare(tmp_path, f"{{{EVIDENCE.format(on='2026-11-01')}, file: plan.txt}}")
    plan, entry = tmp_path / "declarations" / "plan.txt", tmp_path / "declarations" / "org.yaml"
    plan.write_text("trainings")
    _, first = _audited(cli, tmp_path)
    _, again = _audited(cli, tmp_path)
    assert first == again
    assert _evidence(first) == ("valid", "high", "file, its digest recorded by this audit")
    plan.write_text("nothing")
    for _ in range(2):
        code, swapped = _audited(cli, tmp_path)
        assert (code, _evidence(swapped)[0]) == (12, "altered")
        digest = first["evidence"][0]["file_sha256"]
        assert f"an earlier audit recorded the digest {digest}" in swapped["evidence"][0]["locator"]
    assert cli("check").code == 12
    entry.write_text(entry.read_text().replace("2026-11-01", "2026-11-02"))
    assert _evidence(_audited(cli, tmp_path)[1])[0] == "valid"
    assert cli("verify", "ledger").code == 0


def test_a_word_alone_is_of_medium_confidence_and_says_so(cli: Cli, tmp_path: Path) -> None:
    _large(tmp_path)
    _declare(tmp_path, f"{{{ORGANISATION}, roles: [deployer]}}", f"{{{EVIDENCE.format(on='2026-11-01')}}}")
    _, result = _audited(cli, tmp_path)
    assert _evidence(result) == ("valid", "medium", "recorded without a file")
    assert [f for f in result["findings"] if f["rule"] == "aia-4-1-literacy"] == []
    (literacy,) = [t for t in result["summary"]["rules"] if t["rule"] == "aia-4-1-literacy"]
    assert literacy["verdict"] == "pass"
    assert result["evidence"][0]["basis"] == "attested"


def test_what_was_recorded_later_says_nothing_of_an_earlier_day(cli: Cli, tmp_path: Path) -> None:
    _large(tmp_path)
    _declare(tmp_path, f"{{{ORGANISATION}, roles: [deployer]}}", f"{{{EVIDENCE.format(on='2026-11-01')}}}")
    _, result = _audited(cli, tmp_path, "--as-of", "2026-06-01")
    assert _evidence(result)[0] == "recorded later"
    (literacy,) = [f for f in result["findings"] if f["rule"] == "aia-4-1-literacy"]
    assert literacy["verdict"] == "unknown"
    reason = result["models"][0]["facts"]["role.gpai_provider"]["unknown"]["reason"]
    assert reason.endswith("speaks of 2026-11-01 and later, not of 2026-06-01")
    entry = tmp_path / "declarations" / "org.yaml"
    entry.write_text(entry.read_text().replace("on: 2026-11-01", "on: 2026-11-01, valid_from: 2026-01-01"))
    _, since = _audited(cli, tmp_path, "--as-of", "2026-06-01")
    assert _evidence(since)[0] == "valid"
    assert "value" in since["models"][0]["facts"]["role.gpai_provider"]
