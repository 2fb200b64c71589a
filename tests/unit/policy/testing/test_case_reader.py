from datetime import date

import pytest

from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import Basis, Claim, Confidence, Conflict, Fact, Known, SubjectKind
from auditor.domain.subject import Organisation
from auditor.domain.values import FactValue, Range
from auditor.errors import PolicyError
from auditor.policy.testing.case_reader import Case, CaseReader
from tests.builders.policy import node

OUTCOMES = frozenset({"pass", "fail", "unknown", "not_applicable", "yes", "no"})


def read(text: str, kind: SubjectKind = SubjectKind.MODEL) -> tuple[Case, ...]:
    return CaseReader(kind, frozenset({"summary"}), OUTCOMES).read(node(text))


def a_case(body: str, kind: SubjectKind = SubjectKind.MODEL) -> Case:
    return read(f"cases:\n  - {{name: n, as_of: 2026-11-22, expect: {{verdict: pass}}, {body}}}\n", kind)[0]


def facts(case: Case) -> dict[str, dict[str, Fact]]:
    return {assessed.subject.id: dict(assessed.facts) for assessed in case.world.subjects}


def value_of(text: str, name: str = "model.format") -> object:
    return facts(a_case(f"facts: {{{name}: {text}}}"))["subject"].get(name)


def stated(
    name: str, value: FactValue, basis: Basis = Basis.MEASURED, level: Confidence = Confidence.HIGH
) -> Claim:
    return Claim(name, value, basis, level, "case", "rules.yaml:2")


def a_fact(name: str, value: FactValue) -> Fact:
    return Fact(name, Known(value, (stated(name, value),)))


def test_a_case_starts_from_what_is_given_and_changes_it() -> None:
    first, second = read(
        """
        given:
          as_of: 2026-11-22
          facts: {model.format: gguf, model.gpai: true, organisation.finance: true}
        cases:
          - name: as given
            expect: {verdict: fail, upcoming: true, because: model.gpai}
          - name: changed
            as_of: 2027-01-01
            facts: {model.format: null, model.gpai: false}
            expect: {verdict: true}
        """
    )
    assert (first.name, first.place, first.as_of, first.outcome, first.upcoming, first.because) == (
        "as given",
        "rules.yaml:6",
        date(2026, 11, 22),
        "fail",
        True,
        "model.gpai",
    )
    assert (second.as_of, second.outcome, second.upcoming, second.because) == (
        date(2027, 1, 1),
        "yes",
        False,
        "",
    )
    assert sorted(facts(first)["subject"]) == ["model.format", "model.gpai"]
    assert sorted(facts(first)["organisation"]) == ["organisation.finance"]
    assert list(facts(second)["subject"]) == ["model.gpai"]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("model.format", "gguf", "gguf"),
        ("model.base_models", "[b, a]", ("a", "b")),
        ("model.union_placed_on", "2026-01-02", date(2026, 1, 2)),
        ("compute.update_flop", "{low: 1e23, high: 2e23}", Range(1e23, 2e23)),
        ("compute.update_flop", "1e23", Range(1e23, 1e23)),
        ("model.n_experts", "8", 8),
    ],
)
def test_values_are_written_as_the_fact_has_them(name: str, text: str, expected: FactValue) -> None:
    assert value_of(text, name) == a_fact(name, expected)


def test_a_value_may_state_its_basis_and_confidence() -> None:
    weak = value_of("{value: gguf, basis: catalogued, confidence: low}")
    claim = stated("model.format", "gguf", Basis.CATALOGUED, Confidence.LOW)
    assert weak == Fact("model.format", Known("gguf", (claim,)))


def test_sources_may_disagree() -> None:
    claims = tuple(stated("model.format", one, Basis.DECLARED) for one in ("gguf", "onnx"))
    assert value_of("{conflict: [gguf, onnx]}") == Fact("model.format", Conflict(claims))


