"""Who answers for a subject inside the organisation, and in which role something is owed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

from auditor.domain.audit import Audit
from auditor.domain.finding import Finding, RuleKind
from auditor.domain.roles import ROLES
from auditor.reports.document.fact_blocks import known_text

_OWNER: Final = "system.owner"
_NOUNS: Final = {role.name: role.noun for role in ROLES}


def role_words(finding: Finding) -> str:
    """Return who should do something about a finding."""
    if finding.kind is RuleKind.VENDOR_GAP:
        return "the provider, asked by the organisation"
    roles = " or ".join(_NOUNS.get(role, role.replace("_", " ")) for role in finding.role)
    return f"the organisation as {roles}" if roles else "the organisation"


@dataclass(frozen=True, slots=True)
class Owners:
    """Owners by subject id: a system's own, and for a place or a model those of the systems that use it."""

    by_subject: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, audit: Audit) -> Self:
        """Return the owners that the declarations of an audit name."""
        models = {place.id: place.model_id for place in audit.inventory.deployments}
        found: dict[str, list[str]] = defaultdict(list)
        for system in audit.systems:
            owner = known_text(audit.facts.get(system.id, {}), _OWNER)
            if owner is None:
                continue
            used = [id_ for place in system.deployment_ids for id_ in (place, models.get(place)) if id_]
            incidents = [one.id for one in audit.incidents if one.system_id == system.id]
            for id_ in dict.fromkeys((system.id, *used, *incidents)):
                found[id_].append(owner)
        return cls({id_: tuple(dict.fromkeys(names)) for id_, names in found.items()})

    def of_subjects(self, ids: Iterable[str]) -> str:
        """Return the owners of subjects, each once; empty where none is declared."""
        return ", ".join(dict.fromkeys(owner for id_ in ids for owner in self.by_subject.get(id_, ())))
