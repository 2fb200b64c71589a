"""Every error a user can cause or meet, in one tree.

Raised anywhere, shown in one place (``cli``) as two lines on stderr::

    error: subject: what
    hint: what to do
"""

from typing import ClassVar


class AuditorError(Exception):
    """Something a person can act on.

    Attributes:
        message: ``subject: what``, without a trailing full stop.
        hint: What to do about it.
        exit_code: The process's exit code when nothing catches it.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(AuditorError):
    """The command line asks for something that does not exist or does not fit together."""


class SettingsError(AuditorError):
    """``auditor.toml`` or an ``AUDITOR_*`` variable cannot be read."""


class FormatError(AuditorError):
    """A file's bytes do not follow the format they claim; recorded as a problem, never fatal to a scan.

    Attributes:
        offset: Byte offset where it went wrong, where one is known.
    """

    def __init__(self, message: str, *, offset: int | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.offset = offset


class SourceError(AuditorError):
    """A target cannot be looked at at all."""


class CatalogueError(AuditorError):
    """A catalogue file is missing or malformed."""


class DeclarationError(AuditorError):
    """A declaration cannot be read, or says something it may not."""


class PolicyError(AuditorError):
    """A pack, rule, case or ``law.yaml`` cannot be read, or does not hold together."""


class StoreError(AuditorError):
    """The database cannot be opened, migrated, read or written."""


class IntegrityError(AuditorError):
    """Bytes are not what their digest, signature or place in the ledger says."""

    exit_code = 12


class AirgapError(AuditorError):
    """The isolated run could not be started at all (a run that fails is an outcome, not an error)."""


class ReportError(AuditorError):
    """A report cannot be rendered or written."""