def test_evidence_binds_to_the_subject_or_to_whom_it_names() -> None:
    case = a_case("evidence: [{kind: summary, state: absent}, {kind: summary, of: organisation}]")
    day = date(2026, 11, 22)
    assert case.world.evidence == (
        EvidenceRecord(
            "summary",
            ("subject",),
            EvidenceState.ABSENT,
            "rules.yaml:2",
            "A. Example",
            day,
            Confidence.MEDIUM,
            "declared absent",
        ),
        EvidenceRecord(
            "summary",
            ("organisation",),
            EvidenceState.VALID,
            "rules.yaml:2",
            "A. Example",
            day,
            Confidence.HIGH,
            "file, as the case says",
            "evidence",
        ),
    )


def test_others_stand_around_the_subject() -> None:
    case = a_case(
        "others: [{id: s, kind: system, facts: {system.annex_i: true, system.profiling: null}}, "
        "{id: d, kind: "
        "deployment}, {id: n, kind: model}], relations: {s: [d], d: [subject], subject: [n]}"
    )
    assert case.world.relations == {"s": ("d",), "d": ("subject",), "subject": ("n",)}
    kinds = {assessed.subject.id: assessed.subject.kind.value for assessed in case.world.subjects}
    assert kinds == {
        "organisation": "organisation",
        "subject": "model",
        "s": "system",
        "d": "deployment",
        "n": "model",
    }
    assert list(facts(case)["s"]) == ["system.annex_i"]


def test_a_case_about_the_organisation_is_about_the_one_organisation() -> None:
    case = a_case("relations: {subject: []}", SubjectKind.ORGANISATION)
    assert case.subject_id == "organisation"
    assert case.world.relations == {"organisation": ()}
    assert [assessed.subject for assessed in case.world.subjects] == [
        Organisation("Example organisation", date(2026, 1, 1))
    ]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("facts: {model.form: gguf}", "unknown fact 'model.form'"),
        ("facts: {system.annex_i: true}", "'system.annex_i' is a fact of a system, not of a model"),
        ("facts: {model.format: 1}", "model.format is a text, not '1'"),
        ("facts: {model.gpai: {value: yes}}", "model.gpai is a yes/no, not 'yes'"),
        ("facts: {model.format: {value: gguf, basis: rumour}}", "'rumour' is none of"),
        ("facts: {model.format: {value: gguf, confidence: sure}}", "'sure' is none of"),
        ("facts: {model.format: {conflict: []}}", "the list is empty"),
        (
            "facts: {compute.update_flop: {low: 2, high: 1}}",
            "expected a low and a high number, in this order",
        ),
        (
            "facts: {compute.update_flop: {low: a, high: 1}}",
            "expected a low and a high number, in this order",
        ),
        ("facts: {compute.update_flop: true}", "compute.update_flop is a range, not 'True'"),
        ("facts: {model.format: {low: 1, high: 2}}", "model.format is a text, not a mapping"),
        ("evidence: [{kind: rumour}]", "unknown kind of evidence 'rumour'"),
        (
            "evidence: [{kind: summary, state: lost}]",
            "'lost' is none of valid, absent, expired, missing, unfound, altered, empty, declaration, "
            "withdrawn, ended, later",
        ),
        (
            "others: [{id: o, kind: organisation}]",
            "'organisation' is none of model, deployment, system, incident",
        ),
        ("others: [{id: o, kind: system, facts: {model.gpai: true}}]", "'model.gpai' is a fact of a model"),
        ("because: model.gpai", "unknown key 'because'"),
    ],
)
def test_a_malformed_case_is_refused(body: str, message: str) -> None:
    with pytest.raises(PolicyError) as raised:
        a_case(body)
    assert raised.value.message.startswith(f"rules.yaml:2: {message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cases: [{name: n, expect: {verdict: pass}}]", "'as_of' is missing"),
        ("cases: [{name: n, as_of: 2026-01-01, expect: {verdict: maybe}}]", "'maybe' is none of"),
        ("cases: []", "the list is empty"),
        ("case: []", "unknown key 'case'"),
    ],
)
def test_a_malformed_cases_file_is_refused(text: str, message: str) -> None:
    with pytest.raises(PolicyError) as raised:
        read(text)
    assert message in raised.value.message
