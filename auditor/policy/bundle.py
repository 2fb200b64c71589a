"""Everything in force: packs, rules, law and evidence kinds, put together from the texts of their files."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from auditor.domain.policy_choice import (
    AppliedPack,
    AppliedParameter,
    Origin,
    PackOrigin,
    PolicyChoice,
    SeverityOverride,
)
from auditor.errors import PolicyError
from auditor.formats import yaml12
from auditor.formats.yaml_node import Node
from auditor.policy import adjustments
from auditor.policy import law as law_file
from auditor.policy.adjustments import Adjustments
from auditor.policy.law import Law
from auditor.policy.order import ordered
from auditor.policy.reading.condition_reader import Vocabulary
from auditor.policy.reading.pack_reader import evidence_kinds, named_dates, pack
from auditor.policy.reading.parameter_reader import adjusted
from auditor.policy.reading.rule_reader import RuleReader
from auditor.policy.rules import Classification, EvidenceKind, Pack, Rule
from auditor.trust.canonical import canonical
from auditor.trust.digest import sha256

LAW: Final = "law.yaml"
EVIDENCE: Final = "evidence.yaml"
OBLIGATIONS: Final = "obligations.yaml"
"""Of a pack: what of the law it answers for; read by the register alone."""
SCREENS: Final = "screens.yaml"
"""Of a pack: the points of the law that somebody who declares goes through; read by `asking` alone."""

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
        choice: How these rules were chosen, and what is set differently than they ship.
    """

    packs: tuple[Pack, ...]
    rules: tuple[Rule, ...]
    classifications: tuple[Classification, ...]
    law: Law
    evidence: Mapping[str, EvidenceKind]
    files: Mapping[str, str]
    cases: Mapping[str, str]
    choice: PolicyChoice = field(default_factory=PolicyChoice)

    @property
    def sha256(self) -> str:
        """Digest of the files in force: of the canonical JSON object from file name to the text's SHA-256."""
        return sha256(canonical({name: sha256(text.encode()) for name, text in self.files.items()}))

    def pack(self, id_: str) -> Pack:
        """Return a pack by id."""
        return next(pack for pack in self.packs if pack.id == id_)

    @property
    def contradicted(self) -> Mapping[str, str]:
        """The fact that contradicts the absence of a kind of evidence, by the kind, where one does."""
        return {id_: kind.contradicted_by for id_, kind in self.evidence.items() if kind.contradicted_by}

    @property
    def judged(self) -> Mapping[str, Rule | Classification]:
        """Every rule by id, classifications included."""
        found: dict[str, Rule | Classification] = {rule.id: rule for rule in self.rules}
        return found | {one.id: one for one in self.classifications}


