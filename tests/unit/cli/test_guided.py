from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from auditor.cli.asking import Person, StoppedError
from auditor.cli.guided import Session
from auditor.declarations.answering import refuse_unfit
from auditor.declarations.screen import Screened, kept
from auditor.formats.yaml_writing import Value
from auditor.pipeline.amending import key_of
from auditor.pipeline.entering import Draft
from auditor.pipeline.guiding import Found, Guide
from auditor.policy import load
from auditor.policy.asking.screens import screens
from tests.builders.declarations import TODAY

BUNDLE = load()
SCREENS = screens(BUNDLE)


CLINIC: dict[str, Value] = {
    "kind": "organisation",
    "by": "C. Head",
    "on": date(2026, 3, 1),
    "name": "Example Clinic",
    "country": "DE",
}
TRIAGE: dict[str, Value] = {
    "kind": "system",
    "by": "C. Head",
    "on": date(2026, 3, 1),
    "id": "triage",
    "name": "Triage",
    "own_name": False,
}


def declared(*entries: Mapping[str, Value]) -> Mapping[tuple[str, str], Mapping[str, Value]]:
    return {key_of(one): one for one in entries}


def a_guide(**changes: object) -> Guide:
    on = tuple(screen.on(TODAY, BUNDLE.law) for screen in SCREENS)
    guide = Guide(Path("declarations"), TODAY, BUNDLE, on, declared(CLINIC), frozenset(), frozenset(), ())
    return replace(guide, **changes)  # type: ignore[arg-type] # keyword by keyword, as replace takes them


class Officer:
    """Answers by what a question holds; no to every other yes or no, nothing to the rest."""

    def __init__(self, **answers: str) -> None:
        self.answers = {"Your name": "A. Officer", "short id": "triage", "it called": "Triage", **answers}
        self.asked: list[str] = []
        self.told: list[str] = []

    def ask(self, question: str) -> str:
        self.asked.append(question)
        for part, answer in self.answers.items():
            if part in question:
                return answer
        return "none of its uses" if "Why" in question else "no" if "yes/no" in question else ""

    def session(self, guide: Guide, drafts: list[Draft]) -> Session:
        return Session(Person(self.ask, self.told.append), guide, drafts.append)


def run(answers: dict[str, str] | None = None) -> dict[str, Value]:
    officer = Officer(**(answers or {}))
    (entry,) = officer.session(a_guide(), []).run(("system",))
    return dict(entry)


def practices(entry: Mapping[str, Value]) -> list[Screened]:
    return [one for one in kept(entry["screen"]) if one.key == "practices_art_5"]


def test_a_session_comes_to_an_entry_that_can_be_read() -> None:
    entry = run({"(5d)": "yes", "one of these": "yes", "for, in one": "Sorts patients"})
    assert (entry["by"], entry["on"], entry["id"], entry["name"]) == ("A. Officer", TODAY, "triage", "Triage")
    assert (entry["annex_iii"], entry["practices_art_5"], entry["purpose"]) == (("5d",), (), "Sorts patients")
    assert "union_placed_on" not in entry
    refuse_unfit("system", {key: value for key, value in entry.items() if key not in {"kind", "by", "on"}})


def test_every_point_is_recorded_with_reason_person_and_day() -> None:
    screen = run()["screen"]
    assert isinstance(screen, tuple)
    assert len(screen) == 35
    assert screen[0] == {
        "practices_art_5": "a",
        "answer": "no",
        "reason": "none of its uses",
        "by": "A. Officer",
        "on": TODAY,
    }


def test_an_area_that_is_no_use_of_it_is_one_question() -> None:
    officer = Officer()
    officer.session(a_guide(), []).run(("system",))
    assert sum("one of these" in one for one in officer.asked) == 7
    assert not any(one.startswith("(3a)") for one in officer.asked)


def test_while_a_point_is_open_the_list_is_left_out() -> None:
    entry = run({"(f)": "?", "(a)": "yes"})
    assert "practices_art_5" not in entry
    assert entry["annex_iii"] == ()
    answers = {one.point: one.reply for one in practices(entry)}
    assert (answers["a"], answers["f"], answers["b"]) == ("yes", "unknown", "no")


