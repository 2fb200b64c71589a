"""Why a rule came to what it came to, in an audit on record."""

from collections.abc import Iterable
from pathlib import Path

from auditor import policy
from auditor.domain.audit import Assessed, Audit, Run
from auditor.domain.explanation import Explanation
from auditor.domain.fact import SubjectKind
from auditor.domain.naming import distinct_names
from auditor.domain.policy_choice import Origin
from auditor.domain.subject import Organisation, Subject
from auditor.errors import UsageError
from auditor.formats.yaml_node import did_you_mean
from auditor.pipeline import recording
from auditor.pipeline.bundling import bundle_of
from auditor.pipeline.choosing import find_deployment, find_model
from auditor.pipeline.judging import relations
from auditor.policy.judging.explain import explain as explain_rule
from auditor.settings import Settings


def explain(
    settings: Settings, rule: str, subject: str, run: str, policies: tuple[Path, ...] = ()
) -> tuple[Explanation, Audit, Run]:
    """Explain a rule on a subject of an audit, whatever it came to.

    The facts are those on record. The rules are read again, and must be those of the audit.

    Args:
        settings: Which database, and what is configured.
        rule: Id of a rule or classification.
        subject: An id, the beginning of one, or a name; of a rule about the organisation, anything.
        run: Which audit.
        policies: Folders of own packs beside those configured.

    Raises:
        UsageError: there is no such rule or subject, or the rules are others by now.
        IntegrityError: the audit is not what was recorded, or a pack was altered.
    """
    audit, its_run = recording.load(settings, run)
    bundle = _bundle(settings, audit, its_run, policies)
    if rule not in bundle.judged:
        raise UsageError(f"{rule}: no rule in force is called that", hint=did_you_mean(rule, bundle.judged))
    found = _subject(audit, bundle.judged[rule].heading.subject, subject)
    return explain_rule(bundle, _world(audit), rule, found.id, audit.as_of), audit, its_run


def _bundle(settings: Settings, audit: Audit, run: Run, policies: tuple[Path, ...]) -> policy.Bundle:
    """Return the rules that an audit was judged by."""
    shipped = tuple(pack.id for pack in audit.policy.packs if pack.source.origin is Origin.SHIPPED)
    bundle = bundle_of(settings, shipped, policies, audit.policy.profile)
    if bundle.sha256 != audit.inputs.bundle_sha256:
        raise UsageError(
            f"run {run.id[:12]}: judged by other rules than those in force now",
            hint="Run auditor check first, or name the same --policies and configuration.",
        )
    return bundle


def _world(audit: Audit) -> policy.World:
    return policy.World(
        subjects=tuple(Assessed(subject, audit.facts.get(subject.id, {})) for subject in audit.subjects),
        relations=relations(audit.organisation, audit.systems, audit.inventory, audit.facts, audit.incidents),
        evidence=audit.evidence,
    )


def _subject(audit: Audit, kind: SubjectKind, name: str) -> Subject:
    match kind:
        case SubjectKind.MODEL:
            return find_model(audit.inventory.models, name)
        case SubjectKind.DEPLOYMENT:
            return find_deployment(audit.inventory.deployments, name)
        case SubjectKind.SYSTEM:
            return _named(audit.systems, name, "system")
        case SubjectKind.ORGANISATION:
            return _named((audit.organisation,), name, "organisation")
        case SubjectKind.INCIDENT:
            return _named(audit.incidents, name, "incident")


def _named(subjects: Iterable[Subject], name: str, what: str) -> Subject:
    """Return the one that is called so; the organisation also answers to that word."""
    known = tuple(subjects)
    own = distinct_names(known)
    for one in known:
        is_us = isinstance(one, Organisation) and name == what
        if is_us or name in (one.id, own[one.id], one.name):
            return one
    names = sorted(own.values())
    hint = did_you_mean(name, names) if names else f"None is declared: auditor declare {what}"
    raise UsageError(f"{name}: no {what} is called that", hint=hint)
