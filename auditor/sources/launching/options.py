"""Arguments of a program, read as its own parser would: the last of two wins, ``--flag=value`` or apart."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

from auditor.catalogue.runtimes import RuntimeEntry, Setting, Takes
from auditor.sources.credentials import is_secret_name

# Flags that take no value, by how such flags are named everywhere.
_SWITCH: Final = re.compile(r"--(?:enable|disable|no)-")
# A variable that is a word of its own and holds more of them: ${EXTRA_ARGS}, $VLLM_OPTS.
_FURTHER: Final = re.compile(r"\$[({]?(?!\w*MODEL)\w*(?:ARG|ARGUMENT|FLAG|OPT|OPTION)S?(?::?-)?[)}]?", re.I)
_NUMBER: Final = re.compile(r"-\d+(?:\.\d+)?")
_TRUE: Final = frozenset({"1", "true", "yes", "on", "t", "y"})
_FALSE: Final = frozenset({"0", "false", "no", "off", "f", "n", ""})


@dataclass(slots=True)
class Options:
    """What the arguments of one command say.

    Attributes:
        given: Values of each known flag, by its first spelling; of a switch ``true`` or ``false``.
        positional: Words that belong to no flag.
        secrets: Values of flags whose names say that they are secret; to be dropped wherever they occur.
        further: Words that are variables for more arguments, by their names.
    """

    given: dict[str, tuple[str, ...]] = field(default_factory=dict)
    positional: tuple[str, ...] = ()
    secrets: frozenset[str] = frozenset()
    further: tuple[str, ...] = ()


def read_options(arguments: Sequence[str], entry: RuntimeEntry) -> Options:
    """Read the arguments of a runtime; flags that say nothing about models are passed by with their value."""
    known = {flag: setting for setting in _settings(entry) for flag in setting.flags}
    options, positional, place = Options(), list[str](), 0
    while place < len(arguments):
        word = arguments[place]
        place += 1
        if word == "--":
            positional += arguments[place:]
            break
        if _FURTHER.fullmatch(word):
            options.further += (word,)
            continue
        if not _is_flag(word):
            positional.append(word)
            continue
        flag, has_value, value = word.partition("=")
        flag = flag.replace("_", "-")
        negated = known.get(f"--{flag[5:]}") if flag.startswith("--no-") else None
        setting = known.get(flag)
        following = [value] if has_value else _following(arguments, place, setting, flag, entry.switches)
        place += 0 if has_value else len(following)
        if is_secret_name(flag):
            options.secrets |= set(following)
        if setting is not None:
            _keep(options, setting, following)
        elif negated is not None and negated.takes is Takes.NOTHING:
            options.given[negated.flags[0]] = ("false",)
    options.positional = tuple(positional)
    return options


def values_of(
    setting: Setting | None, options: Options, environment: Mapping[str, str | None]
) -> tuple[str | None, ...]:
    """Return the values of a setting: the flag's, else the first variable's that is set.

    Returns:
        Nothing where it is not set; ``None`` in it for a variable whose value is not known.
    """
    if setting is None:
        return ()
    if setting.flags and setting.flags[0] in options.given:
        return options.given[setting.flags[0]]
    for name in setting.environment:
        if name in environment:
            value = environment[name]
            return (None,) if value is None else setting.parts(value, of_variable=True) or ("",)
    return ()


def truth_of(value: str | None) -> bool | None:
    """Say whether a value switches something on; ``None`` where it is neither yes nor no."""
    word = (value or "").strip().lower()
    return None if value is None or word not in _TRUE | _FALSE else word in _TRUE


def _settings(entry: RuntimeEntry) -> Iterable[Setting]:
    yield from entry.settings.values()
    for model in entry.models:
        yield model.setting


def _is_flag(word: str) -> bool:
    return len(word) > 1 and word.startswith("-") and not _NUMBER.fullmatch(word)


def _following(
    arguments: Sequence[str], place: int, setting: Setting | None, flag: str, switches: Sequence[str]
) -> list[str]:
    """Return the words that belong to a flag that stands right before ``place``."""
    ahead = arguments[place : place + 1]
    if not ahead or _is_flag(ahead[0]):
        return []
    if setting is None and not is_secret_name(flag):
        is_switch = _SWITCH.match(flag) or any(fnmatchcase(flag, switch) for switch in switches)
        return [] if is_switch else list(ahead)
    if setting is not None and setting.takes is Takes.NOTHING:
        return list(ahead) if ahead[0].lower() in ("true", "false") else []
    if setting is not None and setting.takes is not Takes.SEVERAL:
        return list(ahead)
    # Of a secret more than one word may be given: none of them is anything else.
    end = place
    while end < len(arguments) and not _is_flag(arguments[end]):
        end += 1
    return list(arguments[place:end])


def _keep(options: Options, setting: Setting, following: list[str]) -> None:
    name = setting.flags[0]
    if setting.takes is Takes.NOTHING:
        options.given[name] = tuple(following) or ("true",)
        return
    values = tuple(part for value in following for part in setting.parts(value))
    is_added = setting.takes in (Takes.REPEATED, Takes.ADDED)
    before = options.given.get(name, ()) if is_added else ()
    options.given[name] = before + values
