"""Options that several commands share, and what they amount to."""

import functools
import re
import socket
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

import click

from auditor import settings
from auditor.settings import Settings

if TYPE_CHECKING:
    from auditor.pipeline.scanning import Edge

P = ParamSpec("P")
R = TypeVar("R")

LATEST: Final = "latest"
"""The newest audit that is not hypothetical; see ADR 0016."""

_DAY_S: Final = 86_400
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class Options:
    """The global options, given before or after the command; the later one holds."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def settings(self) -> Settings:
        """Return the settings in force.

        Raises:
            SettingsError: the configuration cannot be read.
        """
        config = self.values.get("config")
        return settings.load(Path(config) if config else None, database=self.values.get("db"))

    def edge(self) -> "Edge":
        """Return clock, host and somebody to tell."""
        from auditor.pipeline.scanning import Edge

        quiet = self.values.get("quiet") or not sys.stderr.isatty()
        return Edge(
            now=lambda: datetime.now(UTC),
            host=self.settings().host or socket.gethostname(),
            notify=(lambda _: None) if quiet else _say,
        )


def _say(what: str) -> None:
    """Show progress on one line of stderr; what a pipe or a log reads stays free of it."""
    click.echo(f"\r\x1b[2K{visible(what)}", err=True, nl=False)


def common_options(command: Callable[P, R]) -> Callable[..., R]:
    """Add ``--db --config --quiet`` to a command or group."""

    @click.option(
        "--db", metavar="FILE|URL", help="Database (default: auditor.db beside auditor.toml, or here)."
    )
    @click.option("--config", metavar="FILE", help="Configuration (default: auditor.toml here).")
    @click.option("--quiet", is_flag=True, default=None, help="No progress.")
    @functools.wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        options = click.get_current_context().ensure_object(Options)
        for name in ("db", "config", "quiet"):
            value = kwargs.pop(name, None)
            if value == "":
                # A variable of a script that is not set must not mean the default database.
                raise click.UsageError(f"--{name} is empty")
            if value is not None:
                options.values[name] = value
        return command(*args, **kwargs)

    return wrapper


def visible(text: object) -> str:
    """Return what an outsider wrote as text that cannot steer a terminal or fake a line."""
    from auditor.reports import wording

    return wording.visible(str(text))


def print_as_json(value: object) -> None:
    """Print a value as JSON; text that UTF-8 cannot carry is spelled out."""
    import json

    from auditor.reports import wording

    click.echo(wording.encodable(json.dumps(value, indent=2, ensure_ascii=False)))


def options() -> Options:
    """Return the options of the command that is running."""
    return click.get_current_context().ensure_object(Options)


def today() -> date:
    """Return the day on which something is said."""
    return options().edge().now().date()


def finished_progress() -> None:
    """Clear the progress line."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[2K", err=True, nl=False)


class Seconds(click.ParamType[float]):
    """A time to spend: above 0, at most a day."""

    name = "SECONDS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """See `click.ParamType.convert`."""
        try:
            seconds = float(value)
        except ValueError:
            self.fail(f"{value!r} is not a number of seconds", param, ctx)
        # Written so that "not a number" fails as well.
        if not 0 < seconds <= _DAY_S:
            self.fail(f"{value!r} is not above 0 and at most a day ({_DAY_S})", param, ctx)
        return seconds


class Digest(click.ParamType[str]):
    """A SHA-256, as reports print it."""

    name = "SHA256"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """See `click.ParamType.convert`."""
        digest = str(value).strip().lower()
        if not _SHA256.fullmatch(digest):
            self.fail(f"{value!r} is not a SHA-256: 64 hexadecimal digits", param, ctx)
        return digest


class Day(click.ParamType[date]):
    """A day, as YYYY-MM-DD."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """See `click.ParamType.convert`."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2026-11-22", param, ctx)


class Word(click.ParamType[str]):
    """Text that is not empty: a variable of a script that is not set must not mean some other thing."""

    def __init__(self, metavar: str = "NAME") -> None:
        """Take what the text is, as ``--help`` writes it."""
        self.name = metavar

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """See `click.ParamType.convert`."""
        if not str(value).strip():
            self.fail("it is empty", param, ctx)
        return str(value)


RUN_ID: Final = Word("RUN")
"""What names an audit of the ledger."""


class Folder(click.Path):
    """A folder to write into, or one that is there."""

    def __init__(self, *, exists: bool = False) -> None:
        super().__init__(path_type=Path, file_okay=False, exists=exists)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """See `click.ParamType.convert`."""
        if not str(value).strip():
            # A variable of a script that is not set must not mean the current folder.
            self.fail("it is empty", param, ctx)
        return super().convert(value, param, ctx)


def run_option(command: Callable[P, R]) -> Callable[P, R]:
    """Add ``--run``: which audit of the ledger."""
    what = "Audit: a prefix of its id, or latest, the newest that is not hypothetical."
    return click.option("--run", "run_id", type=RUN_ID, default=LATEST, show_default=True, help=what)(command)


def policies_option(command: Callable[P, R]) -> Callable[P, R]:
    """Add ``--policies``: folders of packs of one's own."""
    return click.option(
        "--policies",
        multiple=True,
        type=Folder(exists=True),
        metavar="DIR",
        help="Folder of packs of your own; may be repeated.",
    )(command)


def profile_option(command: Callable[P, R]) -> Callable[P, R]:
    """Add ``--profile``: a starter profile instead of the one configured."""
    return click.option(
        "--profile", type=Word(), metavar="NAME", help="Starter profile (see: auditor policy profiles)."
    )(command)


def shown_database(url: str) -> str:
    """Return a database as people name it: the path, from here if it is below the current folder."""
    return shown_path(Path(url.removeprefix("sqlite:///")))


def shown_path(path: Path) -> str:
    """Return a path from here if it is below the current folder, else whole."""
    here = Path.cwd()
    is_below = path.is_relative_to(here) and here != Path(here.anchor)
    return str(path.relative_to(here)) if is_below else str(path)
