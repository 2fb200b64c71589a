"""Commands that record the answer to a question: as they stand but for what is in capitals.

One for each subject, since an answer is about one. What is in capitals is refused until somebody wrote
something else there: a command pasted as it stands writes nothing.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from shlex import quote
from typing import Final

from auditor.domain.declaration import ANSWER
from auditor.domain.fact import SubjectKind
from auditor.domain.facts import FACTS
from auditor.domain.finding import Missing
from auditor.domain.subject import Incident
from auditor.domain.values import ValueType
from auditor.policy.asking.candidates import candidates
from auditor.policy.logic.leaves import EVIDENCE
from auditor.policy.logic.world import Scene

MOST_COMMANDS: Final = 100
"""So many are spelled out; for the subjects after them they read alike."""

# Who uses which of more is for a person to say.
_MOST_USED: Final = 10
_SIGNED: Final = "--by YOUR-NAME"
_NEW_SYSTEM: Final = ("id=YOUR-SYSTEM", "name=YOUR-SYSTEM")
_USES: Final = "uses"
_MODEL: Final = "YOUR-MODEL"
_ANSWER: Final = ANSWER.replace(" ", "-")
_ANSWERS: Final = {ValueType.TRI: "YES-OR-NO", ValueType.DATE: "YYYY-MM-DD"}
# A digest is known by its beginning.
_DIGEST: Final = re.compile(r"(sha256:[0-9a-f]{16})[0-9a-f]{48}")
# What separates the words of a list on the command line.
_SEPARATES: Final = re.compile(r"[,;\n]")
# Fields of an incident, without which it cannot be told whether its report was in time.
_INCIDENT: Final = ("category", "happened_on", "aware_on", "reported_on")
_SELECTED: Final = {"training": "model", "hosting": "deployment"}
_SERVED: Final = {
    SubjectKind.MODEL: "model",
    SubjectKind.DEPLOYMENT: "deployment",
    SubjectKind.SYSTEM: "system",
}


def commands(kind: str, fields: tuple[str, ...], asked: Collection[Missing], scene: Scene) -> tuple[str, ...]:
    """Return the commands, of many subjects those for the first few.

    Args:
        kind: Kind of declaration that records the answer; empty for none.
        fields: Its fields that do.
        asked: What is missing, about whom.
        scene: Whom there is.

    Returns:
        None where no command records it.
    """
    ids = sorted({missing.subject_id for missing in asked})
    made: Iterator[str]
    match kind:
        case "":
            return ()
        case "organisation":
            return (_organisation(fields, scene),)
        case "evidence":
            kinds = sorted({missing.name.removeprefix(EVIDENCE) for missing in asked})
            made = (_evidence(evidence, id_, scene) for evidence in kinds for id_ in ids)
        case "same-as":
            maybe = candidates(asked, scene)
            pairs = ((f"model={_short(id_)}", f"same_as={_short(maybe.get(id_, _MODEL))}") for id_ in ids)
            made = (_command(kind, pair) for pair in pairs)
        case "system":
            made = _of_systems(fields, ids, scene)
        case "incident":
            made = _of_incidents(ids, scene)
        case _:
            answers = tuple(_answer(kind, key) for key in fields)
            selected = _SELECTED[kind]
            made = (_command(kind, (f"{selected}={_short(id_)}", *answers)) for id_ in ids)
    return tuple(islice(made, MOST_COMMANDS))


def _command(kind: str, said: Iterable[str]) -> str:
    given = " ".join(f"--set {quote(one)}" for one in said)
    return f"auditor declare {kind} {_SIGNED} {given} --write"


def _answer(kind: str, key: str) -> str:
    """Return a field with what stands for its value."""
    if key.endswith("_on"):
        return f"{key}={_ANSWERS[ValueType.DATE]}"
    fact = FACTS.get(f"{kind}.{key}") or FACTS.get(f"model.{key}")
    return f"{key}={_ANSWERS.get(fact.type, _ANSWER) if fact else _ANSWER}"


def _short(id_: str) -> str:
    return _DIGEST.sub(r"\1", id_)


def _organisation(fields: tuple[str, ...], scene: Scene) -> str:
    name = () if scene.organisation.declared_on else ("name=YOUR-ORGANISATION",)
    return _command("organisation", (*name, *(_answer("organisation", key) for key in fields)))


def _evidence(evidence: str, id_: str, scene: Scene) -> str:
    subject = scene.subjects.get(id_)
    served = _SERVED.get(subject.kind) if subject else None
    serves = (f"serves={served}:{_short(id_)}",) if served else ()
    said = (f"evidence={evidence}", "status=PRESENT-OR-ABSENT", *serves, "file=WHAT-PROVES-IT")
    return _command("evidence", said)


def _of_systems(fields: tuple[str, ...], ids: Iterable[str], scene: Scene) -> Iterator[str]:
    """Yield what a declared system leaves open; of what no system uses, a new one with all of it."""
    systems = {one.id for one in scene.of_kind(SubjectKind.SYSTEM)}
    used = [id_ for id_ in ids if id_ not in systems]
    for id_ in (id_ for id_ in ids if id_ in systems):
        if fields:
            yield _command("system", (f"id={id_}", *(_answer("system", key) for key in fields)))
        else:
            yield f"auditor declare system --interactive --set {quote(f'id={id_}')}"
    if used:
        things = (id_ for id_ in used if id_ in scene.subjects and id_ != scene.organisation.id)
        yield _command("system", (*_NEW_SYSTEM, _used([_short(id_) for id_ in things])))


def _used(ids: list[str]) -> str:
    """Return what a system uses; who uses which of many is for a person to say."""
    if not ids or len(ids) > _MOST_USED:
        return f"{_USES}={_MODEL}"
    if any(_SEPARATES.search(id_) for id_ in ids):
        return f"{_USES}={json.dumps([{'id': id_} for id_ in ids], ensure_ascii=False)}"
    return f"{_USES}={','.join(ids)}"


def _of_incidents(ids: Iterable[str], scene: Scene) -> Iterator[str]:
    """Yield a new incident of each system; one that is declared already has an entry, which is amended."""
    for id_ in ids:
        if not isinstance(scene.subjects.get(id_), Incident):
            said = ("id=YOUR-NUMBER", f"system={id_}", *(_answer("incident", key) for key in _INCIDENT))
            yield _command("incident", said)
