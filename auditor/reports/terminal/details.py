"""What the command line prints about single subjects: places, systems, everything about one model."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.facts import FACTS
from auditor.domain.naming import distinct_names
from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Deployment
from auditor.domain.values import Range
from auditor.reports import wording
from auditor.reports.document.fact_blocks import FactsOf, known_text, tri_word
from auditor.reports.document.subject_shape import (
    ClaimBlock,
    DeploymentBlock,
    FactBlock,
    Facts,
    ModelBlock,
    ValueBlock,
)
from auditor.reports.headline.serving import access_words, address_words, runtime_words
from auditor.reports.headline.states import state_words
from auditor.reports.headline.systems import SETTLED_NOTE, class_words, is_settled, roles_words
from auditor.reports.terminal.tables import NARROWEST, Column, table, wrapped

_DEPLOYMENTS: Final = (
    Column("name", least=26, is_title=True),
    Column("state", least=12, is_title=True),
    Column("runtime", least=12),
    Column("served at, and to whom", least=28),
    Column("place, and what says so", least=32),
)
_SYSTEMS: Final = (
    Column("system", least=22, is_title=True),
    Column("purpose", least=28),
    Column("class", least=13),
    Column("places"),
    Column("our roles", least=18),
    Column("owner", least=16),
)
_SEEN: Final = (Column("state", least=12), Column("where, and what was seen", least=40))
_NOT_KNOWN: Final = (Column("not known", least=26, is_title=True), Column("why", least=40))
_HEADS: Final = (Column(""), Column("", least=20))
_FACTS: Final = (
    Column("fact", least=34, is_title=True),
    Column("value", least=24),
    Column("evidence", least=34),
)


def deployments_table(audit: Audit, width: int) -> str:
    """Return the table of ``auditor show deployments``."""
    return _places(audit, audit.inventory.deployments, width)


def _places(audit: Audit, places: Sequence[Deployment], width: int) -> str:
    models, own = distinct_names(audit.inventory.models), distinct_names(places)
    n_called = Counter(place.name for place in places)
    rows = [
        (
            _called(place, own[place.id] if n_called[place.name] > 1 else place.name, models),
            _state(place, facts),
            runtime_words(place, facts) or "none known",
            " · ".join(filter(None, (address_words(facts), *access_words(place, facts)))),
            f"{wording.visible(place.locator)}\n{wording.visible(_says_so(place))}",
        )
        for place in places
        for facts in (audit.facts.get(place.id, {}),)
    ]
    return table(_DEPLOYMENTS, rows, width)


def _state(place: Deployment, facts: FactsOf) -> str:
    """Return the state, and of what is in use whether it is declared."""
    is_undeclared = place.state.is_use and tri_word(facts, "deployment.declared") == "no"
    return f"{state_words(place.state)}\nundeclared" if is_undeclared else state_words(place.state)


def _says_so(place: Deployment) -> str:
    return place.evidence if place.model_id else f"{place.evidence}; which model is not known"


def _called(place: Deployment, name: str, models: Mapping[str, str]) -> str:
    """Return what a place is called, and which model it is: many a file is a ``model.safetensors``."""
    called = wording.clipped(name, 80)
    model = models.get(place.model_id or "", "")
    return called if model in ("", place.name) else f"{called}\n{wording.clipped(model, 80)}"


def systems_table(audit: Audit, width: int) -> str:
    """Return the table of ``auditor show systems``."""
    rows = [
        (
            f"{wording.clipped(system.name, 80)}\n{wording.clipped(system.id, 60)}",
            system.purpose,
            class_words(audit.facts.get(system.id, {})),
            wording.number(len(system.deployment_ids)),
            roles_words(audit.facts.get(system.id, {})),
            known_text(audit.facts.get(system.id, {}), "system.owner") or "unknown",
        )
        for system in audit.systems
    ]
    told = table(_SYSTEMS, rows, width)
    if not any(is_settled(audit.facts.get(system.id, {})) for system in audit.systems):
        return told
    note = "\n".join(wrapped(SETTLED_NOTE, max(width, NARROWEST)))
    return f"{told}\n{note}\n"


def model_text(audit: Audit, block: ModelBlock, width: int) -> str:
    """Return everything about one model, as ``auditor show model`` prints it: what is known comes first.

    Of a model whose bytes nobody saw hardly anything is known, and nearly all of it for that one reason: it
    is a line, by who could tell. Of one that was read it matters why each single fact is not known.
    """
    known, unknown = _told_apart(block["facts"])
    places = [place for place in audit.inventory.deployments if place.model_id == block["id"]]
    others = sorted(set(block["locations"]) - {place.locator for place in places})
    parts = [
        f"{wording.clipped(block['name'], width)}\n{wording.clipped(block['id'], 200)}\n",
        table(_HEADS, _heads(block), width),
        _places(audit, places, width) if places else "",
        _column("place", others, width),
        _column("problem", block["problems"], width),
        table(_FACTS, known, width) if known else "",
        _why_not(unknown, width) if block["artifacts"] else _who_could(block["facts"], width),
    ]
    return "\n".join(part for part in parts if part)


def _told_apart(facts: Facts) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    """Return the lines of facts that are known, or contradicted, and of those that are not."""
    rows = _facts(facts)
    return (
        [row for row in rows if "unknown" not in facts[row[0]]],
        [row for row in rows if "unknown" in facts[row[0]]],
    )


def _column(head: str, cells: Sequence[str], width: int) -> str:
    return table((Column(head, least=20),), [(cell,) for cell in cells], width) if cells else ""


def _why_not(rows: Sequence[tuple[str, str, str]], width: int) -> str:
    lines = [(name, f"{why}\n{who}") for name, why, who in rows]
    return table(_NOT_KNOWN, lines, width) if lines else ""


def _who_could(facts: Facts, width: int) -> str:
    """Return what is not known in one line, by who could tell."""
    names: dict[str, list[str]] = {}
    for name, _, who in _told_apart(facts)[1]:
        names.setdefault(who, []).append(name)
    said = "; ".join(f"{who} {', '.join(given)}" for who, given in sorted(names.items()))
    n = sum(map(len, names.values()))
    line = f"{wording.counted(n, 'fact')} not known: {said}"
    return wording.plain_spaces("\n".join(wrapped(line, max(width, NARROWEST)))) + "\n" if n else ""


def deployment_text(block: DeploymentBlock, width: int) -> str:
    """Return everything about one place, as ``auditor show deployment`` prints it."""
    known, unknown = _told_apart(block["facts"])
    seen = [(one["state"], f"{one['locator']}\n{one['evidence']}") for one in block["seen"]]
    seen = seen or [(block["state"], f"{block['locator']}\n{block['evidence']}")]
    parts = [
        f"{wording.clipped(block['model'], width)}\n{wording.clipped(block['id'], 200)}\n",
        table(_SEEN, _visible([(state_words(DeploymentState(state)), said) for state, said in seen]), width),
        table(_FACTS, known, width) if known else "",
        _why_not(unknown, width),
    ]
    return "\n".join(part for part in parts if part)


def _visible(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(state, "\n".join(map(wording.visible, said.split("\n")))) for state, said in rows]


def _heads(block: ModelBlock) -> list[tuple[str, str]]:
    files = block["artifacts"]
    digests = "\n".join(file["sha256"] or "bytes not read" for file in files)
    format_ = " ".join(part for part in (block["format"], block["quantization"]) if part)
    size = block["size_bytes"]
    return [
        ("format", "no bytes were seen" if size is None else f"{format_}, {wording.size(size)}"),
        *((("files", wording.counted(len(files), "file")), ("sha256", digests)) if files else ()),
        ("also known as", ", ".join(block["aliases"]) or "nothing else"),
        *(
            ("perhaps", wording.visible(f"{one['name']}: {one['reason']} ({one['confidence']} confidence)"))
            for one in block["same_as"]
        ),
    ]


def _facts(facts: Facts) -> list[tuple[str, str, str]]:
    order = {name: place for place, name in enumerate(FACTS)}
    names = sorted(facts, key=lambda name: (order.get(name, len(order)), name))
    return [(name, _value(name, facts[name]), _evidence(facts[name])) for name in names]


def _value(name: str, fact: FactBlock) -> str:
    if name == "deployment.state" and "value" in fact:
        return state_words(DeploymentState(str(fact["value"])))
    if "unknown" in fact:
        return wording.unknown_because(fact["unknown"]["reason"])
    if "conflict" in fact:
        return f"conflict: {' · '.join(_words(name, value) for value in fact['conflict'])}"
    return _words(name, fact["value"])


def _words(name: str, value: ValueBlock) -> str:
    """Return a value of the document as people read it; yes/no facts are words there already."""
    definition = FACTS.get(name)
    unit = definition.unit if definition else ""
    if isinstance(value, dict):
        shown = wording.quantity_range(Range(value["low"], value["high"], value["central"]))
        return f"{shown} {unit}".rstrip()
    if isinstance(value, list):
        return ", ".join(value) or "none"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return wording.value(value, definition)
    return str(value)


def _evidence(fact: FactBlock) -> str:
    if "unknown" in fact:
        return f"{fact['unknown']['who']} can tell"
    return "\n".join(_claim(claim) for claim in fact["claims"])


def _claim(claim: ClaimBlock) -> str:
    cited = f"; {claim['citation']}" if claim["citation"] else ""
    # One claim is one line of its cell, whatever its locator holds.
    said = f"{claim['basis']}: {claim['method']}, {claim['confidence']}; {claim['locator']}{cited}"
    return wording.visible(wording.with_short_paths(said))
