from dataclasses import replace
from pathlib import Path

import pytest

from auditor import policy
from auditor.declarations import Declarations
from auditor.domain.policy_choice import Origin
from auditor.errors import PolicyError
from auditor.pipeline.bundling import bundle_of, rules_for
from auditor.policy.choosing import pack_texts
from auditor.policy.signing import sign
from auditor.settings import Settings
from tests.builders.declarations import a_waiver
from tests.builders.keys import key_pair
from tests.builders.packs import own_pack


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    plain = Settings(tmp_path, None, (), tmp_path / "declarations", ("security",), "sqlite://")
    return replace(plain, profile="air-gapped", severity={"no-digest": "low"})


def ids(*arguments: object, **named: object) -> set[str]:
    return {pack.id for pack in bundle_of(*arguments, **named).packs}  # type: ignore[arg-type] # passed on


def test_configured_packs_hold_unless_others_are_named(settings: Settings) -> None:
    assert ids(settings) == {"declarations", "security"}
    assert ids(settings, ("licensing",)) == {"declarations", "licensing"}


def test_a_profile_that_is_named_brings_its_own_packs(settings: Settings) -> None:
    bundle = bundle_of(settings, profile="eu-finance")
    assert {pack.id for pack in bundle.packs} > {"eu-ai-act", "licensing"}
    assert bundle.choice.profile == "eu-finance"


def test_what_is_configured_is_said_by_the_name_of_its_file(settings: Settings, tmp_path: Path) -> None:
    (one,) = (one for one in bundle_of(settings).choice.severities if one.rule == "no-digest")
    assert one.set_by == "auditor.toml"
    elsewhere = replace(settings, config=tmp_path / "site.toml", severity={"no-digst": "low"})
    with pytest.raises(PolicyError, match=r"^site.toml: severity of 'no-digst'"):
        bundle_of(elsewhere)


def test_own_packs_are_those_configured_and_those_named_each_once(settings: Settings, tmp_path: Path) -> None:
    house, guest = own_pack(tmp_path / "a" / "house"), tmp_path / "b" / "guest"
    rules = (house / "rules.yaml").read_text().replace("house-known", "guest-known")
    (own_pack(guest, rules=rules) / "cases" / "house-known.yaml").unlink()
    configured = replace(settings, policies=(tmp_path / "a",))
    assert ids(configured, (), (guest, tmp_path / "a", house)) == {
        "declarations",
        "security",
        "house",
        "guest",
    }


def test_a_configured_key_is_trusted(settings: Settings, tmp_path: Path) -> None:
    house = own_pack(tmp_path / "house")
    private, public = key_pair(tmp_path)
    sign(house, pack_texts(house), private)
    bundle = bundle_of(replace(settings, policies=(house,), pack_keys=(public,)))
    assert [p.source.origin for p in bundle.choice.packs if p.id == "house"] == [Origin.TRUSTED_KEY]


def test_where_signatures_are_required_an_unsigned_pack_is_refused_wherever_it_is_named(
    settings: Settings, tmp_path: Path
) -> None:
    house = own_pack(tmp_path / "house")
    strict = replace(settings, require_signed_packs=True)
    assert "declarations" in ids(strict)
    with pytest.raises(PolicyError, match="unsigned"):
        bundle_of(replace(strict, policies=(house,)))
    with pytest.raises(PolicyError, match="unsigned"):
        bundle_of(strict, policies=(house,))


LICENSING = policy.load(("licensing",))


def test_waivers_of_rules_in_force_need_no_others() -> None:
    declared = Declarations((a_waiver("sha256:1", rule="license-missing"),))
    assert set(rules_for(LICENSING, declared)) == set(policy.terms_of(LICENSING))


def test_a_rule_whose_pack_is_not_chosen_is_not_gone() -> None:
    rules = rules_for(LICENSING, Declarations((a_waiver("dep:1", rule="endpoint-no-auth"),)))
    assert {"endpoint-no-auth", "license-missing", "aia-5-1-a-manipulation"} <= set(rules)
    assert not rules["aia-5-1-a-manipulation"].waivable
    assert "gone" not in rules_for(LICENSING, Declarations((a_waiver("dep:1", rule="gone"),)))
