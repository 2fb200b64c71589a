"""What a bundle comes to on a day: the rules that are law then, and the figures they refer to."""

from datetime import date

from auditor.domain.authority import AppliedRule, LawFigure, RuleTerms
from auditor.domain.finding import RuleKind
from auditor.policy.bundle import Bundle
from auditor.policy.conditions import LawReference
from auditor.policy.fines import fines
from auditor.policy.logic.timing import is_law
from auditor.policy.logic.versions import in_force
from auditor.policy.logic.world import Scene, World


def rules_in_force(bundle: Bundle, as_of: date) -> tuple[AppliedRule, ...]:
    """Return the rules that are judged as of a day, classifications first."""
    scene = Scene.of(World((), {}, ()), bundle.law, bundle.evidence, as_of)
    listed = [
        (in_force(one, scene).heading, one.kind)
        for one in bundle.rules
        if is_law(one.heading, one.readings, scene)
    ]
    classed = [
        (in_force(one, scene).heading, RuleKind.CLASSIFICATION)
        for one in bundle.classifications
        if is_law(one.heading, (), scene)
    ]
    made = []
    penalties = fines(bundle)
    for heading, kind in (*classed, *listed):
        legal = heading.legal.reference(bundle.law, as_of)
        assert legal is not None, "what is law has a text"
        # Only who owes something can breach it; a vendor's duty is the vendor's to pay for.
        penalty = penalties.penalty(legal, as_of) if kind is RuleKind.DUTY else None
        made.append(
            AppliedRule(heading.id, heading.version, heading.pack, kind, heading.title, legal, penalty)
        )
    return tuple(made)


def terms_of(bundle: Bundle) -> dict[str, RuleTerms]:
    """Return what waivers have to know of every rule of a bundle, by its id."""
    terms = {
        one.id: RuleTerms(one.heading.version, RuleKind.CLASSIFICATION, one.heading.subject, False)
        for one in bundle.classifications
    }
    for rule in bundle.rules:
        heading = rule.heading
        terms[rule.id] = RuleTerms(heading.version, rule.kind, heading.subject, rule.waivable)
    return terms


def figures_in_force(bundle: Bundle, as_of: date) -> tuple[LawFigure, ...]:
    """Return every number and day of the law as the newest text published by a day has it, by name."""
    found = ((name, bundle.law.version(LawReference(name), as_of)) for name in sorted(bundle.law.values))
    return tuple(
        LawFigure(name, version.value, version.text, version.source, version.confidence, version.note)
        for name, version in found
        if version is not None
    )
