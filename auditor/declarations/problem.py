"""What is the matter with a declaration that is well formed."""

from dataclasses import dataclass

from auditor.domain.declaration import Provenance
from auditor.domain.phrasing import prose_day


@dataclass(frozen=True, slots=True)
class BindingProblem:
    """What is the matter with an entry that is well formed.

    A selector that does not match as many subjects as it says, and then binds none; an evidence file that is
    not there or altered; a waiver of what is gone; a resolution of what nobody contradicts.

    Attributes:
        subject: What the entry is about, e.g. ``system 'triage'``.
        sentence: What was expected and what was found, without a full stop.
        locator: ``FILE:LINE`` of the entry.
    """

    subject: str
    sentence: str
    locator: str

    @property
    def text(self) -> str:
        """The same in one line."""
        return f"{self.locator}: {self.subject}: {self.sentence}"

    @property
    def is_of_system(self) -> bool:
        """Whether it is about a system, whose models may be found later."""
        return self.subject.startswith("system ")


def ended(subject: str, provenance: Provenance) -> BindingProblem:
    """Return that the last day of an entry has passed while nothing says the same since."""
    assert provenance.valid_until is not None
    sentence = f"its last day was {prose_day(provenance.valid_until)}, and nothing has followed it"
    return BindingProblem(subject, sentence, provenance.locator)
