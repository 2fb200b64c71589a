"""Run a model file through llama.cpp with no network, and prove that there was none.

The parent hashes the file, lays baits on the loopback device, in the file system and in memory, and
makes every attempt of :mod:`.probes` against them: outside, each must succeed (``runner``, ``bait``,
``reach``). It starts one worker per attempt at inference, with pipes and nothing else (``launcher``).
The worker limits itself, enters namespaces in which nothing is left but libraries and the model, and
makes the attempts again; loads a filter that lets a list of system calls through, and makes them once
more; reports; only then loads llama.cpp (``worker``, ``isolation``, ``namespace``, ``syscalls``).
It loads the file, generates a few tokens greedily, reports (``inference``), and ends.
What it says is read as hostile text: bounded, typed, line by line (``protocol``).
A worker that dies by a signal is started once more with the plainest settings.
The parent hashes the file again and judges: a pass needs tokens, both barriers, every probe refused
inside and reached outside, and for the shipped self-test model the known answer (``verdict``).
The Attestation becomes facts; what proved nothing becomes a reason for not knowing (``claim``).
"""

from typing import Final

from auditor.airgap.claim import claims, unmatched
from auditor.airgap.known_answer import SELF_TEST_MODEL
from auditor.airgap.runner import refuse, run, self_test
from auditor.domain.facts import produced_by

PRODUCES: Final = produced_by("airgap")
"""The facts this package establishes."""

__all__ = ["PRODUCES", "SELF_TEST_MODEL", "claims", "refuse", "run", "self_test", "unmatched"]
