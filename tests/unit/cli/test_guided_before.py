from collections.abc import Mapping
from datetime import date

from auditor.cli.guided_before import answered_before, as_declared, leave_declared, listed
from auditor.declarations.screen import Reply
from auditor.formats.yaml_writing import Value

DAY = date(2026, 3, 1)
THERE: Mapping[str, Value] = {"kind": "system", "by": "C. Head", "on": DAY, "id": "s1", "name": "Triage"}


def point(code: str, answer: str, **more: Value) -> Mapping[str, Value]:
    return {"annex_iii": code, "answer": answer, "reason": "why", **more}


def test_no_system_is_no_list() -> None:
    assert list(listed({})) == []


def test_what_is_declared_is_told_field_by_field() -> None:
    lines = list(as_declared({**THERE, "annex_i": False, "screen": (point("5d", "yes"),), "source": "r.csv"}))
    assert lines == [
        "  s1, as C. Head declared on 1 March 2026; this stays:",
        "    name: Triage",
        "    annex_i: no",
        "    screen: 1 point answered",
        "  What it leaves open is asked.",
    ]


def test_an_organisation_is_told_by_its_name() -> None:
    first, *_ = as_declared({"kind": "organisation", "by": "C. Head", "on": DAY, "name": "Clinic"})
    assert first.startswith("  Clinic, as C. Head declared")


def test_answers_that_are_declared_by_now_go_and_only_others_are_told() -> None:
    entry: dict[str, Value] = {**THERE, "by": "A. Officer", "annex_i": True, "profiling": False}
    practice = {"practices_art_5": "a", "answer": "no", "reason": "why"}
    entry["screen"] = (point("5d", "no"), practice)
    told = list(leave_declared(entry, {**THERE, "annex_i": False, "annex_iii": ()}))
    assert told == ["  annex_i was declared in the meantime: no stays."]
    assert entry == {
        "kind": "system",
        "by": "A. Officer",
        "on": DAY,
        "id": "s1",
        "profiling": False,
        "screen": (practice,),
    }


def test_a_screen_whose_lists_are_declared_by_now_is_no_answer() -> None:
    entry: dict[str, Value] = {**THERE, "screen": (point("5d", "no"),)}
    assert list(leave_declared(entry, {**THERE, "annex_iii": (), "screen": (point("5d", "no"),)})) == []
    assert entry.keys() == {"kind", "by", "on", "id"}


def test_of_a_new_system_every_answer_stays() -> None:
    entry: dict[str, Value] = {"kind": "system", "id": "s1", "screen": (point("5d", "no"),)}
    assert list(leave_declared(entry, {})) == []
    assert entry["screen"] == (point("5d", "no"),)


def test_points_answered_before_keep_whose_they_are_and_open_ones_are_none() -> None:
    there = {
        **THERE,
        "screen": (point("5a", "no"), point("5b", "no", by="D", on=date(2026, 2, 1)), point("5c", "unknown")),
    }
    found = answered_before({"screen": (point("5d", "yes"), point("5a", "yes"))}, there)
    assert [(one.point, one.reply, one.by, one.on) for one in found] == [
        ("5b", Reply.NO, "D", date(2026, 2, 1)),
        ("5d", Reply.YES, None, None),
        ("5a", Reply.YES, None, None),
    ]
    (first, *_) = answered_before({}, there)
    assert (first.by, first.on) == ("C. Head", DAY)