def test_an_older_day_asks_what_the_law_had_then() -> None:
    day = date(2026, 7, 1)
    guide = a_guide(today=day, screens=tuple(screen.on(day, BUNDLE.law) for screen in SCREENS))
    officer = Officer()
    officer.session(guide, []).run(("system",))
    assert not any(one.startswith("(ba)") for one in officer.asked)
    assert any("Applies from 2 August 2026" in one for one in officer.told)


def test_a_point_says_from_when_it_applies_where_that_is_to_come() -> None:
    officer = Officer()
    officer.session(a_guide(), []).run(("system",))
    (asked,) = (one for one in officer.asked if one.startswith("(ba)"))
    assert "explicit consent. Applies from 2 December 2026. A provider is also caught" in asked
    (old,) = (one for one in officer.asked if one.startswith("(a)"))
    assert "Applies" not in old


@pytest.mark.parametrize(
    ("answers", "asked", "never"),
    [
        ({"interact directly": "yes"}, "obvious to everybody", ""),
        ({}, "", "obvious to everybody"),
        ({"is somebody else": "none"}, "", "its provider established"),
        ({"is somebody else": "Acme"}, "its provider established", ""),
        ({}, "", "condition of Art. 6(3)"),
        ({"one of these": "?"}, "condition of Art. 6(3)", ""),
    ],
)
def test_what_only_matters_after_another_answer_is_asked_then(
    answers: dict[str, str], asked: str, never: str
) -> None:
    officer = Officer(**answers)
    officer.session(a_guide(), []).run(("system",))
    assert any(asked in one for one in officer.asked)
    assert not (never and any(never in one for one in officer.asked))


def test_an_organisation_that_is_declared_is_not_asked_about() -> None:
    officer = Officer()
    (entry,) = officer.session(a_guide(), []).run(("organisation", "system"))
    assert entry["kind"] == "system"
    assert any("Example Clinic" in one for one in officer.told)


def test_an_organisation_is_asked_about_first() -> None:
    officer = Officer(**{"organisation called": "Clinic", "roles": "deployer", "country is the seat": "DE"})
    first, second = officer.session(a_guide(standing={}), []).run(("organisation", "system"))
    assert (first["name"], first["country"], first["roles"], second["id"]) == (
        "Clinic",
        "DE",
        ("deployer",),
        "triage",
    )
    assert "size" not in first


def test_an_id_of_other_days_is_asked_for_again() -> None:
    ids = iter(["triage", "letters"])
    officer = Officer()
    person = Person(lambda q: next(ids) if "short id" in q else officer.ask(q), officer.told.append)
    (entry,) = Session(person, a_guide(elsewhen=frozenset({"triage"})), lambda _: None).run(("system",))
    assert entry["id"] == "letters"
    assert "  triage is declared for other days than today; it needs an entry by hand." in officer.told


def test_of_a_declared_system_only_what_is_open_is_asked_and_what_is_there_is_shown() -> None:
    officer = Officer(**{"short id": "TRIAGE"})
    there = declared(CLINIC, TRIAGE | {"practices_art_5": (), "uses": ({"name": "m*", "expect": 1},)})
    (entry,) = officer.session(a_guide(standing=there), []).run(("system",))
    assert (entry["id"], entry["by"], entry["annex_iii"]) == ("triage", "A. Officer", ())
    assert not entry.keys() & {"name", "own_name", "practices_art_5", "uses"}
    assert {"  triage: Triage", "    own_name: no", "    practices_art_5: []"} <= set(officer.told)
    asked = " ".join(officer.asked)
    assert "own name" not in asked
    assert "(ba)" not in asked
    assert "profile natural persons" not in asked


def test_of_many_declared_systems_the_first_are_listed() -> None:
    officer = Officer(**{"short id": "new"})
    many = declared(*(TRIAGE | {"id": f"s{n:02}"} for n in range(23)))
    officer.session(a_guide(standing=many), []).run(("system",))
    assert "  s19: Triage" in officer.told
    assert "  and 3 more: auditor show systems" in officer.told
    assert "  s20: Triage" not in officer.told


