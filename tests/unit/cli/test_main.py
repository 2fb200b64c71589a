import subprocess
import sys
from pathlib import Path

import click
import pytest

from auditor import __version__
from auditor.cli import COMMANDS
from auditor.cli.main import main
from tests.conftest import Ended
from tests.unit.cli.conftest import Cli, refusal


def _every_command() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, _ in COMMANDS:
        command = main.get_command(click.Context(main), name)
        found.append((name,))
        if isinstance(command, click.Group):
            found += [(name, below) for below in command.commands]
    return found


@pytest.mark.parametrize("words", _every_command(), ids=" ".join)
def test_every_command_says_what_it_does_and_takes_the_global_options(
    cli: Cli, words: tuple[str, ...]
) -> None:
    ended = cli(*words, "--help")
    assert (ended.code, ended.err) == (0, "")
    usage, _, rest = ended.out.partition("\n\n")
    assert usage.startswith(f"Usage: auditor {' '.join(words)} ")
    assert rest.strip().partition("Options:")[0].strip()
    for option in ("--db", "--config", "--quiet", "--help"):
        assert option in rest


def test_help_lists_every_command_with_its_line(cli: Cli) -> None:
    listed = cli("--help").out.partition("Commands:\n")[2].partition("\n\n")[0]
    assert [tuple(line.strip().split("  ", 1)) for line in listed.splitlines()] == [
        (name, line.rjust(len(line) + max(len(known) for known, _ in COMMANDS) - len(name)))
        for name, line in COMMANDS
    ]


def test_the_version_is_the_package_s(cli: Cli) -> None:
    assert cli("--version") == Ended(0, f"auditor {__version__}\n", "")


def test_nothing_asked_is_answered_with_help_and_is_a_usage_error(cli: Cli) -> None:
    ended = cli()
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Usage: auditor [OPTIONS] COMMAND")


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (("audti",), "audti: no such command", "Did you mean auditor audit?"),
        (("xyzzy",), "xyzzy: no such command", "See auditor --help."),
        (
            ("--config", "no.toml", "show", "rules"),
            "no.toml: no such file",
            "Name an existing auditor.toml, or leave --config out.",
        ),
    ],
)
def test_a_command_or_a_configuration_that_does_not_exist_is_refused(
    cli: Cli, tmp_path: Path, arguments: tuple[str, ...], error: str, hint: str
) -> None:
    assert cli(*arguments) == refusal(error, hint)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "command", "what"),
    [
        (("--nope",), "auditor", "no such option '--nope'"),
        (("show", "--nope"), "auditor show", "no such option '--nope'"),
        (("show", "fact"), "auditor show", "no such command 'fact'. Did you mean 'facts'?"),
        (("db", "current", "x"), "auditor db current", "got unexpected extra argument (x)"),
        (("show", "model"), "auditor show model", "missing argument 'NAME'"),
        (("--db", "", "show", "models"), "auditor", "--db is empty"),
        (("db", "--db", "", "current"), "auditor db", "--db is empty"),
        (("db", "current", "--db", ""), "auditor db current", "--db is empty"),
        (("db", "current", "--config", ""), "auditor db current", "--config is empty"),
    ],
)
def test_a_wrong_option_or_argument_is_refused_with_the_command_whose_help_helps(
    cli: Cli, tmp_path: Path, arguments: tuple[str, ...], command: str, what: str
) -> None:
    assert cli(*arguments) == refusal(f"{command}: {what}", f"See {command} --help.")
    assert list(tmp_path.iterdir()) == []


def test_a_path_too_long_for_the_system_is_refused_and_not_a_traceback(cli: Cli) -> None:
    name = "a" * 5000
    assert cli("scan", name) == refusal(f"{name}: file name too long", "Check the paths you named.")


def test_a_name_cannot_steer_the_terminal_or_fake_a_line_of_an_error(cli: Cli) -> None:
    ended = cli("scan", "a\x1b[2J\nerror: all is well\r\x9b1mb\u202e")
    assert ended == refusal(
        "a [2J error: all is well  1mb : no such file or folder",
        "Name a folder, or a target such as dir:/srv/models.",
    )


def test_an_interruption_is_said_in_two_lines_and_ends_with_130(tmp_path: Path) -> None:
    # The hook stands for a person who presses the keys while a command is being loaded.
    code = (
        "import sys\n"
        "from auditor.cli.main import run\n"
        "def interrupt(event, arguments):\n"
        "    if event == 'open' and 'show.' in str(arguments[0]):\n"
        "        raise KeyboardInterrupt\n"
        "sys.addaudithook(interrupt)\n"
        "sys.exit(run(['show', 'facts']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.strip() == "error: interrupted\nhint: What was finished is kept."


def test_a_reader_that_goes_away_is_nobody_to_complain_to(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "auditor", "show", "facts"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == (b"", 0)


@pytest.mark.parametrize(
    "arguments",
    [("scan", "a\0b"), ("show", "models", "--db", "\0"), ("airgap", "\0"), ("audit", "--out", "\0")],
)
def test_a_nul_character_is_refused_wherever_it_stands(cli: Cli, arguments: tuple[str, ...]) -> None:
    assert cli(*arguments) == refusal("an argument holds a NUL character", "No path and no name holds one.")
