"""The kinds of declaration. To add one: write its module, then add one line to KINDS."""

from typing import Final

from auditor.declarations.kinds.amendment import AmendmentReader
from auditor.declarations.kinds.base import Kind
from auditor.declarations.kinds.coverage import CoverageReader
from auditor.declarations.kinds.evidence import EvidenceReader
from auditor.declarations.kinds.hosting import HostingReader
from auditor.declarations.kinds.incident import IncidentReader
from auditor.declarations.kinds.organisation import OrganisationReader
from auditor.declarations.kinds.resolve import ResolveReader
from auditor.declarations.kinds.same import SameReader
from auditor.declarations.kinds.system import SystemReader
from auditor.declarations.kinds.training import TrainingReader
from auditor.declarations.kinds.waiver import WaiverReader

KINDS: Final[tuple[Kind, ...]] = (
    OrganisationReader(),
    SystemReader(),
    AmendmentReader(),
    HostingReader(),
    TrainingReader(),
    IncidentReader(),
    EvidenceReader(),
    CoverageReader(),
    SameReader(),
    WaiverReader(),
    ResolveReader(),
)

__all__ = ["KINDS"]
