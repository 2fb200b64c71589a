"""Entries somebody makes: new ones, and answers to what an entry that holds today leaves open."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from auditor.errors import DeclarationError
from auditor.formats.yaml_writing import listed
from auditor.pipeline.amending import ONE_A_DAY, Change, Texts, key_of, standing
from auditor.pipeline.entering import Fields, Prepared, prepared, refuse_unreadable


def with_changes(
    evidence_kinds: frozenset[str], folder: Path, entries: Sequence[Fields], today: date
) -> tuple[Prepared, tuple[Change, ...]]:
    """Return entries as they would be written, and what they change about those that are there.

    Args:
        evidence_kinds: Kinds of evidence that rules ask for.
        folder: The declarations folder.
        entries: The entries.
        today: The day of the run.

    Raises:
        DeclarationError: one is no entry, or does not go together with those that are there.
        UsageError: a file that is there is no list that one could be put after.
    """
    texts = Texts(folder, today)
    there = standing(evidence_kinds, texts) if any(one["kind"] in ONE_A_DAY for one in entries) else {}
    known = [one for one in entries if key_of(one) in there]
    new = [one for one in entries if key_of(one) not in there]
    if not known:
        return prepared(evidence_kinds, folder, new, today), ()
    told = (texts.change(there[key_of(one)], one, "") for one in known)
    changes = tuple(change for change in told if change is not None)
    for one in new:
        texts.append(folder / f"{one['kind']}.yaml", one)
    files = texts.changed()
    refuse_unreadable(evidence_kinds, folder, files, today)
    return Prepared("\n".join(listed([one], DeclarationError) for one in new), files), changes
