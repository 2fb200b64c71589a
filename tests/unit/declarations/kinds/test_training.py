from datetime import date

import pytest

from auditor.declarations.kinds.training import TrainingReader
from auditor.domain.declaration import Selector, TrainingDeclared
from auditor.errors import DeclarationError
from tests.builders.declarations import a_provenance
from tests.unit.declarations.kinds.reading import read_entry

EVERYTHING = """{model: {id: "sha256:abcdef"}, base: "Llama-3.1-8B", tokens: 5e7, trainable_parameters: 8e7,
 modalities: [text, code],
 hardware: [{accelerator: H100, count: 8, hours: 12, utilisation: 0.4}], union_placed_on: 2026-02-01}"""


def test_every_field_is_kept() -> None:
    assert read_entry(TrainingReader(), EVERYTHING) == TrainingDeclared(
        model=Selector("sha256:abcdef"),
        base="Llama-3.1-8B",
        says_base=True,
        fields=(
            ("tokens", 5e7),
            ("trainable_parameters", 8e7),
            ("modalities", ("code", "text")),
            ("union_placed_on", date(2026, 2, 1)),
            ("hardware", ("1: 8 units for 12.0 h, utilisation 0.4, precision not stated, of H100",)),
        ),
        provenance=a_provenance(),
    )


def test_phases_of_hardware_keep_what_they_state_and_stay_apart_where_they_are_alike() -> None:
    phase = "{accelerator: TPU v5p, count: 4, hours: 0.5, precision: bf16}"
    text = f"{{model: {{name: x, expect: 1}}, hardware: [{phase}, {phase}]}}"
    declared = read_entry(TrainingReader(), text)
    words = "4 units for 0.5 h, utilisation not stated, precision bf16, of TPU v5p"
    assert isinstance(declared, TrainingDeclared)
    assert declared.fields == (("hardware", (f"1: {words}", f"2: {words}")),)


@pytest.mark.parametrize("none", ["null", "[]"])
def test_no_phase_of_hardware_is_nothing_declared(none: str) -> None:
    declared = read_entry(TrainingReader(), f"{{model: {{name: x, expect: 1}}, hardware: {none}}}")
    assert isinstance(declared, TrainingDeclared)
    assert declared.fields == ()


@pytest.mark.parametrize(("base", "says_base"), [("", False), (", base: null", True)])
def test_from_scratch_is_not_the_same_as_not_said(base: str, says_base: bool) -> None:
    declared = read_entry(TrainingReader(), "{model: {name: ours, expect: 1}" + base + "}")
    assert declared == TrainingDeclared(Selector(None, "ours"), None, says_base, (), a_provenance())


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("tokens: 0", "tokens must be a number above 0, not '0'"),
        (
            "tokens: 5e7 tokens",
            "tokens must be a number above 0, not '5e7 tokens'",
        ),
        ("union_placed_on: 2026", "union_placed_on must be a day, not '2026'"),
        ("hardware: H100", "hardware must be a list"),
        ("base: null, base_flop: 1e24", "base_flop is of a base, and there is none: base is null"),
        ("base: null, base_flop: null", "base_flop is of a base, and there is none: base is null"),
        (
            "base: null, base_systemic_risk: false",
            "base_systemic_risk is of a base, and there is none: base is null",
        ),
        ("modalities: []", "modalities is empty"),
        ("modalities: null", "modalities is empty"),
        ("modalities: [texts]", "modalities does not know 'texts'"),
        ("modalities: text", "modalities must be a list, not 'text'"),
        ("hardware: [{accelerator: H100}]", "a phase of hardware lacks count, hours"),
        ("tokens: 1e308", "tokens must be at most 9,007,199,254,740,991, not '1e+308'"),
        (
            "trainable_parameters: 1e308",
            "trainable_parameters must be at most 9,007,199,254,740,991, not '1e+308'",
        ),
        ("hardware: [{accelerator: H100, count: 0, hours: 12}]", "count must be at least 1"),
        (
            "hardware: [{accelerator: H100, count: 0.5, hours: 12}]",
            "count must be a whole number, not '0.5'",
        ),
        (
            "hardware: [{accelerator: H100, count: 8, hours: 1e7}]",
            "hours must be at most 876,600, not '10000000.0'",
        ),
        (
            "hardware: [{accelerator: H100, count: 8, hours: 1, precision: int8}]",
            "precision does not know 'int8'",
        ),
        (
            "hardware: [{accelerator: H100, count: 8, hours: 12, utilisation: 40}]",
            "utilisation must be a share of at most 1",
        ),
    ],
)
def test_what_does_not_fit_is_refused(fields: str, message: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        read_entry(TrainingReader(), "{model: {name: x, expect: 1}, " + fields + "}")
    assert caught.value.message == f"a.yaml:1: {message}"


def test_a_model_must_be_selected() -> None:
    with pytest.raises(DeclarationError) as caught:
        read_entry(TrainingReader(), "{model: llama}")
    assert caught.value.message == "a.yaml:1: the selector of model must be a mapping"
