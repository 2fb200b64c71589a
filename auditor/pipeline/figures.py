"""The law's figures, handed to those who reckon with them."""

from datetime import date

from auditor.compute import LawFigures
from auditor.policy import Law, LawReference


def law_figures(law: Law, as_of: date) -> LawFigures:
    """Return the figures that estimates of compute are reckoned with as of a day.

    Before the first text that sets one, it is that first text's: nothing older sets any.
    """
    return LawFigures(
        permitted_error=_number(law, "estimate_error", as_of),
        general_purpose_flop=_number(law, "gpai_indicative_flop", as_of),
        presumed_flop=_number(law, "systemic_presumption_flop", as_of),
    )


def _number(law: Law, name: str, as_of: date) -> float:
    version = law.version(LawReference(name), as_of) or law.values[name][0]
    assert isinstance(version.value, int | float)
    return float(version.value)
