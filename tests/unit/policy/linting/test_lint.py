from auditor.policy.choosing import load
from auditor.policy.linting.lint import CHECKS, linted
from tests.builders.policy import DUTY, a_bundle, changed


def test_the_shipped_packs_have_nothing_wrong() -> None:
    assert linted(load()) == ()


def test_remarks_come_by_file_and_line_each_once() -> None:
    rules = [changed(DUTY, id=f"rule-{n}", note="from 2026-12-02 on") for n in (1, 2)]
    found = linted(a_bundle(*rules))
    lines = [int(one.place.rpartition(":")[2]) for one in found]
    assert lines == sorted(lines)
    assert len(set(found)) == len(found)
    assert {one.rule for one in found} == {"rule-1", "rule-2"}


def test_every_check_is_told_by_its_docstring() -> None:
    assert len(set(CHECKS)) == len(CHECKS)
    assert all(check.__doc__ for check in CHECKS)
