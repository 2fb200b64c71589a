import shutil
from pathlib import Path

import pytest

from auditor import policy, resources
from tests.conftest import Ended
from tests.unit.cli.conftest import Cli, refusal


def test_every_pack_rule_and_classification_is_listed_once_with_the_digest_of_all(cli: Cli) -> None:
    bundle = policy.load()
    lines = cli("policy", "list").out.splitlines()
    listed = [line.split()[0] for line in lines if line.startswith("  ")]
    assert sorted(listed) == sorted(
        [*(rule.id for rule in bundle.rules), *(one.id for one in bundle.classifications)]
    )
    assert [line for line in lines if not line.startswith("  ")] == [
        *(f"{pack.id} {pack.version}  {pack.title}" for pack in bundle.packs),
        f"bundle sha256 {bundle.sha256}",
    ]


def test_the_shipped_cases_all_come_out_as_they_state(cli: Cli) -> None:
    n = len(policy.run_cases(policy.load()))
    assert n > 100
    assert cli("policy", "test") == Ended(0, f"{n} cases, 0 wrong\n", "")


def test_the_packs_configured_are_the_ones_listed(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_text('packs = ["security"]\n')
    packs = [line for line in cli("policy", "list").out.splitlines() if not line.startswith("  ")]
    assert [line.split()[0] for line in packs] == ["declarations", "security", "bundle"]


def test_a_pack_that_does_not_exist_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_text('packs = ["nope"]\n')
    refused = refusal(
        "nope: no such pack", "shipped packs: declarations, eu-ai-act, licensing, security, sovereignty"
    )
    assert cli("policy", "list") == refused
    assert cli("policy", "test") == refused


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose packs may be changed."""
    copy = tmp_path / "installed"
    shutil.copytree(resources.POLICIES, copy)
    monkeypatch.setattr(resources, "POLICIES", copy)
    return copy


def test_a_case_that_comes_out_otherwise_is_named_with_its_line_and_ends_with_10(
    cli: Cli, packs: Path
) -> None:
    path = packs / "licensing" / "cases" / "license-missing.yaml"
    before = path.read_text()
    path.write_text(before.replace("verdict: fail", "verdict: pass"))
    assert path.read_text() != before
    ended = cli("policy", "test")
    *failed, counts = ended.out.splitlines()
    assert (ended.code, ended.err) == (10, "")
    assert counts.endswith(f" cases, {len(failed)} wrong")
    assert failed
    for line in failed:
        assert line.startswith("FAIL licensing/cases/license-missing.yaml:")
        assert ": license-missing, " in line
        assert ": expected pass" in line
        assert "; got fail" in line


def test_packs_without_a_single_case_prove_nothing(cli: Cli, packs: Path) -> None:
    for folder in packs.glob("*/cases"):
        shutil.rmtree(folder)
    assert cli("policy", "test") == refusal(
        "policy: no case matched", "A pack without cases proves nothing; write cases/RULE.yaml."
    )


def test_a_broken_rule_is_refused_with_its_file(cli: Cli, packs: Path) -> None:
    path = packs / "security" / "files.yaml"
    path.write_text(path.read_text() + "\n- id: [\n")
    for command in (("policy", "test"), ("policy", "list"), ("show", "rules"), ("check",)):
        ended = cli(*command)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith("error: security/files.yaml")
        assert "Traceback" not in ended.err
