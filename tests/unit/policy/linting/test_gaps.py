import pytest

from auditor.domain.finding import RuleKind, Verdict
from auditor.policy import load
from auditor.policy.judging.classify import classify
from auditor.policy.judging.sentences import sentence
from auditor.policy.linting.gaps import accusing
from auditor.policy.logic.timing import is_law
from auditor.policy.logic.verdict import rule_on
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Rule
from auditor.policy.testing.cases import cases_of
from tests.builders.policy import DUTY, a_bundle, changed

GAP = {
    "kind": "vendor_gap",
    "title": "A public summary",
    "failing": "the organisation found none",
    "remedy": "Ask the provider for it.",
}
SHIPPED = load()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"failing": "it breaches Article 53"}, ["failing of a vendor gap says 'breaches'"]),
        ({"failing": "it fails to publish one"}, ["failing of a vendor gap says 'fails'"]),
        ({"title": "Your public summary"}, ["title of a vendor gap says 'Your'"]),
        ({"remedy": "You must ask."}, ["remedy of a vendor gap says 'You'"]),
        (
            {"remedy": "{cases: [{if: {evidence: summary}, then: It must be there.}], else: Ask.}"},
            ["remedy of a vendor gap says 'must'"],
        ),
        ({"kind": "duty", "failing": "it breaches Article 53"}, []),
    ],
)
def test_a_gap_that_accuses_the_organisation_is_named(changes: dict[str, str], said: list[str]) -> None:
    assert [one.what for one in accusing(a_bundle(changed(DUTY, **{**GAP, **changes})))] == said


def test_every_shipped_gap_speaks_of_the_provider_whatever_it_comes_to() -> None:
    seen = set()
    for rule, case in cases_of(SHIPPED):
        if not isinstance(rule, Rule) or rule.kind is not RuleKind.VENDOR_GAP:
            continue
        scene = Scene.of(case.world, SHIPPED.law, SHIPPED.evidence, case.as_of)
        if not is_law(rule.heading, rule.readings, scene):
            continue
        classify((one for one in SHIPPED.classifications if one.id != rule.id), scene, keep_given=True)
        pack = SHIPPED.pack(rule.heading.pack)
        ruling = rule_on(rule, pack.scope, scene.subjects[case.subject_id], scene)
        said = sentence(rule, pack, ruling, case.subject_id, scene)
        seen.add((rule.id, ruling.verdict))
        begins = {
            Verdict.PASS: "the provider has shown ",
            Verdict.NOT_APPLICABLE: "does not apply: ",
        }.get(ruling.verdict, "the provider has not shown ")
        assert said.startswith(begins), said
        assert "fails Art" not in said
    gaps = {rule.id for rule in SHIPPED.rules if rule.kind is RuleKind.VENDOR_GAP}
    assert gaps
    assert seen == {(id_, verdict) for id_ in gaps for verdict in Verdict}
