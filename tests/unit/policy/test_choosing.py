"""Packs, profiles, severities and parameters: what is asked for is in force, and said."""

from datetime import date
from pathlib import Path

import pytest

from auditor import resources
from auditor.domain.finding import Severity
from auditor.domain.policy_choice import AppliedParameter, Origin, SeverityOverride
from auditor.errors import PolicyError
from auditor.policy.adjustments import FILE, Layer
from auditor.policy.bundle import Bundle, assemble
from auditor.policy.choosing import ALWAYS, load, select
from auditor.policy.conditions import FactLeaf
from auditor.policy.selection import Selection, profiles
from tests.builders.packs import RULES, own_pack


def rule(bundle: Bundle, id_: str) -> Severity:
    return next(one.severity for one in bundle.rules if one.id == id_)


def own(**severities: str) -> Layer:
    return Layer("auditor.toml", {name.replace("_", "-"): level for name, level in severities.items()})


def test_with_nothing_set_the_bundle_is_that_of_the_files_alone() -> None:
    bundle = select(Selection())
    assert FILE not in bundle.files
    assert bundle.sha256 == load().sha256
    assert bundle.choice.severities == ()
    assert [pack.source.origin for pack in bundle.choice.packs] == [Origin.SHIPPED] * len(bundle.packs)
    assert all(not one.set_by for one in bundle.choice.parameters)


def test_a_severity_is_overridden_and_said_with_what_it_was() -> None:
    bundle = select(Selection(own=own(no_digest="high")))
    assert rule(bundle, "no-digest") is Severity.HIGH
    assert bundle.choice.severities == (
        SeverityOverride("no-digest", Severity.HIGH, Severity.MEDIUM, "auditor.toml"),
    )
    assert bundle.sha256 != load().sha256


def test_a_parameter_is_set_and_said_with_its_default(tmp_path: Path) -> None:
    folder = own_pack(tmp_path / "house")
    layer = Layer("auditor.toml", parameters={"house": {"formats": ("onnx",)}})
    bundle = select(Selection(packs=("security",), folders=(folder,), own=layer))
    require = next(one.require for one in bundle.rules if one.id == "house-known")
    assert isinstance(require, FactLeaf)
    assert (require.operand, require.parameter) == (("onnx",), "formats")
    assert bundle.choice.parameters == (
        AppliedParameter(
            "house", "formats", "formats the house knows", ("onnx",), ("gguf", "safetensors"), "auditor.toml"
        ),
    )


def test_whoever_puts_the_texts_together_again_gets_the_same_rules() -> None:
    chosen = select(Selection(profile="air-gapped", own=own(no_digest="low")))
    again = assemble(chosen.files)
    assert (again.sha256, again.rules, again.classifications) == (
        chosen.sha256,
        chosen.rules,
        chosen.classifications,
    )
    assert again.choice.severities == chosen.choice.severities
    assert {pack.source.origin for pack in again.choice.packs} == {Origin.UNSTATED}


def test_a_profile_sets_what_it_says_and_the_configuration_has_the_last_word() -> None:
    bundle = select(Selection(profile="air-gapped", own=own(no_digest="info")))
    set_by = {one.rule: (one.severity, one.set_by) for one in bundle.choice.severities}
    assert set_by["no-digest"] == (Severity.INFO, "auditor.toml")
    assert set_by["airgap-not-proven"] == (Severity.HIGH, "profile air-gapped")
    assert bundle.choice.profile == "air-gapped"
    (age,) = (one for one in bundle.choice.parameters if one.name == "airgap_max_age_days")
    assert (age.value, age.default, age.set_by) == (31, 183, "profile air-gapped")


def test_packs_that_are_named_stand_instead_of_those_of_the_profile() -> None:
    bundle = select(Selection(packs=("licensing",), profile="air-gapped"))
    assert {pack.id for pack in bundle.packs} == {"licensing", *ALWAYS}
    assert bundle.choice.severities == ()


def test_what_is_set_for_a_pack_that_is_left_out_is_left_aside() -> None:
    layer = Layer("auditor.toml", {"no-digest": "high"}, {"sovereignty": {"airgap_max_age_days": 7}})
    bundle = select(Selection(packs=("licensing",), own=layer))
    assert (bundle.choice.severities, bundle.choice.parameters) == ((), ())


@pytest.mark.parametrize(
    ("layer", "message", "hint"),
    [
        (
            Layer("auditor.toml", {"no-digst": "high"}),
            "auditor.toml: severity of 'no-digst': there is none",
            "Did you mean 'no-digest'?",
        ),
        (
            Layer("auditor.toml", parameters={"sovereinty": {"x": 1}}),
            "auditor.toml: parameters of 'sovereinty': there is none",
            "Did you mean 'sovereignty'?",
        ),
        (
            Layer("auditor.toml", {"no-digest": "severe"}),
            "auditor.toml: severity of 'no-digest': 'severe' is none",
            "One of: info, low, medium, high, critical.",
        ),
        (
            Layer("auditor.toml", parameters={"sovereignty": {"airgap_max_age": 1}}),
            "auditor.toml: the pack 'sovereignty' has no parameter 'airgap_max_age'",
            "Did you mean 'airgap_max_age_days'?",
        ),
        (
            Layer("auditor.toml", parameters={"licensing": {"x": 1}}),
            "auditor.toml: the pack 'licensing' has no parameter 'x'",
            "The pack 'licensing' has no parameters.",
        ),
        (
            Layer("auditor.toml", parameters={"sovereignty": {"airgap_max_age_days": "long"}}),
            "auditor.toml: parameter 'airgap_max_age_days': expected a count, found 'long'",
            "It sets days a proof of inference with no network holds.",
        ),
        (
            Layer("auditor.toml", parameters={"sovereignty": {"airgap_max_age_days": date(2026, 1, 1)}}),
            "auditor.toml: parameter 'airgap_max_age_days': expected a count, found '2026-01-01'",
            "It sets days a proof of inference with no network holds.",
        ),
    ],
)
def test_what_is_set_for_nothing_or_wrongly_is_refused(layer: Layer, message: str, hint: str) -> None:
    with pytest.raises(PolicyError) as caught:
        select(Selection(own=layer))
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_profile_that_does_not_exist_is_refused() -> None:
    with pytest.raises(PolicyError) as caught:
        select(Selection(profile="eu-banks"))
    assert caught.value.message == "eu-banks: no such profile"


