"""Programs that serve models: how each is told by its image or command, and which of its words mean what.

::

    data/runtimes/ID.json --runtime_reading.known_runtimes--> Runtimes: one RuntimeEntry per program
    repository path of an image --of_image--> (RuntimeEntry, Image) | None
    argv without path and interpreter --of_command--> (RuntimeEntry, Command) | None

Knowledge alone: nothing here reads a command line. A flag is kept with dashes (``--hf-repo``); those who
compare write ``_`` as ``-`` first, as the programs do. Of keys and tokens the names are known, so that their
values are never kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase

from auditor.domain.fact import Confidence
from auditor.domain.serving import Activity, ReferenceKind
from auditor.domain.tri import Tri


class Takes(StrEnum):
    """What follows a flag."""

    NOTHING = "nothing"
    ONE = "one"
    SEVERAL = "several"
    """All words up to the next flag."""
    LIST = "list"
    """One word, several values with commas between."""
    REPEATED = "repeated"
    """One word, and the flag may be given again."""
    ADDED = "added"
    """One word, several values with commas between, and the flag may be given again."""


class Purpose(StrEnum):
    """What a setting is about, whatever a program calls it."""

    SERVED_NAME = "served_name"
    REVISION = "revision"
    ADAPTER = "adapter"
    CONFIG = "config"
    """A file with further settings."""
    HOST = "host"
    PORT = "port"
    ADDRESS = "address"
    """Host and port in one."""
    ALL_ADDRESSES = "all_addresses"
    """It listens on every address of the machine."""
    CREDENTIALS = "credentials"
    """What callers have to show."""
    PARTIAL_CREDENTIALS = "partial_credentials"
    """What callers of some of its routes have to show."""
    OPEN = "open"
    """Nobody has to show credentials, whatever the default."""
    ENCRYPTION = "encryption"
    REMOTE_CODE = "remote_code"
    OFFLINE = "offline"
    STORE = "store"
    """The folder or address whose models it serves."""
    UPSTREAM = "upstream"
    """Addresses of others that it passes requests on to."""
    UPSTREAM_ENABLED = "upstream_enabled"
    """Whether it passes requests on to them; it does where nobody says otherwise."""
    WEIGHT_FILE = "weight_file"
    """The file within a repository."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Flags and variables that set one thing, best first."""

    flags: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    takes: Takes = Takes.ONE

    def parts(self, value: str, *, of_variable: bool = False) -> tuple[str, ...]:
        """Return the values that one word holds; of a variable, more of them than a flag's word."""
        if value.lstrip().startswith(("{", "[")) or self.takes in (Takes.ONE, Takes.NOTHING):
            return (value,)
        if self.takes is Takes.SEVERAL and not of_variable:
            return (value,)
        # Infinity separates models by semicolons; llama.cpp names files, in which there may be white space.
        sign = {Takes.REPEATED: r";", Takes.ADDED: r","}.get(self.takes, r"[,\s]+")
        found = re.split(sign, value)
        return tuple(part.strip() for part in found if part.strip())


@dataclass(frozen=True, slots=True)
class ModelSetting:
    """A setting that names a model.

    Attributes:
        setting: Its flags and variables.
        kind: What a name is that does not say it by its form.
        is_further: It names a further model; of all others the first that is given decides.
    """

    setting: Setting
    kind: ReferenceKind
    is_further: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command, by its first words: ``vllm serve``, ``python -m sglang.launch_server``.

    Attributes:
        words: Program and sub-commands. One with a ``/`` is the end of a path; ``*`` is any text.
        activity: What it does.
        models: How many words that are no flags name models: none, ``ONE``, the first, or ``SEVERAL``, all.
        kind: What such a word is that does not say it by its form.
        program_is_model: The program carries the weights in itself.
        host: Where it listens, where that differs from the runtime's other commands.
    """

    words: tuple[str, ...]
    activity: Activity
    models: Takes
    kind: ReferenceKind
    program_is_model: bool = False
    host: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """Container images of a runtime.

    Attributes:
        repositories: Ends of their repositories' paths; ``*`` is any text within one part.
        entrypoint: What they start, without the arguments; empty where arguments begin with a program.
        arguments: What they add where nobody gives arguments.
        names_model: They are made for one model: the last two parts of the path are its name.
    """

    repositories: tuple[str, ...]
    entrypoint: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    names_model: bool = False


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where nobody says otherwise.

    Attributes:
        host: Address it listens on; ``None`` where that is not known, or it does not listen.
        port: Port it listens on.
    """

    host: str | None = None
    port: int | None = None


