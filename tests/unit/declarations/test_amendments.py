from datetime import date
from pathlib import Path

import pytest

from auditor.declarations import bind, derive_roles, load
from auditor.declarations.register import Register, register
from auditor.domain.declaration import SystemDeclared
from auditor.domain.fact import Claim, Confidence
from auditor.errors import DeclarationError
from tests.builders.declarations import TODAY, an_inventory, write

BASE = (
    "- {kind: system, by: A, on: 2026-11-01, id: a, name: Old, purpose: Sorts, own_name: true,"
    " source: a.txt}\n"
)


def held(folder: Path, text: str, as_of: date = TODAY) -> Register:
    return register(load(write(folder, a=text)), as_of)


def of_a(folder: Path, text: str, as_of: date = TODAY) -> SystemDeclared:
    (system,) = held(folder, BASE + text, as_of).systems
    return system


def by(folder: Path, text: str, *keys: str, as_of: date = TODAY) -> list[str]:
    system = of_a(folder, text, as_of)
    return [system.of(key).by for key in keys]


def test_each_field_is_of_who_said_the_last_word_on_it_and_of_their_source(tmp_path: Path) -> None:
    text = (
        "- {kind: amendment, by: B, on: 2026-11-10, system: a, own_name: false, owner: ward, source: b.txt}\n"
        "- {kind: amendment, by: C, on: 2026-11-12, system: a, name: New, owner: it, uses: [{id: x}]}\n"
    )
    system = of_a(tmp_path, text)
    assert (system.name, system.purpose, len(system.uses)) == ("New", "Sorts", 1)
    assert dict(system.fields) == {"own_name": False, "owner": "it"}
    assert {
        key: (system.of(key).by, system.of(key).source) for key in ("purpose", "own_name", "owner", "name")
    } == {
        "purpose": ("A", "a.txt"),
        "own_name": ("B", "b.txt"),
        "owner": ("C", None),
        "name": ("C", None),
    }


def test_of_the_organisation_too(tmp_path: Path) -> None:
    text = (
        "- {kind: organisation, by: A, on: 2026-11-01, name: X, country: DE}\n"
        "- {kind: amendment, by: B, on: 2026-11-10, roles: [deployer], country: FR}\n"
    )
    organisation = held(tmp_path, text).organisation
    assert organisation is not None
    assert (organisation.name, organisation.roles, dict(organisation.fields)) == (
        "X",
        ("deployer",),
        {"country": "FR", "roles": ("deployer",)},
    )
    assert [organisation.of(key).by for key in ("name", "roles", "country")] == ["A", "B", "B"]


def test_the_day_it_was_said_decides_and_of_one_day_the_place_further_down(tmp_path: Path) -> None:
    late = "- {kind: amendment, by: L, on: 2026-11-12, system: a, owner: l}\n"
    early = "- {kind: amendment, by: E, on: 2026-11-10, system: a, owner: e}\n"
    again = "- {kind: amendment, by: M, on: 2026-11-12, system: a, owner: m}\n"
    assert by(tmp_path, late + early, "owner") == ["L"]
    assert by(tmp_path, late + again, "owner") == ["M"]


def test_of_an_earlier_day_a_later_word_says_what_nobody_said_and_is_as_true_of_it(tmp_path: Path) -> None:
    text = (
        "- {kind: amendment, by: B, on: 2026-11-10, system: a, own_name: false, name: New, owner: ward,"
        " put_into_service_on: 2026-03-01, uses: [{id: x}]}\n"
    )
    system = of_a(tmp_path, text, date(2026, 11, 5))
    assert (system.name, len(system.uses)) == ("Old", 1)
    assert dict(system.fields) == {"own_name": True, "put_into_service_on": date(2026, 3, 1)}
    before = of_a(tmp_path, text, date(2026, 10, 1))
    assert dict(before.fields) == {"put_into_service_on": date(2026, 3, 1)}
    assert dict(of_a(tmp_path, text, date(2026, 11, 10)).fields)["own_name"] is False


def test_a_word_that_says_since_when_speaks_of_those_days(tmp_path: Path) -> None:
    text = "- {kind: amendment, by: B, on: 2026-11-10, valid_from: 2026-11-03, system: a, own_name: false}\n"
    assert by(tmp_path, text, "own_name", as_of=date(2026, 11, 3)) == ["B"]
    assert by(tmp_path, text, "own_name", as_of=date(2026, 11, 2)) == ["A"]


def test_after_its_last_day_the_word_before_it_holds_again(tmp_path: Path) -> None:
    text = "- {kind: amendment, by: B, on: 2026-11-10, valid_until: 2026-11-12, system: a, own_name: false}\n"
    assert by(tmp_path, text, "own_name", as_of=date(2026, 11, 12)) == ["B"]
    assert by(tmp_path, text, "own_name", as_of=date(2026, 11, 13)) == ["A"]


