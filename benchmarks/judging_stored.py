"""A million models, from claim sets in SQLite to counts and stored findings.

``python -m benchmarks.judging_stored``. Every fact is stored once, however many models it is known of, and a
model is a list of facts; what is said of its training compute is its own. Two processes read and judge. The
one that started them stores what they find: each outcome once, each set of outcomes once, and for each model
the number of its set.
"""

import json
import os
import resource
import sqlite3
import sys
import tempfile
import time
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from auditor.domain.audit import Assessed
from auditor.domain.declaration import EvidenceRecord, EvidenceState
from auditor.domain.fact import Fact, SubjectKind
from auditor.domain.header import Header
from auditor.domain.subject import Artifact, Model, NameAt, Organisation, Strength
from auditor.policy import Bundle, World
from auditor.policy.judging.classify import Classifier
from auditor.policy.judging.docket import Examination
from auditor.policy.judging.outcomes import Outcome
from auditor.policy.logic.world import Scene
from auditor.store.codec import decode
from benchmarks.claim_sets import BATCH, FACT, KINDS, N_SHARED, generate
from benchmarks.judging import AS_OF, N_RULES, bundle

N_MODELS: Final = 1_000_000
N_PROCESSES: Final = 2

ARTIFACT: Final = Artifact("gguf", (), Header("gguf", "3", "", 0, 0))

Line = tuple[str, str, bool, str, str, str]
"""An outcome as it is stored: rule, verdict, upcoming, sentence, what is missing, remedy."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one process found out about a batch.

    Attributes:
        first: The batch's first model.
        process: Which process; sets of outcomes are numbered in each apart.
        new: The sets not seen in that process before, by number.
        sets: The number of its set, for each model.
        counts: What that process has counted so far.
        cpu_s: CPU seconds so far: reading, then judging.
        peak_mib: Its peak memory so far.
    """

    first: int
    process: int
    new: Mapping[int, tuple[Line, ...]]
    sets: "array[int]"
    counts: Counter[tuple[str, str]]
    cpu_s: tuple[float, float]
    peak_mib: float


@dataclass(slots=True)
class Judging:
    """One process: its connection, facts of many models, and what the rules came to so far."""

    base: sqlite3.Connection
    rules: Bundle
    organisation: Assessed
    classifier: Classifier
    examination: Examination
    shared: dict[int, Fact] = field(default_factory=dict)
    numbers: dict[tuple[int, ...], int] = field(default_factory=dict)
    kept: list[tuple[Outcome, ...]] = field(default_factory=list)
    read_s: float = 0.0
    judge_s: float = 0.0

    def batch(self, first: int) -> Batch:
        """Read a batch and judge it."""
        begun = time.process_time()
        scene = self.scene(first, first + BATCH)
        read = time.process_time()
        self.classifier.write(scene)
        new: dict[int, tuple[Line, ...]] = {}
        sets = array("L")
        for _, outcomes in self.examination.outcomes(scene):
            key = tuple([id(outcome) for outcome in outcomes])
            number = self.numbers.get(key)
            if number is None:
                number = self.numbers[key] = len(self.kept)
                # Kept, so that nothing else can have the identity of an outcome.
                self.kept.append(outcomes)
                new[number] = tuple(_line(outcome) for outcome in outcomes)
            sets.append(number)
        self.read_s += read - begun
        self.judge_s += time.process_time() - read
        counts = Counter[tuple[str, str]]()
        for tally, n in self.examination.tallies.items():
            counts[tally.rule, tally.verdict] += n
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return Batch(first, os.getpid(), new, sets, counts, (self.read_s, self.judge_s), peak)

    def scene(self, first: int, end: int) -> Scene:
        """Read models and what is claimed about them."""
        rows = self.base.execute(
            "SELECT id, facts, evidence FROM models WHERE id >= ? AND id < ?", (first, end)
        )
        given = [(number, json.loads(facts), evidence) for number, facts, evidence in rows]
        own = {id_ for _, ids, _ in given for id_ in ids} - self.shared.keys()
        bounds = (min(own), max(own))
        found = self.base.execute("SELECT id, body FROM facts WHERE id BETWEEN ? AND ?", bounds)
        facts = {**self.shared, **{id_: decode(FACT, body) for id_, body in found}}
        subjects = (_model(number, [facts[id_] for id_ in ids]) for number, ids, _ in given)
        evidence = tuple(_record(bit, kind, given) for bit, kind in enumerate(KINDS))
        world = World((self.organisation, *subjects), {}, evidence)
        return Scene.of(world, self.rules.law, self.rules.evidence, AS_OF)


def _line(outcome: Outcome) -> Line:
    counted = outcome.counted
    missing = json.dumps([[one.name, one.reason, one.who, one.how] for one in outcome.missing])
    return counted.rule, counted.verdict, counted.upcoming, counted.sentence, missing, outcome.remedy


