from dataclasses import replace

from auditor.reports.page.certificates import Certificate, certificate
from tests.builders.audit import digest, rich


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_run_is_told_with_every_attempt_to_reach_the_network() -> None:
    made = certificate(rich().attestations[0])
    assert replace(made, when=plain(made.when), speed=plain(made.speed)) == Certificate(
        outcome="passed",
        passed=True,
        file_name="self_test.gguf",
        sha256=digest("self-test"),
        when="22 November 2026, 09:29 UTC",
        engine="llama-cpp-python 0.3.36 (llama.cpp b7090)",
        isolation="namespace+seccomp",
        reason="16 tokens were generated and 3 of 3 attempts to reach the network were refused",
        speed="16 tokens at 88.4 per second, peak memory 92 MB",
        machine=str(rich().attestations[0].machine),
        probes=rich().attestations[0].probes,
    )


def test_a_run_that_died_generated_nothing() -> None:
    made = certificate(rich().attestations[2])
    assert (made.outcome, made.passed, made.speed) == ("crashed", False, "nothing was generated")