def test_a_point_left_open_is_asked_again_and_the_others_keep_who_answered() -> None:
    screened = tuple(
        {"practices_art_5": code, "answer": "unknown" if code == "f" else "no", "reason": "not its use"}
        for code in ("a", "b", "ba", "bb", "c", "d", "e", "f", "g", "h")
    )
    officer = Officer()
    there = declared(TRIAGE | {"screen": screened, "annex_iii": ()})
    (entry,) = officer.session(a_guide(standing=there), []).run(("system",))
    asked = [one for one in officer.asked if one.startswith("(")]
    assert [one[:3] for one in asked] == ["(f)"]
    assert entry["practices_art_5"] == ()
    found = {one.point: (one.by, one.reply) for one in practices(entry)}
    assert (len(found), found["a"], found["f"]) == (10, ("C. Head", "no"), ("A. Officer", "no"))


def test_what_an_organisation_leaves_open_is_asked_where_that_is_all_that_is_asked() -> None:
    officer = Officer(roles="deployer")
    (entry,) = officer.session(a_guide(), []).run(("organisation",))
    assert (entry["roles"], "name" in entry, "country" in entry) == (("deployer",), False, False)
    assert any(line.startswith("  auth_rep_hr: represents the provider") for line in officer.told)


def test_what_is_given_is_not_asked() -> None:
    officer = Officer()
    session = officer.session(a_guide(standing=declared(TRIAGE)), [])
    session.by = "B. Other"
    (entry,) = session.run(("system",), {"id": "triage", "annex_i": False})
    assert (entry["id"], entry["by"], entry["annex_i"]) == ("triage", "B. Other", False)
    assert not any(part in one for one in officer.asked for part in ("Your name", "short id", "Annex I pro"))


def test_models_that_were_found_are_chosen_by_number() -> None:
    found = (Found("sha256:" + "a" * 64, "Letters 1B"), Found("sha256:" + "b" * 64, "Twin"))
    officer = Officer()
    uses = iter(["3", "2, other*"])
    person = Person(
        lambda q: next(uses) if "models does it use" in q else officer.ask(q), officer.told.append
    )
    (entry,) = Session(person, a_guide(models=found), lambda _: None).run(("system",))
    assert entry["uses"] == ({"id": "sha256:" + "b" * 64}, {"name": "other*", "expect": 1})
    assert "  There is no number 3." in officer.told


def test_a_session_that_was_stopped_goes_on_where_it_was() -> None:
    drafts: list[Draft] = []
    officer = Officer(**{"(c)": "stop", "own name": "yes"})
    with pytest.raises(StoppedError):
        officer.session(a_guide(), drafts).run(("system",))
    later = Officer()
    session = later.session(a_guide(), [])
    session.resume(drafts[-1])
    (entry,) = session.run(("system",))
    assert later.asked[1].startswith("(c)")
    assert (entry["by"], entry["own_name"], entry["practices_art_5"]) == ("A. Officer", True, ())
    assert not any("answered" in line for line in later.told)


def stopped(at: str, answers: dict[str, str], kinds: tuple[str, ...] = ("system",)) -> Draft:
    """Return the answers of A. Officer, who stopped at a question."""
    drafts: list[Draft] = []
    with pytest.raises(StoppedError):
        Officer(**{at: "stop", **answers}).session(a_guide(standing={}), drafts).run(kinds)
    return drafts[-1]


