from pathlib import Path

import pytest

from auditor import resources
from auditor.declarations.kinds import KINDS
from auditor.domain.finding import RuleKind
from auditor.errors import PolicyError
from auditor.policy.choosing import load
from auditor.policy.selection import profile, profiles


def test_the_starter_profiles_are_those_four() -> None:
    assert [one.id for one in profiles()] == ["air-gapped", "default", "eu-finance", "eu-public-sector"]
    for one in profiles():
        assert profile(one.id) == one
        assert one.title
        assert one.description
        assert one.declare


def test_a_profile_advises_declarations_that_there_are() -> None:
    assert {advice.kind for one in profiles() for advice in one.declare} <= {kind.name for kind in KINDS}


def test_a_profile_changes_no_weight_of_what_the_law_asks() -> None:
    kinds = {rule.id: rule.kind for rule in load().rules}
    changed = {rule for one in profiles() for rule in one.layer.severities}
    assert {kinds[rule] for rule in changed} == {RuleKind.PREFERENCE}


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose profiles may be changed."""
    (tmp_path / "profiles").mkdir()
    monkeypatch.setattr(resources, "POLICIES", tmp_path)
    return tmp_path / "profiles" / "ours.yaml"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: x\ndescription: y\n", "profiles/ours.yaml:1: 'packs' is missing"),
        (
            "title: x\ndescription: y\npacks: [a]\nseverity: {a: loud}\n",
            "profiles/ours.yaml:4: 'loud' is none of info, low, medium, high, critical",
        ),
        (
            "title: x\ndescription: y\npacks: [a]\nparameters: {a: {b: null}}\n",
            "profiles/ours.yaml:4: expected a value, found nothing",
        ),
        (
            "title: x\ndescription: y\npacks: [a]\ndeclare: [{kind: system}]\n",
            "profiles/ours.yaml:4: 'why' is missing",
        ),
    ],
)
def test_a_malformed_profile_is_refused_with_its_line(shelf: Path, text: str, message: str) -> None:
    shelf.write_text(text)
    with pytest.raises(PolicyError) as caught:
        profile("ours")
    assert caught.value.message == message
