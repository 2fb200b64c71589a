"""The shape of ``auditor/changes/1``: what ``auditor diff --json`` prints. Names only ever get added."""

from typing import Final, Literal, TypedDict

SCHEMA: Final = "auditor/changes/1"

Presence = Literal["new", "gone", "in both"]
"""In which of the two audits something is."""


class AuditRef(TypedDict):
    """One of the two audits."""

    id: str
    started_at: str
    as_of: str
    result_sha256: str


class SubjectRef(TypedDict):
    """A model, place or system that one of the audits has and the other has not.

    ``looked_at`` is false where nobody looked there in the other audit: that it is gone, or new, says
    nothing about the place.
    """

    id: str
    name: str
    where: str
    looked_at: bool


class BytesChange(TypedDict):
    """A place where other bytes lie than did: ids of the model before and after."""

    name: tuple[str, str]
    where: str
    model_id: tuple[str, str]
    same_header: bool


class FactChange(TypedDict):
    """A fact that comes to something else, in words."""

    fact: str
    before: str
    after: str


class PlaceChange(TypedDict):
    """A place that both have, in another state, with another model, or set up in another way.

    A model whose bytes were read in between has the id it had before in both places of ``model_id``.
    """

    id: str
    name: str
    where: str
    state: tuple[str, str]
    model_id: tuple[str | None, str | None]
    facts: list[FactChange]


class SystemChange(TypedDict):
    """A system that both declare, of which something else is declared, or which is classified otherwise."""

    id: str
    name: str
    facts: list[FactChange]


class ProblemRef(TypedDict):
    """What was the matter at a place; its bytes are told by their digest where they were read."""

    where: str
    fault: str
    reason: str
    sha256: str | None
    runs_code: bool
    looked_at: bool


class ProblemChange(TypedDict):
    """A place where something was the matter in both: something else, or with other bytes."""

    where: str
    before: ProblemRef
    after: ProblemRef


class Standing(TypedDict):
    """What a rule came to; there is none where it held or did not apply and nobody can tell which."""

    verdict: Literal["fail", "unknown", "pass", "not_applicable"]
    upcoming: bool
    counted: bool
    waived: bool
    severity: str
    reason: str
    missing: list[str]


class VerdictChange(TypedDict):
    """A rule and a subject of which the audits say otherwise; subject and rule may be new, or gone.

    Where a rule fails over a list, ``new_members`` are those that the earlier list did not have, or that
    lie at a place with other bytes now, and ``gone_members`` those that it had.
    """

    rule: str
    kind: str
    subject_id: str
    subject: str
    subject_is: Presence
    rule_is: Presence
    before: Standing | None
    after: Standing | None
    new_members: list[str]
    gone_members: list[str]


class Changes(TypedDict):
    """What changed; ``rests_on`` names the inputs that differ, which is why."""

    schema: str
    earlier: AuditRef
    later: AuditRef
    rests_on: list[str]
    new_targets: list[str]
    gone_targets: list[str]
    new_models: list[SubjectRef]
    gone_models: list[SubjectRef]
    changed_bytes: list[BytesChange]
    new_places: list[SubjectRef]
    gone_places: list[SubjectRef]
    changed_places: list[PlaceChange]
    new_problems: list[ProblemRef]
    gone_problems: list[ProblemRef]
    changed_problems: list[ProblemChange]
    new_systems: list[SubjectRef]
    gone_systems: list[SubjectRef]
    changed_systems: list[SystemChange]
    verdicts: list[VerdictChange]
