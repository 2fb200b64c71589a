"""How long it takes to judge many models by many rules, in-process: ``python -m benchmarks.judging``.

Two worlds of models that all differ in size, compute and place: one about which everything is declared, so
that nearly all rules pass or do not apply, and one about which nothing is, so that nearly all are unknown.
"""

import statistics
import sys
import time
from datetime import date
from typing import Final

from auditor.domain.artifact import Artifact
from auditor.domain.audit import Assessed
from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Known, SubjectKind
from auditor.domain.finding import Verdict
from auditor.domain.header import Header
from auditor.domain.mention import NameAt
from auditor.domain.subject import Model, Organisation, Strength
from auditor.domain.values import FactValue, Range
from auditor.policy import Bundle, World
from auditor.policy.bundle import assemble
from auditor.policy.choosing import load
from auditor.policy.judging.judge import judge
from auditor.policy.logic.world import Scene
from benchmarks.house_rules import house_rules
from benchmarks.measuring import RUNS
from benchmarks.screening.screening import Screening

AS_OF: Final = date(2026, 11, 22)
N_MODELS: Final = 10_000
N_RULES: Final = 100


def bundle(n_rules: int) -> Bundle:
    """Return the shipped rules about models and as many of a house as make ``n_rules`` in all."""
    shipped = load()
    n_house = n_rules - sum(rule.heading.subject == "model" for rule in shipped.rules)
    if n_house < 1:
        return shipped
    pack = 'id: house\ntitle: House\nversion: "1"\ndescription: House rules.\n'
    return assemble({**shipped.files, "house/pack.yaml": pack, "house/rules.yaml": house_rules(n_house)})


def world(n_models: int, *, declared: bool) -> World:
    """Return models that all differ, with everything declared about them, or nothing."""
    organisation = Organisation("Example organisation", date(2026, 1, 1) if declared else None)
    ours = {"organisation.eu_established": _fact("organisation.eu_established", True, "x")}
    subjects = [Assessed(organisation, ours if declared else {})]
    subjects += [_model(number, declared=declared) for number in range(n_models)]
    ids = tuple(assessed.subject.id for assessed in subjects[1:])
    kinds = ("downstream-documentation", "copyright-policy", "training-content-summary")
    evidence = tuple(
        EvidenceRecord(kind, ids, EvidenceState.VALID, "evidence.yaml:1", "A. Example", AS_OF)
        for kind in kinds
        if declared
    )
    return World(tuple(subjects), {}, evidence)


def _model(number: int, *, declared: bool) -> Assessed:
    place = f"dir:/srv/models#{number}.gguf"
    flop = Range(4e23 + number * 1e18, 9e23 + number * 1e18)
    found: dict[str, FactValue] = {
        "identity.strength": "content",
        "identity.store_vouches": False,
        "model.format": "gguf",
        "model.modalities": ("text",),
        "model.n_parameters": 7_000_000_000 + number,
        "model.size_bytes": 4_000_000_000 + number,
        "model.context_length": 32_768,
        "model.names_base": False,
        "license.stated": True,
        "license.kind": "permissive",
        "license.conflict": False,
        "unsafe.header_anomalies": (),
        "compute.update_bounds_flop": flop,
        "compute.cumulative_bounds_flop": flop,
    }
    if declared:
        found |= {
            "role.gpai_provider": False,
            "model.union_placed_on": date(2026, 2, 1),
            "license.foss_ai_act": True,
            "license.commercial_use": True,
            "license.excludes_eu_licensees": False,
            "model.weights_public": True,
            "provider.country": "FR",
            "provider.third_country": False,
            "airgap.verified": True,
            "airgap.isolation": "namespace+seccomp",
            "airgap.age_days": 3,
        }
    names = (NameAt(f"model-{number}", "header", place),)
    artifact = Artifact("gguf", (), Header("gguf", "3", "", 0, 0))
    subject = Model(f"sha256:{number:064}", Strength.CONTENT, artifact, names, (), (place,))
    # Roles are said by one declaration and terms by one licence, everything else by each model's own files.
    facts = {
        name: _fact(name, value, name if name.startswith(("role.", "license.")) else place)
        for name, value in found.items()
    }
    return Assessed(subject, facts)


def _fact(name: str, value: FactValue, place: str) -> Fact:
    claim = Claim(name, value, Basis.MEASURED, Confidence.HIGH, "benchmark", f"{place}#{name}")
    return Fact(name, Known(value, (claim,)))


def verdicts_alone(rules: Bundle, given: World) -> list[float]:
    """Return the CPU seconds of every verdict on every model, without words, run by run."""
    took = []
    for _ in range(RUNS):
        begun = time.process_time()
        scene = Scene.of(given, rules.law, rules.evidence, AS_OF)
        screened = Screening(SubjectKind.MODEL, rules, scene)
        assert sum(len(one.ids) for one in screened.scene(scene)) == len(given.subjects) - 1
        took.append(time.process_time() - begun)
    return took


def main() -> None:
    """Measure and print."""
    n_models = int(sys.argv[1]) if len(sys.argv) > 1 else N_MODELS
    for n_rules in (0, N_RULES):
        rules = bundle(n_rules)
        for declared in (True, False):
            given = world(n_models, declared=declared)
            begun = time.process_time()
            judged = judge(rules, given, as_of=AS_OF, run_day=AS_OF)
            seconds = time.process_time() - begun
            n_rulings = sum(tally.n for tally in judged.tallies)
            verdicts_s = verdicts_alone(rules, given)
            n_open = sum(finding.verdict is Verdict.UNKNOWN for finding in judged.findings)
            print(
                f"{n_models:,} models, {n_rulings // n_models:>3} rules, "
                f"{'all' if declared else 'nothing':<7} declared: {seconds:6.2f} CPU-s, {n_open:,} unknown; "
                f"verdicts alone: {statistics.median(verdicts_s):.2f} CPU-s, median of {RUNS}"
            )


if __name__ == "__main__":
    main()
