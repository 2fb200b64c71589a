"""A guided session: the organisation, a system, Article 5 and Annex III, one question at a time.

In the order in which somebody who answers for it thinks: who we are, what it is, whose, since when, is it
prohibited, is it high-risk, what it does with persons. What only matters in the light of another answer is
asked after it, or not.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from auditor.cli.asking import Person
from auditor.declarations.screen import SCREEN, Reply, Screened, kept, list_of
from auditor.domain.facts import FACTS
from auditor.domain.phrasing import prose_day
from auditor.formats.yaml_writing import Value
from auditor.pipeline.entering import Draft
from auditor.pipeline.guiding import Guide, Point, Screen, first_day

ORGANISATION: Final = "organisation"
SYSTEM: Final = "system"

_ASKED: Final[Mapping[str, str]] = {
    "organisation.name": "What is the organisation called?",
    "organisation.roles": "Which roles does it have for the models and systems it uses?",
    "system.id": "A short id for it, which stays",
    "system.name": "What is it called?",
    "system.purpose": "What is it for, in one sentence?",
}
_OF_ORGANISATION: Final = (
    *("country", "size", "public_body", "public_service", "finance", "law_enforcement", "roles"),
)
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "organisation.size": ("micro", "sme", "smc", "large"),
    "organisation.roles": ("deployer", "sys_provider", "gpai_provider", "importer", "distributor"),
    "system.generates": ("text", "image", "audio", "video"),
    "system.opt_out_6_3": ("a", "b", "c", "d"),
    "system.supplied": ("first", "further"),
    "system.annex_i_section": ("a", "b"),
}
_BEFORE_SCREENS: Final = (
    ("What it is", ("purpose", "owner")),
    (
        "Whose it is, and since when",
        ("own_name", "provider", "provider_country", "put_into_service_on", "union_placed_on", "supplied"),
    ),
)
_AFTER_SCREENS: Final = (
    ("High-risk", ("annex_i", "annex_i_section", "profiling", "opt_out_6_3")),
    (
        "Persons and content, Article 50",
        (
            *("interacts_with_persons", "obvious_ai", "generates", "standard_editing_only", "deepfakes"),
            *("public_interest_text", "editorial_control", "emotion_recognition"),
            *("biometric_categorisation",),
        ),
    ),
    (
        "How it is used",
        (
            *("workplace", "decides_about_persons", "adverse_decisions", "logs_under_control"),
            *("log_retention_days", "input_data_under_control", "dpia_required", "serious_incident"),
        ),
    ),
)


def _high_risk(entry: Mapping[str, Value]) -> bool:
    return entry.get("annex_iii") != () or entry.get("annex_i") is not False


# A field, and the answers that leave it something to ask about; a missing one leaves everything open.
_WHERE: Final[Mapping[str, Callable[[Mapping[str, Value]], bool]]] = {
    "provider_country": lambda entry: entry.get("provider", "") is not None,
    "supplied": lambda entry: entry.get("provider", "") is not None,
    "annex_i_section": lambda entry: entry.get("annex_i") is not False,
    "profiling": lambda entry: entry.get("annex_iii") != (),
    "opt_out_6_3": lambda entry: entry.get("annex_iii") != (),
    "obvious_ai": lambda entry: entry.get("interacts_with_persons") is not False,
    "standard_editing_only": lambda entry: entry.get("generates") != (),
    "editorial_control": lambda entry: entry.get("public_interest_text") is not False,
    "adverse_decisions": lambda entry: entry.get("decides_about_persons") is not False,
    "logs_under_control": _high_risk,
    "log_retention_days": lambda entry: entry.get("logs_under_control") is not False and _high_risk(entry),
    "input_data_under_control": _high_risk,
}


@dataclass(slots=True)
class Session:
    """One person answering, every answer kept as it comes.

    Attributes:
        person: Who answers.
        guide: Where the session stands.
        keep: Keeps the answers so far.
        by: The person's name.
        entries: Answers by kind.
        asked: ``KIND.FIELD`` of what was asked.
    """

    person: Person
    guide: Guide
    keep: Callable[[Draft], None]
    by: str = ""
    entries: dict[str, dict[str, Value]] = field(default_factory=dict)
    asked: dict[str, None] = field(default_factory=dict)

    def resume(self, draft: Draft) -> None:
        """Go on where an earlier session stopped."""
        self.entries = {str(one["kind"]): dict(one) for one in draft.entries}
        self.asked = dict.fromkeys(draft.asked)
        # What was declared in the meantime stands, and cannot be declared again.
        if self.guide.organisation is not None:
            self.entries.pop(ORGANISATION, None)
        system = self.entries.get(SYSTEM, {})
        if system.get("id") in self.guide.systems:
            del system["id"]

    def run(self, kinds: tuple[str, ...]) -> tuple[Mapping[str, Value], ...]:
        """Ask for entries of some kinds, and return them.

        Raises:
            StoppedError: the person stops.
        """
        self.person.told(
            "? or nothing: I don't know. stop: go on another time. Answers are kept as they come."
        )
        self.by = self.person.needed("Your name")
        if ORGANISATION in kinds:
            self._organisation()
        if SYSTEM in kinds:
            self._system()
        return tuple(self.entries[kind] for kind in (ORGANISATION, SYSTEM) if kind in self.entries)

    def _organisation(self) -> None:
        there = self.guide.organisation
        if there is not None:
            self.person.told(f"\nThe organisation is {there.name}, as {there.provenance.by} declared.")
            return
        self.person.told("\nThe organisation")
        entry = self._begun(ORGANISATION)
        self._needed(entry, "name")
        for key in _OF_ORGANISATION:
            self._ask(entry, key)

    def _system(self) -> None:
        self.person.told("\nThe system")
        entry = self._begun(SYSTEM)
        self._needed(entry, "id")
        self._needed(entry, "name")
        self._steps(entry, _BEFORE_SCREENS[:1])
        self._uses(entry)
        self._steps(entry, _BEFORE_SCREENS[1:])
        for screen in self.guide.screens:
            if screen.field.startswith(f"{SYSTEM}."):
                self._screen(entry, screen)
        self._steps(entry, _AFTER_SCREENS)

    def _begun(self, kind: str) -> dict[str, Value]:
        entry = self.entries.setdefault(kind, {"kind": kind})
        # Whoever ends a session signs for the entry; answers of another are marked as theirs.
        entry |= {"by": self.by, "on": self.guide.today}
        return entry

    def _steps(self, entry: dict[str, Value], steps: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        for title, keys in steps:
            self.person.told(f"\n{title}")
            for key in keys:
                if key not in _WHERE or _WHERE[key](entry):
                    self._ask(entry, key)

    def _needed(self, entry: dict[str, Value], key: str) -> None:
        """Ask for a field that the entry cannot do without, until there is one."""
        kind = str(entry["kind"])
        while key not in entry:
            value = self.person.value(kind, key, _ASKED[f"{kind}.{key}"], form="text")
            if value is Reply.UNKNOWN:
                self.person.told("  This one is needed.")
            elif key == "id" and value in self.guide.systems:
                self.person.told(f"  {value} is already declared; what is there is not overwritten.")
            else:
                self._answered(entry, key, value)

    def _ask(self, entry: dict[str, Value], key: str) -> None:
        name = f"{entry['kind']}.{key}"
        if name in self.asked:
            return
        question = _ASKED.get(name) or FACTS[name].ask
        self._answered(
            entry, key, self.person.value(str(entry["kind"]), key, question, words=_WORDS.get(name, ()))
        )

    def _answered(self, entry: dict[str, Value], key: str, value: Value) -> None:
        if value is not Reply.UNKNOWN:
            entry[key] = value
        self.asked[f"{entry['kind']}.{key}"] = None
        self.keep(Draft(tuple(self.entries.values()), tuple(self.asked)))

    def _uses(self, entry: dict[str, Value]) -> None:
        """Ask which models it uses: by number out of those that were found, else by name."""
        if f"{SYSTEM}.uses" in self.asked:
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
        self.person.told(f"\n{screen.title}.{self._later(screen.applies_from)} {screen.question}")
        answered = list(kept(entry.get(SCREEN, ())))
        for area in screen.areas:
            done = {one.point for one in answered if one.key == screen.key}
            if any(point.code not in done for point in area.points):
                left = tuple(point for point in area.points if point.code not in done)
                for one in self._area(screen, area.title, left):
                    answered.append(one)
                    entry[SCREEN] = tuple(each.as_fields() for each in answered)
                    self.keep(Draft(tuple(self.entries.values()), tuple(self.asked)))
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
        day = first_day(applies_from, self.guide.law, self.guide.today)
        return f" Applies from {prose_day(day)}." if day > self.guide.today else ""
