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
    first = {key_of(one): one for one in reversed(entries)}
    beside: list[Fields] = []
    new: list[Fields] = []
    for one in entries:
        # What another person or another day says of a new entry stands beside it.
        is_beside = key_of(one) in there or _follows(one, first[key_of(one)])
        (beside if is_beside else new).append(one)
    if not beside:
        return prepared(evidence_kinds, folder, new, today), ()
    for one in new:
        texts.append(folder / f"{one['kind']}.yaml", one)
    changes = []
    for one in beside:
        words = there.get(key_of(one)) or standing(evidence_kinds, texts).get(key_of(one))
        if words is None:
            texts.append(folder / f"{one['kind']}.yaml", one)
        elif change := texts.change(words, one, ""):
            changes.append(change)
    files = texts.changed()
    refuse_unreadable(evidence_kinds, folder, files, today)
    shown = "\n".join(listed([one], DeclarationError) for one in new)
    return Prepared(shown, files), tuple(changes)


def _follows(one: Fields, first: Fields) -> bool:
    """Say whether an entry is what somebody else, or another day, says of what the first is about."""
    return one["kind"] in ONE_A_DAY and any(one.get(key) != first.get(key) for key in ("by", "on"))
