"""What a report format is."""

from typing import Protocol

from auditor.domain.audit import Audit, Run


class ReportFormat(Protocol):
    """One way of showing an audit.

    Attributes:
        name: What ``auditor report -f`` calls it.
        stem: What its file is called by default, before the suffix.
        suffix: File name suffix, with its dot.
        is_usual: Whether ``audit`` writes it unless other formats are named.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - told under Attributes

    @property
    def stem(self) -> str: ...  # noqa: D102 - told under Attributes

    @property
    def suffix(self) -> str: ...  # noqa: D102 - told under Attributes

    @property
    def is_usual(self) -> bool: ...  # noqa: D102 - told under Attributes

    def render(self, audit: Audit, run: Run) -> bytes:
        """Return the report's bytes.

        Raises:
            ReportError: a part this format needs is not installed, or a template is broken.
        """
        ...
