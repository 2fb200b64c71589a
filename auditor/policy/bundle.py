"""Everything in force: packs, rules, law and evidence kinds, from folders or from embedded texts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from auditor import resources
from auditor.errors import PolicyError
from auditor.formats import yaml12
from auditor.policy import law as law_file
from auditor.policy.law import Law
from auditor.policy.order import ordered
from auditor.policy.reading.condition_reader import Vocabulary
from auditor.policy.reading.pack_reader import evidence_kinds, named_dates, pack
from auditor.policy.reading.rule_reader import RuleReader
from auditor.policy.rules import Classification, EvidenceKind, Pack, Rule
from auditor.trust.canonical import canonical
from auditor.trust.digest import sha256

LAW: Final = "law.yaml"
EVIDENCE: Final = "evidence.yaml"
ALWAYS: Final = frozenset({"declarations"})
"""Shipped packs that no choice of packs leaves out: they judge what every other verdict rests on."""

OBLIGATIONS: Final = "obligations.yaml"
"""Of a pack: what of the law it answers for; read by the register alone."""

_PACK: Final = "pack.yaml"
_CASES: Final = "cases"


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything in force.

    Attributes:
        packs: The packs, by id.
        rules: Duties, vendor gaps, terms and preferences, by id.
        classifications: Classifications, each after those it reads.
        law: Numbers and dates of the law.
        evidence: Kinds of evidence, by id.
        files: Texts of the files in force, by name; what a dossier embeds.
        cases: Texts of the cases, by name; tests, not in force.
    """

    packs: tuple[Pack, ...]
    rules: tuple[Rule, ...]
    classifications: tuple[Classification, ...]
    law: Law
    evidence: Mapping[str, EvidenceKind]
    files: Mapping[str, str]
    cases: Mapping[str, str]

    @property
    def sha256(self) -> str:
        """Digest of the files in force: of the canonical JSON object from file name to the text's SHA-256."""
        return sha256(canonical({name: sha256(text.encode()) for name, text in self.files.items()}))

    def pack(self, id_: str) -> Pack:
        """Return a pack by id."""
        return next(pack for pack in self.packs if pack.id == id_)


def load(packs: tuple[str, ...] = (), folders: tuple[Path, ...] = ()) -> Bundle:
    """Load shipped packs and the user's own.

    Args:
        packs: Ids of the shipped packs wanted beside those always in force; none for all of them.
        folders: Folders of the user's packs: a pack each, or a folder of packs.

    Returns:
        What is in force.

    Raises:
        PolicyError: a pack is unknown, or a file does not hold together.
    """
    shipped = {found.name: found for found in _pack_folders(resources.POLICIES)}
    for id_ in packs:
        if id_ not in shipped:
            raise PolicyError(f"{id_}: no such pack", hint=f"shipped packs: {', '.join(sorted(shipped))}")
    wanted = [shipped[id_] for id_ in sorted({*packs, *ALWAYS} if packs else shipped)]
    own = [found for folder in folders for found in _own_packs(folder)]
    texts = {name: yaml12.text_of(resources.POLICIES / name, PolicyError) for name in (LAW, EVIDENCE)}
    for folder in (*wanted, *own):
        for path in sorted(folder.rglob("*.yaml")):
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            if name in texts:
                raise PolicyError(
                    f"{path}: there is already a {name}", hint="packs need different folder names"
                )
            texts[name] = yaml12.text_of(path, PolicyError)
    return assemble(texts)


