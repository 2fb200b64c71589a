"""One inventory for every day of the law: whom the Act binds, in each way, with nothing of what it asks for.

Roles are given and do not change: what is to be placed on the market later has its provider on each day
already, so that from one day to the next nothing differs but the law. All evidence is declared absent: what
is owed fails.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from auditor.domain.audit import Assessed
from auditor.domain.evidence import EvidenceState
from auditor.domain.fact import Basis, Fact, SubjectKind
from auditor.domain.facts import of_subject
from auditor.domain.subject import Incident
from auditor.domain.values import FactValue, Range, ValueType
from auditor.policy.bundle import Bundle
from auditor.policy.logic.world import World
from tests.builders.policy import a_model, a_record, a_system, a_world, an_organisation, known

OLD, NEW, PLANNED = date(2025, 3, 1), date(2025, 10, 1), date(2028, 9, 1)
"""Before Chapter V applies, after it does, and after every day that is judged."""

Given = Mapping[str, FactValue]

_NEVER: Final = "none"
_BY_TYPE: Final[Mapping[ValueType, FactValue]] = {
    ValueType.TRI: False,
    ValueType.SET: (),
    ValueType.DATE: _NEVER,
    ValueType.TEXT: _NEVER,
    ValueType.COUNT: 0,
    ValueType.NUMBER: 0,
}
# What is answered otherwise than with no or none.
_SYSTEM: Final[Given] = {"system.trained_with_data": True, "system.logs_under_control": True}
_KEPT: Final[Given] = {"system.log_retention_days": 365, "system.document_retention_years": 10}
_TEXT: Final[Given] = {"model.modalities": ("text",)}
_OURS: Final[Given] = {"model.trained_here": True, "role.gpai_provider": True}
_OPEN: Final[Given] = {"license.foss_ai_act": True, "model.weights_public": True}
_PLACED: Final[Given] = {"model.union_placed_on": NEW}
_PLACED_EARLY: Final[Given] = {"model.union_placed_on": OLD}
_PROVIDER: Final[Given] = {"role.sys_provider": True}
_DEPLOYER: Final[Given] = {"role.deployer": True}
_PLANNED: Final[Given] = {"system.union_placed_on": PLANNED, "system.put_into_service_on": PLANNED}


def _all(kind: SubjectKind, given: Given) -> dict[str, FactValue | Fact]:
    """Return every fact of a subject that no rule writes: as given, else no or none; attested."""
    values = {
        one.name: given[one.name] if one.name in given else _BY_TYPE[one.type]
        for one in of_subject(kind)
        if one.producer != "policy" and (one.name in given or one.type in _BY_TYPE)
    }
    assert given.keys() <= values.keys(), given.keys() - values.keys()
    return {name: known(name, value, basis=Basis.ATTESTED) for name, value in values.items()}


def _system(id_: str, *given: Given) -> Assessed:
    merged = {name: value for one in (_SYSTEM, _KEPT, *given) for name, value in one.items()}
    return a_system(id_, _all(SubjectKind.SYSTEM, merged))


def _model(id_: str, flop: float, *given: Given) -> Assessed:
    compute = {
        f"compute.{quantity}_{part}": Range(flop, flop, flop)
        for quantity in ("update", "cumulative")
        for part in ("flop", "bounds_flop")
    }
    merged = {name: value for one in (_TEXT, compute, *given) for name, value in one.items()}
    return a_model(id_, _all(SubjectKind.MODEL, merged), name=id_)


def _modified() -> Assessed:
    share, base = Range(0.6, 0.6, 0.6), Range(8e23, 8e23, 8e23)
    given: Given = {
        "model.modalities": ("text",),
        "compute.update_bounds_flop": Range(5e23, 5e23, 5e23),
        "compute.cumulative_bounds_flop": Range(1.3e24, 1.3e24, 1.3e24),
        "modifier.placed": True,
        "modifier.share_of_base": share,
        "modifier.run_at_most_flop": 5e23,
        "modifier.base_bounds_flop": base,
        "modifier.base_estimable": True,
        "model.union_placed_on": NEW,
    }
    return a_model("modified-model", _all(SubjectKind.MODEL, given), name="modified-model")


def _incident() -> Assessed:
    given: Given = {
        "incident.aware_on": date(2027, 12, 2),
        "incident.known_before_change": False,
        "incident.category": "default",
        "incident.reported_after_days": 20,
        "incident.reported": True,
    }
    return Assessed(Incident("INC-1", "INC-1", "ranking"), _facts_of_incident(given))


def _facts_of_incident(given: Given) -> dict[str, Fact]:
    return {name: fact for name, fact in _all(SubjectKind.INCIDENT, given).items() if isinstance(fact, Fact)}


def _organisation(*linked: Given, **given: FactValue) -> Assessed:
    named = {f"organisation.{key}": value for key, value in ({"eu_established": True} | given).items()}
    return an_organisation(_all(SubjectKind.ORGANISATION, {**named, **(linked[0] if linked else {})}))


def company(bundle: Bundle) -> World:
    """A small mid-cap in the Union with a role in everything."""
    systems = (
        _system(
            "ranking",
            _PROVIDER,
            _DEPLOYER,
            _PLANNED,
            _of(
                annex_iii=("4a",),
                decides_about_persons=True,
                adverse_decisions=True,
                serious_incident=True,
                workplace=True,
                input_data_under_control=True,
                dpia_required=True,
            ),
        ),
        _system(
            "scoring-in-service",
            _DEPLOYER,
            _of(annex_iii=("5b",), put_into_service_on=date(2026, 9, 15), adverse_decisions=True),
        ),
        _system(
            "lift-doors", _PROVIDER, _PLANNED, _of(annex_i=True, annex_i_section="a", third_party_parts=True)
        ),
        _system("water-pressure", _PROVIDER, _PLANNED, _of(annex_iii=("2",))),
        _system("bias-check", _PROVIDER, _PLANNED, _of(annex_iii=("3b",), special_categories_for_bias=True)),
        _system("file-sorter", _PROVIDER, _PLANNED, _of(annex_iii=("3a",), opt_out_6_3="d")),
        _system("taken-over", {"role.first_provider": True}, _of(annex_iii=("5c",))),
        _system("imported", {"role.importer": True}, _of(annex_iii=("3d",), union_placed_on=PLANNED)),
        _system(
            "chatbot",
            _PROVIDER,
            _of(union_placed_on=date(2026, 5, 1), interacts_with_persons=True, generates=("text",)),
        ),
        _system("image-maker", _PROVIDER, _of(union_placed_on=date(2026, 8, 2), generates=("image",))),
        _system("undresser", _DEPLOYER, _of(practices_art_5=("ba",), generates=("image",))),
        _system("newsroom", _DEPLOYER, _of(deepfakes=True, public_interest_text=True)),
        _system(
            "call-mood",
            _DEPLOYER,
            _of(
                emotion_recognition=True,
                workplace=True,
                practices_art_5=("f",),
                put_into_service_on=OLD,
                annex_iii=("1c",),
            ),
        ),
        _system(
            "patient-mood",
            _DEPLOYER,
            _of(emotion_recognition=True, put_into_service_on=OLD, annex_iii=("1c",)),
        ),
    )
    models = (
        _model("gpai-2024", 5e23, _OURS, _PLACED_EARLY),
        _model("gpai-2025", 5e23, _OURS, _PLACED),
        _model("open-2025", 5e23, _OURS, _PLACED, _OPEN),
        _model("systemic-2024", 3e25, _OURS, _PLACED_EARLY),
        _model("systemic-2025", 3e25, _OURS, _PLACED),
        _model("vendor-model", 5e23, _PLACED),
        _modified(),
    )
    organisation = _organisation(size="smc", commission_requests=True, special_categories_for_bias=True)
    # What a provider builds on: another's model, but for one system.
    built_on = ("bias-check", "file-sorter", "image-maker", "lift-doors", "water-pressure")
    relations = {"chatbot": ("gpai-2025",), "ranking": ("vendor-model", "INC-1")}
    relations |= dict.fromkeys(built_on, ("vendor-model",))
    return _world(bundle, organisation, (*systems, *models, _incident()), relations)


def authority(bundle: Bundle) -> World:
    """A public authority in the Union that uses another's system since before Chapter III applies."""
    triage = _system(
        "triage",
        _DEPLOYER,
        _of(
            annex_iii=("5d",),
            put_into_service_on=date(2026, 3, 1),
            for_public_authorities=True,
            decides_about_persons=True,
            adverse_decisions=True,
        ),
    )
    benefits = _system(
        "benefits",
        _DEPLOYER,
        _of(annex_iii=("5a",), put_into_service_on=PLANNED, for_public_authorities=True),
    )
    return _world(
        bundle, _organisation(size="large", public_body=True, public_service=True), (triage, benefits), {}
    )


def overseas(bundle: Bundle) -> World:
    """A provider outside the Union that sells there."""
    scoring = _system("overseas-scoring", _PROVIDER, _PLANNED, _of(annex_iii=("5b",)))
    model = _model("overseas-gpai", 5e23, _OURS, _PLACED)
    linked: Given = {"declaration.union_placements": ("model overseas-gpai",)}
    organisation = _organisation(linked, eu_established=False, size="large")
    return _world(bundle, organisation, (scoring, model), {"overseas-scoring": ("overseas-gpai",)})


def _of(**given: FactValue) -> Given:
    return {f"system.{key}": value for key, value in given.items()}


def _world(
    bundle: Bundle,
    organisation: Assessed,
    below: tuple[Assessed, ...],
    relations: Mapping[str, tuple[str, ...]],
) -> World:
    every = (organisation, *below)
    ids = tuple(one.subject.id for one in every)
    absent = tuple(a_record(kind, *ids, state=EvidenceState.ABSENT) for kind in bundle.evidence)
    return a_world(*every, relations=dict(relations), evidence=absent)
