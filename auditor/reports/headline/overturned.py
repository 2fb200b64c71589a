"""What is settled by resolutions against what the organisation declared: nobody signs for it unseen."""

from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.facts import FACTS
from auditor.domain.naming import distinct_names
from auditor.domain.resolving import overturned
from auditor.reports import wording

_MOST_NAMED: Final = 3


def overturned_facts(audit: Audit) -> str:
    """Return how many facts are settled against what follows from the declarations, and which."""
    names = distinct_names(audit.subjects)
    found = [
        f"{wording.label(name)} of {wording.clipped(names.get(subject_id, subject_id), 60)}"
        for subject_id, facts in sorted(audit.facts.items())
        for name, fact in sorted(facts.items())
        if name in FACTS and overturned(FACTS[name], fact.state)
    ]
    if not found:
        return ""
    n_more = len(found) - _MOST_NAMED
    more = f" and {wording.number(n_more)} more" if n_more > 0 else ""
    settled = wording.counted(
        len(found), "fact is settled by a resolution", "facts are settled by resolutions"
    )
    return f"{settled} against what follows from the declarations: {', '.join(found[:_MOST_NAMED])}{more}"
