"""Every kind of entry that the organisation declares."""

from auditor.domain.amendment import AmendmentDeclared
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

Declaration = (
    OrganisationDeclared
    | SystemDeclared
    | AmendmentDeclared
    | HostingDeclared
    | TrainingDeclared
    | IncidentDeclared
    | EvidenceDeclared
    | CoverageAccepted
    | SameDeclared
    | WaiverDeclared
    | ResolveDeclared
)
