"""A million models, from claim sets in SQLite to counts and stored findings.

``python -m benchmarks.judging_stored [N [CLAIMS]]``; claims that are in that file already are not made again.

Two processes read models in batches, judge them and pack what they find; the one that started them writes it
down as it comes, so that none of them ever holds more than a batch of models. What a batch comes to is one
content as the record keeps contents: canonical JSON, named by its SHA-256, compressed. In it stands every
decision once, every set of decisions once, and for each model its id and its set. A last content names all
batches in order, and the counts.

Then all of it is read again: every content is hashed, and what is in it is counted anew, batch by batch. At
last one model's findings are explained, from its claims on.
"""

import json
import os
import resource
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, create_engine

from auditor.__main__ import collect_seldom
from auditor.domain.audit import Assessed
from auditor.domain.explanation import Explanation
from auditor.domain.fact import SubjectKind
from auditor.domain.finding import Verdict
from auditor.domain.subject import Organisation
from auditor.policy import Bundle, World
from auditor.policy.judging.explain import explain
from auditor.policy.logic.world import Scene
from auditor.store import contents
from auditor.store.codec import Content
from auditor.store.tables import contents as content_table
from auditor.trust import sha256
from benchmarks.claim_library import Library
from benchmarks.claim_sets import BATCH, generate
from benchmarks.judging import AS_OF, N_RULES, bundle
from benchmarks.screening.panels import Decision, Decisions
from benchmarks.screening.screening import Screened, Screening, Sheet

N_MODELS: Final = 1_000_000
N_PROCESSES: Final = 2

Counts = Counter[tuple[str, str, bool]]
"""How often a rule came to a verdict, upcoming or not."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one process found out about a batch.

    Attributes:
        content: The findings.
        process: Which process.
        counts: The batch, counted.
        cpu_s: CPU seconds of that process so far: reading, judging, packing.
        peak_mib: Its peak memory so far.
    """

    content: Content
    process: int
    counts: Counts
    cpu_s: tuple[float, ...]
    peak_mib: float


@dataclass(slots=True)
class Judging:
    """One process: what many models say, and what the rules came to so far."""

    library: Library
    rules: Bundle
    organisation: Assessed
    screening: Screening
    cpu_s: tuple[float, ...] = (0.0, 0.0, 0.0)

    def batch(self, first: int) -> Batch:
        """Read a batch, judge it and pack it."""
        begun = time.process_time()
        claimed = self.library.sets(first, BATCH)
        read = time.process_time()
        (screened,) = self.screening.claimed(claimed)
        decided = time.process_time()
        text = json.dumps(packed(screened), separators=(",", ":"), sort_keys=True)
        content = Content(sha256(text.encode()), text)
        counts: Counts = Counter()
        for one, n in screened.counts.items():
            counts[one.rule, one.verdict.value, one.upcoming] += n
        steps = (read - begun, decided - read, time.process_time() - decided)
        self.cpu_s = tuple(sum(pair) for pair in zip(self.cpu_s, steps, strict=True))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return Batch(content, os.getpid(), counts, self.cpu_s, peak)

    def world(self, first: int, n: int) -> World:
        """Return so many models with every fact whole."""
        return self.library.sets(first, n).world(self.organisation)


def packed(screened: Screened) -> dict[str, Any]:
    """Return what models came to: decisions, parts and sets of them once each, and each model's set."""
    decisions: dict[Decision, int] = {}
    parts: dict[Decisions, int] = {}
    sheets: dict[Sheet, int] = {}
    models = [
        [id_, sheets.setdefault(sheet, len(sheets))]
        for id_, sheet in zip(screened.ids, screened.sheets, strict=True)
    ]
    numbers = {
        number: parts.setdefault(screened.parts.each[number], len(parts))
        for number in dict.fromkeys(chain.from_iterable(sheets))
    }
    sets = [[numbers[number] for number in sheet] for sheet in sheets]
    told = [[decisions.setdefault(one, len(decisions)) for one in part] for part in parts]
    return {"decisions": [_told(one) for one in decisions], "parts": told, "sets": sets, "models": models}


def _told(decision: Decision) -> list[str | int | bool | None]:
    from_day = decision.applies_from.isoformat() if decision.applies_from else None
    words: list[str | int | bool | None] = [decision.rule, decision.version, decision.verdict.value]
    return [*words, decision.upcoming, decision.owed, from_day]


def counted(body: Mapping[str, Any]) -> Counts:
    """Count what models came to."""
    sets = body["sets"]
    of_part = Counter(chain.from_iterable(sets[number] for _, number in body["models"]))
    counts: Counts = Counter()
    for part, n in of_part.items():
        for one in body["parts"][part]:
            rule, _, verdict, upcoming, *_ = body["decisions"][one]
            counts[rule, verdict, upcoming] += n
    return counts


