"""What a profile and a configuration set differently than the packs ship: severities and parameters.

They travel with the bundle as its file ``adjustments.yaml``, so that its digest covers them and whoever
evaluates it again comes to the same::

    profile: "eu-finance"
    severity:
      "no-digest": {is: "high", by: "auditor.toml"}
    parameters:
      "sovereignty":
        "airgap_max_age_days": {is: 90, by: "profile eu-finance"}
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from auditor.domain.finding import Severity
from auditor.errors import PolicyError
from auditor.formats.yaml_node import Node
from auditor.settings import ParameterValue

FILE: Final = "adjustments.yaml"

_SECTIONS: Final = frozenset({"profile", "severity", "parameters"})
_ENTRY: Final = frozenset({"is", "by"})


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that is set, and who set it."""

    value: Node
    by: str


@dataclass(frozen=True, slots=True)
class Adjustments:
    """What is set differently.

    Attributes:
        profile: The profile the packs were chosen by; empty for none.
        severities: Severities by rule id.
        parameters: Values by pack, then by name.
    """

    profile: str = ""
    severities: Mapping[str, Setting] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, Setting]] = field(default_factory=dict)

    def severity(self, rule: str) -> Severity | None:
        """Return the severity that is set for a rule, or ``None``.

        Raises:
            PolicyError: it is no severity.
        """
        if rule not in self.severities:
            return None
        setting = self.severities[rule]
        word, levels = setting.value.content, [level.value for level in Severity]
        if word not in levels:
            what = f"{setting.by}: severity of '{rule}': {setting.value.described} is none"
            raise PolicyError(what, hint=f"One of: {', '.join(levels)}.")
        return Severity(str(word))


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source sets: a profile, or a configuration that has the last word."""

    by: str
    severities: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, ParameterValue]] = field(default_factory=dict)


def written(profile: str, layers: Iterable[Layer]) -> str:
    """Return the text of ``adjustments.yaml``; a later layer has the last word. Empty for nothing set."""
    severities: dict[str, str] = {}
    parameters: dict[str, dict[str, str]] = {}
    for layer in layers:
        severities |= {rule: _entry(level, layer.by) for rule, level in layer.severities.items()}
        for pack, values in layer.parameters.items():
            mine = {name: _entry(value, layer.by) for name, value in values.items()}
            parameters.setdefault(pack, {}).update(mine)
    lines = [f"profile: {_quoted(profile)}"] if profile else []
    lines += ["severity:"] if severities else []
    lines += [f"  {_quoted(rule)}: {severities[rule]}" for rule in sorted(severities)]
    set_packs = sorted(pack for pack, values in parameters.items() if values)
    lines += ["parameters:"] if set_packs else []
    for pack in set_packs:
        lines += [f"  {_quoted(pack)}:"]
        lines += [f"    {_quoted(name)}: {entry}" for name, entry in sorted(parameters[pack].items())]
    return "".join(f"{line}\n" for line in lines)


def read(root: Node) -> Adjustments:
    """Read ``adjustments.yaml``.

    Raises:
        PolicyError: it is malformed.
    """
    top = root.mapping(known=_SECTIONS)
    severities = top["severity"].entries() if "severity" in top else {}
    parameters = top["parameters"].entries() if "parameters" in top else {}
    return Adjustments(
        profile=top["profile"].text() if "profile" in top else "",
        severities={rule: _setting(node) for rule, node in severities.items()},
        parameters={
            pack: {name: _setting(node) for name, node in values.entries().items()}
            for pack, values in parameters.items()
        },
    )


def _setting(node: Node) -> Setting:
    entry = node.mapping(known=_ENTRY, required=_ENTRY)
    return Setting(entry["is"], entry["by"].text())


def _entry(value: ParameterValue, by: str) -> str:
    return f"{{is: {_yaml(value)}, by: {_quoted(by)}}}"


def _yaml(value: ParameterValue) -> str:
    """Return a value as YAML 1.2 reads it back; JSON but for days."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_yaml, value))}]"
    return value.isoformat() if isinstance(value, date) else _quoted(value)


def _quoted(value: bool | float | str) -> str:
    """Return a scalar as JSON, letters beyond ASCII as they are: YAML knows no halves of surrogate pairs."""
    return json.dumps(value, ensure_ascii=False)
