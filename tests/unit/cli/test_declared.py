import json
from pathlib import Path

import pytest

from tests.builders.declarations import write
from tests.conftest import Ended
from tests.unit.cli.conftest import Cli, refusal

ORGANISATION = "- {kind: organisation, by: N, on: 2026-11-01, name: X}\n"


def test_one_entry_that_cannot_be_read_is_an_error_of_its_own(cli: Cli, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "declarations", a="- {kind: system, by: N, on: 2026-11-01, id: a, name: A, purpose: ''}\n"
    )
    assert cli("declare", "--check") == refusal(
        f"{folder}/a.yaml:1: purpose is empty", "Fill it in, or leave the field out if you do not know."
    )


def test_several_are_listed_with_what_is_to_be_filled_in(cli: Cli, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "declarations",
        a="- {kind: nothing}\n- {kind: system, by: YOUR NAME}\n",
        b="[",
    )
    ended = cli("declare", "--check")
    assert [line.partition(": ")[0] for line in ended.out.splitlines()] == [
        f"{folder}/a.yaml:1",
        f"{folder}/b.yaml:1",
        f"{folder}/a.yaml:2",
    ]
    said = "2 entries that cannot be read and 1 field still to be filled in"
    assert (ended.code, ended.err.splitlines()[0]) == (2, f"error: {folder}: {said}")


def test_an_entry_that_is_over_fails_the_check(cli: Cli, tmp_path: Path) -> None:
    folder = write(tmp_path / "declarations", a=ORGANISATION.replace("name", "valid_until: 2026-11-02, name"))
    ended = cli("declare", "--check")
    assert (ended.code, ended.out.splitlines()) == (
        10,
        [
            f"{folder}: 1 entry, all well formed",
            "declarations/a.yaml:1: organisation: its last day was 2 November 2026, "
            "and nothing has followed it",
        ],
    )


@pytest.mark.parametrize(
    ("files", "code", "told"),
    [
        ({}, 3, {"n_entries": 0}),
        ({"a": ORGANISATION}, 0, {"n_entries": 1, "malformed": [], "expired": []}),
        ({"a": "- {kind: system, by: YOUR NAME}\n"}, 2, {"malformed": []}),
        ({"a": "["}, 2, {"unfilled": [], "n_entries": 0}),
        ({"a": ORGANISATION.replace("name", "valid_until: 2026-11-02, name")}, 10, {"missing": []}),
        (
            {
                "a": "- {kind: evidence, by: N, on: 2026-11-01, evidence: union-nexus, status: present,\n"
                "   file: x.pdf}\n"
            },
            10,
            {"expired": [], "unmatched": []},
        ),
    ],
)
def test_programs_get_everything_and_the_exit_code(
    cli: Cli, tmp_path: Path, files: dict[str, str], code: int, told: dict[str, object]
) -> None:
    write(tmp_path / "declarations", **files)
    ended = cli("declare", "--check", "--json")
    found = json.loads(ended.out)
    assert (ended.code, ended.err, found["exit"]["code"]) == (code, "", code)
    assert found["schema"] == "auditor/declarations-check/1"
    assert told.items() <= found.items()
    assert not (tmp_path / "auditor.db").exists()


def test_what_is_wrong_is_told_with_place_and_advice(cli: Cli, tmp_path: Path) -> None:
    folder = write(tmp_path / "declarations", a="- {kind: sistem}\n")
    ended = cli("declare", "--check", "--json")
    assert json.loads(ended.out)["malformed"] == [
        {"what": f"{folder}/a.yaml:1: unknown kind 'sistem'", "hint": "Did you mean 'system'?"}
    ]


def test_what_matches_nothing_is_told(record: Cli, tmp_path: Path) -> None:
    write(
        tmp_path / "declarations",
        more="- {kind: training, by: N, on: 2026-11-01, model: {name: Nowhere, expect: 1}, base: null}\n",
    )
    ended = record("declare", "--check", "--json")
    assert json.loads(ended.out)["unmatched"] == [
        {
            "place": "declarations/more.yaml:1",
            "subject": "training",
            "what": "name Nowhere matches nothing, 1 expected",
        }
    ]
    assert isinstance(ended, Ended)
