"""Claim sets of many models in SQLite, as :mod:`benchmarks.judging_stored` judges them.

Every fact is stored once, however many models it is known of, and a model is a list of facts.
"""

import json
import random
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final

from auditor.domain.fact import Basis, Claim, Confidence, Fact, Known
from auditor.domain.values import FactValue, Range
from auditor.store.codec import Shape, encode

BATCH: Final = 10_000

FACT: Final[Shape[Fact]] = Shape("fact", Fact)
KINDS: Final = ("downstream-documentation", "copyright-policy", "training-content-summary")
SAID: Final[Mapping[str, tuple[FactValue, ...]]] = {
    "identity.strength": ("content", "content", "header", "name"),
    "identity.store_vouches": (False, True),
    "model.format": ("gguf", "safetensors", "onnx", "torch"),
    "model.modalities": (("text",), ("embedding",), ("image", "text")),
    "model.names_base": (False, True),
    "license.stated": (True, True, False),
    "license.kind": ("permissive", "copyleft", "community", "non-commercial"),
    "license.conflict": (False, False, True),
    "license.foss_ai_act": (True, False),
    "license.commercial_use": (True, False),
    "license.excludes_eu_licensees": (False, True),
    "unsafe.header_anomalies": ((), ("odd",)),
    "role.gpai_provider": (False, True),
    "model.union_placed_on": (date(2024, 2, 1), date(2026, 2, 1)),
    "model.weights_public": (True, False),
    "provider.country": ("FR", "US", "CN"),
    "provider.third_country": (False, True),
    "airgap.verified": (True, False),
    "airgap.age_days": (3, 400),
}
"""What may be known of a model; how much of it is, is different for every maker."""
N_SHARED: Final = sum(len(set(values)) for values in SAID.values())
"""So many facts are about no one model; they are numbered from 1."""
OWN: Final = ("compute.update_bounds_flop", "compute.cumulative_bounds_flop")
N_MAKERS: Final = 100


def _fact(name: str, value: FactValue, locator: str) -> str:
    claim = Claim(name, value, Basis.MEASURED, Confidence.HIGH, "benchmark", locator)
    return encode(FACT, Fact(name, Known(value, (claim,)))).body


def generate(path: Path, n_models: int) -> None:
    """Write the claim sets of models of makers, who say much the same of all of theirs."""
    rng = random.Random(1)
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("CREATE TABLE facts (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
        base.execute("CREATE TABLE models (id INTEGER PRIMARY KEY, facts TEXT NOT NULL, evidence INTEGER)")
        shared: dict[str, int] = {}
        for name, values in SAID.items():
            for value in dict.fromkeys(values):
                body = _fact(name, value, f"catalogue#{name}")
                shared[f"{name} {value}"] = len(shared) + 1
                base.execute("INSERT INTO facts VALUES (?, ?)", (len(shared), body))
        makers = [_maker(rng, shared) for _ in range(N_MAKERS)]
        own = [_fact(name, Range(1.0, 2.0), f"dir:/srv/models#@.gguf#{name}") for name in OWN]
        next_id = len(shared) + 1
        for first in range(0, n_models, BATCH):
            facts, models = [], []
            for number in range(first, min(first + BATCH, n_models)):
                low = 10 ** rng.uniform(21, 26)
                for template in own:
                    at = template.replace("@", str(number)).replace('"low":1', f'"low":{low!r}')
                    facts.append((next_id, at.replace('"high":2', f'"high":{low * 1.6!r}')))
                    next_id += 1
                known, evidence = rng.choice(makers)
                models.append((number, json.dumps([*known, next_id - 2, next_id - 1]), evidence))
            base.executemany("INSERT INTO facts VALUES (?, ?)", facts)
            base.executemany("INSERT INTO models VALUES (?, ?, ?)", models)


def _maker(rng: random.Random, shared: Mapping[str, int]) -> tuple[list[int], int]:
    told = rng.random()
    known = [shared[f"{name} {rng.choice(values)}"] for name, values in SAID.items() if rng.random() < told]
    return known, rng.randrange(2 ** len(KINDS))
