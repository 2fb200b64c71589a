"""The kinds of declaration. To add one: write its module, then add one line to KINDS."""

from typing import Final

from auditor.declarations.kinds.base import Kind
from auditor.declarations.kinds.coverage import AcceptCoverage
from auditor.declarations.kinds.evidence import Evidence
from auditor.declarations.kinds.organisation import OrganisationKind
from auditor.declarations.kinds.system import SystemKind
from auditor.declarations.kinds.training import Training

KINDS: Final[tuple[Kind, ...]] = (
    OrganisationKind(),
    SystemKind(),
    Training(),
    Evidence(),
    AcceptCoverage(),
)

PLANNED: Final = ("hosting", "waiver", "resolve")
"""Kinds with a fixed name that this version refuses, rather than overlooks."""

__all__ = ["KINDS", "PLANNED"]
