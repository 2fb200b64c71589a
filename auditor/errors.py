"""Every error a user can cause or meet, in one tree.

Raised anywhere, shown in one place (``cli``) as two lines on stderr, always both::

    error: subject: what
    hint: what to do
"""

from typing import ClassVar


class AuditorError(Exception):
    """Something a person can act on.

    Attributes:
        message: ``subject: what``, without a trailing full stop.
        hint: What to do about it; that of the family, unless the one who raises it knows better.
        exit_code: The process's exit code when nothing catches it.
        family_hint: What to do about any error of the family.
    """

    exit_code: ClassVar[int] = 2
    family_hint: ClassVar[str] = "See auditor --help."

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint or self.family_hint


class UsageError(AuditorError):
    """The command line asks for something that does not exist or does not fit together."""


class SettingsError(AuditorError):
    """``auditor.toml`` or an ``AUDITOR_*`` variable cannot be read."""

    family_hint = "Correct it there; docs/configuration.md lists the keys."


class FormatError(AuditorError):
    """A file's bytes do not follow the format they claim; recorded as a problem, never fatal to a scan.

    Attributes:
        offset: Byte offset where it went wrong, where one is known.
    """

    family_hint = "Replace the file, or fetch it again."

    def __init__(self, message: str, *, offset: int | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.offset = offset


class SourceError(AuditorError):
    """A target cannot be looked at at all."""

    family_hint = "Check its place and its permissions."


class CatalogueError(AuditorError):
    """A catalogue file is missing or malformed."""

    family_hint = "Correct it there, or install auditor again; docs/catalogue.md says what it may hold."


class DeclarationError(AuditorError):
    """A declaration cannot be read, or says something it may not."""

    family_hint = "Correct it there; docs/declarations.md says what an entry may hold."


class PolicyError(AuditorError):
    """A pack, rule, case or ``law.yaml`` cannot be read, or does not hold together."""

    family_hint = "Correct it there; docs/policies.md says what it may hold."


class StoreError(AuditorError):
    """The database cannot be opened, migrated, read or written."""

    family_hint = "Name another database with --db."


class IntegrityError(AuditorError):
    """Bytes are not what their digest, signature or place in the ledger says."""

    exit_code = 12
    family_hint = "Restore it from a backup, or fetch it again from where it came."


class AirgapError(AuditorError):
    """The isolated run could not be started at all (a run that fails is an outcome, not an error)."""

    family_hint = "See docs/airgap.md for what it takes."


class ReportError(AuditorError):
    """A report cannot be rendered or written."""

    family_hint = "Name another folder with --out, or another format."
