"""The lines of a declaration that would answer a question, to paste and to fill in.

No line answers anything as it stands: its value is refused until somebody wrote another there.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from auditor import resources
from auditor.domain.audit import Audit
from auditor.domain.declaration import ANSWER
from auditor.domain.finding import Question

_EVIDENCE: Final = "evidence:"
# A field of a template that may be left out, and so stands behind a #, with an example of its value.
_FIELD: Final = re.compile(r"^  # (\w+): (.*?)(?: +#.*)?$", re.MULTILINE)


def answer_lines(question: Question, audit: Audit) -> tuple[str, ...]:
    """Return the lines; none where no declaration records the answer, or the whole of one is needed."""
    systems = [system.id for system in audit.systems if system.id in question.subject_ids]
    if any(name.startswith(_EVIDENCE) for name in question.names):
        # Which kind it is, its command says already.
        return (f"serves: {{system: {{id: {systems[0]}}}}}",) if len(systems) == 1 else ()
    where = f"in system {', '.join(systems)}" if systems else ""
    return tuple(_line(field, where) for field in question.fields)


def _line(field: str, where: str) -> str:
    example = _examples().get(field, "")
    note = ", ".join(filter(None, (where, f"e.g. {example}" if example else "")))
    return f"{field}: {ANSWER}  # {note}" if note else f"{field}: {ANSWER}"


@cache
def _examples() -> Mapping[str, str]:
    """Return an example of each field that the templates have."""
    texts = sorted((resources.TEMPLATES / "declarations").glob("*.yaml"))
    found = (match for path in texts for match in _FIELD.findall(path.read_text("utf-8")))
    # What is in capitals says what belongs there, and is no example; a country's code is one.
    return {field: example for field, example in found if " " not in example or not example.isupper()}
