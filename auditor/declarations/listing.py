"""What the organisation's list of roles says, and does not say."""

from dataclasses import dataclass, replace

from auditor.declarations.attested import attest, silence
from auditor.declarations.kinds.organisation import ROLES_KEY
from auditor.declarations.register import Register, said
from auditor.domain.declaration import OrganisationDeclared, Provenance, SystemDeclared
from auditor.domain.fact import Claim, Silence


@dataclass(frozen=True, slots=True)
class Listing:
    """The organisation's declaration, asked about one role at a time.

    Attributes:
        declared: The declaration.
        backed: Locators of the entries that are attested with evidence.
    """

    declared: OrganisationDeclared
    backed: frozenset[str]

    def has(self, role: str) -> bool:
        """Say whether the role is listed."""
        return role in self.declared.roles

    @property
    def is_given(self) -> bool:
        """Whether roles are listed at all; an empty list is one, a missing one closes nothing."""
        return any(key == ROLES_KEY for key, _ in self.declared.fields)

    @property
    def by(self) -> str:
        """Who listed the roles, and when."""
        return said(self.declared.of(ROLES_KEY))

    @property
    def left_out(self) -> str:
        """Why the organisation has not a role that it does not list."""
        return f"not among the roles declared by {self.by}"

    def lists_it(self, role: str, reason: str = "") -> Claim:
        """Return that the organisation has the role because it lists it."""
        return self.says(role, True, reason or f"{role} is listed for the organisation by {self.by}")

    def leaves_it_out(self, role: str, reason: str = "") -> Claim | Silence:
        """Return that it has not the role, the world being closed; a list never given closes nothing."""
        if not self.is_given:
            return silence(
                f"role.{role}", f"the declaration by {self.by} does not list the organisation's roles"
            )
        return self.says(role, False, reason or self.left_out)

    def says(self, role: str, value: bool, reason: str, *resting_on: Provenance) -> Claim:
        """Return a claim that rests on the list, or on the words given; it bears no more than the weakest."""
        key = "kind" if resting_on else ROLES_KEY
        words = resting_on or (self.declared.of(ROLES_KEY),)
        claims = [attest(f"role.{role}", value, one, self.backed, key=key, citation=reason) for one in words]
        return min(claims, key=lambda claim: (claim.confidence.rank, claim.with_evidence))


def silent_on(register: Register, system: SystemDeclared, role: str, what: str) -> Silence:
    """Return that a system's declaration leaves out what its role depends on."""
    left_out = register.left_out(f"system {system.id!r}", system.provenance)
    unknown = silence(f"role.{role}", f"{left_out} {what}").unknown
    return Silence(f"role.{role}", replace(unknown, how="auditor declare system"))
