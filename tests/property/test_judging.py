"""Subjects that are alike are judged once; each comes to what it comes to alone, word by word."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.domain.audit import Assessed
from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import (
    RESOLVED,
    Basis,
    Claim,
    Confidence,
    Conflict,
    Fact,
    Known,
    Settler,
    SubjectKind,
    Unknown,
)
from auditor.domain.finding import Tally
from auditor.domain.values import FactValue, Range
from auditor.policy.bundle import Bundle
from auditor.policy.judging.classify import classify
from auditor.policy.judging.judge import Judgement, judge
from auditor.policy.judging.reads import read_to_classify, reads_of
from auditor.policy.logic.timing import is_law
from auditor.policy.logic.verdict import rule_on
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Classification, Rule
from benchmarks.screening import asked, classing, panels, screening, table
from benchmarks.screening.claimed import Claimed, ClaimSet
from benchmarks.screening.panels import Decision, decision
from benchmarks.screening.screening import Screened, Screening
from tests.builders.policy import (
    CLASSIFICATION,
    DUTY,
    TODAY,
    a_bundle,
    a_model,
    a_record,
    a_world,
    an_organisation,
    changed,
    claim,
    scene_of,
)

# On both sides of every bound that a leaf below has, on it, and so close that both read alike.
VALUES: dict[str, tuple[FactValue, ...]] = {
    "model.weights_public": (True, False),
    "role.gpai_provider": (True, False),
    "model.format": ("gguf", "onnx"),
    "license.kind": ("permissive", "copyleft"),
    "compute.cumulative_bounds_flop": (
        Range(1e24, 2e24),
        Range(1.1e24, 2e24),
        Range(1e24, 2e25),
        Range(2e25, 3e25),
        Range(1e25, 1e25),
        Range(1.00001e25, 1.00001e25),
    ),
    "airgap.age_days": (3, 30, 31, 400),
    "model.union_placed_on": (date(2024, 1, 1), date(2025, 8, 2), date(2026, 1, 1)),
    "model.modalities": (("text",), ("embedding",)),
}
LEAVES = st.sampled_from(
    [
        "{fact: model.gpai, is: true}",
        "{fact: model.weights_public, is: true}",
        "{fact: model.format, in: [gguf, torch]}",
        "{fact: license.kind, is: permissive}",
        "{fact: license.kind, is: permissive, basis: attested}",
        "{fact: compute.cumulative_bounds_flop, more_than: {law: flop}}",
        "{fact: airgap.age_days, at_most: 30}",
        "{fact: model.union_placed_on, before: {law: cutoff}}",
        "{fact: model.modalities, includes_any: [text]}",
        "{fact: organisation.finance, is: true}",
        "{evidence: summary}",
        "{any: base_models, satisfy: {fact: model.format, is: gguf}}",
    ]
)


def combined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    lists = st.lists(parts, min_size=1, max_size=3).map(", ".join)
    return st.builds("{{{}: [{}]}}".format, st.sampled_from(["all", "any", "not"]), lists)


CONDITIONS = st.recursive(LEAVES, combined, max_leaves=5)
TIMES = st.one_of(
    st.just({}),
    st.just({"applies_from": "{law: late}"}),
    st.builds(lambda one: {"applies_from": f"[{{if: {one}, from: {{law: start}}}}]"}, CONDITIONS),
    st.builds(lambda one: {"transition": f"{{if: {one}, until: {{law: grace}}}}"}, CONDITIONS),
    st.builds(lambda one: {"transition": f"{{if: {one}, until: never}}"}, CONDITIONS),
    st.builds(
        lambda one: {
            "applies_from": None,
            "readings": "[{name: one, applies_from: {law: start}, default: true}, "
            f"{{name: other, applies_from: {{law: late}}, transition: {{if: {one}, until: never}}}}]",
        },
        CONDITIONS,
    ),
)
KINDS = st.sampled_from(
    [
        {"kind": "duty"},
        {"kind": "duty", "role": "gpai_provider", "floor": "high"},
        {"kind": "vendor_gap"},
        {"kind": "preference", "failing": "it is not"},
        {"kind": "term", "legal": '{article: "terms, section 1", source: C}'},
    ]
)
REMEDIES = st.none() | CONDITIONS.map(lambda one: f"{{cases: [{{if: {one}, then: This.}}], else: That.}}")


@st.composite
def bundles(draw: st.DrawFn) -> Bundle:
    """A classification and three rules of any kind."""
    made = [changed(CLASSIFICATION, value=draw(CONDITIONS.filter(lambda one: "model.gpai" not in one)))]
    for number in range(3):
        more: dict[str, str | None] = {**draw(KINDS), **draw(TIMES), "id": f"rule-{number}"}
        when, remedy = draw(st.none() | CONDITIONS), draw(REMEDIES)
        more |= {"when": when} if when else {}
        more |= {"remedy": remedy} if remedy else {}
        made.append(changed(DUTY, require=draw(CONDITIONS), **more))
    return a_bundle(*made)


def settled(name: str, value: FactValue, *claims: Claim) -> Fact:
    """A fact that a resolution settles, whatever else is said about it."""
    settling = claim(name, value, basis=Basis.ATTESTED, method=RESOLVED, with_evidence=True)
    return Fact(name, Known(value, (settling, *claims)))


# Before a rule classifies there is nothing, or what the organisation answers for with evidence.
CLASSED = st.none() | st.booleans().map(lambda value: settled("model.gpai", value))


@st.composite
def facts(draw: st.DrawFn, name: str) -> Fact | None:
    """A fact that is known, in conflict, unknown for some reason or never heard of."""
    n_claims = draw(st.integers(-1, 2))
    if n_claims < 0:
        return None
    if n_claims == 0:
        reason = draw(st.sampled_from(["nobody says", "no such release"]))
        return Fact(name, Unknown(reason, draw(st.sampled_from(list(Settler))), "ask"))
    claims = tuple(
        claim(
            name,
            draw(st.sampled_from(VALUES[name])),
            confidence=draw(st.sampled_from(list(Confidence))),
            basis=draw(st.sampled_from([Basis.MEASURED, Basis.ATTESTED])),
            locator=draw(st.sampled_from(["dir:/here", "dir:/there"])),
        )
        for _ in range(n_claims)
    )
    if draw(st.booleans()):
        return settled(name, draw(st.sampled_from(VALUES[name])), *claims)
    same = len({one.value for one in claims}) == 1
    return Fact(name, Known(claims[0].value, claims) if same else Conflict(claims))


SUBJECTS = st.lists(
    st.tuples(
        st.fixed_dictionaries({**{name: facts(name) for name in VALUES}, "model.gpai": CLASSED}),
        st.none() | st.sampled_from(list(EvidenceState)),
    ),
    min_size=2,
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(bundles(), SUBJECTS)
def test_judged_together_each_comes_to_what_it_comes_to_alone(
    bundle: Bundle, subjects: list[tuple[dict[str, Fact | None], EvidenceState | None]]
) -> None:
    models = [
        a_model(f"m{number}", {name: fact for name, fact in said.items() if fact is not None})
        for number, (said, _) in enumerate(subjects)
    ]
    evidence = tuple(
        a_record("summary", f"m{number}", state=state)
        for number, (_, state) in enumerate(subjects)
        if state is not None
    )

    def judged(*given: Assessed) -> Judgement:
        world = a_world(an_organisation(), *given, evidence=evidence)
        return judge(bundle, world, as_of=TODAY, run_day=TODAY)

    together, alone = judged(*models), [judged(model) for model in models]
    expected = [finding for one in alone for finding in one.findings]
    expected.sort(key=lambda one: (one.rule, one.subject_id))
    for one, other in zip(together.findings, expected, strict=True):
        assert one == other
    assert [one.facts[m.subject.id] for one, m in zip(alone, models, strict=True)] == [
        together.facts[m.subject.id] for m in models
    ]
    assert counted(together.tallies) == sum((counted(one.tallies) for one in alone), Counter())


def counted(tallies: tuple[Tally, ...]) -> Counter[tuple[str, str, bool, str]]:
    return Counter({(one.rule, one.verdict.value, one.upcoming, one.sentence): one.n for one in tallies})


@settings(max_examples=200, deadline=None)
@given(bundles(), SUBJECTS, st.integers(0, 2), st.integers(1, 3))
def test_without_words_each_comes_to_the_verdict_it_comes_to_alone(
    bundle: Bundle,
    subjects: list[tuple[dict[str, Fact | None], EvidenceState | None]],
    most: int,
    together: int,
) -> None:
    models = [
        a_model(f"m{number}", {name: fact for name, fact in said.items() if fact is not None})
        for number, (said, _) in enumerate(subjects)
    ]
    evidence = tuple(
        a_record("summary", f"m{number}", state=state)
        for number, (_, state) in enumerate(subjects)
        if state is not None
    )
    scenes = [
        scene_of(bundle, an_organisation(), *part, evidence=evidence) for part in (models[:2], models[2:])
    ]
    given = [{id_: dict(facts) for id_, facts in scene.facts.items()} for scene in scenes]
    alone = {
        (model.subject.id, rule.id): decision(rule, rule_on(rule, None, model.subject, scene))
        for model in models
        for scene in [classified(bundle, model, evidence)]
        for rule in bundle.rules
        if is_law(rule.heading, rule.readings, scene)
    }
    with pytest.MonkeyPatch.context() as patch:
        # Whatever is forgotten in between, and however many are judged together.
        for module in (asked, classing, panels, table):
            patch.setattr(module, "MOST_REMEMBERED", most)
        patch.setattr(screening, "_TOGETHER", together)
        screened = Screening(SubjectKind.MODEL, bundle, scenes[0])
        by_scene = [one for scene in scenes for one in screened.scene(scene)]
        # The same as claim sets, by a screening that knows of them already, and by a new one.
        anew = Screening(SubjectKind.MODEL, bundle, scene_of(bundle, an_organisation()))
        claimed = claim_sets(models, evidence)
        by_claims = [list(one.claimed(claimed)) for one in (screened, anew)]
    for found in (by_scene, *by_claims):
        assert decided(found) == alone
        assert sum((one.counts for one in found), Counter()) == Counter(alone.values())
    if not any(looks_around(rule) for rule in bundle.judged.values()):
        # What is classified is left in no scene.
        assert given == [scene.facts for scene in scenes]


def decided(screened: Iterable[Screened]) -> dict[tuple[str, str], Decision]:
    return {
        (id_, said.rule): said
        for one in screened
        for id_, sheet in zip(one.ids, one.sheets, strict=True)
        for said in one.decisions(sheet)
    }


def looks_around(judged: Rule | Classification) -> bool:
    return (reads_of(judged) if isinstance(judged, Rule) else read_to_classify(judged)) is None


def claim_sets(models: Iterable[Assessed], evidence: Iterable[EvidenceRecord]) -> Claimed:
    """What is said of models; a value that one claim says stands apart from the way it is said."""
    subjects = {model.subject.id: model.subject for model in models}
    records = {id_: [("summary", (one,))] for one in evidence for id_ in one.subject_ids}
    ways: dict[Claim, Claim] = {}
    sets = []
    for model in models:
        own = [fact for fact in model.facts.values() if is_said_by_one(fact)]
        said = [
            (ways.setdefault(replace(one, value=VALUES[one.fact][0]), one), one.value)
            for fact in own
            if isinstance(fact.state, Known)
            for one in fact.state.claims
        ]
        facts = [fact for fact in model.facts.values() if fact not in own]
        sets.append(ClaimSet(model.subject.id, facts, said, records.get(model.subject.id, [])))
    return Claimed(sets, subjects.__getitem__)


def is_said_by_one(fact: Fact) -> bool:
    return fact.name in VALUES and isinstance(fact.state, Known) and len(fact.state.claims) == 1


def classified(bundle: Bundle, model: Assessed, evidence: tuple[EvidenceRecord, ...]) -> Scene:
    scene = scene_of(bundle, an_organisation(), model, evidence=evidence)
    classify(bundle.classifications, scene)
    return scene
