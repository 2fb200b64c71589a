"""What a rule says as of a day: in the words of the text in force, or that this text was not read.

A rule lists the versions of the text that say what it says. Under an older one of them some words may differ;
of another one it may say that how it put the matter is not known. Under a newer one that the rule does not
list, nobody has looked whether it still holds. Neither is a pass, nor is it nothing: such a rule is unknown
for everybody whom it concerns.
"""

from dataclasses import replace
from typing import TypeVar

from auditor.domain.phrasing import prose_day
from auditor.policy.law import Text
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Choice, Classification, Earlier, Heading, Rule

_Judged = TypeVar("_Judged", Rule, Classification, Rule | Classification)


def in_force(judged: _Judged, scene: Scene) -> _Judged:
    """Return a rule or classification as the text in force has it; unchanged before its first text."""
    heading = judged.heading
    text = scene.law.text(heading.legal.texts, scene.as_of)
    if text is None:
        return judged
    newer = scene.law.successor(text.id, scene.as_of)
    if newer is not None:
        return _unread(judged, text, _superseded(text, newer), "")
    older = next((one for one in heading.earlier if one.text == text.id), None)
    if older is None:
        return judged
    return _unread(judged, text, older.unread, older.note or "") if older.unread else _worded(judged, older)


def _superseded(text: Text, newer: Text) -> str:
    since = prose_day(newer.published)
    place = f"whether {newer.id}, in its place since {since}, says so was not read"
    return f"the rule was written for {text.id}; {place}"


def _worded(judged: _Judged, older: Earlier) -> _Judged:
    heading = replace(
        judged.heading,
        title=judged.heading.title if older.title is None else older.title,
        note=judged.heading.note if older.note is None else older.note,
    )
    if isinstance(judged, Classification):
        return replace(judged, heading=heading)
    return replace(
        judged,
        heading=heading,
        failing=judged.failing if older.failing is None else older.failing,
        remedy=judged.remedy if older.remedy is None else older.remedy,
    )


def _unread(judged: _Judged, text: Text, why: str, note: str) -> _Judged:
    """Return a rule of which only is known whom it concerns; for whom it holds beyond that was not read."""
    heading: Heading = replace(judged.heading, unread=why, note=note)
    if isinstance(judged, Classification):
        return replace(judged, heading=heading)
    remedy = Choice((), f"Have a person read {heading.legal.named} in {text.title}.")
    return replace(judged, heading=heading, when=None, remedy=(remedy,))
