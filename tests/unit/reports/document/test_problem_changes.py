from dataclasses import replace
from typing import Any

from auditor.domain.audit import Audit, Run
from auditor.domain.observation import Problem
from auditor.domain.subject import Strength
from auditor.reports.document.changes import changes
from tests.builders.audit import (
    a_deployment,
    a_model,
    a_run,
    an_audit,
    inventory,
)

HEADER = f"header:{'ab' * 32}"
LETTERS = a_model(aliases=(HEADER,))
UNREAD = a_model(id=HEADER, strength=Strength.HEADER)
PLACE = a_deployment(LETTERS)


def _made(audit: Audit, **run: Any) -> tuple[Audit, Run]:
    return audit, replace(a_run(), **run)


def _with_problems(*problems: Problem) -> tuple[Audit, Run]:
    return _made(an_audit(inventory=inventory(problems=problems)))


def test_problems_are_told_by_place_reason_and_digest() -> None:
    cut = Problem("dir:/srv/models", "cut.gguf", "truncated", sha256="aa" * 32)
    other = Problem("dir:/srv/models", "other.gguf", "truncated", sha256="aa" * 32)
    found = changes(_with_problems(cut), _with_problems(cut, other))
    assert ([ref["where"] for ref in found["new_problems"]], found["gone_problems"]) == ([other.place], [])
    back = changes(_with_problems(cut, other), _with_problems(cut))
    assert ([ref["where"] for ref in back["gone_problems"]], back["new_problems"]) == ([other.place], [])
    exchanged = replace(cut, sha256="bb" * 32)
    found = changes(_with_problems(cut, other), _with_problems(exchanged, other))
    (change,) = found["changed_problems"]
    assert (change["before"]["sha256"], change["after"]["sha256"]) == ("aa" * 32, "bb" * 32)
    assert (found["new_problems"], found["gone_problems"]) == ([], [])
