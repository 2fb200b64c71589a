"""Parameters of a pack: values that it leaves to the organisation, with a type and a default.

::

    parameters:
      - {name: airgap_max_age_days, type: count, default: 183, meaning: how old a proof may be}
"""

from dataclasses import replace
from datetime import date
from typing import Final

from auditor.domain.fact import FactDefinition
from auditor.domain.values import FactValue, ValueType, set_of
from auditor.errors import PolicyError
from auditor.formats.yaml_node import Node, did_you_mean, quoted
from auditor.policy.adjustments import Adjustments, Setting
from auditor.policy.country import code_meant, codes_of
from auditor.policy.rules import Pack, Parameter

_KEYS: Final = frozenset({"name", "type", "default", "meaning"})
# A range is what an estimate comes to; what it is compared with is a number.
_TYPES: Final = tuple(type_ for type_ in ValueType if type_ is not ValueType.RANGE)


def parameters(node: Node) -> tuple[Parameter, ...]:
    """Read the parameters of a pack.

    Raises:
        PolicyError: one is malformed, is listed twice, or its default is of another type.
    """
    found: dict[str, Parameter] = {}
    for item in node.items():
        one = _parameter(item)
        if one.name in found:
            item.refuse(f"the parameter '{one.name}' is listed twice")
        found[one.name] = one
    return tuple(found.values())


def adjusted(pack: Pack, adjustments: Adjustments) -> Pack:
    """Return a pack with its parameters as they are set.

    Raises:
        PolicyError: a value is not of its parameter's type, or the pack has no such parameter.
    """
    settings = adjustments.parameters.get(pack.id, {})
    known = {parameter.name: parameter for parameter in pack.parameters}
    for name, setting in settings.items():
        if name not in known:
            hint = did_you_mean(name, sorted(known)) if known else f"The pack '{pack.id}' has no parameters."
            raise PolicyError(f"{setting.by}: the pack '{pack.id}' has no parameter '{name}'", hint=hint)
    return replace(pack, parameters=tuple(_set(one, settings.get(one.name)) for one in pack.parameters))


def refuse_no_country(parameter: Parameter, fact: FactDefinition) -> None:
    """Refuse a value that no country could ever equal, where a fact that holds countries is compared with it.

    Raises:
        PolicyError: who set it, or where the pack has it, and which word is no code.
    """
    codes = codes_of(fact)
    values = parameter.value if isinstance(parameter.value, tuple) else (parameter.value,)
    wrong = next((one for one in values if isinstance(one, str) and one not in codes), None)
    if not codes or wrong is None:
        return
    what = f"parameter '{parameter.name}': {quoted(wrong)} is no ISO 3166-1 alpha-2 code"
    meant = code_meant(wrong)
    hint = f"Did you mean '{meant}'?" if meant else "Two capital letters, e.g. DE."
    if parameter.set_by:
        raise PolicyError(f"{parameter.set_by}: {what}", hint=hint)
    parameter.written.refuse(what, hint=hint)


def _parameter(node: Node) -> Parameter:
    entry = node.mapping(known=_KEYS, required=_KEYS)
    words = {type_.value: type_ for type_ in _TYPES}
    written = entry["type"].text()
    if written not in words:
        entry["type"].refuse(f"'{written}' is none of {', '.join(words)}")
    default = _value(entry["default"], words[written])
    if default is None:
        entry["default"].refuse(f"expected a {written}, found {entry['default'].described}")
    return Parameter(
        name=entry["name"].text(),
        type=words[written],
        meaning=entry["meaning"].text(),
        default=default,
        value=default,
        written=entry["default"],
    )


def _set(parameter: Parameter, setting: Setting | None) -> Parameter:
    if setting is None:
        return parameter
    value = _value(setting.value, parameter.type)
    if value is None:
        raise PolicyError(
            f"{setting.by}: parameter '{parameter.name}': expected a {parameter.type.value},"
            f" found {setting.value.described}",
            hint=f"It sets {parameter.meaning}.",
        )
    return replace(parameter, value=value, written=setting.value, set_by=setting.by)


def _value(node: Node, wanted: ValueType) -> FactValue | None:
    """Return a value of a type, or ``None`` where another one is written."""
    if isinstance(node.content, tuple):
        return set_of(node.words()) if wanted is ValueType.SET else None
    value = node.content
    if not isinstance(value, bool | int | float | str | date):
        return None
    return value if wanted.admits(value) else None