@pytest.mark.parametrize(
    ("name", "today"),
    [("B. Other", TODAY), ("A. Officer", date(2026, 11, 23)), ("B. Other", date(2026, 12, 3))],
)
def test_whoever_goes_on_with_a_session_signs_what_they_answer_themselves(name: str, today: date) -> None:
    draft = stopped("(c)", {"own name": "yes"})
    later = Officer(**{"Your name": name})
    drafts: list[Draft] = []
    session = later.session(a_guide(standing={}, today=today), drafts)
    session.resume(draft)
    first, second = session.run(("system",))
    assert later.asked[1].startswith("(c)")
    assert later.told[1].startswith(
        "  triage, as A. Officer answered on 22 November 2026; it stays signed so,"
    )
    assert "    own_name: yes" in later.told
    assert first == draft.entries[0]
    assert (first["by"], first["on"], first["own_name"]) == ("A. Officer", TODAY, True)
    assert (second["by"], second["on"], second["id"]) == (name, today, "triage")
    assert not second.keys() & {"name", "own_name"}
    assert (second["practices_art_5"], second["annex_iii"]) == ((), ())
    who = [(one.by, one.on) for one in practices(second)]
    assert who == [("A. Officer", TODAY)] * 4 + [(name, today)] * 6
    # Stopped again, it is still known whose each answer is.
    assert drafts[-1].entries == (first, second)


def test_three_who_answer_in_turn_each_sign_their_own() -> None:
    draft = stopped("(c)", {})
    second = Officer(**{"Your name": "B. Other", "(e)": "stop"})
    drafts: list[Draft] = []
    session = second.session(a_guide(standing={}), drafts)
    session.resume(draft)
    with pytest.raises(StoppedError):
        session.run(("system",))
    third = Officer()
    session = third.session(a_guide(standing={}), [])
    session.resume(drafts[-1])
    entries = session.run(("system",))
    assert [one["by"] for one in entries] == ["A. Officer", "B. Other", "A. Officer"]
    assert [one.by for one in practices(entries[-1])] == [
        *["A. Officer"] * 4,
        *["B. Other"] * 2,
        *["A. Officer"] * 4,
    ]


def test_what_is_changed_is_signed_by_who_changes_it() -> None:
    later = Officer(**{"Your name": "B. Other"})
    session = later.session(a_guide(standing={}), [])
    session.resume(stopped("(c)", {"own name": "yes"}))
    first, second = session.run(("system",), {"own_name": False})
    assert (first["own_name"], second["own_name"]) == (True, False)


def test_whoever_answers_nothing_signs_nothing() -> None:
    draft = stopped("short id", {"organisation called": "Clinic"}, ("organisation", "system"))
    later = Officer(**{"Your name": "B. Other"})
    session = later.session(a_guide(standing={}), [])
    session.resume(draft)
    own = [one for one in session.run(("organisation", "system")) if one["by"] == "B. Other"]
    assert [one.keys() - {"kind", "by", "on"} for one in own if one["kind"] == "organisation"] == [set()]


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (declared(TRIAGE | {"on": date(2026, 11, 25)}), "it was declared since, on 25 November 2026"),
        (declared(), "it has no name yet"),
    ],
)
def test_answers_that_could_not_stand_on_their_day_are_asked_again(
    standing: Mapping[tuple[str, str], Mapping[str, Value]], why: str
) -> None:
    given: dict[str, Value] = {
        "kind": "system",
        "by": "A. Officer",
        "on": TODAY,
        "id": "triage",
        "annex_i": True,
    }
    later = Officer(**{"Your name": "B. Other"})
    session = later.session(a_guide(standing=standing, today=date(2026, 12, 3)), [])
    session.resume(Draft((given,), ("system.annex_i",)))
    (entry,) = session.run(("system",))
    assert f"  What A. Officer answered on 22 November 2026 of triage is asked again: {why}." in later.told
    assert (entry["by"], entry["id"], entry["annex_i"]) == ("B. Other", "triage", False)
    assert any("Annex I product" in one for one in later.asked)


def test_what_was_declared_since_a_session_stopped_stands() -> None:
    drafts: list[Draft] = []
    stopping = Officer(**{"(c)": "stop", "organisation called": "Clinic", "own name": "yes"})
    with pytest.raises(StoppedError):
        stopping.session(a_guide(standing={}), drafts).run(("organisation", "system"))
    later = Officer()
    there = declared(CLINIC, TRIAGE | {"practices_art_5": ("a",)})
    session = later.session(a_guide(standing=there), [])
    session.resume(drafts[-1])
    (entry,) = [one for one in session.run(("organisation", "system")) if one["kind"] == "system"]
    assert "  own_name was declared in the meantime: no stays." in later.told
    assert "  name was declared in the meantime: Example Clinic stays." in later.told
    assert not entry.keys() & {"name", "own_name", "practices_art_5"}
    assert practices(entry) == []
    assert entry["annex_iii"] == ()


