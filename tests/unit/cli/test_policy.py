import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from auditor import policy, resources
from auditor.trust import signing
from tests.builders.keys import key_pair
from tests.builders.packs import CASES, RULES, own_pack
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
        "parameter sovereignty.airgap_max_age_days is 183: days a proof of inference with no network holds",
        f"bundle sha256 {bundle.sha256}",
    ]


def test_the_shipped_cases_all_come_out_as_they_state(cli: Cli) -> None:
    bundle = policy.load()
    n = len(policy.run_cases(bundle))
    assert n > 100
    stated = f"{n} cases, {len(bundle.judged)} particulars, {len(bundle.judged)} wordings, 0 wrong\n"
    assert cli("policy", "test") == Ended(0, stated, "")


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
    assert counts.endswith(f" wordings, {len(failed)} wrong")
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


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A pack of one's own, in a folder that was empty."""
    return own_pack(tmp_path / "policies" / "house")


def test_a_pack_of_ones_own_is_tested_alone(cli: Cli, house: Path) -> None:
    assert cli("policy", "test", "--policies", "policies") == Ended(
        0, "5 cases, 1 particular, 1 wording, 0 wrong\n", ""
    )
    assert cli("policy", "test", "--policies", str(house)) == Ended(
        0, "5 cases, 1 particular, 1 wording, 0 wrong\n", ""
    )


def test_a_change_that_no_case_notices_is_named_with_its_line_and_ends_with_10(cli: Cli, house: Path) -> None:
    ended = cli("policy", "test", "--policies", "policies", "--mutate")
    assert (ended.code, ended.out) == (
        0,
        "5 cases, 1 particular, 1 wording, 0 wrong\n13 changes, 0 unnoticed\n",
    )
    cases = house / "cases" / "house-known.yaml"
    cases.write_text(CASES.partition("  - name: known by its header")[0])
    ended = cli("policy", "test", "--policies", "policies", "--mutate")
    assert (ended.code, ended.out.splitlines()) == (
        10,
        [
            "4 cases, 1 particular, 1 wording, 0 wrong",
            "SURVIVED house/rules.yaml:8: house-known: dropped 'when': no case notices",
            "13 changes, 1 unnoticed",
        ],
    )


def test_changes_are_counted_on_a_terminal_while_they_are_tried(house: Path) -> None:
    terminal, behind = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "auditor", "policy", "test", "--policies", "policies", "--mutate"],
            stdout=subprocess.PIPE,
            stderr=behind,
            cwd=house.parents[1],
            check=True,
        )
    finally:
        os.close(behind)
    said = os.read(terminal, 10_000).decode()
    os.close(terminal)
    assert "\r\x1b[2K1 change tried: house-known" in said
    assert "\r\x1b[2K13 changes tried: house-known" in said
    assert said.endswith("\r\x1b[2K")
    assert b"tried" not in done.stdout


def test_cases_of_other_packs_are_not_read_where_ones_own_are_asked_about(
    cli: Cli, house: Path, packs: Path
) -> None:
    next((packs / "licensing" / "cases").glob("*.yaml")).write_text("[")
    for command in ("lint", "test"):
        assert cli("policy", command, "--policies", str(house)).code == 0
        assert cli("policy", command).code == 2


def test_a_rule_without_a_case_is_named(cli: Cli, house: Path) -> None:
    text = (house / "rules.yaml").read_text()
    (house / "rules.yaml").write_text(f"{text}\n{text.replace('house-known', 'house-bare')}")
    ended = cli("policy", "test", "--policies", "policies", "--mutate")
    named, counted = ended.out.splitlines()
    assert (ended.code, counted) == (10, "5 cases, 1 particular, 1 wording, 0 wrong")
    assert named.startswith("FAIL house/rules.yaml:")
    assert named.endswith(": house-bare: no case proves it")


def test_where_a_case_is_wrong_nothing_is_changed(cli: Cli, house: Path) -> None:
    (house / "cases" / "house-known.yaml").write_text(CASES.replace("verdict: fail", "verdict: pass"))
    ended = cli("policy", "test", "--policies", "policies", "--mutate")
    assert (ended.code, ended.out.splitlines()[-1]) == (10, "5 cases, 1 particular, 1 wording, 1 wrong")


def test_own_packs_without_a_case_prove_nothing_though_shipped_ones_have_some(cli: Cli, house: Path) -> None:
    (house / "cases" / "house-known.yaml").unlink()
    assert cli("policy", "test", "--policies", "policies") == refusal(
        "policy: no case matched", "A pack without cases proves nothing; write cases/RULE.yaml."
    )