def _model(number: int, facts: Iterable[Fact]) -> Assessed:
    place = f"dir:/srv/models#{number}.gguf"
    subject = Model(
        f"sha256:{number:064}",
        Strength.CONTENT,
        ARTIFACT,
        (NameAt(f"model-{number}", "header", place),),
        (),
        (),
    )
    return Assessed(subject, {fact.name: fact for fact in facts})


def _record(bit: int, kind: str, given: Iterable[tuple[int, object, int]]) -> EvidenceRecord:
    ids = tuple(f"sha256:{number:064}" for number, _, evidence in given if evidence >> bit & 1)
    return EvidenceRecord(kind, ids, EvidenceState.VALID, "evidence.yaml:1", "A. Example", AS_OF)


@cache
def judging(path: str) -> Judging:
    """Return this process's own."""
    rules = bundle(N_RULES)
    organisation = Assessed(Organisation("Example organisation", date(2026, 1, 1)), {})
    scene = Scene.of(World((organisation,), {}, ()), rules.law, rules.evidence, AS_OF)
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    classifier = Classifier(rules.classifications, scene)
    made = Judging(base, rules, organisation, classifier, Examination(SubjectKind.MODEL, rules, scene))
    for id_, body in base.execute("SELECT id, body FROM facts WHERE id <= ?", (N_SHARED,)):
        made.shared[id_] = decode(FACT, body)
    return made


def judged(path: str, first: int) -> Batch:
    """Judge a batch in this process."""
    return judging(path).batch(first)


def store(path: Path, batches: Iterable[Batch]) -> list[Batch]:
    """Store what every process found; return the last batch of each."""
    last: dict[int, Batch] = {}
    lines: dict[Line, int] = {}
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(
            "CREATE TABLE outcomes (id INTEGER PRIMARY KEY, "
            "rule, verdict, upcoming, sentence, missing, remedy)"
        )
        base.execute("CREATE TABLE sets (process, id, outcomes, PRIMARY KEY (process, id)) WITHOUT ROWID")
        base.execute("CREATE TABLE findings (model INTEGER PRIMARY KEY, process, outcomes)")
        base.execute("CREATE TABLE counts (rule, verdict, n)")
        for batch in batches:
            last[batch.process] = batch
            for number, found in batch.new.items():
                ids = [lines.setdefault(line, len(lines) + 1) for line in found]
                base.execute("INSERT INTO sets VALUES (?, ?, ?)", (batch.process, number, json.dumps(ids)))
            rows = enumerate(batch.sets, batch.first)
            base.executemany(
                "INSERT INTO findings VALUES (?, ?, ?)", ((n, batch.process, one) for n, one in rows)
            )
        base.executemany(
            "INSERT INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?)", ((n, *line) for line, n in lines.items())
        )
        counts = sum((batch.counts for batch in last.values()), Counter[tuple[str, str]]())
        base.executemany("INSERT INTO counts VALUES (?, ?, ?)", ((*key, n) for key, n in counts.items()))
    return list(last.values())


def explained(path: str, number: int) -> float:
    """Return the seconds it takes to explain every finding about one model, from its claims on."""
    one = judging(path)
    begun = time.perf_counter()
    scene = one.scene(number, number + 1)
    one.classifier.write(scene)
    assert all(len(found.parts) for found in one.examination.judged(scene))
    return time.perf_counter() - begun


def main(n_models: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        claims, results = Path(folder, "claims.db"), Path(folder, "findings.db")
        generate(claims, n_models)
        begun, own = time.perf_counter(), time.process_time()
        with ProcessPoolExecutor(N_PROCESSES, mp_context=get_context("spawn")) as pool:
            batches = pool.map(judged, repeat(str(claims)), range(0, n_models, BATCH))
            last = store(results, batches)
        took, own = time.perf_counter() - begun, time.process_time() - own
        read, judging_s = (sum(batch.cpu_s[step] for batch in last) for step in (0, 1))
        n_rulings = sum(sum(batch.counts.values()) for batch in last)
        peak = (
            sum(batch.peak_mib for batch in last) + resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        )
        print(f"{n_models:,} models, {n_rulings // n_models} rules, {N_PROCESSES} processes: {took:.0f} s")
        print(
            f"CPU-s: reading {read:.0f}, judging {judging_s:.0f}, storing {own:.0f}; "
            f"peak of all three {peak:.0f} MiB"
        )
        with closing(sqlite3.connect(results)) as base:
            kinds = base.execute("SELECT verdict, sum(n) FROM counts GROUP BY 1 ORDER BY 1").fetchall()
            (n_sets,), (n_lines,) = (
                base.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("sets", "outcomes")
            )
        print(
            ", ".join(f"{verdict} {n:,}" for verdict, n in kinds),
            f"· {n_lines:,} outcomes in {n_sets:,} sets",
        )
        sizes = (path.stat().st_size / 2**20 for path in (claims, results))
        print("MiB: claims {:.0f}, counts and findings {:.0f}".format(*sizes))
        print(f"one model explained: {explained(str(claims), n_models // 2) * 1000:.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else N_MODELS)
