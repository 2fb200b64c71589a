from dataclasses import replace
from datetime import date

import pytest

from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import RESOLVED, Basis, Confidence, Fact, Known, Settler
from auditor.domain.finding import Missing
from auditor.domain.values import FactValue, Range
from auditor.policy.judging import alike
from auditor.policy.judging.alike import Likeness, own, shared
from auditor.policy.judging.reads import reads_of
from auditor.policy.logic.world import Scene
from tests.builders.policy import (
    DUTY,
    a_bundle,
    a_model,
    a_record,
    a_scene,
    an_organisation,
    changed,
    claim,
    conflict,
    known,
    unknown,
)

FLOP = "compute.cumulative_bounds_flop"


def likeness(require: str, scene: Scene) -> Likeness:
    read = reads_of(a_bundle(changed(DUTY, require=require)).rules[0])
    assert read is not None
    return Likeness.of(read, scene)


def numbers(
    require: str,
    *given: dict[str, FactValue | Fact],
    evidence: tuple[EvidenceRecord, ...] = (),
) -> list[tuple[int, ...]]:
    models = [a_model(str(number), facts) for number, facts in enumerate(given)]
    scene = a_scene(an_organisation(), *models, evidence=evidence)
    found = likeness(require, scene)
    return [tuple(found.numbers(model.subject.id, scene).values()) for model in models]


@pytest.mark.parametrize(
    ("require", "one", "alike_to_it", "other"),
    [
        (
            f"{{fact: {FLOP}, more_than: {{law: flop}}}}",
            Range(1e24, 2e24),
            Range(3e20, 1e25),
            Range(2e25, 3e25),
        ),
        (
            f"{{fact: {FLOP}, more_than: {{law: flop}}}}",
            Range(1e24, 2e25),
            Range(3e20, 1e26),
            Range(1e24, 2e24),
        ),
        ("{fact: airgap.age_days, at_most: 30}", 3, 30, 31),
        (
            "{fact: model.union_placed_on, before: {law: cutoff}}",
            date(2024, 1, 1),
            date(2025, 8, 1),
            date(2025, 8, 2),
        ),
        ("{fact: model.format, in: [gguf, onnx]}", "gguf", "onnx", "torch"),
        ("{fact: model.modalities, includes_any: [text]}", ("text",), ("image", "text"), ("image",)),
    ],
)
def test_values_are_alike_where_every_comparison_comes_to_the_same(
    require: str, one: FactValue, alike_to_it: FactValue, other: FactValue
) -> None:
    name = require.removeprefix("{fact: ").partition(",")[0]
    first, second, third = numbers(require, {name: one}, {name: alike_to_it}, {name: other})
    assert first == second
    assert first != third


@pytest.mark.parametrize(
    "other",
    [
        known("model.format", "gguf", confidence=Confidence.LOW),
        conflict("model.format", "gguf", "onnx"),
        conflict("model.format", "gguf"),
        unknown("model.format"),
    ],
)
def test_subjects_differ_by_confidence_conflict_and_what_is_not_known(other: Fact) -> None:
    found = numbers("{fact: model.format, is: gguf}", {"model.format": "gguf"}, {"model.format": other})
    assert len(set(found)) == 2


def test_the_place_and_the_reason_of_not_knowing_do_not_matter() -> None:
    there = known("model.format", "gguf", locator="dir:/other")
    found = numbers("{fact: model.format, is: gguf}", {"model.format": "gguf"}, {"model.format": there})
    assert len(set(found)) == 1
    why = unknown("model.format", "some other reason")
    assert len(set(numbers("{fact: model.format, is: gguf}", {"model.format": why}, {}))) == 1


def test_the_basis_matters_only_where_a_rule_asks_for_one_and_where_it_is_a_word() -> None:
    three: tuple[dict[str, FactValue | Fact], ...] = (
        {"license.kind": known("license.kind", "permissive")},
        {"license.kind": known("license.kind", "permissive", basis=Basis.DECLARED)},
        {"license.kind": known("license.kind", "permissive", basis=Basis.ATTESTED)},
    )
    assert len(set(numbers("{fact: license.kind, is: permissive}", *three))) == 2
    assert len(set(numbers("{fact: license.kind, is: permissive, basis: attested}", *three))) == 3