def _asks(
    answers: dict[str, str], guide: Guide | None = None
) -> tuple[Officer, Sequence[Mapping[str, Value]]]:
    officer = Officer(**answers)
    return officer, officer.session(guide or a_guide(), []).run(("system",))


HIGH_RISK = {"(5d)": "yes", "one of these": "yes"}
SINCE = "Since when has it been a high-risk system"


@pytest.mark.parametrize(
    ("answers", "is_asked"),
    [
        ({}, False),
        (HIGH_RISK, False),
        (HIGH_RISK | {"another purpose": "yes"}, True),
        (HIGH_RISK | {"modify it substantially": "?"}, True),
        (HIGH_RISK | {"as its provider supplied it": "no", "if that is somebody else": "Maker"}, True),
        (HIGH_RISK | {"as its provider supplied it": "yes", "if that is somebody else": "Maker"}, False),
    ],
)
def test_since_when_it_is_high_risk_is_asked_where_a_change_may_have_made_it_so(
    answers: dict[str, str], is_asked: bool
) -> None:
    officer, _ = _asks({"if that is somebody else": "none", **answers})
    assert any(SINCE in question for question in officer.asked) is is_asked


def test_the_day_since_which_it_is_high_risk_is_kept_as_a_day() -> None:
    _, (entry,) = _asks(HIGH_RISK | {"another purpose": "yes", SINCE: "1.3.2026"})
    assert entry["high_risk_since"] == date(2026, 3, 1)


INCIDENT = {
    "serious incident": "yes",
    "Its number": "INC-7",
    "What happened": "Wrong order",
    "Did somebody die": "Todesfall",
    "When did it happen": "2026-10-12",
    "first known here": "2026-10-13",
    "reported to the authority": "none",
}


def test_a_serious_incident_is_asked_about_with_its_kind_and_days() -> None:
    _, (system, incident) = _asks(INCIDENT)
    assert system["serious_incident"] is True
    assert incident == {
        "kind": "incident",
        "by": "A. Officer",
        "on": TODAY,
        "system": "triage",
        "id": "INC-7",
        "what": "Wrong order",
        "category": "death",
        "happened_on": date(2026, 10, 12),
        "aware_on": date(2026, 10, 13),
        "reported_on": None,
    }


def test_without_an_incident_nothing_is_asked_about_one() -> None:
    officer, entries = _asks({})
    assert len(entries) == 1
    assert not any("Its number" in question for question in officer.asked)


def test_a_day_that_cannot_follow_is_asked_for_again() -> None:
    days = iter(["2026-10-01", "2026-10-13"])

    class Mistaken(Officer):
        def ask(self, question: str) -> str:
            return next(days) if "first known here" in question else super().ask(question)

    officer = Mistaken(**INCIDENT)
    *_, incident = officer.session(a_guide(), []).run(("system",))
    assert incident["aware_on"] == date(2026, 10, 13)
    assert any("aware_on lies before happened_on" in line for line in officer.told)


def test_an_incident_is_of_a_declared_system_and_has_a_number_of_its_own() -> None:
    guide = a_guide(standing=declared(CLINIC, TRIAGE), incidents=frozenset({"INC-1"}))
    systems, numbers = iter(["mail", "triage"]), iter(["INC-1", "?", "INC-2"])

    class Mistaken(Officer):
        def ask(self, question: str) -> str:
            which = systems if "it happened to" in question else numbers if "Its number" in question else None
            return super().ask(question) if which is None else next(which)

    officer = Mistaken()
    (incident,) = officer.session(guide, []).run(("incident",))
    assert (incident["system"], incident["id"]) == ("triage", "INC-2")
    told = [line for line in officer.told if line.endswith(("declared.", "already.", "needed."))]
    assert told == [
        "  No system of that id is declared.",
        "  That incident is declared already.",
        "  This one is needed.",
    ]
