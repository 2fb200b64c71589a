"""Waivers, resolutions and kept evidence: declared in files, judged, reported, verified."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from auditor import policy
from tests.builders.gguf import gguf_file
from tests.conftest import Ended

Cli = Callable[..., Ended]
TODAY = datetime.now(UTC).date()
WHO = f"by: A. Beispiel, on: {TODAY}"
TERM = f"created: {TODAY}, expires: {TODAY + timedelta(days=90)}"
TWO = (
    "reason: until the card is corrected, ticket: SEC-12, requested_by: A. Beispiel, approved_by: C. Director"
)


@pytest.fixture
def model_id(tmp_path: Path) -> str:
    """Return the id of a model whose header and card state different licences."""
    folder = tmp_path / "models"
    folder.mkdir()
    path = gguf_file(folder / "notes.gguf", metadata={"general.name": "Clinic notes"}, license="mit")
    (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\n# Clinic notes\n")
    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def declare(tmp_path: Path, *entries: str) -> None:
    folder = tmp_path / "declarations"
    folder.mkdir(exist_ok=True)
    (folder / "all.yaml").write_text("".join(f"- {{{entry}, {WHO}}}\n" for entry in entries))


def audited(cli: Cli, tmp_path: Path, *arguments: str) -> tuple[int, Any]:
    if not (tmp_path / "auditor.db").exists():
        cli("scan", "models")
    ended = cli("check", "--json", "--fail-on", "low", "--pack", "licensing", *arguments)
    return ended.code, json.loads(ended.out)["result"]


def rules(result: Any) -> dict[str, bool]:
    """Return whether each rule that fails is waived."""
    return {f["rule"]: bool(f["waiver"]) for f in result["findings"] if f["verdict"] == "fail"}


def waiver(subject: str, rule: str = "license-conflict", version: int | None = None) -> str:
    known = policy.terms_of(policy.load())
    version = version or known[rule].version
    return f"kind: waiver, rule: {rule}, rule_version: {version}, subject: {subject}, {TWO}, {TERM}"


def test_a_waiver_takes_a_failure_out_of_the_exit_code_and_leaves_the_verdict(
    cli: Cli, tmp_path: Path, model_id: str
) -> None:
    code, result = audited(cli, tmp_path)
    assert (code, rules(result)) == (10, {"license-conflict": False})
    declare(tmp_path, waiver(f'{{id: "{model_id}"}}'))
    code, result = audited(cli, tmp_path)
    assert (code, rules(result)) == (0, {"license-conflict": True})
    assert [(one["state"], one["waived"]) for one in result["waivers"]] == [("active", [model_id])]
    assert cli("verify", "ledger").code == 0


def test_as_of_a_day_before_it_was_made_it_does_not_hold(cli: Cli, tmp_path: Path, model_id: str) -> None:
    declare(tmp_path, waiver(f'{{id: "{model_id}"}}'))
    code, result = audited(cli, tmp_path, "--as-of", (TODAY - timedelta(days=1)).isoformat())
    assert (code, rules(result)) == (10, {"license-conflict": False})
    assert [one["state"] for one in result["waivers"]] == ["not in force on that day"]


@pytest.mark.parametrize(
    ("subject", "rule", "version", "found", "state"),
    [
        ('{id: "sha256:gone"}', "license-conflict", None, "declaration-binds", "mismatching"),
        ("ID", "license-conflict", 7, "declaration-binds", "mismatching"),
        ("ID", "never-was", 1, "declaration-binds", "mismatching"),
        ('{id: "dep:x"}', "aia-5-1-a-manipulation", None, "waiver-permitted", "refused"),
    ],
)
def test_a_waiver_that_means_nothing_or_may_not_be_is_a_high_finding(
    cli: Cli,
    tmp_path: Path,
    model_id: str,
    subject: str,
    rule: str,
    version: int | None,
    found: str,
    state: str,
) -> None:
    declare(tmp_path, waiver(subject.replace("ID", f'{{id: "{model_id}"}}'), rule, version))
    code, result = audited(cli, tmp_path)
    assert code == 10
    assert rules(result)["license-conflict"] is False
    (finding,) = [f for f in result["findings"] if f["rule"] == found]
    assert (finding["verdict"], finding["severity"], finding["waiver"]) == ("fail", "high", None)
    assert [one["state"] for one in result["waivers"]] == [state]
    assert cli("declare", "--check").code == 10


def test_a_waiver_of_a_pack_that_is_not_chosen_is_unused_and_no_finding(
    cli: Cli, tmp_path: Path, model_id: str
) -> None:
    declare(tmp_path, waiver(f'{{id: "{model_id}"}}', "no-digest"))
    _, result = audited(cli, tmp_path)
    assert rules(result) == {"license-conflict": False}
    assert [one["state"] for one in result["waivers"]] == ["unused"]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("approved_by: A. Beispiel", "approved_by: C. Director"),
        (f"expires: {TODAY + timedelta(days=367)}", f"expires: {TODAY + timedelta(days=90)}"),
        ("", f", expires: {TODAY + timedelta(days=90)}"),
        ("ticket: SEC-12, ticket: SEC-13", "ticket: SEC-12"),
    ],
)
def test_a_waiver_that_is_void_stops_the_run_before_anything_is_judged(
    cli: Cli, tmp_path: Path, model_id: str, wrong: str, right: str
) -> None:
    declare(tmp_path, waiver(f'{{id: "{model_id}"}}').replace(right, wrong))
    ended = cli("audit", "models", "--pack", "licensing")
    assert (ended.code, len(ended.err.splitlines())) == (2, 2), ended
    assert "all.yaml:1" in ended.err
    assert not (tmp_path / "auditor.db").exists()


RESOLVE = (
    "kind: resolve, fact: license.concluded, value: MIT, evidence: grant.txt, subject: {name: '*', expect: 1}"
)


def test_a_resolution_settles_a_conflict_and_shows_what_it_settled(
    cli: Cli, tmp_path: Path, model_id: str
) -> None:
    declare(tmp_path, RESOLVE)
    (tmp_path / "declarations" / "grant.txt").write_text("granted under MIT")
    code, result = audited(cli, tmp_path)
    assert (code, rules(result)) == (0, {})
    (model,) = result["models"]
    fact = model["facts"]["license.concluded"]
    assert (model["id"], fact["value"]) == (model_id, "MIT")
    assert [(one["method"], one["value"], one["confidence"]) for one in fact["claims"]] == [
        ("resolve", "MIT", "high"),
        ("header", "MIT", "medium"),
        ("model-card", "Apache-2.0", "medium"),
    ]
    assert model["license"]["conflict"] == "no"


def test_a_resolution_whose_proof_is_gone_settles_nothing_and_breaks_integrity(
    cli: Cli, tmp_path: Path, model_id: str
) -> None:
    assert model_id
    declare(tmp_path, RESOLVE)
    code, result = audited(cli, tmp_path)
    assert (code, rules(result)) == (10, {"license-conflict": False, "declaration-binds": False})
    grant = tmp_path / "declarations" / "grant.txt"
    grant.write_text("granted under MIT")
    assert audited(cli, tmp_path)[0] == 0
    grant.write_text("granted under MIT-0")
    code, result = audited(cli, tmp_path)
    assert (code, rules(result)) == (12, {"license-conflict": False, "declaration-binds": False})
    assert cli("declare", "--check").code == 10


def test_a_resolution_without_a_conflict_is_a_finding(cli: Cli, tmp_path: Path, model_id: str) -> None:
    (tmp_path / "models" / "README.md").unlink()
    declare(tmp_path, RESOLVE)
    (tmp_path / "declarations" / "grant.txt").write_text("granted under MIT")
    code, result = audited(cli, tmp_path)
    assert (code, rules(result)) == (10, {"declaration-binds": False})
    (finding,) = result["findings"]
    assert f"every source agrees on license.concluded of {model_id}" in str(finding)


def test_a_resolution_does_not_overrule_what_was_measured(cli: Cli, tmp_path: Path, model_id: str) -> None:
    resolve = "kind: resolve, fact: model.format, value: safetensors, evidence: https://example.org/opinion"
    declare(tmp_path, f'{resolve}, subject: {{id: "{model_id}"}}')
    _, result = audited(cli, tmp_path)
    assert result["models"][0]["facts"]["model.format"]["value"] == "gguf"
    assert rules(result)["declaration-binds"] is False


@pytest.mark.parametrize(
    ("fact", "value", "before"), [("role.gpai_provider", "true", "no"), ("model.gpai", "true", "no")]
)
def test_a_role_and_a_classification_can_be_rebutted(
    cli: Cli, tmp_path: Path, model_id: str, fact: str, value: str, before: str
) -> None:
    organisation = "kind: organisation, name: Clinic, roles: [deployer]"
    declare(tmp_path, organisation)
    _, result = audited(cli, tmp_path, "--pack", "eu-ai-act")
    (model,) = result["models"]
    told = model["facts"][fact]
    assert told.get("value", before) == before
    (tmp_path / "declarations" / "opinion.txt").write_text("opinion")
    resolve = f"kind: resolve, fact: {fact}, value: {value}, evidence: opinion.txt"
    declare(tmp_path, organisation, f'{resolve}, subject: {{id: "{model_id}"}}')
    code, result = audited(cli, tmp_path, "--pack", "eu-ai-act")
    (model,) = result["models"]
    settled = model["facts"][fact]
    assert (settled["value"], settled["claims"][0]["method"]) == ("yes", "resolve")
    assert settled["claims"][1:] == told["claims"]
    assert "declaration-binds" not in rules(result)
    assert code in {0, 10}


def test_an_address_rebuts_no_role_that_follows_from_the_declarations(
    cli: Cli, tmp_path: Path, model_id: str
) -> None:
    organisation = "kind: organisation, name: Clinic, roles: [deployer]"
    resolve = "kind: resolve, fact: role.gpai_provider, value: true, evidence: https://example.org/opinion"
    declare(tmp_path, organisation, f'{resolve}, subject: {{id: "{model_id}"}}')
    _, result = audited(cli, tmp_path, "--pack", "eu-ai-act")
    assert sorted(result["models"][0]["facts"]["role.gpai_provider"]["conflict"]) == ["no", "yes"]
    assert rules(result)["declaration-binds"] is False


EVIDENCE = "kind: evidence, evidence: ai-literacy-measures, status: present, file: plan.txt, owner: HR"


def test_evidence_is_kept_listed_and_verified(cli: Cli, tmp_path: Path, model_id: str) -> None:
    assert model_id
    declare(tmp_path, EVIDENCE)
    plan = tmp_path / "declarations" / "plan.txt"
    plan.write_text("trainings")
    digest = hashlib.sha256(b"trainings").hexdigest()
    _, result = audited(cli, tmp_path)
    (record,) = result["evidence"]
    assert (record["file"], record["file_sha256"], record["owner"], record["kept"]) == (
        "plan.txt",
        digest,
        "HR",
        True,
    )
    copy = tmp_path / "auditor-evidence" / digest[:2] / digest
    assert copy.read_text() == "trainings"
    assert json.loads(cli("show", "evidence", "--json").out) == [record]
    verified = cli("verify", "ledger")
    assert verified.code == 0
    assert "1 copy of evidence" in verified.out
    plan.unlink()
    assert cli("verify", "ledger").code == 0
    copy.chmod(0o644)
    copy.write_text("nothing")
    broken = cli("verify", "ledger")
    assert broken.code == 12
    assert f"evidence plan.txt of A. Beispiel, sha256 {digest}: its copy was altered" in broken.err


def test_the_evidence_store_can_lie_elsewhere(cli: Cli, tmp_path: Path, model_id: str) -> None:
    assert model_id
    (tmp_path / "auditor.toml").write_text('targets = ["models"]\nevidence_store = "proof"\n')
    declare(tmp_path, EVIDENCE)
    (tmp_path / "declarations" / "plan.txt").write_text("trainings")
    audited(cli, tmp_path)
    assert len([path for path in (tmp_path / "proof").rglob("*") if path.is_file()]) == 1
    assert cli("verify", "ledger").code == 0
    (tmp_path / "auditor.toml").write_text('targets = ["models"]\n')
    assert cli("verify", "ledger").code == 12
