"""A waiver, written down with the subjects it is for."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from auditor import declarations, policy
from auditor.declarations.answering import typed_day
from auditor.declarations.kinds.waiver import MATCHES, SHA256, is_of_entry
from auditor.domain.authority import RuleTerms
from auditor.domain.declaration import Selector
from auditor.domain.fact import SubjectKind
from auditor.domain.subject import Organisation
from auditor.errors import DeclarationError, UsageError
from auditor.formats.yaml_node import did_you_mean
from auditor.pipeline import scope
from auditor.pipeline.bundling import bundle_of
from auditor.pipeline.declaring import folder
from auditor.pipeline.inventory import inventory_of
from auditor.settings import Settings
from auditor.store import Store

FIELDS: Final = ("rule", "id", "name", "reason", "ticket", "requested_by", "approved_by", "expires", "by")
"""What whoever makes a waiver says; the rest is looked up."""

# No list of their own shows them.
_LISTED_BY: Final = {SubjectKind.INCIDENT: "the entries of declarations with kind: incident"}
_OPTIONAL: Final = frozenset({"id", "name", "by"})


@dataclass(frozen=True, slots=True)
class Made:
    """A waiver as an entry of the declarations.

    Attributes:
        text: The entry.
        kind: What it is for.
        subject_ids: Whom it is for, sorted.
    """

    text: str
    kind: SubjectKind
    subject_ids: tuple[str, ...]


def make(settings: Settings, given: Mapping[str, str], today: date) -> Made:
    """Write a waiver down, its subjects pinned to what there is now.

    Args:
        settings: Where the scans and the declarations are.
        given: What was said of it, by field.
        today: The day it is made.

    Raises:
        UsageError: a field is missing or unknown, the rule cannot be waived, or nothing is matched.
        DeclarationError: what was said makes no waiver.
    """
    _refuse_fields(given)
    terms = _terms(settings, given["rule"])
    declared = declarations.load(folder(settings), today=today)
    matches = _matches(settings, given, terms.subject, declared, today)
    text = _written(given, terms, _subject(given, matches, declared, today), today)
    declarations.read_entry(text, "the waiver", today)
    return Made(text, terms.subject, matches)


def _refuse_fields(given: Mapping[str, str]) -> None:
    for name in given:
        if name not in FIELDS:
            raise UsageError(f"waiver: unknown field {name!r}", hint=did_you_mean(name, FIELDS))
    missing = [name for name in FIELDS if name not in given and name not in _OPTIONAL]
    if missing:
        hint = " ".join(f"--set {name}=..." for name in missing)
        raise UsageError(f"waiver: lacks {', '.join(missing)}", hint=f"Add {hint}")
    if ("id" in given) == ("name" in given):
        hint = "--set id=... for one subject, --set 'name=gpu-*' for all that match now."
        raise UsageError("waiver: it is for an id or a name, one of the two", hint=hint)


def _terms(settings: Settings, rule: str) -> RuleTerms:
    known = policy.terms_of(bundle_of(settings))
    if rule not in known:
        raise UsageError(
            f"waiver: there is no rule {rule!r} in force", hint=did_you_mean(rule, sorted(known))
        )
    terms = known[rule]
    if not terms.kind.counts:
        what = f"rule {rule!r} is a {terms.kind.value.replace('_', ' ')}, which is never counted"
        raise UsageError(f"waiver: {what}", hint="There is nothing to waive.")
    if refusal := terms.refusal(rule):
        raise UsageError(f"waiver: {refusal}", hint="Its remedy is what there is: auditor show findings")
    return terms


def _matches(
    settings: Settings,
    given: Mapping[str, str],
    kind: SubjectKind,
    declared: declarations.Declarations,
    today: date,
) -> tuple[str, ...]:
    """Return the ids of what is matched now.

    Raises:
        UsageError: nothing is, or an id means several.
    """
    selector = Selector(id=given.get("id"), name=given.get("name"))
    if kind is SubjectKind.ORGANISATION:
        found = tuple(id_ for id_ in (Organisation("").id,) if id_ == selector.id)
    else:
        with Store.open_read_only(settings.database) as store:
            inventory = inventory_of(store, scope.newest_scans(store, settings, ()))
        found = declarations.matched(declared, inventory, today, kind.value, selector)
    what = selector.id or selector.name
    if not found:
        hint = f"Name one that is there: {_LISTED_BY.get(kind, f'auditor show {kind.value}s')}"
        if kind is SubjectKind.ORGANISATION:
            hint = f"The rule is about the organisation: --set id={Organisation('').id}"
        raise UsageError(f"waiver: no {kind.value} matches {what!r}", hint=hint)
    if selector.id is not None and len(found) > 1:
        raise UsageError(f"waiver: {len(found)} ids begin with {what!r}", hint="Give the whole id.")
    return tuple(sorted(found))


def _subject(
    given: Mapping[str, str], matches: Sequence[str], declared: declarations.Declarations, today: date
) -> str:
    """Return whom it is for; of what is declared with the digest of what is declared now."""
    digests = declarations.digests_of_entries(declared, today)
    pinned = {_quoted(id_): _quoted(digests.get(id_)) for id_ in matches if is_of_entry(id_)}
    if "id" in given:
        digest = f", {SHA256}: {pinned[_quoted(matches[0])]}" if pinned else ""
        return f"{{id: {_quoted(matches[0])}{digest}}}"
    each = f"{{{', '.join(f'{id_}: {digest}' for id_, digest in pinned.items())}}}"
    listed = each if pinned else f"[{', '.join(map(_quoted, matches))}]"
    return f"{{name: {_quoted(given['name'])}, {MATCHES}: {listed}}}"


def _written(given: Mapping[str, str], terms: RuleTerms, subject: str, today: date) -> str:
    """Return the entry; texts are quoted as JSON has them, which is how YAML has them too."""
    lines = {
        "kind": "waiver",
        "by": _quoted(given.get("by", given["requested_by"])),
        "on": today.isoformat(),
        "rule": _quoted(given["rule"]),
        "rule_version": str(terms.version),
        "subject": subject,
        **{name: _quoted(given[name]) for name in ("reason", "ticket", "requested_by", "approved_by")},
        "created": today.isoformat(),
        "expires": _day(given["expires"]),
    }
    (first, *rest) = (f"{name}: {value}" for name, value in lines.items())
    return "\n".join([f"- {first}", *(f"  {line}" for line in rest)]) + "\n"


def _day(text: str) -> str:
    """Return a day as a person writes it; anything else as it is, for the entry to be refused by its line."""
    try:
        return typed_day("expires", text).isoformat()
    except DeclarationError:
        return _quoted(text)


def _quoted(text: str | None) -> str:
    return json.dumps(text, ensure_ascii=False)
