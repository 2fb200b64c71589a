"""What a guided session asks, in which order, and what is asked only in the light of another answer.

The order is that of somebody who answers for a system: what it is, whose, since when, is it prohibited, is it
high-risk, what it does with persons.
"""

from collections.abc import Callable, Mapping
from typing import Final

from auditor.domain.facts import FACTS
from auditor.domain.vocabulary import INCIDENTS, ROLES
from auditor.formats.yaml_writing import Value

ASKED: Final[Mapping[str, str]] = {
    "organisation.name": "What is the organisation called?",
    "organisation.roles": "Which roles does it have for the models and systems it uses?",
    "system.id": "A short id for it, which stays",
    "system.name": "What is it called?",
    "system.purpose": "What is it for, in one sentence?",
    "system.out_of_service": "When was it taken out of service? none: it is in service",
    "incident.id": "Its number, as you number incidents",
    "incident.system": "The id of the declared system it happened to",
    "incident.what": "What happened, in one sentence?",
    "incident.happened_on": "When did it happen?",
    "incident.aware_on": "When was it first known here? The time to report runs from that day.",
    "incident.reported_on": "When was it reported to the authority? none: not reported",
}
OF_ORGANISATION: Final = (
    *("country", "size", "public_body", "public_service", "finance", "law_enforcement", "roles"),
)
OF_INCIDENT: Final = ("what", "category", "happened_on", "aware_on", "reported_on")
EXPLAINED: Final[Mapping[str, tuple[str, ...]]] = {
    "organisation.roles": tuple(
        f"{role}: {FACTS[f'role.{role}'].meaning.removeprefix('whether the organisation ')}" for role in ROLES
    ),
    # Annex I, Section B, point 21, as Regulation (EU) 2026/1744 reads since it is in force.
    "system.annex_i_section": (
        "a: the product is listed in Section A; machinery was, until 26 July 2026",
        "b: the product is listed in Section B; since 27 July 2026 machinery is, in point 21",
    ),
    "incident.category": (
        "death: a person died",
        "widespread_or_critical_infra: a widespread infringement, or critical infrastructure is disrupted",
        "default: any other",
    ),
}
"""What the words of a field mean, where they are no words of everybody's."""

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "organisation.size": ("micro", "sme", "smc", "large"),
    "organisation.roles": ROLES,
    "system.generates": ("text", "image", "audio", "video"),
    "system.opt_out_6_3": ("a", "b", "c", "d"),
    "system.supplied": ("first", "further"),
    "system.annex_i_section": ("a", "b"),
    "incident.category": INCIDENTS,
}
BEFORE_SCREENS: Final = (
    ("What it is", ("purpose", "owner")),
    (
        "Whose it is, and since when",
        (
            "own_name",
            "provider",
            "developed",
            "provider_country",
            "put_into_service_on",
            "out_of_service",
            "union_placed_on",
            "supplied",
        ),
    ),
)
AFTER_SCREENS: Final = (
    (
        "High-risk",
        (
            *("annex_i", "annex_i_section", "profiling", "opt_out_6_3"),
            *("repurposed", "substantially_modified", "high_risk_as_supplied", "changed_design_on"),
            "high_risk_since",
        ),
    ),
    (
        "Persons and content, Article 50",
        (
            *("interacts_with_persons", "obvious_ai", "generates", "standard_editing_only", "deepfakes"),
            *("public_interest_text", "editorial_control", "emotion_recognition"),
            *("biometric_categorisation",),
        ),
    ),
    (
        "How it is used",
        (
            *("workplace", "decides_about_persons", "adverse_decisions", "logs_under_control"),
            *("log_retention_days", "input_data_under_control", "dpia_required", "serious_incident"),
        ),
    ),
)


def _is_high_risk(entry: Mapping[str, Value]) -> bool:
    return entry.get("annex_iii") != () or entry.get("annex_i") is not False


def _is_anothers(entry: Mapping[str, Value]) -> bool:
    return entry.get("provider", "") is not None


def _became_high_risk(entry: Mapping[str, Value]) -> bool:
    """Say whether a change may have made it high-risk: what it always was has no day of its own."""
    changed = (entry.get("repurposed"), entry.get("substantially_modified"))
    supplied = entry.get("high_risk_as_supplied") if _is_anothers(entry) else None
    return _is_high_risk(entry) and (changed != (False, False) or supplied is False)


# A field, and the answers that leave it something to ask about; a missing one leaves everything open.
WHERE: Final[Mapping[str, Callable[[Mapping[str, Value]], bool]]] = {
    "out_of_service": lambda entry: entry.get("put_into_service_on", "") is not None,
    "provider_country": _is_anothers,
    "developed": lambda entry: _is_anothers(entry) and entry.get("own_name") is not False,
    "supplied": _is_anothers,
    "annex_i_section": lambda entry: entry.get("annex_i") is not False,
    "profiling": lambda entry: entry.get("annex_iii") != (),
    "opt_out_6_3": lambda entry: entry.get("annex_iii") != (),
    "repurposed": _is_high_risk,
    "substantially_modified": _is_high_risk,
    "high_risk_as_supplied": lambda entry: _is_anothers(entry) and _is_high_risk(entry),
    "changed_design_on": _is_high_risk,
    "high_risk_since": _became_high_risk,
    "obvious_ai": lambda entry: entry.get("interacts_with_persons") is not False,
    "standard_editing_only": lambda entry: entry.get("generates") != (),
    "editorial_control": lambda entry: entry.get("public_interest_text") is not False,
    "adverse_decisions": lambda entry: entry.get("decides_about_persons") is not False,
    "logs_under_control": _is_high_risk,
    "log_retention_days": lambda entry: entry.get("logs_under_control") is not False and _is_high_risk(entry),
    "input_data_under_control": _is_high_risk,
}
