"""The shipped self-test model's file, what it is asked, and the one right answer."""

from pathlib import Path
from string import ascii_lowercase
from typing import Final

from auditor.airgap.inference import digest

SELF_TEST_MODEL: Final = Path(__file__).with_name("self_test.gguf")
PROMPT: Final = "abc"
N_TOKENS: Final = 16
FIRST_LETTER: Final = 4
"""Token id of ``a``; the other letters follow in order."""


def answer() -> tuple[int, ...]:
    """Return the token ids that the model must generate after :data:`PROMPT`: the alphabet goes on."""
    start = ascii_lowercase.index(PROMPT[-1]) + 1
    return tuple(FIRST_LETTER + (start + step) % len(ascii_lowercase) for step in range(N_TOKENS))


def answer_sha256() -> str:
    """Return the digest of :func:`answer`, as attestations state it."""
    return digest(answer())
