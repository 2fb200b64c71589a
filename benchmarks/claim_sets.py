"""Claim sets in SQLite, as many and as varied as those of a mirror of a large hub.

A fact is stored once, however many models say it at the same place of their own folder
(``config.json#...``). Of a number that each model has for itself, the claim is stored once without its value.
A model is a list of facts, and of claims with their values. Nothing is copied from a real hub; what is drawn,
with a fixed seed:

* 20,000 publishers, of which few have most models (Pareto); each has a country out of 40 or is in no
  catalogue, signed chapters of the code of practice or not, and uses one to four of 24 licences; a licence
  has the same terms wherever it stands, 4 % of the models that state one state two, and 18 % state none;
* sizes from 60 million to 700 billion parameters, bytes by one of 14 quantisations, 9 context lengths,
  release days over seven years, a day on the Union market for a fifth, 6 formats and 9 sets of modalities;
* training compute for 70 % of the models, of each its own, as a range that is wider where less is known;
* what only some have: base models, anomalies of headers, code that runs on load, templates that reach out,
  writable folders, an air-gapped run and its age, roles and what the organisation declares, and evidence of 8
  kinds, most of it of the publishers.

Every fact is left out of some models. Claims are of three confidences and four bases; one in a hundred of
the facts that are yes or no is a conflict between two claims.
"""

import json
import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from auditor.domain.fact import Basis, Claim, Confidence, Conflict, Fact, Known
from auditor.domain.values import FactValue, Range
from auditor.store.codec import Shape, encode, encode_apart

BATCH: Final = 5_000
"""So many models are written, read and judged together."""
FACT: Final[Shape[Fact]] = Shape("fact", Fact)
CLAIM: Final[Shape[Claim]] = Shape("claim", Claim)
KINDS: Final = (
    "downstream-documentation",
    "copyright-policy",
    "training-content-summary",
    "technical-documentation",
    "use-policy-check",
    "license-notices-shown",
    "model-evaluation",
    "systemic-risk-assessment",
)
"""Kinds of evidence; a model has a bit for each."""

_SEED: Final = 20261122
_N_PUBLISHERS: Final = 20_000
_N_LICENSES: Final = 24
_FIRST_DAY: Final = date(2019, 6, 1)
_OUTSIDE: Final = "US CN GB CA IL KR JP IN AE SG CH UA TR BR AU NO"
_CODES: Final = (
    "US CN FR DE GB CA IL KR JP IN AE SG CH NL SE FI ES IT PL CZ AT BE DK NO IE PT GR RO HU EE "
    "LT LV BG HR SK SI UA TR BR AU"
)
_COUNTRIES: Final = _CODES.split()
_UNION: Final = frozenset(_COUNTRIES) - set(_OUTSIDE.split())
_BITS: Final = {
    "F32": 32.0, "F16": 16.0, "BF16": 16.0, "FP8": 8.0, "Q8_0": 8.5, "Q6_K": 6.6, "Q5_K_M": 5.7, "Q5_0": 5.5,
    "Q4_K_M": 4.8, "Q4_0": 4.5, "AWQ": 4.2, "IQ4_XS": 4.3, "Q3_K_M": 3.9, "Q2_K": 2.6,
}  # fmt: skip
_BASES: Final = (Basis.MEASURED, Basis.DECLARED, Basis.CATALOGUED, Basis.ATTESTED)
_OF_LICENSE: Final = ("license.kind", "license.foss_ai_act", "license.commercial_use", "license.use_policy",
                      "license.excludes_eu_licensees", "license.monthly_users_limit", "license.naming_clause",
                      "license.outputs_clause")  # fmt: skip
