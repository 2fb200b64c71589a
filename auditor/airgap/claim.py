"""What an attestation says about the model, or for the self-test about the organisation's machine."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from auditor.domain.attestation import Attestation, Outcome
from auditor.domain.fact import Basis, Claim, Confidence, Silence, Statement, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.phrasing import prose_day
from auditor.domain.values import FactValue

METHOD: Final = "llama.cpp isolated run"

# These say nothing about the model: the prison could not be built, or the file was never given to llama.cpp.
_NO_ANSWER: Final = frozenset({Outcome.UNPROVEN, Outcome.NOT_RUN})

_OF_MODEL: Final = ("airgap.verified", "airgap.isolation", "airgap.age_days")
_OF_ORGANISATION: Final = "airgap.self_test"
_READ_FIRST: Final = "auditor scan --hash full && auditor airgap MODEL"


def claims(attestation: Attestation, *, as_of_run_day: date, n_files: int = 1) -> Iterator[Statement]:
    """Yield what one attestation establishes.

    Only a pass verifies. A run that leaked, or in which inference did not complete, measured the
    opposite. A run that proved nothing is silent, with its reason, so the facts stay unknown.
    So is a run of one file of several: its digest says nothing of those that were loaded with it.

    Args:
        attestation: Of the model; one of the self-test is about the organisation instead.
        as_of_run_day: The day age is reckoned from; a proof from later than that is 0 days old.
        n_files: Files that the model consists of, those that are not here included.
    """
    names = (_OF_ORGANISATION,) if attestation.is_self_test else _OF_MODEL
    if attestation.outcome in _NO_ANSWER:
        yield from (_silence(name, _ended(attestation)) for name in names)
        return
    if n_files > 1:
        reason = f"the isolated run was of one of its {n_files} files: join them, scan, and run the whole"
        yield from (_silence(name, reason) for name in names)
        return
    age_days = max(0, (as_of_run_day - attestation.performed_at.date()).days)
    values: dict[str, tuple[FactValue, str]] = {
        "airgap.verified": (attestation.passed, "outcome"),
        "airgap.isolation": (attestation.isolation.value, "isolation"),
        "airgap.age_days": (age_days, "performed_at"),
        _OF_ORGANISATION: (attestation.passed, "outcome"),
    }
    for name in names:
        value, key = values[name]
        yield _claim(name, value, key, attestation)


def unmatched() -> Iterator[Statement]:
    """Say of a model whose bytes were not read that no run can be told to be of it, and what to do first."""
    reason = "its bytes were not read, and an isolated run is of the bytes with a digest"
    for name in _OF_MODEL:
        yield Silence(name, Unknown(reason, FACTS[name].who, _READ_FIRST))


def _claim(name: str, value: FactValue, key: str, attestation: Attestation) -> Claim:
    return Claim(
        fact=name,
        value=value,
        basis=Basis.MEASURED,
        confidence=Confidence.HIGH,
        method=METHOD if attestation.passed else f"{METHOD} ({attestation.outcome.value})",
        locator=f"attestation:{attestation.artifact_sha256}#{key}",
        citation=_said(key, attestation),
    )


def _said(key: str, attestation: Attestation) -> str | None:
    """Return what a sentence names as its source: how a run failed, or its day; else the place does."""
    if key == "performed_at":
        return f"isolated run on {prose_day(attestation.performed_at.date())}"
    return None if attestation.passed else _ended(attestation)


def _ended(attestation: Attestation) -> str:
    return f"isolated run {attestation.outcome.value}: {attestation.reason}"


def _silence(name: str, reason: str) -> Silence:
    definition = FACTS[name]
    return Silence(name, Unknown(reason, definition.who, definition.how))
