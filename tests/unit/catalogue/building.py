"""The smallest model, catalogue and facts for tests of what is known about a model."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from auditor.catalogue import Catalogue, Cell, Entity, Entry
from auditor.domain.artifact import Artifact, ArtifactFile
from auditor.domain.document import Document
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Known, Silence, Statement, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.header import FileRole, Header, MetadataValue
from auditor.domain.mention import DocumentAt, NameAt
from auditor.domain.resolving import resolve
from auditor.domain.subject import Model, Strength
from auditor.domain.values import FactValue

PLACE = "dir:/srv/models#model.gguf"


def a_cell(value: Any, confidence: Confidence = Confidence.HIGH, source: str = "a paper") -> Cell[Any]:
    return Cell(value, source, confidence, date(2026, 1, 1), date(2027, 1, 1))


def an_entry(
    id_: str, *, provider: str | None = "acme", repository: str | None = None, **cells: Any
) -> Entry:
    made = {name: value if isinstance(value, Cell) else a_cell(value) for name, value in cells.items()}
    return Entry(id_, provider, repository or f"acme/{id_}", **made)


def a_catalogue(*entries: Entry, entities: Iterable[Entity] = ()) -> Catalogue:
    return Catalogue(
        entries={entry.id: entry for entry in entries},
        entities={entity.id: entity for entity in entities},
        publishers={"acme": "acme", "acme-labs": "acme", "other": "other"},
        repackagers=frozenset({"thebloke"}),
        sha256="0" * 64,
    )


def a_model(
    *names: str | tuple[str, str],
    documents: Iterable[Document] = (),
    metadata: Mapping[str, MetadataValue] | None = None,
    n_sharing: int = 1,
    role: FileRole = FileRole.WEIGHTS,
    architecture: str | None = "llama",
    format_: str = "gguf",
) -> Model:
    header = Header(
        format_, "3", "h" * 64, 1, 100, architecture=architecture, role=role,
        metadata=tuple(sorted((metadata or {}).items())),
    )  # fmt: skip
    return Model(
        id="sha256:" + "a" * 64,
        strength=Strength.CONTENT,
        artifact=Artifact(format_, (ArtifactFile(PLACE, 100, "a" * 64),), header),
        names=tuple(
            NameAt(name, "hf-cache", PLACE) if isinstance(name, str) else NameAt(name[0], name[1], PLACE)
            for name in names
        ),
        documents=tuple(DocumentAt(f"{PLACE}.doc{i}", doc, n_sharing) for i, doc in enumerate(documents)),
        locations=(PLACE,),
    )


def a_claim(
    fact: str,
    value: FactValue,
    basis: Basis = Basis.MEASURED,
    confidence: Confidence = Confidence.HIGH,
    method: str = "test",
    *,
    with_evidence: bool = False,
) -> Claim:
    return Claim(fact, value, basis, confidence, method, PLACE, with_evidence=with_evidence)


def facts(*claims: Claim, **values: FactValue) -> dict[str, Fact]:
    """Facts from claims, and from ``model__n_parameters=8`` for ``model.n_parameters``."""
    said = [*claims, *(a_claim(name.replace("__", "."), value) for name, value in values.items())]
    names = dict.fromkeys(claim.fact for claim in said)
    return {name: resolve(FACTS[name], [c for c in said if c.fact == name]) for name in names}


def joined(entry: Entry, confidence: Confidence = Confidence.MEDIUM) -> Claim:
    return a_claim("model.catalogue_entry", entry.id, Basis.CATALOGUED, confidence)


def resolved(statements: Iterable[Statement]) -> dict[str, Fact]:
    """What the statements come to, fact by fact."""
    said = tuple(statements)
    names = dict.fromkeys(s.fact for s in said)
    silent = {s.fact: s.unknown for s in said if isinstance(s, Silence)}
    return {
        name: resolve(
            FACTS[name],
            [s for s in said if isinstance(s, Claim) and s.fact == name],
            unknown=silent.get(name),
        )
        for name in names
    }


def value(found: Mapping[str, Fact], name: str) -> FactValue | str:
    """The value of a known fact, or the reason why it is unknown."""
    state = found[name].state
    assert isinstance(state, Known | Unknown), state
    return state.value if isinstance(state, Known) else f"unknown: {state.reason}"
