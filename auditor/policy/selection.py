"""Which rules are wanted: packs, a starter profile, folders of own packs, and what is set differently."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from auditor import resources
from auditor.domain.finding import Severity
from auditor.errors import PolicyError
from auditor.formats import yaml12
from auditor.formats.yaml_node import Node, did_you_mean
from auditor.policy.adjustments import Layer
from auditor.settings import ParameterValue

_REQUIRED: Final = frozenset({"title", "description", "packs"})
_OPTIONAL: Final = frozenset({"severity", "parameters", "declare"})
_ADVICE: Final = frozenset({"kind", "why"})


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rules are wanted.

    Attributes:
        packs: Ids of shipped packs; none for those of the profile.
        profile: Name of a starter profile; empty for ``default``.
        folders: Folders of the user's packs: a pack each, or a folder of packs.
        own: What the configuration sets, after the profile.
        keys: Files of the public keys whose signatures are trusted.
        only_trusted: Whether the user's packs have to be signed by one of them.
    """

    packs: tuple[str, ...] = ()
    profile: str = ""
    folders: tuple[Path, ...] = ()
    own: Layer = field(default_factory=lambda: Layer("auditor.toml"))
    keys: tuple[Path, ...] = ()
    only_trusted: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """A declaration that is worth writing first, and why."""

    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A starter pack: a selection of shipped packs, with what it sets.

    Attributes:
        id: What it is called.
        title: Its title.
        description: For whom it is, and what it does.
        packs: The shipped packs it selects.
        layer: What it sets.
        declare: What to declare first.
    """

    id: str
    title: str
    description: str
    packs: tuple[str, ...]
    layer: Layer
    declare: tuple[Advice, ...]


def profiles() -> tuple[Profile, ...]:
    """Return the starter profiles, by name.

    Raises:
        PolicyError: one is malformed.
    """
    return tuple(_profile(path) for path in sorted(_folder().glob("*.yaml")))


def profile(name: str) -> Profile:
    """Return a starter profile by name.

    Raises:
        PolicyError: there is none of that name, or it is malformed.
    """
    names = sorted(path.stem for path in _folder().glob("*.yaml"))
    if name not in names:
        raise PolicyError(f"{name}: no such profile", hint=did_you_mean(name, names))
    return _profile(_folder() / f"{name}.yaml")


def _folder() -> Path:
    return resources.POLICIES / "profiles"


def _profile(path: Path) -> Profile:
    name = f"profiles/{path.name}"
    root = yaml12.read(yaml12.text_of(path, PolicyError), name, PolicyError)
    entry = root.mapping(known=_REQUIRED | _OPTIONAL, required=_REQUIRED)
    severities = entry["severity"].entries() if "severity" in entry else {}
    sets = entry["parameters"].entries() if "parameters" in entry else {}
    return Profile(
        id=path.stem,
        title=entry["title"].text(),
        description=entry["description"].text(),
        packs=entry["packs"].words(),
        layer=Layer(
            f"profile {path.stem}",
            {rule: _severity(node) for rule, node in severities.items()},
            {pack: _values(node.entries()) for pack, node in sets.items()},
        ),
        declare=tuple(_advice(node) for node in entry["declare"].items()) if "declare" in entry else (),
    )


def _severity(node: Node) -> str:
    levels = [level.value for level in Severity]
    if node.text() not in levels:
        node.refuse(f"'{node.text()}' is none of {', '.join(levels)}")
    return node.text()


def _values(nodes: Mapping[str, Node]) -> dict[str, ParameterValue]:
    found: dict[str, ParameterValue] = {}
    for name, node in nodes.items():
        value = node.words() if isinstance(node.content, tuple) else node.scalar()
        if value is None:
            node.refuse("expected a value, found nothing")
        found[name] = value
    return found


def _advice(node: Node) -> Advice:
    entry = node.mapping(known=_ADVICE, required=_ADVICE)
    return Advice(entry["kind"].text(), entry["why"].text())