@cache
def judging(path: str) -> Judging:
    """Return this process's own."""
    # As in the command.
    collect_seldom()
    rules = bundle(N_RULES)
    organisation = Assessed(Organisation("Example organisation", date(2026, 1, 1)), {})
    scene = Scene.of(World((organisation,), {}, ()), rules.law, rules.evidence, AS_OF)
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    return Judging(Library(base), rules, organisation, Screening(SubjectKind.MODEL, rules, scene))


def judged(path: str, first: int) -> Batch:
    """Judge a batch in this process."""
    return judging(path).batch(first)


def opened(path: Path) -> Engine:
    """Return a database of findings; what is in it are contents as the record keeps them."""
    engine = create_engine(f"sqlite:///{path}")
    content_table.create(engine, checkfirst=True)
    return engine


def store(engine: Engine, batches: Iterable[Batch]) -> tuple[str, list[Batch]]:
    """Store what every process found as it comes; return the digest of all, and the last batch of each."""
    last: dict[int, Batch] = {}
    names: list[str] = []
    counts: Counts = Counter()
    for batch in batches:
        last[batch.process] = batch
        names.append(batch.content.sha256)
        counts += batch.counts
        with engine.begin() as connection:
            contents.put(connection, [batch.content])
    text = json.dumps({"batches": names, "counts": _listed(counts)}, separators=(",", ":"), sort_keys=True)
    whole = Content(sha256(text.encode()), text)
    with engine.begin() as connection:
        contents.put(connection, [whole])
    return whole.sha256, list(last.values())


def _listed(counts: Counts) -> list[list[str | bool | int]]:
    return [[*key, n] for key, n in sorted(counts.items())]


def verified(engine: Engine, name: str) -> Counts:
    """Hash everything again that a digest names, count it anew and return the counts.

    Raises:
        IntegrityError: something is missing or altered.
        ValueError: the counts are not those that were stored.
    """
    counts: Counts = Counter()
    with engine.connect() as connection:
        whole = json.loads(contents.bodies(connection, [name])[name])
        for batch in whole["batches"]:
            counts += counted(json.loads(contents.bodies(connection, [batch])[batch]))
    if _listed(counts) != whole["counts"]:
        raise ValueError("what is counted is not what was stored")
    return counts


def explained(one: Judging, number: int) -> list[Explanation]:
    """Explain every rule that fails, or is not known, about a model, from its claims on."""
    world = one.world(number, 1)
    scene = Scene.of(world, one.rules.law, one.rules.evidence, AS_OF)
    (screened,) = Screening(SubjectKind.MODEL, one.rules, scene).scene(scene)
    (id_,), (sheet,) = screened.ids, screened.sheets
    return [
        explain(one.rules, world, decision.rule, id_, AS_OF)
        for decision in screened.decisions(sheet)
        if decision.verdict in {Verdict.FAIL, Verdict.UNKNOWN}
    ]


def main(n_models: int, kept: Path | None = None) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        claims, results = kept or Path(folder, "claims.db"), Path(folder, "findings.db")
        if not claims.exists():
            generate(claims, n_models)
        print(f"load {os.getloadavg()[0]:.1f} before")
        engine = opened(results)
        begun, own = time.perf_counter(), time.process_time()
        with ProcessPoolExecutor(N_PROCESSES, mp_context=get_context("spawn")) as pool:
            batches = pool.map(judged, repeat(str(claims)), range(0, n_models, BATCH))
            name, last = store(engine, batches)
        took, own = time.perf_counter() - begun, time.process_time() - own
        steps = [sum(batch.cpu_s[step] for batch in last) for step in range(3)]
        peaks = [*(batch.peak_mib for batch in last), _peak_mib()]
        print(f"{n_models:,} models, {N_RULES} rules, {N_PROCESSES} processes: {took:.1f} s by the clock")
        print("CPU-s: reading {:.1f}, judging {:.1f}, packing {:.1f}".format(*steps), f"storing {own:.1f}")
        print(f"load {os.getloadavg()[0]:.1f} after")
        print(f"peak of all three {sum(peaks):.0f} MiB ({', '.join(f'{peak:.0f}' for peak in peaks)})")
        begun = time.perf_counter()
        counts = verified(engine, name)
        print(f"verified and counted again: {time.perf_counter() - begun:.1f} s, {_peak_mib():.0f} MiB")
        by_verdict: Counter[str] = Counter()
        for (_, verdict, _), n in counts.items():
            by_verdict[verdict] += n
        print(", ".join(f"{verdict} {n:,}" for verdict, n in sorted(by_verdict.items())), f"in {name}")
        sizes = (path.stat().st_size / 2**20 for path in (claims, results))
        print("MiB: claims {:.0f}, counts and findings {:.0f}".format(*sizes))
        begun = time.perf_counter()
        said = explained(judging(str(claims)), n_models // 2)
        print(f"{len(said)} findings of one model explained: {time.perf_counter() - begun:.2f} s")
        print(f"{said[0].rule} of {said[0].subject_name}: {said[0].sentence}")


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else N_MODELS, *map(Path, sys.argv[2:3]))
