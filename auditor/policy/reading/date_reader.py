"""When a rule applies, and for whom that was not read, from YAML: in the rule, or named by its pack.

First days, transitions, readings, and subjects for whom the law was not read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from auditor.domain.fact import SubjectKind
from auditor.formats.yaml_node import Node, did_you_mean
from auditor.policy.reading.condition_reader import Vocabulary
from auditor.policy.rules import Reading, Start, Transition, Unread

STARTS: Final = "starts"
"""Key of ``pack.yaml`` under which a pack names first days that several of its rules share."""

TRANSITIONS: Final = "transitions"
"""The same for longer deadlines."""

UNREAD: Final = "unread"
"""The same for subjects for whom nobody read what the law asks."""

_Dates = TypeVar("_Dates")


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads when, and for whom, what the rules of one pack say was read.

    Attributes:
        vocabulary: What conditions and references may refer to.
        starts: What the pack names for ``applies_from``.
        transitions: What it names for ``transition``.
        unread: What it names for ``unread``.
        used: The names that rules have asked for so far, each with the key it stands under.
    """

    vocabulary: Vocabulary
    starts: Mapping[str, Node] = field(default_factory=dict)
    transitions: Mapping[str, Node] = field(default_factory=dict)
    unread: Mapping[str, Node] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set, compare=False)

    def applies_from(self, node: Node, subject: SubjectKind) -> tuple[Start, ...]:
        """Read first days, or the name the pack gives them.

        Raises:
            PolicyError: they are malformed, could never be evaluated, or the pack names none so.
        """
        return self._resolved(node, STARTS, self.starts, lambda found: self._starts(found, subject))

    def transition(self, entry: Mapping[str, Node], subject: SubjectKind) -> tuple[Transition, ...]:
        """Read the transitions of a rule or reading that may have none.

        Raises:
            PolicyError: they are malformed, could never be evaluated, or the pack names none so.
        """
        if "transition" not in entry:
            return ()
        return self._resolved(
            entry["transition"],
            TRANSITIONS,
            self.transitions,
            lambda found: self._transitions(found, subject),
        )

    def not_read(self, entry: Mapping[str, Node], subject: SubjectKind) -> Unread | None:
        """Read for which subjects a rule was not read; ``None`` for a rule that was for all of them.

        Raises:
            PolicyError: it is malformed, could never be evaluated, or the pack names none so.
        """
        if UNREAD not in entry:
            return None
        return self._resolved(
            entry[UNREAD], UNREAD, self.unread, lambda found: self._not_read(found, subject)
        )

    def readings(self, entry: Mapping[str, Node], subject: SubjectKind) -> tuple[Reading, ...]:
        """Read the readings of a rule that may have none.

        Raises:
            PolicyError: they are malformed, or not exactly one is the default.
        """
        if "readings" not in entry:
            return ()
        node = entry["readings"]
        if "applies_from" in entry:
            node.refuse("a rule has either applies_from or readings")
        found = tuple(self._reading(item, subject) for item in node.items())
        if sum(reading.is_default for reading in found) != 1:
            node.refuse("exactly one reading must be the default")
        return found

    def written_out(self, rule: Node) -> Node:
        """Return a rule as it is written, with what its pack names in the place of the names.

        Raises:
            PolicyError: the pack names none so.
        """
        entry = dict(rule.entries())
        for name, key, named in (
            ("applies_from", STARTS, self.starts),
            ("transition", TRANSITIONS, self.transitions),
            (UNREAD, UNREAD, self.unread),
        ):
            if name in entry:
                entry[name] = self._resolved(entry[name], key, named, lambda found: found)
        if "readings" in entry:
            parts = tuple(map(self.written_out, entry["readings"].items()))
            entry["readings"] = replace(entry["readings"], content=parts)
        return replace(rule, content=entry)

    def refuse_unused(self) -> None:
        """Refuse what is named and no rule asks for: nothing would ever have checked it.

        Raises:
            PolicyError: there is one.
        """
        for key, named in (
            (STARTS, self.starts),
            (TRANSITIONS, self.transitions),
            (UNREAD, self.unread),
        ):
            for name, node in named.items():
                if (key, name) not in self.used:
                    node.refuse(f"no rule of the pack uses '{name}'", hint=f"remove it from {key}")

    def _resolved(
        self, node: Node, key: str, named: Mapping[str, Node], read: Callable[[Node], _Dates]
    ) -> _Dates:
        if not isinstance(node.content, str):
            return read(node)
        name = node.text()
        if name not in named:
            hint = (
                did_you_mean(name, sorted(named)) if named else f"names are given in pack.yaml, under {key}"
            )
            node.refuse(f"the pack names no {key} '{name}'", hint=hint)
        self.used.add((key, name))
        if isinstance(named[name].content, str):
            named[name].refuse(f"'{name}' is only another name", hint="write it out here")
        return read(named[name])

    def _starts(self, node: Node, subject: SubjectKind) -> tuple[Start, ...]:
        if isinstance(node.content, Mapping):
            return (Start(None, self.vocabulary.reference(node, date_wanted=True)),)
        keys = frozenset({"if", "from"})
        entries = [item.mapping(known=keys, required=keys) for item in node.items()]
        return tuple(
            Start(
                self.vocabulary.condition(entry["if"], subject),
                self.vocabulary.reference(entry["from"], date_wanted=True),
            )
            for entry in entries
        )

    def _transitions(self, node: Node, subject: SubjectKind) -> tuple[Transition, ...]:
        items = (node,) if isinstance(node.content, Mapping) else node.items()
        keys = frozenset({"if", "until"})
        found = []
        for item in items:
            part = item.mapping(known=keys, required=keys)
            endless = part["until"].content == "never"
            until = None if endless else self.vocabulary.reference(part["until"], date_wanted=True)
            found.append(Transition(self.vocabulary.condition(part["if"], subject), until))
        return tuple(found)

    def _not_read(self, node: Node, subject: SubjectKind) -> Unread:
        keys = frozenset({"if", "why", "remedy"})
        entry = node.mapping(known=keys, required=keys)
        condition = self.vocabulary.condition(entry["if"], subject)
        return Unread(condition, entry["why"].text(), entry["remedy"].text())

    def _reading(self, node: Node, subject: SubjectKind) -> Reading:
        required = frozenset({"name", "applies_from"})
        entry = node.mapping(known=required | {"default", "transition"}, required=required)
        starts = self.applies_from(entry["applies_from"], subject)
        is_default = entry["default"].boolean() if "default" in entry else False
        return Reading(entry["name"].text(), starts, is_default, self.transition(entry, subject))
