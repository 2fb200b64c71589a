"""What selectors may match: everything that was found, and the systems that are declared."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from auditor.declarations.selector import Candidate, described, mismatch, select
from auditor.domain.audit import Inventory
from auditor.domain.declaration import Selector, SystemDeclared
from auditor.domain.fact import SubjectKind
from auditor.domain.subject import Deployment, Incident, Model, Organisation


@dataclass(frozen=True, slots=True)
class Stock:
    """Everything a selector may match, by kind of subject."""

    models: tuple[Candidate, ...]
    deployments: tuple[Candidate, ...]
    systems: tuple[Candidate, ...]
    incidents: tuple[Candidate, ...]
    model_of: Mapping[str, str | None]
    deployments_of: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(
        cls, inventory: Inventory, systems: Iterable[SystemDeclared], incidents: Iterable[Incident] = ()
    ) -> "Stock":
        """Take everything that was found, the systems and their incidents."""
        at: dict[str, list[str]] = {}
        for deployment in inventory.deployments:
            if deployment.model_id is not None:
                at.setdefault(deployment.model_id, []).append(deployment.id)
        return cls(
            models=tuple(_model(model) for model in inventory.models),
            deployments=tuple(_deployment(deployment) for deployment in inventory.deployments),
            systems=tuple(Candidate.of(entry.id, names=(entry.name,)) for entry in systems),
            incidents=tuple(_incident(incident) for incident in incidents),
            model_of={deployment.id: deployment.model_id for deployment in inventory.deployments},
            deployments_of={model_id: tuple(ids) for model_id, ids in at.items()},
        )

    def ids(self, kind: str, selector: Selector) -> tuple[str, ...]:
        """Return the ids a selector matches among one kind of subject."""
        return tuple(one.id for one in select(selector, self._of(kind)))

    def _of(self, kind: str) -> tuple[Candidate, ...]:
        return {
            SubjectKind.MODEL: self.models,
            SubjectKind.DEPLOYMENT: self.deployments,
            SubjectKind.SYSTEM: self.systems,
            SubjectKind.INCIDENT: self.incidents,
        }[SubjectKind(kind)]

    def known_as(self, kind: SubjectKind, id_: str) -> tuple[str, ...]:
        """Return the ids of the subjects that have, or had, a whole id; several where it was a weak one."""
        if kind is SubjectKind.ORGANISATION:
            return (id_,) if id_ == Organisation("").id else ()
        return tuple(one.id for one in self._of(kind.value) if id_ in one.ids)

    def used(self, selector: Selector) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what a system's selector matches, and the deployments that makes.

        A model stands for all its deployments; a deployment counts apart only where its model is
        not itself matched.
        """
        models = self.ids("model", selector)
        alone = tuple(one for one in self.ids("deployment", selector) if self.model_of[one] not in models)
        places = tuple(place for model_id in models for place in self.deployments_of.get(model_id, ()))
        return (*models, *alone), (*places, *alone)

    def meant(self, systems: Iterable[SystemDeclared]) -> Iterator[tuple[str, str]]:
        """Yield each model and deployment that a selector matches which binds nothing, and whose that is."""
        for declared in systems:
            for selector in declared.uses:
                matched, deployments = self.used(selector)
                if mismatch(selector, matched) is not None:
                    yield from ((id_, declared.id) for id_ in (*matched, *deployments))

    def unmatched(self, systems: Iterable[SystemDeclared]) -> Iterator[str]:
        """Yield what systems are declared to use and nothing matches, as a person would say it."""
        for declared in systems:
            for selector in declared.uses:
                if not any(self.used(selector)):
                    yield f"system {declared.id!r}: {described(selector)}"


def _model(model: Model) -> Candidate:
    return Candidate.of(model.id, *model.aliases, names=(named.name for named in model.names))


def _deployment(deployment: Deployment) -> Candidate:
    hosts = dict.fromkeys(seen.host for seen in deployment.seen if seen.host)
    return Candidate.of(deployment.id, names=(deployment.name,), hosts=hosts)


def _incident(incident: Incident) -> Candidate:
    return Candidate.of(incident.id, incident.declared_as, names=(incident.name,))
