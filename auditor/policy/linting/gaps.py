"""Vendor gaps that read as if the organisation had done wrong: the duty is somebody else's."""

import re
from collections.abc import Iterator
from typing import Final

from auditor.domain.finding import RuleKind
from auditor.policy.bundle import Bundle
from auditor.policy.linting.base import Remark
from auditor.policy.linting.walking import written_rules
from auditor.policy.rules import Choice, Rule

# Of the organisation such a rule only says what it found, holds or asked for. A note may say what is no
# breach.
_ACCUSING: Final = re.compile(
    r"\b(you|your|breach\w*|violat\w*|infring\w*|fails?|failed|must|illegal\w*|unlawful\w*|non-?complian\w*)\b",
    re.IGNORECASE,
)
_HINT: Final = "Say what the organisation found or was not shown, and whom it can ask."


def accusing(bundle: Bundle) -> Iterator[Remark]:
    """Yield every word of a vendor gap that puts somebody else's duty down to the organisation."""
    rules = bundle.judged
    for pack, id_, node in written_rules(bundle):
        rule = rules[id_]
        if not isinstance(rule, Rule) or rule.kind is not RuleKind.VENDOR_GAP:
            continue
        entry = node.entries()
        told = [("title", rule.heading.title), ("failing", rule.failing)]
        told += [("remedy", text) for part in rule.remedy for text in _texts(part)]
        for key, text in told:
            if found := _ACCUSING.search(text):
                what = f"{key} of a vendor gap says '{found[0]}'"
                yield Remark(pack, id_, entry.get(key, node).place, what, _HINT)


def _texts(part: Choice) -> Iterator[str]:
    yield from (str(branch.value) for branch in part.branches)
    yield str(part.otherwise)
