"""Every fact that a list tells of other projects' files, where a machine has them."""

import os
from pathlib import Path
from typing import Any

import pytest

from benchmarks.agreement import EXCUSED, Entry, compared, entries, why_not

CORPUS = os.environ.get("AUDITOR_CORPUS", "")
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.loopback,
    pytest.mark.skipif(not CORPUS, reason="AUDITOR_CORPUS names no folder"),
]


def _entries() -> list[Any]:
    return [pytest.param(one, id=one.file) for one in entries(Path(CORPUS))] if CORPUS else []


@pytest.mark.parametrize("entry", _entries())
def test_every_fact_is_said_or_has_a_reason_why_not(entry: Entry) -> None:
    wrong = [one for one in compared(entry) if not one.is_right and why_not(one) is None]
    assert [(one.fact, one.expected, one.found) for one in wrong] == []


def test_no_reason_is_given_for_what_is_said() -> None:
    wrong = [one for entry in entries(Path(CORPUS)) for one in compared(entry) if not one.is_right]
    assert {why_not(one) for one in wrong} == {reason for _, _, reason in EXCUSED}
