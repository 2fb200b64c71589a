"""A ruling in one sentence, without a full stop: what an officer reads on page 1."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from auditor.domain.fact import Basis, Confidence, Known, SubjectKind, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.finding import ATTESTED, NOT_AS_RECOMMENDED, Reason, RuleKind, Verdict
from auditor.domain.open_days import either_or_open
from auditor.domain.phrasing import days_left, plain_spaces, prose_day
from auditor.domain.roles import ROLES
from auditor.domain.values import ValueType
from auditor.policy.judging.attestations import attested_by
from auditor.policy.judging.spoken import leaves_of
from auditor.policy.logic.leaves import EVIDENCE
from auditor.policy.logic.verdict import Ground, Ruling
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Pack, Rule
from auditor.policy.wording import lowered, shown

# Facts about the declarations themselves.
_OF_ENTRIES: Final = "declaration."
_TOWARDS: Final[Mapping[str, str]] = {role.name: role.towards for role in ROLES}


def sentence(rule: Rule, pack: Pack, ruling: Ruling, subject_id: str, scene: Scene) -> str:
    """Put a ruling into words."""
    match ruling.verdict:
        case Verdict.PASS:
            text = _held(rule, ruling, scene)
            whose = attested_by(ruling.decided_by, scene)
            # Nobody checked a word; a pass that rests on one says whose it is.
            text = f"{text}{ATTESTED}{whose}" if whose else text
        case Verdict.NOT_APPLICABLE:
            text = f"does not apply: {_excused(rule, pack, ruling, scene)}"
        case Verdict.FAIL:
            text = _failed(rule, ruling, subject_id, scene)
        case _:
            text = _undecided(rule, ruling, scene)
    return f"{text} (source to be confirmed)" if rule.heading.legal.source in {"S", "U"} else text


def _held(rule: Rule, ruling: Ruling, scene: Scene) -> str:
    title = lowered(rule.heading.title)
    aside = "" if ruling.owed else ", whether owed or not"
    match rule.kind:
        case RuleKind.VENDOR_GAP:
            return f"the provider has shown {title} ({rule.heading.legal.named}){aside}"
        case RuleKind.TERM:
            said = "; ".join(_sources(ruling.leaf, scene))
            return f"the terms allow {title}" + (f" ({said})" if said else "") + aside
        case _:
            return f"{_owing(rule)} holds" if ruling.owed else f"{_owing(rule)} is met{aside}"


def _owing(rule: Rule) -> str:
    if rule.kind is RuleKind.DUTY:
        return rule.heading.legal.named
    return f"recommendation '{lowered(rule.heading.title)}'"


def _failed(rule: Rule, ruling: Ruling, subject_id: str, scene: Scene) -> str:
    title = lowered(rule.heading.title)
    why = _why(rule, ruling, scene)
    if rule.kind is RuleKind.VENDOR_GAP:
        return f"the provider has not shown {title} ({rule.heading.legal.named}): {why}"
    if rule.kind is RuleKind.TERM:
        # A clause of the licence at hand is where to look, so it stands instead of the sources.
        clause = _clause(rule, subject_id, scene)
        wrong = (rule.failing or ruling.leaf.text) if clause else why
        return f"{clause or rule.heading.legal.article} does not allow {title}: {wrong}"
    if rule.kind is RuleKind.PREFERENCE:
        return f"{NOT_AS_RECOMMENDED}{why}"
    if ruling.upcoming and ruling.applies_from is not None:
        return f"would fail {rule.heading.legal.named}, which applies from {_from_when(ruling, scene)}: {why}"
    return f"fails {rule.heading.legal.named}: {why}"


def _from_when(ruling: Ruling, scene: Scene) -> str:
    """Return the day from which it applies and how far off that is; all it may be, where that is open."""

    def said(day: date) -> str:
        return f"{prose_day(day)} ({plain_spaces(days_left((day - scene.as_of).days))})"

    assert ruling.applies_from is not None
    return either_or_open(ruling.open_day, said) if ruling.open_day else said(ruling.applies_from)


def _undecided(rule: Rule, ruling: Ruling, scene: Scene) -> str:
    why = ruling.leaf.text
    if ruling.ground is Ground.TIME:
        why = f"when it applies depends on an open question, {why}"
    if rule.kind is RuleKind.VENDOR_GAP:
        why = _untitled(ruling.leaf, scene) if why == ruling.leaf.text else why
        return f"the provider has not shown {lowered(rule.heading.title)} ({rule.heading.legal.named}): {why}"
    if rule.kind is RuleKind.TERM:
        return f"whether the terms allow {lowered(rule.heading.title)} cannot be decided: {why}"
    return f"{_owing(rule)} cannot be decided: {lowered(why)}"


def _untitled(leaf: Reason, scene: Scene) -> str:
    """Return what is said about evidence without its title, where the sentence has named it already."""
    kind = scene.kinds.get(leaf.fact.removeprefix(EVIDENCE))
    return leaf.text if kind is None else leaf.text.removeprefix(f"{kind.title}: ")


def _why(rule: Rule, ruling: Ruling, scene: Scene) -> str:
    """Return what is wrong and who says so."""
    leaf = ruling.leaf
    if ruling.also:
        together = _together(ruling.decided_by)
        return f"{rule.failing} ({together})" if rule.failing else together
    if leaf.fact.startswith(EVIDENCE):
        if not rule.failing:
            return leaf.text
        return f"{rule.failing} ({_untitled(leaf, scene)})"
    said = "; ".join((*_valued(rule, leaf), *_sources(leaf, scene)))
    return f"{rule.failing or leaf.text} ({said})" if said else rule.failing or leaf.text


def _valued(rule: Rule, leaf: Reason) -> tuple[str, ...]:
    """Return the value that is wrong, where the rule's own words cannot say it; a yes or no they do say."""
    definition = FACTS.get(leaf.fact)
    if not rule.failing or definition is None or definition.type is ValueType.TRI:
        return ()
    is_word = definition.type in {ValueType.TEXT, ValueType.SET}
    return (leaf.text.partition("; asked:")[0] if is_word else leaf.text,)


