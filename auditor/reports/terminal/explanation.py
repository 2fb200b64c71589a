"""Why a rule came to what it came to, for a terminal: a sentence, the law, and the tree of reasons."""

from collections.abc import Iterator, Sequence

from auditor.domain.explanation import Explanation
from auditor.domain.finding import LegalReference, Reason
from auditor.domain.open_days import either_day, what_answers
from auditor.domain.phrasing import plain_spaces, prose_day
from auditor.reports import wording


def explanation_text(said: Explanation) -> str:
    """Return an explanation; lines are not broken, so that they can be searched."""
    upcoming = ", upcoming" if said.upcoming else ""
    lines = [
        f"{said.subject_name}: {said.sentence}.",
        "",
        f"rule       {said.rule}, version {said.version}, pack {said.pack}: {said.title}",
        f"kind       {said.kind.value}" + (f", severity {said.severity.value}" if said.severity else ""),
        f"subject    {said.subject_kind.value} {said.subject_id}",
        f"outcome    {_outcome(said)}{upcoming}",
        f"law        {said.cited}{_text(said.legal)}",
    ]
    if said.open_day is not None:
        lines.append(f"applies    from {either_day(said.open_day, prose_day)}: which of them is open")
        lines += [f"           as long as it is not known: {one}" for one in what_answers(said.open_day)]
    elif said.applies_from is not None:
        lines.append(f"applies    from {prose_day(said.applies_from)}")
    if said.note:
        lines.append(f"note       {said.note}")
    lines += ["", "because"]
    # A classification has one part, the whole condition.
    parts = said.reason.parts if said.severity else (said.reason,)
    for asked, part in zip(said.asked, parts, strict=True):
        lines += [f"  {asked}", *_tree((part,), 2)]
    if said.missing:
        lines += ["", "missing"]
        lines += [
            f"  {one.name} of {one.subject_id}: {one.reason}" + (f" ({one.how})" if one.how else "")
            for one in said.missing
        ]
    return plain_spaces("\n".join(wording.visible(line) for line in lines) + "\n")


def _outcome(said: Explanation) -> str:
    return f"attested by {said.attested_by}" if said.attested_by else said.outcome


def _tree(reasons: Sequence[Reason], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for reason in reasons:
        fact = f" [{reason.fact}]" if reason.fact else ""
        yield f"{indent}{reason.value.value:<7} {reason.text}{fact}"
        for evidence in reason.evidence:
            yield f"{indent}        seen: {evidence}"
        yield from _tree(reason.parts, depth + 1)


def _text(legal: LegalReference) -> str:
    if not legal.text:
        return ""
    open_ = ", to be confirmed" if legal.to_be_confirmed else ""
    return f", text {legal.text} (source {legal.source}, {legal.confidence} confidence{open_})"