def assemble(texts: Mapping[str, str]) -> Bundle:
    """Put a bundle together from the texts of its files, as a dossier embeds them.

    Args:
        texts: ``law.yaml``, ``evidence.yaml``, ``PACK/pack.yaml``, ``PACK/AREA.yaml`` and, if
            their tests are wanted, ``PACK/cases/RULE.yaml``.

    Returns:
        What is in force.

    Raises:
        PolicyError: a file is missing or does not hold together.
    """
    for name in (LAW, EVIDENCE):
        if name not in texts:
            raise PolicyError(f"{name}: is missing")
    cases = {name: text for name, text in texts.items() if name.split("/")[1:2] == [_CASES]}
    files = {name: text for name, text in texts.items() if name not in cases}
    law = law_file.parse(yaml12.read(files[LAW], LAW, PolicyError))
    kinds = _evidence(files)
    vocabulary = Vocabulary(law, frozenset(kinds))
    packs = tuple(
        _pack(name, files[name], vocabulary) for name in sorted(files) if name.endswith(f"/{_PACK}")
    )
    rules, classifications = _sorted(tuple(rule for one in packs for rule in _rules(one, files, vocabulary)))
    shown = MappingProxyType(files), MappingProxyType(cases)
    return Bundle(packs, rules, classifications, law, MappingProxyType(kinds), *shown)


def _pack(name: str, text: str, vocabulary: Vocabulary) -> Pack:
    found = pack(yaml12.read(text, name, PolicyError), vocabulary)
    folder = name.split("/", maxsplit=1)[0]
    if found.id != folder:
        raise PolicyError(
            f"{name}: the pack '{found.id}' must be in a folder of that name, not in '{folder}'"
        )
    return found


def _rules(one: Pack, files: Mapping[str, str], vocabulary: Vocabulary) -> Iterable[Rule | Classification]:
    own = f"{one.id}/{_PACK}"
    dates = named_dates(yaml12.read(files[own], own, PolicyError), vocabulary)
    reader = RuleReader(vocabulary, one.id, dates)
    reserved = {own, f"{one.id}/{EVIDENCE}", f"{one.id}/{OBLIGATIONS}"}
    areas = [name for name in sorted(files) if name.startswith(f"{one.id}/") and name not in reserved]
    if not areas:
        raise PolicyError(f"{own}: the pack has no rules", hint="write them beside it, in AREA.yaml")
    for name in areas:
        for node in yaml12.read(files[name], name, PolicyError).items():
            yield reader.read(node)
    dates.refuse_unused()


def _evidence(files: Mapping[str, str]) -> dict[str, EvidenceKind]:
    """Return every kind of evidence, the shipped ones and those of packs, by id."""
    found: dict[str, EvidenceKind] = {}
    for name in sorted(files):
        if name == EVIDENCE or name.endswith(f"/{EVIDENCE}"):
            for kind in evidence_kinds(yaml12.read(files[name], name, PolicyError)):
                if kind.id in found:
                    raise PolicyError(f"{name}: the kind of evidence '{kind.id}' is listed twice")
                found[kind.id] = kind
    return found


def _sorted(
    read: tuple[Rule | Classification, ...],
) -> tuple[tuple[Rule, ...], tuple[Classification, ...]]:
    """Part rules, by id, from classifications, in the order of what they read."""
    _refuse_twins(read)
    rules = sorted((rule for rule in read if isinstance(rule, Rule)), key=lambda rule: rule.id)
    return tuple(rules), ordered(tuple(rule for rule in read if isinstance(rule, Classification)))


def _refuse_twins(rules: tuple[Rule | Classification, ...]) -> None:
    """Refuse two rules with one id, or two classifications that write one fact."""
    seen: dict[str, str] = {}
    for rule in rules:
        claims = [f"the id '{rule.id}'"]
        if isinstance(rule, Classification):
            claims.append(f"the fact '{rule.writes}'")
        for claim in claims:
            if claim in seen:
                raise PolicyError(f"{rule.heading.place}: {claim} is already taken at {seen[claim]}")
            seen[claim] = rule.heading.place


def _pack_folders(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(path.parent for path in folder.glob(f"*/{_PACK}")))


def _own_packs(folder: Path) -> tuple[Path, ...]:
    if (folder / _PACK).is_file():
        return (folder.resolve(),)
    found = _pack_folders(folder)
    if not found:
        raise PolicyError(f"{folder}: there is no {_PACK} here", hint="a pack is a folder with a pack.yaml")
    return found