def assemble(texts: Mapping[str, str], origins: Mapping[str, PackOrigin] = MappingProxyType({})) -> Bundle:
    """Put a bundle together from the texts of its files, as a dossier embeds them.

    Args:
        texts: ``law.yaml``, ``evidence.yaml``, ``PACK/pack.yaml``, ``PACK/AREA.yaml`` and, if
            their tests are wanted, ``PACK/cases/RULE.yaml``; ``adjustments.yaml`` if something is set.
        origins: Where packs come from, by id.

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
    shipped = frozenset(id_ for id_, one in origins.items() if one.origin is Origin.SHIPPED)
    kinds = _evidence(files, shipped)
    vocabulary = Vocabulary(law, frozenset(kinds))
    settings = _adjustments(files)
    packs = tuple(
        adjusted(_pack(name, files[name], vocabulary), settings)
        for name in sorted(files)
        if name.endswith(f"/{_PACK}")
    )
    read = tuple(rule for one in packs for rule in _rules(one, files, vocabulary))
    # Of two that are called alike, whoever can change theirs is told to.
    _refuse_twins(sorted(read, key=lambda rule: rule.heading.pack not in shipped))
    rules, classifications = _sorted(read)
    shown = MappingProxyType(files), MappingProxyType(cases)
    weighed = tuple(_weighed(rule, settings) for rule in rules)
    choice = _choice(packs, rules, settings, origins)
    return Bundle(packs, weighed, classifications, law, MappingProxyType(kinds), *shown, choice)


def _adjustments(files: Mapping[str, str]) -> Adjustments:
    if adjustments.FILE not in files:
        return Adjustments()
    return adjustments.read(yaml12.read(files[adjustments.FILE], adjustments.FILE, PolicyError))


def _weighed(rule: Rule, settings: Adjustments) -> Rule:
    severity = settings.severity(rule.id)
    if severity is None:
        return rule
    if not rule.waivable and severity.rank < rule.severity.rank:
        # Else one line would do what no waiver may, without a reason, an end or anybody who answers for it.
        what = f"severity of '{rule.id}': it may not be waived, nor be milder"
        by = settings.severities[rule.id].by
        raise PolicyError(f"{by}: {what}", hint=f"{rule.severity.value} or more severe.")
    return replace(rule, severity=severity)


def _choice(
    packs: tuple[Pack, ...], rules: tuple[Rule, ...], settings: Adjustments, origins: Mapping[str, PackOrigin]
) -> PolicyChoice:
    return PolicyChoice(
        profile=settings.profile,
        packs=tuple(
            AppliedPack(one.id, one.title, one.version, origins.get(one.id, PackOrigin()), one.high_risk_asks)
            for one in packs
        ),
        parameters=tuple(
            AppliedParameter(pack.id, one.name, one.meaning, one.value, one.default, one.set_by)
            for pack in packs
            for one in pack.parameters
        ),
        severities=tuple(
            SeverityOverride(rule.id, severity, rule.severity, settings.severities[rule.id].by)
            for rule in rules
            if (severity := settings.severity(rule.id)) is not None
        ),
    )


def _pack(name: str, text: str, vocabulary: Vocabulary) -> Pack:
    found = pack(written(name, text), vocabulary)
    folder = name.split("/", maxsplit=1)[0]
    if found.id != folder:
        raise PolicyError(
            f"{name}: the pack '{found.id}' must be in a folder of that name, not in '{folder}'"
        )
    return found


def _rules(one: Pack, files: Mapping[str, str], vocabulary: Vocabulary) -> Iterable[Rule | Classification]:
    reader = reader_of(one, files, vocabulary)
    for node in rule_nodes(one.id, files):
        yield reader.read(node)
    reader.dates.refuse_unused()


def reader_of(pack: Pack, files: Mapping[str, str], vocabulary: Vocabulary) -> RuleReader:
    """Return what reads the rules of a pack, its parameters and named dates included.

    Args:
        pack: The pack, with its parameters as they are set.
        files: The files in force, its ``pack.yaml`` among them.
        vocabulary: What the rules of any pack may refer to.

    Raises:
        PolicyError: what the pack names is malformed.
    """
    own = replace(vocabulary, parameters={parameter.name: parameter for parameter in pack.parameters})
    return RuleReader(own, pack.id, named_dates(pack_node(pack.id, files), own))


# More files than the shipped packs have, cases included.
@lru_cache(maxsize=512)
def written(name: str, text: str) -> Node:
    """Return a file of a pack as it is written; read once, however many checks and tests go over it.

    Raises:
        PolicyError: it cannot be read.
    """
    return yaml12.read(text, name, PolicyError)


def pack_node(pack: str, files: Mapping[str, str]) -> Node:
    """Return a ``pack.yaml`` as it is written.

    Raises:
        PolicyError: it cannot be read.
    """
    name = f"{pack}/{_PACK}"
    return written(name, files[name])


def rule_nodes(pack: str, files: Mapping[str, str]) -> Iterator[Node]:
    """Yield the rules of a pack as they are written, in the order of its files.

    Raises:
        PolicyError: it has none, or a file cannot be read.
    """
    reserved = {f"{pack}/{name}" for name in (_PACK, EVIDENCE, OBLIGATIONS, SCREENS)}
    areas = [name for name in sorted(files) if name.startswith(f"{pack}/") and name not in reserved]
    if not areas:
        raise PolicyError(f"{pack}/{_PACK}: the pack has no rules", hint="write them beside it, in AREA.yaml")
    for name in areas:
        yield from written(name, files[name]).items()


def _evidence(files: Mapping[str, str], shipped: frozenset[str]) -> dict[str, EvidenceKind]:
    """Return every kind of evidence, the shipped ones and then those of a user's packs, by id."""
    found: dict[str, EvidenceKind] = {}
    for name in sorted(files, key=lambda name: (name != EVIDENCE, name.split("/")[0] not in shipped, name)):
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
    rules = sorted((rule for rule in read if isinstance(rule, Rule)), key=lambda rule: rule.id)
    return tuple(rules), ordered(tuple(rule for rule in read if isinstance(rule, Classification)))


def _refuse_twins(rules: Iterable[Rule | Classification]) -> None:
    """Refuse a rule that has the id of one before it, or a classification that writes the same fact."""
    seen: dict[str, str] = {}
    for rule in rules:
        claims = [f"the id '{rule.id}'"]
        if isinstance(rule, Classification):
            claims.append(f"the fact '{rule.writes}'")
        for claim in claims:
            if claim in seen:
                raise PolicyError(
                    f"{rule.heading.place}: {claim} is already taken at {seen[claim]}",
                    hint="Call it otherwise; what is taken is seen with `auditor policy list`.",
                )
            seen[claim] = rule.heading.place
