from datetime import date

from auditor.compute import LawFigures
from auditor.errors import PolicyError
from auditor.formats.yaml12 import read
from auditor.pipeline.figures import law_figures
from auditor.policy.law import Law, parse

LAW = """
texts:
  first: {title: First, published: 2025-01-01}
  second: {title: Second, published: 2026-01-01}
values:
  estimate_error:
    - {value: 0.3, text: first, published: 2025-01-01, source: G, confidence: high}
    - {value: 0.2, text: second, published: 2026-01-01, source: G, confidence: high}
  gpai_indicative_flop:
    - {value: 1.0e+23, text: first, published: 2025-01-01, source: G, confidence: high}
  systemic_presumption_flop:
    - {value: 1.0e+25, text: first, published: 2025-01-01, source: C, confidence: high}
"""


def the_law() -> Law:
    return parse(read(LAW, "law.yaml", PolicyError))


def test_figures_are_those_of_the_law_on_the_day() -> None:
    assert law_figures(the_law(), date(2025, 6, 1)) == LawFigures(0.3, 1e23, 1e25)
    assert law_figures(the_law(), date(2026, 6, 1)).permitted_error == 0.2


def test_before_the_first_text_its_figures_are_reckoned_with() -> None:
    assert law_figures(the_law(), date(2024, 1, 1)).permitted_error == 0.3
