"""A guided session: the organisation, a system, Article 5 and Annex III, one question at a time.

What is declared already is shown and stays; asked is what it leaves open. Which questions there are, and in
which order, stands in :mod:`auditor.cli.guided_order`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from auditor.cli.asking import Person
from auditor.cli.guided_before import Resumed, answered_before, as_declared, joined, listed, resumed
from auditor.cli.guided_order import (
    AFTER_SCREENS,
    ASKED,
    BEFORE_SCREENS,
    EXPLAINED,
    OF_INCIDENT,
    OF_ORGANISATION,
    WHERE,
    WORDS,
)
from auditor.declarations.answering import refuse_unfit
from auditor.declarations.nobody import names_nobody
from auditor.declarations.screen import SCREEN, Reply, Screened, list_of
from auditor.domain.facts import FACTS
from auditor.domain.phrasing import prose_day
from auditor.errors import DeclarationError
from auditor.formats.yaml_writing import Value
from auditor.pipeline.amending import key_of
from auditor.pipeline.entering import Draft
from auditor.pipeline.guiding import Guide, Point, Screen, first_day

ORGANISATION: Final = "organisation"
SYSTEM: Final = "system"
INCIDENT: Final = "incident"


@dataclass(slots=True)
class Session:
    """One person answering, every answer kept as it comes.

    Attributes:
        person: Who answers.
        guide: Where the session stands.
        keep: Keeps the answers so far.
        by: The person's name; asked for where it is empty.
        before: The answers of a session that was stopped, which this one goes on with.
        entries: The person's answers of today by kind; what is declared is not among them.
        asked: ``KIND.FIELD`` of what was asked.
    """

    person: Person
    guide: Guide
    keep: Callable[[Draft], None]
    by: str = ""
    before: Resumed = field(default_factory=Resumed)
    entries: dict[str, dict[str, Value]] = field(default_factory=dict)
    asked: dict[str, None] = field(default_factory=dict)

    def resume(self, draft: Draft) -> None:
        """Go on where an earlier session stopped; whose its answers are is known with the person's name."""
        self.before = Resumed(draft)

    def _go_on(self) -> None:
        """Take over what the same person answered today; what others or other days answered stays theirs."""
        self.before = resumed(self.before.draft, self.by, self.guide)
        self.entries = {**self.before.own}
        self.asked = dict.fromkeys(self.before.draft.asked)
        for line in self.before.told:
            self.person.told(line)

    def run(
        self, kinds: tuple[str, ...], given: Mapping[str, Value] | None = None
    ) -> tuple[Mapping[str, Value], ...]:
        """Ask for entries of some kinds, and return what is new in each, in the order it was said.

        Args:
            kinds: The kinds.
            given: Fields of the first of them that are answered already.

        Raises:
            StoppedError: the person stops.
        """
        self.person.told(
            "? or nothing: I don't know. stop: go on another time. Answers are kept as they come."
        )
        self.by = self.by or self._name()
        self._go_on()
        if given:
            self._begun(kinds[0]).update(given)
        if ORGANISATION in kinds:
            self._organisation(is_all=kinds == (ORGANISATION,))
        if SYSTEM in kinds:
            self._system()
        system = self.entries.get(SYSTEM, {})
        told = {**joined({}, self.before.earlier, system), **system} if system else {}
        if INCIDENT in kinds or INCIDENT in self.entries or told.get("serious_incident") is True:
            self._incident(system.get("id"))
        return self._draft().entries

    def _organisation(self, *, is_all: bool) -> None:
        """Ask about the organisation; where it is declared, only if that is all that is asked about."""
        there = self.guide.organisation
        if there is not None and not (is_all or ORGANISATION in self.entries):
            self.person.told(f"\nThe organisation is {there['name']}, as {there['by']} declared.")
            return
        self.person.told("\nThe organisation")
        entry = self._begun(ORGANISATION)
        self._tell_declared(entry)
        self._needed(entry, "name")
        for key in OF_ORGANISATION:
            self._ask(entry, key)

    def _system(self) -> None:
        self.person.told("\nThe system")
        entry = self._begun(SYSTEM)
        self._which(entry)
        self._tell_declared(entry)
        self._needed(entry, "name")
        self._steps(entry, BEFORE_SCREENS[:1])
        self._uses(entry)
        self._steps(entry, BEFORE_SCREENS[1:])
        for screen in self.guide.screens:
            if screen.field.startswith(f"{SYSTEM}."):
                self._screen(entry, screen)
        self._steps(entry, AFTER_SCREENS)

    def _incident(self, system: Value) -> None:
        """Ask about a serious incident, of the system that was asked about or of one that is declared."""
        self.person.told("\nThe incident, Article 73")
        entry = self._begun(INCIDENT)
        if system is not None:
            entry["system"] = system
        systems, there = self.guide.systems, self.guide.incidents
        if "system" not in entry:
            none = f"none; first: auditor declare {SYSTEM}"
            self.person.told(f"  Declared systems: {', '.join(systems) or none}")
        undeclared, twice = "No system of that id is declared.", "That incident is declared already."
        self._chosen_id(entry, "system", lambda id_: "" if id_ in systems else undeclared)
        self._chosen_id(entry, "id", lambda id_: twice if id_ in there else "")
        for key in OF_INCIDENT:
            self._ask_fitting(entry, key)

    def _ask_fitting(self, entry: dict[str, Value], key: str) -> None:
        """Ask for a field until it goes together with those before it, as days in their order do."""
        while True:
            self._ask(entry, key)
            said = {one: value for one, value in entry.items() if one not in ("kind", "by", "on")}
            try:
                if isinstance(day := said.get(key), date) and day > self.guide.today:
                    raise DeclarationError(f"{key} lies in the future", hint="? if you do not know.")
                refuse_unfit(INCIDENT, said)
            except DeclarationError as error:
                self.person.told(f"  {error.message}. {error.hint}")
                del entry[key], self.asked[f"{INCIDENT}.{key}"]
            else:
                return

    def _chosen_id(self, entry: dict[str, Value], key: str, wrong: Callable[[str], str]) -> None:
        """Ask for an id until nothing is wrong with it."""
        while key not in entry:
            value = self.person.value(INCIDENT, key, ASKED[f"{INCIDENT}.{key}"], form="text")
            why = "This one is needed." if value is Reply.UNKNOWN else wrong(str(value))
            if why:
                self.person.told(f"  {why}")
            else:
                self._answered(entry, key, value)

    def _which(self, entry: dict[str, Value]) -> None:
        """Ask which system: one that is declared, for what it leaves open, or a new one."""
        known = self.guide.systems
        for line in listed(known) if "id" not in entry else ():
            self.person.told(line)
        if "id" in entry and not self._is_free(str(entry["id"])):
            del entry["id"]
        while "id" not in entry:
            value = self.person.value(SYSTEM, "id", ASKED["system.id"], form="text")
            if value is Reply.UNKNOWN:
                self.person.told("  This one is needed.")
            elif self._is_free(str(value)):
                self._answered(entry, "id", value)
        # An id in other letters is no other system.
        by_letters = {id_.casefold(): id_ for id_ in known}
        entry["id"] = by_letters.get(str(entry["id"]).casefold(), entry["id"])

    def _is_free(self, id_: str) -> bool:
        """Say whether something can be declared of a system today; else say why not."""
        if id_ in self.guide.elsewhen:
            self.person.told(f"  {id_} is declared for other days than today; it needs an entry by hand.")
        return id_ not in self.guide.elsewhen

    def _there(self, entry: Mapping[str, Value]) -> Mapping[str, Value]:
        """Return what is declared, or was answered before, of what an entry is about."""
        return joined(self.guide.standing.get(key_of(entry), {}), self.before.earlier, entry)

    def _tell_declared(self, entry: Mapping[str, Value]) -> None:
        there = self.guide.standing.get(key_of(entry), {})
        for line in as_declared(there) if there else ():
            self.person.told(line)

    def _begun(self, kind: str) -> dict[str, Value]:
        entry = self.entries.setdefault(kind, {"kind": kind})
        entry |= {"by": self.by, "on": self.guide.today}
        return entry

    def _steps(self, entry: dict[str, Value], steps: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        for title, keys in steps:
            self.person.told(f"\n{title}")
            for key in keys:
                if key not in WHERE or WHERE[key]({**self._there(entry), **entry}):
                    self._ask(entry, key)

    def _name(self) -> str:
        while names_nobody(said := self.person.needed("Your name")):
            self.person.told("  That names nobody.")
        return said

    def _needed(self, entry: dict[str, Value], key: str) -> None:
        """Ask for a field that the entry cannot do without, until there is one."""
        kind = str(entry["kind"])
        while key not in entry and key not in self._there(entry):
            value = self.person.value(kind, key, ASKED[f"{kind}.{key}"], form="text")
            if value is Reply.UNKNOWN:
                self.person.told("  This one is needed.")
            else:
                self._answered(entry, key, value)

    def _ask(self, entry: dict[str, Value], key: str) -> None:
        kind = str(entry["kind"])
        name = f"{kind}.{key}"
        if name in self.asked or key in entry or key in self._there(entry):
            return
        for line in EXPLAINED.get(name, ()):
            self.person.told(f"  {line}")
        question = ASKED.get(name) or FACTS[name].ask
        self._answered(entry, key, self.person.value(kind, key, question, words=WORDS.get(name, ())))

    def _answered(self, entry: dict[str, Value], key: str, value: Value) -> None:
        if value is not Reply.UNKNOWN:
            entry[key] = value
        self.asked[f"{entry['kind']}.{key}"] = None
        self.keep(self._draft())

    def _draft(self) -> Draft:
        """Return the answers so far, each signed by whoever gave it, on the day they did."""
        own = (self.entries[kind] for kind in (ORGANISATION, SYSTEM, INCIDENT) if kind in self.entries)
        return Draft((*self.before.earlier, *(one for one in own if "by" in one)), tuple(self.asked))

    def _uses(self, entry: dict[str, Value]) -> None:
        """Ask which models it uses: by number out of those that were found, else by name."""
        if f"{SYSTEM}.uses" in self.asked or "uses" in entry or "uses" in self._there(entry):
            return
        models = self.guide.models
        for n, model in enumerate(models, 1):
            self.person.told(f"  {n}. {model.name}")
        while True:
            how = "numbers or names" if models else "names"
            said = self.person.value(SYSTEM, "uses", f"Which models does it use ({how})?")
            chosen = said if isinstance(said, Reply) else self._chosen(said)
            if chosen is not None:
                self._answered(entry, "uses", chosen)
                return

    def _chosen(self, said: Value) -> Value:
        """Return selectors, numbers replaced by the models they stand for; ``None`` for one too large."""
        found: list[Value] = []
        for one in said if isinstance(said, tuple) else ():
            name = str(one["name"]) if isinstance(one, Mapping) and "name" in one else ""
            if not (name.isdigit() and self.guide.models):
                found.append(one)
            elif 0 < int(name) <= len(self.guide.models):
                found.append({"id": self.guide.models[int(name) - 1].id})
            else:
                self.person.told(f"  There is no number {name}.")
                return None
        return tuple(found)

    def _screen(self, entry: dict[str, Value], screen: Screen) -> None:
        """Go through the points of a screen; the list is filled in once none is open."""
        if screen.key in entry or screen.key in self._there(entry):
            return
        self.person.told(f"\n{screen.title}.{self._later(screen.applies_from)} {screen.question}")
        answered = answered_before(entry, self._there(entry))
        for area in screen.areas:
            done = {one.point for one in answered if one.key == screen.key}
            if any(point.code not in done for point in area.points):
                left = tuple(point for point in area.points if point.code not in done)
                for one in self._area(screen, area.title, left):
                    answered.append(one)
                    entry[SCREEN] = tuple(each.as_fields() for each in answered)
                    self.keep(self._draft())
        listed = list_of(tuple(answered), screen.key, tuple(point.code for point in screen.points))
        if listed is not None:
            entry[screen.key] = listed
            return
        self.person.told(
            f"  {screen.key} is left out while a point is open; what you answered is kept in screen."
        )

    def _area(self, screen: Screen, title: str, points: tuple[Point, ...]) -> Iterator[Screened]:
        """Ask about points that belong together: of several areas at once, then one by one."""
        if len(screen.areas) == 1:
            yield from (self._point(screen, point) for point in points)
            return
        self.person.told(f"\n{title}")
        for point in points:
            self.person.told(f"  {self._worded(screen, point)}")
        reply = self.person.reply(f"Is {'one of these' if len(points) > 1 else 'this'} its use?")
        if reply is Reply.YES and len(points) > 1:
            yield from (self._point(screen, point) for point in points)
            return
        reason = self._reason(reply)
        yield from (self._screened(screen, point, reply, reason) for point in points)

    def _point(self, screen: Screen, point: Point) -> Screened:
        reply = self.person.reply(self._worded(screen, point))
        return self._screened(screen, point, reply, self._reason(reply))

    def _reason(self, reply: Reply) -> str:
        """Ask why; who does not know need not say why not."""
        if reply is Reply.UNKNOWN:
            return self.person.line("  Who could tell, or why is it open (or nothing):")
        return self.person.needed("  Why")

    def _screened(self, screen: Screen, point: Point, reply: Reply, reason: str) -> Screened:
        return Screened(screen.key, point.code, reply, reason, self.by, self.guide.today)

    def _worded(self, screen: Screen, point: Point) -> str:
        own = point.applies_from != screen.applies_from
        later = self._later(point.applies_from) if own else ""
        said = point.asks.rstrip(".")
        more = f".{later} {point.note}".rstrip() if later or point.note else ""
        return f"({point.code}) {said}{more or '.'}"

    def _later(self, applies_from: str) -> str:
        day = first_day(applies_from, self.guide.bundle.law, self.guide.today)
        return f" Applies from {prose_day(day)}." if day > self.guide.today else ""
