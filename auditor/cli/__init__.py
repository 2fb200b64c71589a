"""The command line: one file per command; each parses, calls the pipeline, prints.

To add a command: write its module with a click command called ``command``, then add one line
to ``COMMANDS``. Modules are imported only when their command runs, so that ``--help`` stays fast.
"""

from typing import Final

COMMANDS: Final[tuple[tuple[str, str], ...]] = (
    ("audit", "Do everything: scan, air-gap self-test, check, reports and dossier."),
    ("scan", "Look at targets and keep what is there."),
    ("airgap", "Run models through llama.cpp with no network, and prove it."),
    ("check", "Judge the newest scans again, as of any day."),
    ("compute", "Estimate training compute before a training run."),
    ("dossier", "Write the PDF of an audit."),
    ("report", "Write an audit in another format."),
    ("show", "Print what is on record."),
    ("diff", "Compare two audits on record: places, verdicts, what they rest on."),
    ("declare", "Write and check what only the organisation knows."),
    ("policy", "List, explain, test, lint or sign the rules."),
    ("verify", "Check that the record holds."),
    ("db", "Upgrade the database, or say its version."),
)
"""Name and one-line help of every command, in the order of a first day."""
