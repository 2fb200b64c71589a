"""The ``auditor`` group: global options, lazily loaded commands, and the one place where errors are shown."""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from auditor import __version__
from auditor.cli import COMMANDS
from auditor.cli.options import common_options
from auditor.errors import AuditorError, UsageError

_USAGE = 2
_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _ReaderGoneError(Exception):
    """The reader of our output went away; click would end with 1, which is kept for bugs."""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command runs, and not before."""

    def invoke(self, ctx: click.Context) -> object:
        """See `click.Group.invoke`."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderGoneError from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """See `click.Group.list_commands`."""
        return [name for name, _ in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """See `click.Group.get_command`."""
        if cmd_name not in dict(COMMANDS):
            return None
        command = importlib.import_module(f"auditor.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the commands with their one-line help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command for a mistyped one."""
        import difflib

        name = args[0]
        if name not in dict(COMMANDS):
            near = difflib.get_close_matches(name, [known for known, _ in COMMANDS], n=1)
            hint = f"Did you mean auditor {near[0]}?" if near else "See auditor --help."
            raise AuditorError(f"{name}: no such command", hint=hint)
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings=_HELP, epilog="Start with: auditor audit demo:")
@click.version_option(__version__, message="%(prog)s %(version)s")
@common_options
def main() -> None:
    """Find every AI model an organisation runs, and say what the law asks of it, with proof.

    Exit codes: 0 nothing counted failed; 2 usage, configuration, policy or declaration; 3 incomplete;
    10 something failed; 11 something counted is unknown; 12 integrity broken.
    """


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; errors become two lines on stderr."""
    try:
        if any("\0" in argument for argument in arguments or ()):
            raise UsageError("an argument holds a NUL character", hint="No path and no name holds one.")
        outcome: Any = main.main(args=arguments, prog_name="auditor", standalone_mode=False)
    except AuditorError as error:
        return _show(error.message, error.hint, error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return _USAGE
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "auditor"
        return _show(f"{command}: {_sentence(error.format_message())}", f"See {command} --help.", _USAGE)
    except click.ClickException as error:
        return _show(_sentence(error.format_message()), "See auditor --help.", _USAGE)
    except click.Abort:
        return _show("interrupted", "What was finished is kept.", 130)
    except _ReaderGoneError:
        # The reader of a pipe went away; nobody is left to tell, and Python must not try at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        # A path that the system refuses even to look up: too long, or below a folder that is closed to us.
        place = f"{error.filename}: " if error.filename else ""
        return _show(f"{place}{(error.strerror or str(error)).lower()}", "Check the paths you named.", _USAGE)
    return outcome if isinstance(outcome, int) else 0


def _sentence(text: str) -> str:
    one = " ".join(text.split())
    return one[:1].lower() + one[1:].rstrip(".")


def _show(message: str, hint: str, code: int) -> int:
    click.echo(f"error: {_one_line(message)}", err=True)
    click.echo(f"hint: {_one_line(hint)}", err=True)
    return code


def _one_line(text: str) -> str:
    """Return text that cannot move the cursor or fake a second line."""
    return "".join(character if character.isprintable() else " " for character in text)