_SOMETIMES: Final[Sequence[tuple[str, float, tuple[FactValue, ...]]]] = (
    ("identity.store_vouches", 0.9, (False, True)),
    ("identity.digest_matches_store", 0.4, (True, True, True, False)),
    ("identity.bytes_seen", 0.9, (True, True, False)),
    ("model.format", 0.98, ("safetensors", "safetensors", "gguf", "torch", "onnx", "keras", "tflite")),
    ("model.modalities", 0.8, (("text",), ("text",), ("image", "text"), ("embedding",), ("audio",),
                               ("image",), ("audio", "text"), ("text", "video"), ("tabular",))),
    ("model.context_length", 0.7, (512, 2048, 4096, 8192, 16384, 32768, 131072, 262144, 1048576)),
    ("model.names_base", 0.95, (True, True, False)),
    ("model.weights_public", 0.8, (True, True, True, False)),
    ("model.observed", 0.97, (True, True, True, False)),
    ("model.run_here", 0.9, (False, False, False, True)),
    ("model.declared", 0.9, (False, False, False, True)),
    ("model.trained_here", 0.6, (False, False, False, True)),
    ("model.writable_by", 0.9, ((), (), (), ("group",), ("group", "others"))),
    ("license.base_conflict", 0.3, (False, False, True)),
    ("license.base_excludes_eu_licensees", 0.3, (False, False, True)),
    ("unsafe.header_anomalies", 0.9, ((), (), (), ("duplicate-key",), ("trailing-bytes",))),
    ("unsafe.executes_code_on_load", 0.9, (False, False, False, True)),
    ("unsafe.custom_code", 0.7, (False, False, True)),
    ("unsafe.chat_template", 0.6, ((), (), ("suspicious-template",), ("escaping-template",))),
    ("airgap.verified", 0.3, (True, True, False)),
    ("airgap.isolation", 0.3, ("namespace+seccomp", "namespace")),
    ("airgap.age_days", 0.3, tuple(range(0, 720, 6))),
    ("role.gpai_provider", 0.7, (False, False, False, False, True)),
    ("role.auth_rep_gpai", 0.4, (False, False, False, True)),
    ("modifier.placed", 0.3, (False, False, True)),
    ("modifier.base_estimable", 0.2, (True, False)),
    ("modifier.base_systemic_risk", 0.2, (False, False, True)),
)  # fmt: skip
"""Facts drawn for each model alone: how many models have one, and the values."""


@dataclass(slots=True)
class _Library:
    """Facts that are written once, by what they say; numbers are given as they come."""

    rng: random.Random
    ids: dict[tuple[str, object], int] = field(default_factory=dict)
    facts: list[tuple[int, str]] = field(default_factory=list)
    claims: list[tuple[int, str]] = field(default_factory=list)
    forms: dict[str, tuple[int, str]] = field(default_factory=dict)
    n: int = 0

    def shared(self, name: str, value: FactValue) -> int:
        """Return the number of a fact that others say too, in one of the ways it is said."""
        way = self.rng.choices((0, 1, 2, 3), (60, 25, 10, 5))[0]
        number = self.ids.get((name, (value, way)))
        if number is None:
            number = self.ids[name, (value, way)] = self._added(encode(FACT, _fact(name, value, way)).body)
        return number

    def own(self, name: str, value: int | Range) -> str:
        """Return what one model alone says: the number of the claim without its value, and the value."""
        if name not in self.forms:
            # Encoded once; of a million the numbers are put in.
            mark: int | Range = Range(1234.5, 5432.5) if isinstance(value, Range) else 1234
            content, apart = encode_apart(CLAIM, _claim(name, mark, 0), ("value",))
            number = len(self.forms)
            self.forms[name] = number, apart
            self.claims.append((number, content.body))
        number, form = self.forms[name]
        if isinstance(value, Range):
            said = form.replace("1234.5", repr(value.low)).replace("5432.5", repr(value.high))
        else:
            said = form.replace("1234", str(value))
        return f"[{number},{said}]"

    def contested(self, name: str) -> int:
        """Return the number of a fact that two sources disagree about."""
        number = self.ids.get((name, "contested"))
        if number is None:
            claims = tuple(
                Claim(name, value, _BASES[n], Confidence.HIGH, "benchmark", f"{n}.json#{name}")
                for n, value in enumerate((True, False))
            )
            number = self.ids[name, "contested"] = self._added(
                encode(FACT, Fact(name, Conflict(claims))).body
            )
        return number

    def _added(self, body: str) -> int:
        self.n += 1
        self.facts.append((self.n, body))
        return self.n


def _fact(name: str, value: FactValue, way: int) -> Fact:
    """Return a fact as it is said in one of four ways."""
    return Fact(name, Known(value, (_claim(name, value, way),)))


def _claim(name: str, value: FactValue, way: int) -> Claim:
    level = (Confidence.HIGH, Confidence.MEDIUM, Confidence.MEDIUM, Confidence.LOW)[way]
    return Claim(name, value, _BASES[way], level, "benchmark", f"config.json#{name}")


@dataclass(frozen=True, slots=True)
class _Publisher:
    """What is the same of all models of a publisher: facts about it, its licences, its evidence."""

    facts: tuple[int, ...]
    licenses: tuple[tuple[int, ...], ...]
    evidence: int


