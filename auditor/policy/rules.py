"""What a rule is."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from auditor.domain.fact import Confidence, Settler, SubjectKind
from auditor.domain.finding import LegalReference, RuleKind, Severity
from auditor.domain.policy_choice import AskedOfRole
from auditor.domain.values import FactValue, ValueType
from auditor.policy.conditions import Condition, LawReference
from auditor.policy.law import Law

if TYPE_CHECKING:
    from auditor.formats.yaml_node import Node


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """Where a rule comes from, over the versions of the text.

    Attributes:
        article: Article and paragraph, clause of a licence, or the policy's own words.
        source: Tag of the source; empty for a preference.
        texts: Versions of the text that say so; none for what has no dated text.
        confidence: Confidence of the source; empty for a preference.
        paragraph: What it rests on in guidelines, by its name in ``law.yaml``; empty for none.
    """

    article: str
    source: str
    texts: tuple[str, ...]
    confidence: str
    paragraph: str = ""

    @property
    def named(self) -> str:
        """The article as a sentence names it."""
        return f"Article {self.article}" if self.article[:1].isdigit() else self.article

    def cited(self, law: Law, as_of: date) -> str:
        """Return the article, and the paragraph of the guidelines that reads it so, as of a day."""
        return f"{self.named}; {law.cited(self.paragraph, as_of)}" if self.paragraph else self.named

    def reference(self, law: Law, as_of: date) -> LegalReference | None:
        """Return the reference as of a day, or ``None`` before any of its texts was published."""
        if not self.texts:
            return LegalReference(self.article, self.source, "", self.confidence)
        text = law.text(self.texts, as_of)
        return None if text is None else LegalReference(self.article, self.source, text.id, self.confidence)


@dataclass(frozen=True, slots=True)
class Start:
    """A day a rule applies from, for the subjects a condition holds for."""

    condition: Condition | None
    day: LawReference


@dataclass(frozen=True, slots=True)
class Transition:
    """A longer deadline for the subjects a condition holds for; without end if ``until`` is ``None``."""

    condition: Condition
    until: LawReference | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One of several readings of when the law applies.

    Attributes:
        name: What the reading says, in a few words.
        starts: The days it leads to, each for the subjects its condition holds for.
        is_default: It is the one that counts.
        transitions: Longer deadlines that it grants, and the other readings do not.
    """

    name: str
    starts: tuple[Start, ...]
    is_default: bool
    transitions: tuple[Transition, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """Subjects for whom nobody read what the law asks, in a text that was read for all others.

    Attributes:
        condition: For which subjects.
        why: What was not read, as a clause.
        remedy: What to do where a subject is one of them.
    """

    condition: Condition
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a rule says under a text older than the one that its own words are made from.

    Attributes:
        text: The older text.
        unread: What of it is not known, so that nothing can be judged under it; empty where it is known.
        title: The title then; ``None`` where it is the same, as for what follows.
        note: The reservation then.
        failing: What is wrong when it fails.
        remedy: What to do.
    """

    text: str
    unread: str = ""
    title: str | None = None
    note: str | None = None
    failing: str | None = None
    remedy: tuple["Choice", ...] | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """What every rule says about itself.

    Attributes:
        id: Its id: also its anchor in the documentation and the name of its cases file.
        version: Raised when its meaning changes.
        pack: The pack it belongs to.
        title: A noun phrase: what is owed, wanted or classified.
        subject: What it is about.
        legal: Where it comes from.
        starts: When it applies from; none for always.
        note: A reservation that travels with it.
        place: ``FILE:LINE``.
        earlier: What it says under older texts, where that differs.
        unread: Why nothing can be judged under the text in force; see :mod:`~auditor.policy.logic.versions`.
    """

    id: str
    version: int
    pack: str
    title: str
    subject: SubjectKind
    legal: LegalBasis
    starts: tuple[Start, ...]
    note: str
    place: str
    earlier: tuple[Earlier, ...] = ()
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """One value of a classification, or one remedy, and when it is that."""

    condition: Condition
    value: FactValue


@dataclass(frozen=True, slots=True)
class Choice:
    """The first branch that holds, or else a fixed value."""

    branches: tuple[Branch, ...]
    otherwise: FactValue


@dataclass(frozen=True, slots=True)
class Rule:
    """A duty, vendor gap, term or preference.

    Attributes:
        heading: What it says about itself.
        kind: Whose business it is.
        severity: How bad a failure is.
        role: Roles that owe it, any of them; none for everybody.
        owed: The same as a condition.
        when: For which subjects.
        require: What must hold.
        transitions: Longer deadlines; the latest that holds counts.
        readings: Readings of when it applies; empty where there is one.
        remedy: What to do, sentence by sentence, each by what the subject is; each value is a text.
        failing: What is wrong when it fails, in words that need no subject.
        clause: Fact that names the clause of the licence at hand, for a term.
        floor: Weakest confidence that may decide it; ``None`` for any.
        waivable: Whether a waiver may set it aside.
        needs_person: Only what a person attests can decide it.
        unread: For which subjects it was not read, so that it neither holds nor fails for them.
    """

    heading: Heading
    kind: RuleKind
    severity: Severity
    role: tuple[str, ...]
    owed: Condition | None
    when: Condition | None
    require: Condition
    transitions: tuple[Transition, ...]
    readings: tuple[Reading, ...]
    remedy: tuple[Choice, ...]
    failing: str
    clause: str
    floor: Confidence | None
    waivable: bool
    needs_person: bool
    unread: Unread | None = None

    @property
    def id(self) -> str:
        """Its id."""
        return self.heading.id

    @property
    def legal(self) -> LegalBasis:
        """Where it comes from."""
        return self.heading.legal


@dataclass(frozen=True, slots=True)
class Classification:
    """A rule that writes a fact.

    Attributes:
        heading: What it says about itself.
        writes: The fact.
        value: A condition, for a yes/no fact, or a choice.
    """

    heading: Heading
    writes: str
    value: Condition | Choice

    @property
    def id(self) -> str:
        """Its id."""
        return self.heading.id


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """A kind of evidence; see ``policies/evidence.yaml``.

    Attributes:
        id: What rules and declarations call it.
        title: What it is, as a noun phrase.
        question: How one would ask a colleague for it.
        article: What asks for it.
        who: Who could tell whether it exists.
        excuses: That there is none takes duties away, so that only a file shows it, and no word.
        only_proves: That there is none says nothing of what it would show, and leaves it unknown.
        contradicted_by: A fact of the organisation that contradicts that there is none, where it lists
            anything; empty for none.
    """

    id: str
    title: str
    question: str
    article: str
    who: Settler
    excuses: bool = False
    only_proves: bool = False
    contradicted_by: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a pack leaves to the organisation.

    Attributes:
        name: What its conditions call it.
        type: Type of its value.
        meaning: What it sets, as a phrase.
        default: The pack's own value.
        value: The value in force.
        written: That value as it was written, which stands where a condition names it.
        set_by: Who set it; empty where it is the pack's own.
    """

    name: str
    type: ValueType
    meaning: str
    default: FactValue
    value: FactValue
    written: "Node"
    set_by: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """Rules that belong together.

    Attributes:
        id: Its id: also its folder's name.
        title: Its title.
        version: Its version.
        description: What it covers.
        not_covered: What a reader might expect of it and it does not check, one phrase each.
        scope: Whom it concerns, as a condition about each rule's subject; ``None`` for everybody.
        scope_words: The scope in words, for what is out of it.
        parameters: Values that it leaves to the organisation.
        high_risk_asks: What its law asks of each role towards a high-risk system, whether a rule judges it.
    """

    id: str
    title: str
    version: str
    description: str
    not_covered: tuple[str, ...]
    scope: Condition | None
    scope_words: str
    parameters: tuple[Parameter, ...] = ()
    high_risk_asks: tuple[AskedOfRole, ...] = ()
