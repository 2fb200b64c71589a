"""What a finished run prints."""

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from auditor.cli.options import shown_database, shown_path
from auditor.pipeline import recording
from auditor.pipeline.running import Done


def print_summary(done: Done, written: Sequence[Path]) -> None:
    """Print the summary of an audit for a terminal."""
    from auditor.reports.terminal import summary

    width = shutil.get_terminal_size((100, 24)).columns
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    run = replace(done.run, database=shown_database(done.run.database))
    beside = summary.Beside(tuple(written), _declared(done))
    text = summary.summary(done.audit, run, beside, width=width, colour=colour)
    click.echo(text, nl=False)


def _declared(done: Done) -> str:
    """Say which folder the declarations were read from, and how many there were."""
    folder = shown_path(done.declarations)
    if done.n_declared:
        return f"{done.n_declared} {'entry' if done.n_declared == 1 else 'entries'} of {folder}"
    state = "holds no entries" if done.declarations.exists() else "does not exist"
    return f"nothing: {folder} {state}; begin with auditor declare organisation --write"


def print_json(done: Done) -> None:
    """Print the whole report as JSON."""
    click.echo(recording.report_format("json").render(done.audit, done.run).decode())
