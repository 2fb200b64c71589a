"""How an answer is recorded: the one place that commands come from, for questions and for what is missing."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from auditor.domain.fact import Settler
from auditor.domain.finding import Finding, Missing, OpenDay
from auditor.policy.asking.advice import Advice, advice, of_organisation
from auditor.policy.asking.commands import commands
from auditor.policy.logic.leaves import EVIDENCE
from auditor.policy.logic.world import Scene

ORGANISATION: Final = "organisation"
# Whoever says where the seat is has said whether there is a link to the Union market, or is asked next.
_NEXUS: Final = f"{EVIDENCE}union-nexus"
# What the organisation did to a model is asked of whoever says which roles it has.
_TRAINED_HERE: Final = "model.trained_here"
_ROLES: Final = "role."
_WHOSE: Final = (_ROLES, "modifier.")


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers a question.

    Attributes:
        advice: What to do.
        commands: The commands that record the answer, of many subjects those for the first few.
    """

    advice: Advice
    commands: tuple[str, ...]

    @property
    def how(self) -> str:
        """The first command with its reservation; or in words what else to do, or why nothing can be done."""
        if not self.commands:
            return self.advice.how
        return "  # ".join(filter(None, (self.commands[0], self.advice.note)))


def answering(asked: Collection[Missing], scene: Scene) -> Answering:
    """Return what answers something.

    Args:
        asked: What is missing, about whom; at least one.
        scene: Whom there is.
    """
    if asks_for_roles(asked, scene):
        names = {missing.name for missing in asked}
        of_us = {name for name in names if not is_role(name) or name.startswith(_ROLES)}
        found = of_organisation(of_us, Settler.ORGANISATION)
    else:
        found = advice(asked, scene)
    recorded = [missing for missing in asked if missing.subject_id not in found.theirs]
    return Answering(found, commands(found.kind, found.fields, recorded, scene))


def asks_for_roles(asked: Iterable[Missing], scene: Scene) -> bool:
    """Say whether the organisation has to declare itself first; the first thing asked speaks for all."""
    return is_about_us(next(iter(asked))) and scene.organisation.declared_on is None


def is_about_us(missing: Missing) -> bool:
    """Say whether a fact is about the organisation: what it is, or what it is to a model or system."""
    return is_role(missing.name) or missing.name.startswith(f"{ORGANISATION}.")


def is_role(name: str) -> bool:
    """Say whether whoever says which roles the organisation has answers a fact."""
    return name in (_NEXUS, _TRAINED_HERE) or name.startswith(_WHOSE)


class Spelling:
    """What is missing, with the command that records it spelled out; the same thing once."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._found: dict[Missing, Missing] = {}

    def of(self, each: Iterable[Missing]) -> tuple[Missing, ...]:
        """Return what is missing with what answers it."""
        return tuple(self._spelled(each))

    def finding(self, finding: Finding) -> Finding:
        """Return a finding with what answers each thing that it misses."""
        if not finding.missing and finding.open_day is None:
            return finding
        return replace(finding, missing=self.of(finding.missing), open_day=self.open_day(finding.open_day))

    def open_day(self, open_day: OpenDay | None) -> OpenDay | None:
        """Return the days from which a rule may apply with what answers each thing that would tell."""
        return open_day and replace(open_day, missing=self.of(open_day.missing))

    def _spelled(self, each: Iterable[Missing]) -> Iterator[Missing]:
        for missing in each:
            found = self._found.get(missing)
            if found is None:
                how = answering([missing], self._scene).how
                found = self._found[missing] = replace(missing, how=how)
            yield found