def generate(path: Path, n_models: int) -> None:
    """Write the claim sets of so many models."""
    rng = random.Random(_SEED)
    library = _Library(rng)
    publishers = [_publisher(rng, library) for _ in range(_N_PUBLISHERS)]
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("CREATE TABLE facts (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
        base.execute("CREATE TABLE claims (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
        base.execute(
            "CREATE TABLE models "
            "(id INTEGER PRIMARY KEY, name TEXT, facts TEXT NOT NULL, said TEXT NOT NULL, evidence INTEGER)"
        )
        for first in range(0, n_models, BATCH):
            numbers = range(first, min(first + BATCH, n_models))
            models = [_model(number, rng, library, publishers) for number in numbers]
            base.executemany("INSERT INTO models VALUES (?, ?, ?, ?, ?)", models)
            for table, rows in (("facts", library.facts), ("claims", library.claims)):
                base.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)
                rows.clear()


def _publisher(rng: random.Random, library: _Library) -> _Publisher:
    facts = []
    if rng.random() < 0.6:
        country = rng.choices(_COUNTRIES, [1 / (place + 1) for place in range(len(_COUNTRIES))])[0]
        facts = [
            library.shared("provider.country", country),
            library.shared("provider.third_country", country not in _UNION),
        ]
        signed = rng.choice(((), ("copyright",), ("copyright", "transparency"), ("safety-security",)))
        facts.append(library.shared("provider.code_chapters", signed))
    used = rng.choices(range(_N_LICENSES), [1 / (n + 1) for n in range(_N_LICENSES)], k=rng.randint(1, 4))
    bits = (rng.random() < chance for chance in (0.3, 0.3, 0.25, 0.2, 0.1, 0.1, 0.05, 0.05))
    evidence = sum(1 << bit for bit, has in enumerate(bits) if has)
    return _Publisher(tuple(facts), tuple(_license(n, library) for n in used), evidence)


def _license(number: int, library: _Library) -> tuple[int, ...]:
    """Return the facts about a licence, the same wherever it stands."""
    rng = random.Random(number)
    kind = rng.choice(
        ("permissive", "permissive", "copyleft", "use-restricted", "community", "non-commercial")
    )
    is_free, is_own = kind in {"permissive", "copyleft"}, kind == "community"
    use_policy = "none" if is_free else f"section {number}"
    said: tuple[FactValue, ...] = (kind, is_free, kind != "non-commercial", use_policy,
            is_own and rng.random() < 0.4, 700_000_000 if is_own else 0, "section 1" if is_own else "none",
            "section 2" if is_own and rng.random() < 0.5 else "none")  # fmt: skip
    return tuple(library.shared(name, value) for name, value in zip(_OF_LICENSE, said, strict=True))


def _model(
    number: int, rng: random.Random, library: _Library, publishers: Sequence[_Publisher]
) -> tuple[int, str, str, str, int]:
    # Of Pareto's shape 1.2, as rankings of publishers are: the first hundred have about a third.
    publisher = publishers[min(int(rng.paretovariate(1.2) * 20) - 20, len(publishers) - 1)]
    licensed, sized = list(_licensed(rng, library, publisher)), list(_sized(rng, library))
    facts = [*publisher.facts, *licensed, *(one for one in sized if isinstance(one, int))]
    facts += (
        library.contested(name)
        if isinstance(values[0], bool) and rng.random() < 0.01
        else library.shared(name, rng.choice(values))
        for name, chance, values in _SOMETIMES
        if rng.random() < chance
    )
    strength = rng.choices(("content", "header", "name"), (80, 12, 8))[0]
    facts.append(library.shared("identity.strength", strength))
    # A tenth of the models have some evidence of their own.
    evidence = publisher.evidence | (rng.getrandbits(len(KINDS)) if rng.random() < 0.1 else 0)
    said = f"[{','.join(one for one in sized if isinstance(one, str))}]"
    return number, rng.randbytes(32).hex(), json.dumps(facts), said, evidence


def _licensed(rng: random.Random, library: _Library, publisher: _Publisher) -> Iterator[int]:
    states = rng.random()
    yield library.shared("license.stated", states > 0.18)
    if states > 0.18:
        yield from rng.choice(publisher.licenses)
        yield library.shared("license.conflict", states > 0.96)


def _sized(rng: random.Random, library: _Library) -> Iterator[int | str]:
    """Yield the numbers of facts that others say too, and what the model alone says."""
    n_parameters = int(10 ** min(max(rng.gauss(9.4, 0.8), 7.8), 11.85))
    quantization = rng.choice(tuple(_BITS))
    yield library.own("model.n_parameters", n_parameters)
    yield library.own("model.size_bytes", int(n_parameters * _BITS[quantization] / 8))
    yield library.shared("model.quantization", quantization)
    released = _FIRST_DAY + timedelta(days=rng.randrange(2_700))
    if rng.random() < 0.8:
        yield library.shared("model.release_date", released)
    if rng.random() < 0.2:
        yield library.shared("model.union_placed_on", released)
    if rng.random() < 0.7:
        low = 6.0 * n_parameters * 10 ** rng.uniform(10.5, 13.3)
        yield library.own("compute.update_bounds_flop", Range(low, low * rng.choice((1.0, 1.6, 4.0, 9.0))))
        yield library.own("compute.cumulative_bounds_flop", Range(low, low * rng.choice((1.2, 1.6, 6.0))))