@pytest.mark.parametrize("name", [one.id for one in profiles()])
def test_every_profile_names_rules_and_parameters_that_are_in_force_under_it(name: str) -> None:
    (chosen,) = (one for one in profiles() if one.id == name)
    bundle = select(Selection(profile=name))
    assert {one.rule for one in bundle.choice.severities} == set(chosen.layer.severities)
    changed = {one.rule for one in bundle.choice.severities if one.severity is not one.shipped}
    assert changed == set(chosen.layer.severities)
    sets = {(pack, one) for pack, values in chosen.layer.parameters.items() for one in values}
    assert {(one.pack, one.name) for one in bundle.choice.parameters if one.set_by} == sets


def test_a_profile_is_no_pack() -> None:
    assert (resources.POLICIES / "profiles").is_dir()
    assert "profiles" not in {pack.id for pack in load().packs}


@pytest.mark.parametrize("id_", ["aia-5-1-c-social-scoring", "waiver-permitted", "declaration-binds"])
def test_what_may_not_be_waived_may_not_be_made_milder(id_: str) -> None:
    severity = rule(load(), id_)
    milder = Layer("auditor.toml", {id_: "info"})
    with pytest.raises(PolicyError, match=f"severity of '{id_}': it may not be waived, nor be milder"):
        select(Selection(own=milder))
    as_severe = Layer("auditor.toml", {id_: severity.value})
    assert rule(select(Selection(own=as_severe)), id_) is severity


def test_a_pack_of_ones_own_may_be_chosen_by_name(tmp_path: Path) -> None:
    folder = own_pack(tmp_path / "house")
    bundle = select(Selection(packs=("house",), folders=(folder,)))
    assert {pack.id for pack in bundle.packs} == {"house", *ALWAYS}
    beside = select(Selection(packs=("house", "security"), folders=(folder,)))
    assert {pack.id for pack in beside.packs} == {"house", "security", *ALWAYS}
    with pytest.raises(PolicyError, match="hous: no such pack") as raised:
        select(Selection(packs=("hous",), folders=(folder,)))
    assert raised.value.hint.endswith("; your own: house")


def test_a_pack_of_ones_own_is_called_like_no_shipped_one_that_is_left_out(tmp_path: Path) -> None:
    folder = own_pack(tmp_path / "eu-ai-act")
    with pytest.raises(PolicyError, match="eu-ai-act is a pack that comes with auditor"):
        select(Selection(packs=("security",), folders=(folder,)))


def test_a_rule_of_ones_own_is_called_like_none_that_is_left_out(tmp_path: Path) -> None:
    folder = own_pack(tmp_path / "house")
    for path in folder.rglob("*.yaml"):
        path.write_text(path.read_text().replace("house-known", "aia-5-1-c-social-scoring"))
    with pytest.raises(PolicyError, match="aia-5-1-c-social-scoring"):
        select(Selection(packs=("security",), folders=(folder,)))


# Before and after those of the shipped rule and kind, in the order of the folders' names.
@pytest.mark.parametrize("name", ["aaa", "zzz"])
def test_of_two_rules_that_are_called_alike_that_of_the_user_is_named(tmp_path: Path, name: str) -> None:
    folder = own_pack(tmp_path / name, rules=RULES.replace("house-known", "no-digest"))
    with pytest.raises(PolicyError) as raised:
        load(folders=(folder,))
    assert raised.value.message.startswith(
        f"{name}/rules.yaml:1: the id 'no-digest' is already taken at security/"
    )
    assert raised.value.hint == "Call it otherwise; what is taken is seen with `auditor policy list`."
    # Left out, it is taken all the same.
    with pytest.raises(PolicyError, match=f"^{name}/rules.yaml:1: the id 'no-digest'"):
        load(("licensing",), folders=(folder,))


@pytest.mark.parametrize("name", ["aaa", "zzz"])
def test_of_two_kinds_of_evidence_that_are_called_alike_that_of_the_user_is_named(
    tmp_path: Path, name: str
) -> None:
    folder = own_pack(tmp_path / name)
    kind = '- {id: ai-disclosure, title: A notice, question: "Where?", article: "1"}\n'
    (folder / "evidence.yaml").write_text(kind)
    with pytest.raises(PolicyError, match=f"^{name}/evidence.yaml: the kind of evidence 'ai-disclosure' is"):
        load(folders=(folder,))