@dataclass(frozen=True, slots=True)
class RuntimeEntry:
    """A program that serves models, or passes requests on to those that do.

    Attributes:
        id: Its id in the catalogue.
        title: Its name as its makers write it.
        source: Where this was read.
        confidence: What that source is worth.
        commands: Commands that start it.
        titles: How the titles begin that its processes give themselves.
        images: Its container images.
        models: Settings that name a model.
        settings: Every other setting.
        switches: Further flags that take no value; ``*`` is any text.
        native: Defaults of the program.
        in_image: Defaults of its images.
        needs_credentials: Whether it asks for credentials where nothing is set.
        remote_code: Whether it runs code from a model's repository where nothing is set.
    """

    id: str
    title: str
    source: str
    confidence: Confidence
    commands: tuple[Command, ...] = ()
    titles: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    models: tuple[ModelSetting, ...] = ()
    settings: Mapping[Purpose, Setting] = field(default_factory=dict)
    switches: tuple[str, ...] = ()
    native: Defaults = Defaults()
    in_image: Defaults = Defaults()
    needs_credentials: Tri = Tri.UNKNOWN
    remote_code: Tri = Tri.UNKNOWN


@dataclass(frozen=True, slots=True)
class Runtimes:
    """All runtimes of the catalogue, by id."""

    entries: Mapping[str, RuntimeEntry]

    def of_image(self, repository: str) -> tuple[RuntimeEntry, Image] | None:
        """Return the runtime of an image; the longest end of its path decides, mirrors in front do not.

        Args:
            repository: Path of the repository, without registry, tag and digest.
        """
        parts = tuple(repository.lower().split("/"))
        fits = [
            ((pattern.count("/"), "*" not in pattern, len(pattern)), (entry, image))
            for entry in self.entries.values()
            for image in entry.images
            for pattern in image.repositories
            if _ends(parts, tuple(pattern.split("/")))
        ]
        return max(fits, key=lambda fit: fit[0])[1] if fits else None

    def of_command(self, argv: tuple[str, ...]) -> tuple[RuntimeEntry, Command] | None:
        """Return the runtime that a command starts; the pattern with most words decides.

        Args:
            argv: Program and arguments; of a Python module ``python -m MODULE``.
        """
        fits = [
            (entry, command)
            for entry in self.entries.values()
            for command in entry.commands
            if _begins(argv, command.words)
        ]
        return max(fits, key=lambda fit: len(fit[1].words)) if fits else None

    def of_title(self, title: str) -> RuntimeEntry | None:
        """Return the runtime one of whose processes has given itself this title."""
        fits = (entry for entry in self.entries.values() if title.startswith(entry.titles))
        return next(fits, None)


def _ends(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    if len(parts) < len(pattern):
        return False
    ends = zip(parts[-len(pattern) :], pattern, strict=True)
    return all(part == told or ("*" in told and fnmatchcase(part, told)) for part, told in ends)


def _begins(argv: tuple[str, ...], words: tuple[str, ...]) -> bool:
    if len(argv) < len(words) or not words or argv[1 : len(words)] != words[1:]:
        return False
    program = argv[0].replace("\\", "/").split("/")
    program[-1] = program[-1].removesuffix(".exe")
    return _ends(tuple(program), tuple(words[0].split("/")))
