from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.declarations import load
from auditor.declarations.pinning import entry_digests
from auditor.declarations.register import register
from tests.builders.declarations import TODAY, write

SYSTEM = {
    "kind": "system",
    "by": "A. Officer",
    "on": "2026-11-01",
    "id": "triage",
    "name": "Triage",
    "purpose": "Sorts patients",
    "uses": '[{name: "a*", expect: 1}, {id: "sha256:0123456789"}]',
    "annex_iii": "[5d, 4a]",
    "put_into_service_on": "2026-03-01",
    "log_retention_days": "30",
    "provider": "null",
    "profiling": "false",
}
INCIDENT = "{kind: incident, by: N, on: 2026-11-01, id: INC-1, system: triage, "
ORGANISATION = "- {kind: organisation, by: N, on: 2026-11-01, name: Clinic, "


def digests(text: str, as_of: date = TODAY) -> Mapping[str, str]:
    with TemporaryDirectory() as folder:
        return entry_digests(register(load(write(Path(folder), a=text)), as_of))


def system(**changes: str | None) -> str:
    said = {key: value for key, value in {**SYSTEM, **changes}.items() if value is not None}
    return f"- {{{', '.join(f'{key}: {value}' for key, value in said.items())}}}\n"


PLAIN = digests(system())["triage"]


@pytest.mark.parametrize(
    "changes",
    [
        {"by": "B. Keeper"},
        {"on": "2026-11-02"},
        {"source": "a letter"},
        {"valid_from": "2026-01-01"},
        {"annex_iii": "[4a, 5d, 4a]"},
        {"uses": '[{id: "sha256:0123456789"}, {expect: 1, name: "a*"}]'},
        {"name": "' Triage '"},
        {"screen": "[{annex_iii: 5d, answer: yes, reason: it does}]"},
    ],
)
def test_how_and_by_whom_it_is_said_makes_no_difference(changes: dict[str, str]) -> None:
    assert digests(system(**changes))["triage"] == PLAIN


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Ranking"},
        {"purpose": "Ranks applicants"},
        {"purpose": None},
        {"uses": '[{name: "a*", expect: 1}]'},
        {"uses": '[{name: "a*", expect: 2}, {id: "sha256:0123456789"}]'},
        {"annex_iii": "[5d]"},
        {"annex_iii": None},
        {"annex_iii": "[]"},
        {"put_into_service_on": "2026-03-02"},
        {"put_into_service_on": "null"},
        {"log_retention_days": "31"},
        {"provider": None},
        {"profiling": None},
        {"profiling": "true"},
        {"workplace": "false"},
        {"excluded_by_art_2": "research"},
    ],
)
def test_what_is_said_does(changes: dict[str, str | None]) -> None:
    assert digests(system(**changes))["triage"] != PLAIN


@given(st.permutations(sorted(SYSTEM)), st.booleans())
def test_neither_the_order_of_fields_nor_layout_and_comments_do(keys: list[str], is_block: bool) -> None:
    if is_block:
        lines = "".join(f"\n  {key}:   {SYSTEM[key]}  # said so" for key in keys[1:])
        text = f"# A system.\n- {keys[0]}: {SYSTEM[keys[0]]}{lines}\n"
    else:
        text = f"- {{{', '.join(f'{key}: {SYSTEM[key]}' for key in keys)}}}\n"
    assert digests(text) == {"triage": PLAIN}


def test_an_amendment_is_part_of_what_is_said_from_its_day_on() -> None:
    amendment = "- {kind: amendment, by: N, on: 2026-11-10, system: triage, profiling: true}\n"
    assert digests(system() + amendment)["triage"] == digests(system(profiling="true"))["triage"]
    assert digests(system() + amendment, date(2026, 11, 9))["triage"] == PLAIN


def test_the_organisation_and_its_incidents_have_theirs() -> None:
    assert digests("") == {}
    text = f"{ORGANISATION}country: DE, roles: [deployer]}}\n- {INCIDENT}reported_on: null}}\n"
    found = digests(text)
    assert found.keys() == {"organisation", "incident:INC-1"}
    for old, new in (("DE", "FR"), ("[deployer]", "[]"), ("Clinic", "Hospital")):
        assert digests(text.replace(old, new))["organisation"] != found["organisation"]
    for new in ("reported_on: 2026-10-31", "what: x, reported_on: null", "category: death"):
        assert digests(text.replace("reported_on: null", new))["incident:INC-1"] != found["incident:INC-1"]


def test_a_digest_is_what_it_was_when_it_was_written_down() -> None:
    # Of another digest for the same entry every waiver of a system that is on file would be void.
    assert PLAIN == "0d651dcac14f81dfa668e9a79389c4a313e18d32980691d465fbe5b8616bfe5a"
