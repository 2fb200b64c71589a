"""A selection to the bundle in force: packs from their folders, signatures checked, settings laid on."""

from collections.abc import Mapping, Set
from pathlib import Path
from typing import Final

from auditor import resources
from auditor.domain.policy_choice import Origin, PackOrigin
from auditor.errors import PolicyError
from auditor.formats import yaml12
from auditor.formats.yaml_node import did_you_mean
from auditor.policy import adjustments
from auditor.policy.bundle import EVIDENCE, LAW, Bundle, assemble
from auditor.policy.selection import Selection, profile
from auditor.policy.signing import origin_of, refuse_untrusted

ALWAYS: Final = frozenset({"declarations"})
"""Shipped packs that no choice of packs leaves out: they judge what every other verdict rests on."""

PACK: Final = "pack.yaml"


def load(packs: tuple[str, ...] = (), folders: tuple[Path, ...] = ()) -> Bundle:
    """Load shipped packs and the user's own, with nothing set differently than they ship.

    Args:
        packs: Ids of the shipped packs wanted beside those always in force; none for all of them.
        folders: Folders of the user's packs: a pack each, or a folder of packs.

    Returns:
        What is in force.

    Raises:
        PolicyError: a pack is unknown, or a file does not hold together.
        IntegrityError: a pack was altered after it was signed.
    """
    return select(Selection(packs=packs, folders=folders))


def select(wanted: Selection) -> Bundle:
    """Load what a selection asks for.

    Raises:
        PolicyError: a pack, profile, rule or parameter is unknown, a file does not hold together, or a pack
            is not signed as it has to be.
        IntegrityError: a pack was altered after it was signed.
    """
    chosen = profile(wanted.profile) if wanted.profile else None
    own = tuple(dict.fromkeys(found for folder in wanted.folders for found in own_packs(folder.resolve())))
    shipped = _shipped(wanted.packs or (chosen.packs if chosen else ()), {folder.name for folder in own})
    texts = {name: yaml12.text_of(resources.POLICIES / name, PolicyError) for name in (LAW, EVIDENCE)}
    origins: dict[str, PackOrigin] = {}
    for folder in (*shipped, *own):
        files = pack_texts(folder)
        if taken := sorted(texts.keys() & files.keys()):
            path = folder / taken[0].partition("/")[2]
            raise PolicyError(
                f"{path}: there is already a {taken[0]}", hint="packs need different folder names"
            )
        texts |= files
        is_own = folder in own
        origins[folder.name] = origin_of(folder, files, wanted.keys) if is_own else PackOrigin(Origin.SHIPPED)
        if wanted.only_trusted and is_own:
            refuse_untrusted(folder, origins[folder.name])
    _refuse_reserved(own, shipped)
    layers = (chosen.layer, wanted.own) if chosen else (wanted.own,)
    if set_differently := adjustments.written(wanted.profile, layers):
        texts[adjustments.FILE] = set_differently
    bundle = assemble(texts, origins)
    _refuse_unknown(wanted, bundle, own)
    return bundle


def own_packs(folder: Path) -> tuple[Path, ...]:
    """Return the packs in a folder: itself, or those directly below it.

    Raises:
        PolicyError: there is none.
    """
    if (folder / PACK).is_file():
        return (folder.resolve(),)
    found = _pack_folders(folder)
    if not found:
        raise PolicyError(f"{folder}: there is no {PACK} here", hint="a pack is a folder with a pack.yaml")
    return found


def pack_texts(folder: Path) -> dict[str, str]:
    """Return the texts of a pack's files, by ``PACK/FILE``.

    Raises:
        PolicyError: one cannot be read.
    """
    return {
        f"{folder.name}/{path.relative_to(folder).as_posix()}": yaml12.text_of(path, PolicyError)
        for path in sorted(folder.rglob("*.yaml"))
    }


def _shipped(packs: tuple[str, ...], own: Set[str]) -> tuple[Path, ...]:
    """Return the shipped packs that are wanted; the user's own are in force whether named or not."""
    there = {found.name: found for found in _pack_folders(resources.POLICIES)}
    for id_ in packs:
        if id_ not in there and id_ not in own:
            also = f"; your own: {', '.join(sorted(own))}" if own else ""
            raise PolicyError(f"{id_}: no such pack", hint=f"shipped packs: {', '.join(sorted(there))}{also}")
    return tuple(there[id_] for id_ in sorted({*packs, *ALWAYS} & there.keys() if packs else there))


def _refuse_reserved(own: tuple[Path, ...], loaded: tuple[Path, ...]) -> None:
    """Refuse a user's pack that is called as a shipped one that is left out, or has a rule called as there.

    Whoever reads the verdict of a shipped rule takes it for that rule's; among the packs that are chosen no
    two are called alike anyway.
    """
    left_out = {folder.name for folder in _pack_folders(resources.POLICIES) if folder not in loaded}
    if not own or not left_out:
        return
    for folder in own:
        if folder.name in left_out:
            hint = "packs need different folder names, also from shipped ones that are left out"
            raise PolicyError(f"{folder}: {folder.name} is a pack that comes with auditor", hint=hint)
    assemble(_everything(own), _all_shipped())


def _refuse_unknown(wanted: Selection, bundle: Bundle, own: tuple[Path, ...]) -> None:
    """Refuse what is configured for no rule and no pack there is; one that is left out may be set."""
    if not _unmatched(wanted, bundle):
        return
    everything = assemble(_everything(own), _all_shipped())
    for what, name, known in _unmatched(wanted, everything):
        raise PolicyError(
            f"{wanted.own.by}: {what} of '{name}': there is none", hint=did_you_mean(name, known)
        )


def _unmatched(wanted: Selection, bundle: Bundle) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return what is set for a rule or a pack that is not there, and those that are."""
    rules = tuple(rule.id for rule in bundle.rules)
    packs = tuple(pack.id for pack in bundle.packs)
    return (
        *(("severity", rule, rules) for rule in wanted.own.severities if rule not in rules),
        *(("parameters", pack, packs) for pack in wanted.own.parameters if pack not in packs),
    )


def _everything(own: tuple[Path, ...]) -> Mapping[str, str]:
    texts = {name: yaml12.text_of(resources.POLICIES / name, PolicyError) for name in (LAW, EVIDENCE)}
    for folder in (*_pack_folders(resources.POLICIES), *own):
        texts |= pack_texts(folder)
    return texts


def _all_shipped() -> Mapping[str, PackOrigin]:
    return {folder.name: PackOrigin(Origin.SHIPPED) for folder in _pack_folders(resources.POLICIES)}


def _pack_folders(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(path.parent for path in folder.glob(f"*/{PACK}")))