def test_what_settles_a_fact_matters_where_a_rule_asks_for_a_basis() -> None:
    name = "license.kind"
    first = claim(name, "permissive", basis=Basis.ATTESTED, with_evidence=True)
    overruled = claim(name, "copyleft", basis=Basis.ATTESTED)
    plain = Fact(name, Known("permissive", (first, overruled)))
    settled = Fact(name, Known("permissive", (replace(first, method=RESOLVED), overruled)))
    asked = f"{{fact: {name}, is: permissive, basis: attested}}"
    one, other = numbers(asked, {name: plain}, {name: settled})
    assert one != other


def test_subjects_differ_by_their_records() -> None:
    held = replace(a_record("summary", "0"), subject_ids=("0", "2"))
    expired = a_record("summary", "1", state=EvidenceState.EXPIRED)
    weak = replace(a_record("summary", "4"), confidence=Confidence.MEDIUM)
    found = numbers("{evidence: summary}", {}, {}, {}, {}, {}, evidence=(held, expired, weak))
    assert found[0] == found[2]
    assert len(set(found)) == 4


def words(*given: dict[str, FactValue | Fact], name: str = FLOP, sourced: bool = False) -> list[int]:
    models = [a_model(str(number), facts) for number, facts in enumerate(given)]
    scene = a_scene(an_organisation(), *models)
    found = likeness(f"{{fact: {FLOP}, more_than: {{law: flop}}}}", scene)
    return [found.words((name, sourced), model.subject.id, scene) for model in models]


def test_what_reads_alike_is_said_alike_unless_it_reads_like_the_bound() -> None:
    first, second, third = words(
        {FLOP: Range(1.00001e24, 2e24)}, {FLOP: Range(1.00002e24, 2e24)}, {FLOP: Range(3e24, 4e24)}
    )
    assert first == second
    assert first != third
    below, above = words({FLOP: Range(1e25, 1e25)}, {FLOP: Range(1e25, 1.0000000001e25)})
    assert below != above


def test_a_sentence_that_names_its_sources_tells_them_apart() -> None:
    here, there = known("model.format", "gguf"), known("model.format", "gguf", locator="dir:/other")
    two: tuple[dict[str, FactValue | Fact], ...] = ({"model.format": here}, {"model.format": there})
    assert len(set(words(*two, name="model.format"))) == 1
    assert len(set(words(*two, name="model.format", sourced=True))) == 2


def test_why_something_is_not_known_is_said() -> None:
    why = unknown("model.format", "some other reason")
    found = words({}, {"model.format": unknown("model.format")}, {"model.format": why}, name="model.format")
    assert len(set(found)) == 3


def test_what_is_forgotten_is_numbered_anew_between_two_subjects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "_MOST_REMEMBERED", 1)
    scene = a_scene(an_organisation(), *(a_model(str(n), {"model.format": f"f{n}"}) for n in range(3)))
    found = likeness("{fact: model.format, is: gguf}", scene)
    kept: alike.Alike[str] = alike.Alike((("model.format", False),))
    for number in range(3):
        found.tidy()
        said = {kept.asked[0]: found.words(kept.asked[0], str(number), scene)}
        key = kept.key(said, found)
        assert key not in kept.found
        kept.found[key] = str(number)
    assert found.n_forgotten == 1
    assert list(kept.found.values()) == ["2"]


def test_what_is_missing_is_shared_and_taken_back() -> None:
    mine = Missing("model.format", "m", "nobody says", Settler.PROVIDER, "ask")
    ours = replace(mine, subject_id="organisation")
    held = shared((mine, ours), "m")
    assert [one.subject_id for one in held] == [alike.OWN, "organisation"]
    assert tuple(own(one, "m") for one in held) == (mine, ours)
    assert own(held[0], "other") == replace(mine, subject_id="other")


def test_a_fact_has_one_number_whether_or_not_its_value_is_the_very_one_of_its_claim() -> None:
    alike_by = Likeness.of((), a_scene())
    for value, again in ((Range(1e24, 2e24), Range(1e24, 2e24)), (("text",), ("text",)), (7, 7)):
        said = claim("model.modalities", value)
        facts = [Known(value, (said,)), Known(again, (replace(said, value=again),)), Known(again, (said,))]
        weak = Known(value, (replace(said, confidence=Confidence.LOW),))
        numbers = {alike_by.number("model.modalities", state) for state in facts}
        assert len(numbers) == 1
        assert alike_by.number("model.modalities", weak) not in numbers
