"""The closed sets of words that declarations may use and that facts have."""

from typing import Final

from auditor.domain import roles

ROLES: Final = tuple(role.name for role in roles.ROLES if role.is_listed)
"""Roles an organisation may list."""

SIZES: Final = ("micro", "sme", "smc", "large")
"""Micro-enterprise, other small or medium-sized enterprise, small mid-cap, larger."""

GENERATED: Final = ("text", "image", "audio", "video")
"""Kinds of synthetic content, Art. 50(2)."""

OPT_OUTS: Final = ("a", "b", "c", "d")
"""Conditions of Art. 6(3), second subparagraph."""

SUPPLIED: Final = ("first", "further")
"""How a system of somebody else's is supplied to others in the Union: brought there, or handed on."""

EXCLUDED: Final = {
    "military": "it serves military, defence or national security purposes alone, Art. 2(3)",
    "research": "it serves scientific research and development alone, Art. 2(6) and (8)",
    "personal": "a natural person uses it for purposes that are not professional, Art. 2(10)",
}
"""Why the Act does not apply to a system, each in the words of a reason."""

INCIDENTS: Final = ("default", "widespread_or_critical_infra", "death")
"""Serious incidents by the time in which they are to be reported, Art. 73; words as in ``law.yaml``."""

SELF_HOSTED: Final = ("self_onprem", "self_colocated", "self_iaas")
"""The organisation computes: on its premises, on its own machines at somebody else's, on rented machines."""

HOSTED: Final = ("managed", "api")
"""Somebody else computes: for the organisation alone, or for whoever calls the service."""

KEY_HOLDERS: Final = ("customer", "third_party", "provider", "none")
"""Who holds the keys: the organisation, a third party, the operator; nobody, for nothing is encrypted."""

ANNEX_I_SECTIONS: Final = ("a", "b")
"""Sections of Annex I: products with a conformity assessment of their own, and the rest."""

# Regulation (EU) 2024/1689, Annex III, points 1 to 8 and their letters; point 2 has none.
ANNEX_III: Final = (
    *("1a", "1b", "1c", "2", "3a", "3b", "3c", "3d", "4a", "4b", "5a", "5b", "5c", "5d"),
    *("6a", "6b", "6c", "6d", "6e", "7a", "7b", "7c", "7d", "8a", "8b"),
)
"""Points of Annex III."""

# Regulation (EU) 2024/1689, Art. 5(1); (ba) and (bb) by Regulation (EU) 2026/1744.
PRACTICES: Final = ("a", "b", "ba", "bb", "c", "d", "e", "f", "g", "h")
"""Points of Art. 5(1)."""

STRENGTHS: Final = ("content", "header", "file", "name")
"""What a model's identity rests on; those of ``Strength``, which a scan does not load."""

LICENCE_KINDS: Final = ("permissive", "copyleft", "use-restricted", "community", "non-commercial")
"""Classes of licences, the most open first; of several that apply together the last counts."""

STARTED_BY: Final = ("compose", "kubernetes", "container", "unit", "process")
"""What starts a server."""

IMAGE_PINS: Final = ("digest", "version", "moving", "none")
"""By what an image is named, or that there is none."""

MEASURED_ASPECTS: Final = ("reach", "encryption", "credentials")
"""What of an endpoint can be set and be measured as well."""

OR_NONE: Final = ("none",)
"""How a fact reads of which a declaration says that there is nothing."""