def _clause(rule: Rule, subject_id: str, scene: Scene) -> str:
    """Return the clause of the licence at hand without what it says; empty where it is not known."""
    if rule.clause:
        state = scene.state(rule.clause, subject_id)
        if isinstance(state, Known):
            return shown(state.value).split(": ")[0]
    return ""


def _excused(rule: Rule, pack: Pack, ruling: Ruling, scene: Scene) -> str:
    if ruling.ground is Ground.SCOPE:
        return f"{pack.scope_words} ({_together(ruling.decided_by)})"
    if ruling.ground in {Ground.EXEMPT, Ground.TIME}:
        why = "; and ".join(_cited(leaf, scene) for leaf in ruling.decided_by)
        exempt = ruling.ground is Ground.EXEMPT
        said = (
            "a transitional provision exempts it as long as this is so"
            if exempt
            else "no day of application concerns it"
        )
        return f"{said}, {why}"
    if ruling.ground is Ground.ROLE:
        whose = " or ".join(_TOWARDS[role] for role in rule.role)
        said = "; ".join(
            dict.fromkeys(text for leaf in leaves_of(ruling.parts[-1]) for text in _sources(leaf, scene))
        )
        return f"the organisation is not {whose}" + (f" ({said})" if said else "")
    weak = " (on low-confidence evidence)" if ruling.weak is Confidence.LOW else ""
    return f"{_together(ruling.decided_by)}{weak}"


def _together(leaves: Iterable[Reason]) -> str:
    """Return what decides together, where no one part does alone."""
    return "; and ".join(dict.fromkeys(leaf.text for leaf in leaves))


def _cited(leaf: Reason, scene: Scene) -> str:
    """Return a classification by its article and what decided it, anything else as it reads."""
    definition = FACTS.get(leaf.fact)
    is_classified = definition is not None and definition.producer == "policy"
    return "; ".join(_sources(leaf, scene)) if is_classified else leaf.text


def _sources(leaf: Reason, scene: Scene) -> tuple[str, ...]:
    """Return where the claims behind a leaf can be checked, the first two of them.

    A place is called after where it was seen; of what the catalogue knows, only which row it is, is news,
    and the first is enough: it is as long as a sentence.
    """
    if not leaf.fact or leaf.fact.startswith(EVIDENCE):
        return ()
    state = scene.state(leaf.fact, leaf.subject_id)
    claims = () if isinstance(state, Unknown) else state.claims
    if leaf.fact.startswith(_OF_ENTRIES):
        # What was compared with the declarations names their entries itself.
        claims = tuple(claim for claim in claims if claim.basis is not Basis.MEASURED)
    if FACTS[leaf.fact].subject is SubjectKind.DEPLOYMENT:
        listed = (claim.method for claim in claims if claim.basis is Basis.CATALOGUED)
        return tuple(dict.fromkeys(listed))[:1]
    return tuple(dict.fromkeys(claim.citation or _file_name(claim.locator) for claim in claims))[:2]


def _file_name(locator: str) -> str:
    """Return the last part of a place; the explanation below the sentence has the whole."""
    return locator.rpartition("/")[2].rpartition("#")[2]
