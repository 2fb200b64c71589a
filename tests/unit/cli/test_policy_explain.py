import json
from pathlib import Path

import pytest

from tests.builders.packs import own_pack
from tests.unit.cli.conftest import Cli


def test_a_pass_a_failure_and_what_does_not_apply_are_explained(record: Cli) -> None:
    for rule, subject, outcome in (
        ("license-missing", "Letters 1B", "pass"),
        ("license-missing", "Answers", "fail"),
        ("custom-code", "Answers", "not_applicable"),
        ("aia-4-1-literacy", "organisation", "unknown"),
        ("aia-50-1-disclosure", "letters", "unknown"),
    ):
        ended = record("policy", "explain", rule, subject)
        assert ended.code == 0, ended.err
        assert f"\noutcome    {outcome}" in ended.out
        assert "\nbecause\n" in ended.out


def test_a_finding_is_explained_as_the_record_has_it(record: Cli) -> None:
    found = json.loads(record("show", "findings", "--json").out)
    for finding in found:
        said = json.loads(
            record("policy", "explain", finding["rule"], finding["subject"]["id"], "--json", "--quiet").out
        )
        assert said["subject"] == finding["subject"]
        assert (said["outcome"], said["sentence"]) == (finding["verdict"], finding["reason"])
        assert (said["because"], said["missing"]) == (finding["because"], finding["missing"])
        assert said["legal"] == finding["legal"]


def test_a_classification_is_explained_by_its_value(record: Cli) -> None:
    said = json.loads(record("policy", "explain", "gpai", "Answers", "--json").out)
    assert (said["kind"], said["severity"], said["outcome"]) == ("classification", None, "unknown")


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (
            ("license-mising", "Answers"),
            "license-mising: no rule in force",
            "Did you mean 'license-missing'?",
        ),
        (("license-missing", "Questions"), "Questions: no model is called that", "See: auditor show models"),
        (("aia-50-1-disclosure", "leters"), "leters: no system is called that", "Did you mean 'Letters'?"),
        (("aia-4-1-literacy", "them"), "them: no organisation is called that", "Known: Example Clinic."),
    ],
)
def test_what_does_not_exist_is_refused(
    record: Cli, arguments: tuple[str, ...], message: str, hint: str
) -> None:
    ended = record("policy", "explain", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert hint in ended.err


def test_rules_that_changed_since_the_audit_explain_nothing(record: Cli, tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_text('[severity]\nno-digest = "high"\n')
    ended = record("policy", "explain", "license-missing", "Answers")
    assert (ended.code, ended.out) == (2, "")
    assert ": judged by other rules than those in force now\n" in ended.err
    assert record("check").code == 10
    assert record("policy", "explain", "license-missing", "Answers").code == 0


def test_an_audit_under_a_profile_and_own_packs_is_explained_by_them(record: Cli, tmp_path: Path) -> None:
    own_pack(tmp_path / "policies" / "house")
    chosen = ("--profile", "air-gapped", "--policies", "policies")
    summary = record("check", *chosen)
    assert "chosen by the profile air-gapped" in " ".join(summary.out.split())
    assert "the pack house 1 did not come with auditor and is unsigned" in " ".join(summary.out.split())
    report = json.loads(record("check", *chosen, "--json").out)
    told = report["result"]["policy"]
    assert told["profile"] == "air-gapped"
    assert {pack["id"]: pack["origin"] for pack in told["packs"]}["house"] == "unsigned"
    assert {one["rule"] for one in told["severities"]} >= {"airgap-not-proven"}
    ended = record("policy", "explain", "house-known", "Answers", "--policies", "policies")
    assert ended.code == 0, ended.err
    assert "(parameter formats)" in ended.out
    assert record("policy", "explain", "license-missing", "Answers").code == 2
