"""Every kind of entry that the organisation declares."""

from auditor.domain.amendment import AmendmentDeclared
from auditor.domain.declaration import (
    CoverageAccepted,
    HostingDeclared,
    IncidentDeclared,
    OrganisationDeclared,
    SameDeclared,
    SystemDeclared,
    TrainingDeclared,
)
from auditor.domain.evidence import EvidenceDeclared
from auditor.domain.resolution import ResolveDeclared
from auditor.domain.waiver import WaiverDeclared

Standing = (
    OrganisationDeclared
    | SystemDeclared
    | AmendmentDeclared
    | HostingDeclared
    | TrainingDeclared
    | IncidentDeclared
    | EvidenceDeclared
    | CoverageAccepted
    | SameDeclared
    | ResolveDeclared
)
"""What is so until it ends or an entry about the same thing follows; a waiver is granted for a time."""

Declaration = Standing | WaiverDeclared
