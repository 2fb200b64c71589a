import pytest

from auditor.domain.fact import Confidence
from auditor.domain.tri import Tri
from auditor.domain.values import FactValue
from auditor.licenses.answers import QUESTIONS, Multimodal
from auditor.licenses.terms import terms_of

LLAMA_32 = "LicenseRef-scancode-llama-3.2-license-2024"
LLAMA_33 = "LicenseRef-scancode-llama-3.3-license-2024"
LLAMA_4 = "LicenseRef-scancode-llama-4-license-2025"
GEMMA = "LicenseRef-scancode-gemma-tou-2025-03-24"
STABILITY = "LicenseRef-scancode-stability-ai-community-2024"
K3 = "LicenseRef-kimi-k3"
SEEING = Multimodal(Tri.TRUE, Confidence.MEDIUM)
READING = Multimodal(Tri.FALSE, Confidence.MEDIUM)
UNTOLD = Multimodal(Tri.UNKNOWN, Confidence.LOW)


def _value(question: str, expression: str, multimodal: Multimodal = READING) -> FactValue | None:
    answer = terms_of(expression)
    assert answer is not None
    return QUESTIONS[f"license.{question}"](answer, multimodal).value


@pytest.mark.parametrize(
    ("question", "expression", "expected"),
    [
        ("kind", "MIT AND GPL-3.0-only", "copyleft"),
        ("kind", "MIT OR GPL-3.0-only", "permissive"),
        ("commercial_use", "CC-BY-NC-4.0", False),
        ("commercial_use", "MIT AND CC-BY-NC-4.0", False),
        ("commercial_use", "MIT OR CC-BY-NC-4.0", True),
        ("commercial_use", STABILITY, None),
        ("monthly_users_limit", LLAMA_4, 700_000_000),
        ("monthly_users_limit", f"{LLAMA_4} AND LicenseRef-scancode-qwen-2024", 100_000_000),
        ("monthly_users_limit", f"{LLAMA_4} OR LicenseRef-scancode-qwen-2024", 700_000_000),
        ("monthly_users_limit", f"{LLAMA_4} OR MIT", 0),
        ("monthly_users_limit", "MIT", 0),
        ("foss_ai_act", "Apache-2.0", True),
        ("foss_ai_act", "CC-BY-SA-4.0", True),
        ("foss_ai_act", LLAMA_33, False),
        ("foss_ai_act", "CC-BY-NC-4.0", False),
        ("foss_ai_act", GEMMA, None),
        ("foss_ai_act", "LicenseRef-scancode-moonshot-ai-modified-mit-2025", None),
    ],
)
def test_terms_of_licences(question: str, expression: str, expected: FactValue | None) -> None:
    assert _value(question, expression) == expected


LLAMA_31 = "LicenseRef-scancode-llama-3.1-license-2024"
LLAMA_3 = "LicenseRef-llama-3-community"


@pytest.mark.parametrize(
    ("question", "expression", "expected"),
    [
        ("governing_law", LLAMA_31, "California"),
        ("governing_law", f"{LLAMA_31} AND {GEMMA}", "California"),
        ("governing_law", f"{LLAMA_31} AND LicenseRef-scancode-qwen-2024", "California; China"),
        ("governing_law", f"{LLAMA_31} OR LicenseRef-scancode-qwen-2024", "California or China"),
        ("governing_law", "MIT", "none"),
        ("governing_law", f"MIT AND {LLAMA_31}", "California"),
        # Whoever may choose chooses the licence without the clause.
        ("governing_law", f"MIT OR {LLAMA_31}", "none"),
        ("governing_law", "MIT OR GPL-3.0-only", "none"),
        ("outputs_clause", LLAMA_31, "none"),
        ("outputs_clause", STABILITY, None),
        ("outputs_clause", K3, None),
        ("outputs_clause", "GPL-3.0-only", None),
        ("outputs_clause", f"MIT AND {K3}", None),
    ],
)
def test_clauses_of_licences(question: str, expression: str, expected: FactValue | None) -> None:
    assert _value(question, expression) == expected


def test_a_clause_names_its_place_and_a_text_that_was_not_read_its_licence() -> None:
    clause = _value("outputs_clause", LLAMA_3)
    assert str(clause).startswith("section 1.b.v of the Meta Llama 3 Community License: ")
    answer = terms_of(f"{STABILITY} AND GPL-3.0-only")
    assert answer is not None
    said = QUESTIONS["license.outputs_clause"](answer, READING)
    names = " and ".join(part.name for part in answer.parts)
    assert (said.value, said.reason) == (None, f"the text of {names} was not read for it")


@pytest.mark.parametrize(
    ("expression", "multimodal", "excluded"),
    [
        (LLAMA_32, SEEING, True),
        (LLAMA_32, READING, False),
        (LLAMA_32, UNTOLD, None),
        (LLAMA_33, SEEING, False),
        (LLAMA_4, READING, True),
        ("MIT", SEEING, False),
        (K3, READING, None),
        (f"{LLAMA_4} AND MIT", READING, True),
        (f"{LLAMA_4} OR MIT", READING, False),
    ],
)
def test_who_is_excluded_depends_on_the_release(
    expression: str, multimodal: Multimodal, excluded: bool | None
) -> None:
    assert _value("excludes_eu_licensees", expression, multimodal) == excluded


def test_the_clause_is_named_where_it_bites() -> None:
    clause = _value("eu_exclusion_clause", LLAMA_32, SEEING)

    assert isinstance(clause, str)
    assert clause.startswith("Llama 3.2 Acceptable Use Policy")
    assert "section 1.b.iv" in clause
    assert _value("eu_exclusion_clause", LLAMA_32, READING) == "none"
    assert _value("eu_exclusion_clause", LLAMA_32, UNTOLD) is None


@pytest.mark.parametrize(("expression", "follows_from"), [(LLAMA_32, "model.modalities"), (K3, "")])
def test_what_alone_is_missing_is_named(expression: str, follows_from: str) -> None:
    answer = terms_of(expression)
    assert answer is not None
    said = QUESTIONS["license.excludes_eu_licensees"](answer, UNTOLD)
    assert (said.value, said.follows_from) == (None, follows_from)


def test_an_exclusion_that_hangs_on_modalities_is_no_better_than_they_are() -> None:
    answer = terms_of(LLAMA_32)
    assert answer is not None

    weak = QUESTIONS["license.excludes_eu_licensees"](answer, Multimodal(Tri.TRUE, Confidence.LOW))

    assert weak.confidence is Confidence.LOW


def test_an_open_question_says_what_it_hangs_on() -> None:
    answer = terms_of(STABILITY)
    assert answer is not None

    said = QUESTIONS["license.commercial_use"](answer, READING)

    assert (
        said.reason == "commercial use is allowed below USD 1 million annual revenue and after registration"
    )