def test_cases_mean_the_packs_own_parameters_and_severities(cli: Cli, house: Path, tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_text(
        'policies = ["policies"]\nprofile = "air-gapped"\n[parameters.house]\nformats = ["onnx"]\n'
    )
    assert cli("policy", "test").code == 0
    listed = cli("policy", "list").out
    assert "house.formats onnx instead of gguf, safetensors (formats the house knows)" in listed
    assert "sovereignty.airgap_max_age_days 31 instead of 183" in listed


def test_what_is_wrong_with_a_rule_is_told_with_line_and_hint_and_ends_with_10(cli: Cli, house: Path) -> None:
    assert cli("policy", "lint", "--policies", "policies") == Ended(0, "1 rule, 0 remarks\n", "")
    (house / "rules.yaml").write_text(RULES.replace("failing: its", "failing: since 2027-12-02 its"))
    ended = cli("policy", "lint", "--policies", "policies")
    assert ended.code == 10
    assert ended.out.splitlines() == [
        "house/rules.yaml:10: house-known: '2027-12-02' is 'high_risk_annex_iii' of law.yaml,"
        " written out in words",
        "  hint: Say it without the figure, or in a note as {law: high_risk_annex_iii}.",
        "1 rule, 1 remark",
    ]


def test_what_cannot_be_read_is_refused_by_lint_as_everywhere(cli: Cli, house: Path) -> None:
    (house / "rules.yaml").write_text(RULES.replace("model.format", "model.fromat"))
    ended = cli("policy", "lint", "--policies", "policies")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: house/rules.yaml:9: unknown fact 'model.fromat'\n")


def test_the_shipped_packs_have_nothing_wrong(cli: Cli) -> None:
    ended = cli("policy", "lint")
    assert (ended.code, ended.out) == (0, f"{len(policy.load().judged)} rules, 0 remarks\n")


def test_a_pack_is_signed_trusted_and_found_altered(cli: Cli, house: Path, tmp_path: Path) -> None:
    _, public = key_pair(tmp_path)
    id_ = signing.key_id(signing.public_key(public))

    def told() -> str:
        return next(
            line
            for line in cli("policy", "list", "--policies", "policies").out.splitlines()
            if "House" in line
        )

    assert told() == "house 1  House rules (unsigned)"
    assert cli("policy", "sign", "policies", "--key", "house.key").out == f"house: signed by key {id_}\n"
    assert told() == f"house 1  House rules (signed by an unknown key {id_})"
    (tmp_path / "auditor.toml").write_text('pack_keys = ["house.pub"]\n')
    assert told() == f"house 1  House rules (signed by a trusted key {id_})"
    with (house / "rules.yaml").open("a") as stream:
        stream.write("# altered\n")
    for command in (("policy", "list"), ("policy", "test"), ("policy", "lint")):
        ended = cli(*command, "--policies", "policies")
        assert (ended.code, ended.out) == (12, "")
        assert ended.err == (
            f"error: {house}/pack.sig: the pack was altered after key {id_} signed it\n"
            "hint: Compare it with what was signed. If the change is meant:"
            f" auditor policy sign {house} --key KEY\n"
        )


def test_where_signatures_are_required_nothing_is_judged_by_unsigned_rules_but_they_are_tested(
    cli: Cli, house: Path, tmp_path: Path
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "auditor.toml").write_text('policies = ["policies"]\nrequire_signed_packs = true\n')
    ended = cli("audit", "models")
    assert (ended.code, ended.out, (tmp_path / "auditor.db").exists()) == (2, "", False)
    assert ended.err.startswith(f"error: {house}: unsigned, and packs have to be signed by a trusted key\n")
    assert cli("policy", "test", "--policies", "policies").code == 0
    assert cli("policy", "lint", "--policies", "policies").code == 0


def test_the_profiles_are_told_with_what_they_set_and_what_to_declare(cli: Cli) -> None:
    lines = cli("policy", "profiles").out.splitlines()
    heads = [line.split()[0] for line in lines if not line.startswith("  ")]
    assert heads == ["air-gapped", "default", "eu-finance", "eu-public-sector"]
    assert "  sovereignty.airgap_max_age_days: 31" in lines
    assert "  severity of airgap-not-proven: high" in lines
    assert any(line.startswith("  auditor declare organisation: ") for line in lines)


def test_a_profile_sets_what_the_list_shows(cli: Cli) -> None:
    lines = cli("policy", "list", "--profile", "air-gapped").out.splitlines()
    assert "chosen by the profile air-gapped" in lines
    (weighed,) = (line for line in lines if line.startswith("  airgap-not-proven"))
    assert "high" in weighed.split()


def test_the_page_followed_from_an_empty_folder_makes_a_pack_that_holds(cli: Cli, tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "policies.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"```yaml (pack|rule|cases)\n(.*?)```", page, re.DOTALL))
    house = tmp_path / "policies" / "house"
    (house / "cases").mkdir(parents=True)
    (house / "pack.yaml").write_text(dedent(blocks["pack"].rstrip(" ")))
    (house / "logs.yaml").write_text(blocks["rule"])
    (house / "cases" / "house-logs-kept.yaml").write_text(blocks["cases"])
    assert cli("policy", "lint", "--policies", "policies") == Ended(0, "1 rule, 0 remarks\n", "")
    ended = cli("policy", "test", "--policies", "policies", "--mutate")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith(" changes, 0 unnoticed\n")
