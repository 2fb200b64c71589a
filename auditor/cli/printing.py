"""What a finished run prints."""

from collections.abc import Sequence
from pathlib import Path

import click

from auditor.pipeline import recording
from auditor.pipeline.running import Done


def print_summary(done: Done, written: Sequence[Path]) -> None:
    """Print the summary of an audit for a terminal."""
    from auditor.reports import terminal

    click.echo(terminal.summary(done.audit, done.run, written))


def print_json(done: Done) -> None:
    """Print the whole report as JSON."""
    click.echo(recording.report_format("json").render(done.audit, done.run).decode())
