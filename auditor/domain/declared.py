"""Every kind of entry that the organisation declares."""

from auditor.domain.declaration import (
    CoverageAccepted,
    EvidenceDeclared,
    HostingDeclared,
    IncidentDeclared,
    OrganisationDeclared,
    SameDeclared,
    SystemDeclared,
    TrainingDeclared,
)
from auditor.domain.resolution import ResolveDeclared
from auditor.domain.waiver import WaiverDeclared

Standing = (
    OrganisationDeclared
    | SystemDeclared
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
