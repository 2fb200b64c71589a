"""What a run proves: from everything observed to an outcome and one sentence. Computes, touches nothing."""

from dataclasses import dataclass
from typing import Final

from auditor.airgap.launcher import Ended
from auditor.airgap.protocol import Prison
from auditor.domain.attestation import Isolation, Outcome, Probe


@dataclass(frozen=True, slots=True)
class Observed:
    """One run, as the parent saw it.

    Attributes:
        ended: How the worker ended that has the last word.
        earlier_signal: The signal an earlier worker died by; empty if there was none.
        probes: Every attempt, inside and outside.
        has_same_bytes: The file's digest was the same before and after.
        expected_sha256: Digest of the known answer; empty where none is known.
        budget_s: Seconds that were asked for, for this run or for several.
    """

    ended: Ended
    earlier_signal: str
    probes: tuple[Probe, ...]
    has_same_bytes: bool
    expected_sha256: str
    budget_s: float


Verdict = tuple[Outcome, str]

# What a machine says outside the prison whose loopback device is down.
_NO_ROUTE: Final = "ENETUNREACH"

PLAIN: Final = "plain settings (one thread, no memory mapping, no repacked weights)"


def judge(observed: Observed) -> Verdict:
    """Say how a run ended.

    A leak comes first: it matters most, whatever else happened. Then whether anything was generated;
    then whether the circumstances allow calling it proof.
    """
    ended = observed.ended
    prison, inference = ended.said.prison, ended.said.inference
    if prison and prison.leaks:
        return Outcome.LEAKED, f"reached from inside: {_names(observed.probes, reached=True)}"
    if (failure := _failure(observed)) is not None:
        return failure
    if not prison or not inference:
        return Outcome.UNPROVEN, _said(f"the worker ended without a result{_by(ended)}", observed)
    if inference.is_unread:
        held = prison.isolation is not Isolation.NONE
        return (Outcome.NOT_RUN if held else Outcome.UNPROVEN), _with_missing(inference.refusal, prison)
    if inference.generation is None:
        return Outcome.REFUSED, _after_crash(inference.refusal, observed)
    return _proof(observed, prison, inference.generation.output_sha256)


def _failure(observed: Observed) -> Verdict | None:
    """Return the verdict on a worker that did not end by itself, or nothing."""
    ended, earlier = observed.ended, observed.earlier_signal
    if ended.is_overdue:
        overdue = f"not finished within the budget of {observed.budget_s:g} s"
        return Outcome.TIMED_OUT, _after_crash(overdue, observed)
    if not ended.has_crashed:
        return None
    name = ended.signal_name
    how = f"died by {earlier}, and by {name} with {PLAIN}" if earlier else f"died by {name}"
    return Outcome.CRASHED, _said(how, observed)


def _proof(observed: Observed, prison: Prison, output_sha256: str) -> Verdict:
    """Say whether tokens that were generated prove anything."""
    if not observed.has_same_bytes:
        return Outcome.UNPROVEN, "the file changed during the run"
    if prison.isolation is not Isolation.NAMESPACE_SECCOMP:
        return Outcome.UNPROVEN, _with_missing("tokens were generated without full isolation", prison)
    if not observed.probes or not all(probe.holds for probe in observed.probes):
        weak = _names(observed.probes, reached=False) or "no probes"
        return Outcome.UNPROVEN, f"{_no_control(observed.probes)}no proof from: {weak}"
    if observed.expected_sha256 not in {"", output_sha256}:
        return Outcome.UNPROVEN, "the self-test model gave a wrong answer: inference is not right here"
    n_probes = len(observed.probes)
    answer = ", with the known answer" if observed.expected_sha256 else ""
    return Outcome.PASSED, _after_crash(
        f"tokens were generated{answer}; none of {n_probes} probes got out", observed
    )


def _no_control(probes: tuple[Probe, ...]) -> str:
    """Return what is the matter where not even outside anything was reached over loopback; else nothing."""
    is_down = any(probe.outside == _NO_ROUTE for probe in probes)
    return "the positive control cannot be made, the loopback device is down here; " if is_down else ""


def _after_crash(sentence: str, observed: Observed) -> str:
    if not observed.earlier_signal:
        return sentence
    return f"died by {observed.earlier_signal}; with {PLAIN}: {sentence}"


def _said(sentence: str, observed: Observed) -> str:
    return f"{sentence} ({observed.ended.complaint})" if observed.ended.complaint else sentence


def _by(ended: Ended) -> str:
    return f", by {ended.signal_name}" if ended.signal_name else ""


def _with_missing(sentence: str, prison: Prison) -> str:
    return f"{sentence} ({prison.missing})" if prison.missing else sentence


def _names(probes: tuple[Probe, ...], *, reached: bool) -> str:
    wanted = (probe for probe in probes if (probe.inside == "reached" if reached else not probe.holds))
    return ", ".join(
        f"{probe.name} (inside {probe.inside}, outside {probe.outside or 'no control'})" for probe in wanted
    )
