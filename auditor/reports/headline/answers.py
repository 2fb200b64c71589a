"""What stands below the command that answers a question: the same for other subjects, and how values look.

No command answers anything as it stands: what is in capitals is refused until somebody wrote another there.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from auditor import resources
from auditor.domain.declaration import ANSWER
from auditor.domain.finding import Question
from auditor.reports import wording

_ANSWER: Final = ANSWER.replace(" ", "-")
_EVIDENCE: Final = "evidence:"
_MOST_SHOWN: Final = 3
_SCREENED: Final = frozenset({"practices_art_5", "annex_iii"})
_OF_SYSTEM: Final = re.compile(r"auditor declare system .*--set (id=\S+)")
# A field of a template that may be left out, and so stands behind a #, with an example of its value.
_FIELD: Final = re.compile(r"^  # (\w+): (.*?)(?: +#.*)?$", re.MULTILINE)
# How a person says what YAML has.
_SAID: Final = {"true": "yes", "false": "no", "null": "none", "[]": "none"}


def answered_with(question: Question) -> str:
    """Return in a line what records the answer: the command, and the kinds of evidence or fields."""
    if not question.commands:
        return question.how
    command = question.commands[0].partition(" --")[0]
    kinds = [name.removeprefix(_EVIDENCE) for name in question.names if name.startswith(_EVIDENCE)]
    fields = ", ".join(kinds or question.fields)
    return f"{command}: {fields}" if fields else command


def answer_lines(question: Question, n_shown: int = _MOST_SHOWN) -> tuple[str, ...]:
    """Return the commands for further subjects, and examples; nothing where no declaration answers it.

    Args:
        question: The question.
        n_shown: So many commands are shown, the first included.
    """
    if not question.commands:
        return ()
    shown = question.commands[1:n_shown]
    # One command for several subjects leaves none of them over.
    n_more = len(question.subject_ids) - 1 - len(shown) if len(question.commands) > _MOST_SHOWN else 0
    alike = (f"and for {wording.number(n_more)} more, with their ids",) if n_more > 0 else ()
    return (*shown, *alike, *_examples_of(question), *_point_by_point(question))


def _examples_of(question: Question) -> tuple[str, ...]:
    # Yes or no, and how a day is written, the command says itself.
    fields = (field for field in question.fields if f"{field}={_ANSWER}" in question.commands[0])
    found = ((field, _examples().get(field)) for field in fields)
    said = ", ".join(f"{field}={example}" for field, example in found if example)
    return (f"e.g. {said}",) if said else ()


def _point_by_point(question: Question) -> tuple[str, ...]:
    """Return how a list of points of the law is gone through with the wording of each."""
    first = _OF_SYSTEM.match(question.commands[0])
    if first is None or not _SCREENED & set(question.fields):
        return ()
    return (f"point by point: auditor declare system --interactive --set {first[1]}",)


@cache
def _examples() -> Mapping[str, str]:
    """Return an example of each field that the templates have, as it is said on the command line."""
    texts = sorted((resources.TEMPLATES / "declarations").glob("*.yaml"))
    found = (match for path in texts for match in _FIELD.findall(path.read_text("utf-8")))
    # What is in capitals says what belongs there, and is no example; a country's code is one.
    return {
        field: _SAID.get(example) or example.strip("[]")
        for field, example in found
        if (" " not in example or not example.isupper()) and not example.startswith(("[{", "{"))
    }
