from pathlib import Path

import pytest

from auditor.declarations import expired, kinds, load, malformed, unfilled
from tests.builders.declarations import TODAY, write

KINDS = frozenset({"union-nexus"})
BY = "by: N, on: 2026-01-01"


def test_every_file_and_entry_is_named_with_the_first_thing_that_is_wrong(tmp_path: Path) -> None:
    write(
        tmp_path,
        a=f"- {{kind: organisatoin, {BY}}}\n- {{kind: system, {BY}, id: a, name: A, own_name: yes}}\n",
        b="- {kind: system\n",
        c=f"- {{kind: evidence, {BY}, evidence: union-nexsus, status: present}}\n",
        d="- {kind: system, by: YOUR NAME, on: 2026-01-01, id: b, name: B}\n",
        e=f"- {{kind: system, {BY}, id: c, name: C}}\n"
        "- {kind: system, by: N, on: 2027-01-01, id: d, name: D}\n",
    )
    found = [error.message.removeprefix(f"{tmp_path}/") for error in malformed(tmp_path, KINDS, TODAY)]
    assert [line.partition(", ")[0] for line in found] == [
        "a.yaml:1: unknown kind 'organisatoin'",
        "a.yaml:2: own_name must be true or false",
        "b.yaml:2: not YAML: expected ',' or '}'",
        "c.yaml:1: evidence does not know 'union-nexsus'",
        "e.yaml:2: on lies in the future",
    ]
    assert unfilled(tmp_path) == (f"{tmp_path}/d.yaml:1: by still says 'YOUR NAME', as the template does",)


ENDING = (
    ("{kind: organisation, name: X, U}", "organisation"),
    ("{kind: system, id: a, name: A, U}", "system 'a'"),
    ("{kind: incident, id: i, system: a, U}", "incident 'i'"),
    ("{kind: evidence, evidence: union-nexus, status: present, U}", "evidence 'union-nexus'"),
    ("{kind: training, model: {name: x, expect: 1}, U}", "training"),
    ("{kind: hosting, deployment: {host: gpu-1, expect: 1}, U}", "hosting"),
    ("{kind: accept-coverage, locator: 'dir:x#y', reason: r, U}", "accept-coverage 'dir:x#y'"),
    ("{kind: same-as, model: {name: x, expect: 1}, same_as: {name: y, expect: 1}, U}", "same-as"),
    (
        "{kind: resolve, fact: organisation.public_body, value: true, evidence: 'https://a.example/b', U}",
        "resolve 'organisation.public_body'",
    ),
)


AMENDING = (
    ("{kind: amendment, finance: true, U}", "amendment 'organisation'"),
    ("{kind: amendment, system: a, profiling: true, U}", "amendment 'a'"),
)


def test_every_kind_but_a_waiver_is_told_when_it_is_over() -> None:
    named = {text.removeprefix("{kind: ").partition(",")[0] for text, _ in (*ENDING, *AMENDING)}
    assert {*named, "waiver"} == {kind.name for kind in kinds.KINDS}


@pytest.mark.parametrize(("text", "said"), AMENDING)
def test_an_amendment_that_is_over_is_named_by_what_it_amends(tmp_path: Path, text: str, said: str) -> None:
    write(
        tmp_path,
        base=f"- {{kind: organisation, {BY}, name: X}}\n- {{kind: system, {BY}, id: a, name: A}}\n",
        over=f"- {text.replace('U', f'{BY}, valid_until: 2026-06-30')}\n",
    )
    assert [problem.subject for problem in expired(load(tmp_path), TODAY)] == [said]


@pytest.mark.parametrize(("text", "said"), ENDING)
def test_an_entry_that_is_over_is_expired_until_another_follows_it(
    tmp_path: Path, text: str, said: str
) -> None:
    over = f"- {text.replace('U', f'{BY}, valid_until: 2026-06-30')}\n"
    write(tmp_path, a=over)
    (problem,) = expired(load(tmp_path), TODAY)
    assert (problem.subject, problem.sentence) == (
        said,
        "its last day was 30 June 2026, and nothing has followed it",
    )
    write(tmp_path, b=f"- {text.replace('U', 'by: N, on: 2026-07-01')}\n")
    assert expired(load(tmp_path), TODAY) == ()


def test_of_several_that_are_over_the_last_is_named(tmp_path: Path) -> None:
    one = "- {kind: system, id: a, name: A, by: N, on: 2026-0"
    write(tmp_path, a=f"{one}1-01, valid_until: 2026-01-31}}\n{one}2-01, valid_until: 2026-02-28}}\n")
    assert [problem.locator.rpartition("/")[2] for problem in expired(load(tmp_path), TODAY)] == ["a.yaml:2"]
