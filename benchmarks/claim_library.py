"""Claim sets read from SQLite; what many models say is read once, and is one object for all of them."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from auditor.domain.artifact import Artifact
from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import Claim, Fact
from auditor.domain.header import Header
from auditor.domain.mention import NameAt
from auditor.domain.subject import Model, Strength
from auditor.policy.logic.world import Held
from auditor.store.codec import decode, read, read_value
from benchmarks.claim_sets import CLAIM, FACT, KINDS
from benchmarks.judging import AS_OF
from benchmarks.screening.claimed import Claimed, ClaimSet

ARTIFACT: Final = Artifact("gguf", (), Header("gguf", "3", "", 0, 0))


@dataclass(slots=True)
class Library:
    """What many models say, each read once, and the claims that each model puts its own value into."""

    base: sqlite3.Connection
    facts: dict[int, Fact] = field(default_factory=dict)
    claims: dict[int, Claim] = field(default_factory=dict)
    held: dict[int, Sequence[Held]] = field(default_factory=dict)

    def sets(self, first: int, n: int) -> Claimed:
        """Read what is claimed of so many models."""
        query = "SELECT name, facts, said, evidence FROM models WHERE id >= ? AND id < ?"
        rows = self.base.execute(query, (first, first + n)).fetchall()
        # One text of all of them is read in a fifth of the time.
        facts, said = (read(f"[{','.join(column)}]") for column in list(zip(*rows, strict=True))[1:3])
        self._read(set(chain.from_iterable(facts)), chain.from_iterable(said))
        sets = [
            ClaimSet(
                f"sha256:{row[0]}",
                [self.facts[one] for one in numbers],
                [(self.claims[one], read_value(apart["value"])) for one, apart in own],
                self._held(row[3]),
            )
            for row, numbers, own in zip(rows, facts, said, strict=True)
        ]
        return Claimed(sets, _model)

    def _read(self, facts: set[int], said: Iterable[tuple[int, Any]]) -> None:
        """Read the facts and claims of which nobody spoke yet."""
        query = "SELECT id, body FROM facts WHERE id IN (SELECT value FROM json_each(?))"
        wanted = json.dumps(sorted(facts - self.facts.keys()))
        self.facts |= {id_: decode(FACT, body) for id_, body in self.base.execute(query, (wanted,))}
        for number, apart in said:
            if number not in self.claims:
                query = "SELECT body FROM claims WHERE id = ?"
                ((body,),) = self.base.execute(query, (number,))
                self.claims[number] = decode(CLAIM, body, json.dumps(apart))

    def _held(self, evidence: int) -> Sequence[Held]:
        """Return the records that a number stands for, the same for all models that have these."""
        if evidence not in self.held:
            kinds = (kind for bit, kind in enumerate(KINDS) if evidence >> bit & 1)
            self.held[evidence] = [(kind, (_record(kind),)) for kind in kinds]
        return self.held[evidence]


def _model(id_: str) -> Model:
    names = (NameAt(id_[7:19], "header", f"dir:/srv/models/{id_[7:]}.gguf"),)
    return Model(id_, Strength.CONTENT, ARTIFACT, names, (), ())


def _record(kind: str) -> EvidenceRecord:
    return EvidenceRecord(kind, (), EvidenceState.VALID, "evidence.yaml:1", "A. Example", AS_OF)
