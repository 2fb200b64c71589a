"""What a report format is."""

from typing import Protocol

from auditor.domain.audit import Audit, Run


class ReportFormat(Protocol):
    """One way of showing an audit.

    Attributes:
        name: What ``auditor report -f`` calls it.
        suffix: File name suffix, with its dot.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - told under Attributes

    @property
    def suffix(self) -> str: ...  # noqa: D102 - told under Attributes

    def render(self, audit: Audit, run: Run) -> bytes:
        """Return the report's bytes.

        Raises:
            ReportError: a part this format needs is not installed, or a template is broken.
        """
        ...