def test_an_entry_made_anew_is_not_amended_by_what_was_said_before_it(tmp_path: Path) -> None:
    text = (
        "- {kind: system, by: A, on: 2026-11-01, valid_until: 2026-11-10, id: a, name: Old}\n"
        "- {kind: amendment, by: B, on: 2026-11-05, system: a, own_name: true}\n"
        "- {kind: system, by: A, on: 2026-11-11, id: a, name: New}\n"
    )
    assert dict(held(tmp_path, text, date(2026, 11, 10)).systems[0].fields) == {"own_name": True}
    assert dict(held(tmp_path, text).systems[0].fields) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "- {kind: amendment, by: B, on: 2026-11-10, system: b, own_name: true}\n",
            "system amends system 'b', of which no entry holds on 10 November 2026",
        ),
        (
            "- {kind: amendment, by: B, on: 2026-10-31, system: a, own_name: true}\n",
            "system amends system 'a', of which no entry holds on 31 October 2026",
        ),
        (
            "- {kind: amendment, by: B, on: 2026-11-10, country: DE}\n",
            "kind amends the organisation, of which no entry holds on 10 November 2026",
        ),
    ],
)
def test_what_amends_nothing_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        held(tmp_path, BASE + text)
    assert caught.value.message.endswith(f"a.yaml:2: {told}")


def test_two_files_cannot_say_one_field_on_one_day(tmp_path: Path) -> None:
    text = "- {kind: amendment, by: B, on: 2026-11-10, system: a, own_name: true}\n"
    folder = write(tmp_path, a=BASE + text, b=text)
    with pytest.raises(DeclarationError) as caught:
        load(folder)
    assert caught.value.message == f"{folder}/b.yaml:1: own_name is said on the same day at {folder}/a.yaml:2"
    write(tmp_path, b=text.replace("own_name: true", "owner: ward"))
    assert len(load(folder).entries) == 3


def test_a_list_that_contradicts_the_screen_of_the_entry_is_refused(tmp_path: Path) -> None:
    base = (
        "- {kind: system, by: A, on: 2026-11-01, id: a, name: A, annex_iii: [5d],\n"
        "   screen: [{annex_iii: 5d, answer: yes, reason: it does}]}\n"
    )
    text = "- {kind: amendment, by: B, on: 2026-11-10, system: a, annex_iii: []}\n"
    with pytest.raises(DeclarationError, match="annex_iii contradicts screen: 5d is answered yes there"):
        held(tmp_path, base + text)
    both = text.replace("[]}", "[], screen: [{annex_iii: 5d, answer: no, reason: not any more}]}")
    assert dict(held(tmp_path, base + both).systems[0].fields) == {"annex_iii": ()}


def test_a_role_names_everybody_whose_word_it_rests_on_and_weighs_the_weakest(tmp_path: Path) -> None:
    text = (
        "- {kind: organisation, by: O, on: 2026-11-01, name: X, country: DE}\n"
        "- {kind: amendment, by: R, on: 2026-11-02, roles: []}\n"
        f"{BASE}"
        "- {kind: amendment, by: B, on: 2026-11-10, system: a, put_into_service_on: 2026-03-01}\n"
        "- {kind: amendment, by: C, on: 2026-11-11, system: a, supplied: null}\n"
    )
    folder = write(tmp_path, a=text)
    (folder / "a.txt").write_text("the contract")
    result = bind(load(folder), an_inventory(), as_of=TODAY)
    roles = {one.fact: one for one in derive_roles(result, (), {})["a"] if isinstance(one, Claim)}
    provider, deployer = roles["role.sys_provider"], roles["role.deployer"]
    assert (provider.attested_by, provider.confidence) == ("B", Confidence.MEDIUM)
    for one in (provider, deployer):
        assert one.citation is not None
        assert one.citation.endswith("as A on 1 November 2026 and B on 10 November 2026 declared")
    said = {one.fact: one for one in result.claims["a"] if isinstance(one, Claim)}
    assert [
        (one.attested_by, one.confidence) for one in (said["system.own_name"], said["system.supplied"])
    ] == [
        ("A", Confidence.HIGH),
        ("C", Confidence.MEDIUM),
    ]
    assert said["system.put_into_service_on"].citation == "declared by B on 10 November 2026"
    assert said["system.own_name"].citation == "declared by A on 1 November 2026, from a.txt"
    assert roles["role.auth_rep_hr"].citation == "not among the roles declared by R on 2 November 2026"
