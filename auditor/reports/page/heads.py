"""What to see of a model at a glance: label and value, a handful of them."""

import re
from collections.abc import Sequence
from typing import Final

from auditor.domain.fact import Basis, Unknown
from auditor.domain.serving import ReferenceKind
from auditor.domain.subject import Model
from auditor.reports import wording
from auditor.reports.document.fact_blocks import FactsOf, claims_of, known, known_count
from auditor.reports.headline.rows import ModelRow

# A store's folder or file may be called after a commit or a digest; that is what it holds, not a name.
_DIGEST: Final = re.compile(r"(?:[a-z0-9]+[:-])?[0-9a-f]{16,}", re.IGNORECASE)


def heads(
    model: Model, row: ModelRow, facts: FactsOf, declared: Sequence[str] = ()
) -> tuple[tuple[str, str], ...]:
    """Return what stands at the top of a model's section.

    Args:
        model: The model.
        row: The model in one line.
        facts: What is known of it.
        declared: Names that the organisation declares to mean it.
    """
    shown = (
        ("Format", _format(model, facts)),
        *_bytes(facts),
        ("Parameters", _figure(facts, "model.n_parameters")),
        ("Active per token", _active(facts)),
        ("Training compute", row.compute),
        ("Training tokens", _figure(facts, "model.training_tokens")),
        *_declared(facts, "Trained on", "model.training_hardware"),
        *_declared(facts, "Parameters trained", "model.trainable_parameters"),
        *_declared(facts, "Compute in all, as stated", "model.stated_cumulative_flop"),
        *_declared(facts, "Listed for", "model.purposes"),
        ("Released", _figure(facts, "model.release_date")),
        ("State", row.state),
    )
    names = (str(claim.value) for claim in claims_of(facts, "model.name"))
    others = ", ".join(
        name
        for name in dict.fromkeys((*names, *(f"{name} (declared to be it)" for name in declared)))
        if name != row.name and not _DIGEST.fullmatch(name)
    )
    told = (*shown, ("Also called", others)) if others else shown
    # Of what somebody else computes nobody here can tell such things; a list of unknowns is no glance.
    return tuple(pair for pair in told if not (row.is_service and pair[1].startswith("unknown")))


def is_service(model: Model) -> bool:
    """Say whether it is known by the name under which somebody else serves it."""
    return model.reference is not None and model.reference.kind is ReferenceKind.HOSTED


def _format(model: Model, facts: FactsOf) -> str:
    if model.artifact is None:
        return "a service: no weights here" if is_service(model) else "no bytes were seen"
    parts = (model.artifact.format.upper(), model.artifact.header.quantization)
    size = wording.size(known_count(facts, "model.size_bytes") or model.artifact.size_bytes)
    fewer_bits = ", fewer bits than in training" if known(facts, "model.is_quantized") is True else ""
    return f"{' '.join(part for part in parts if part)}, {size}{fewer_bits}"


def _bytes(facts: FactsOf) -> tuple[tuple[str, str], ...]:
    """Return whether the bytes were read, where a digest is known at all; a store only states one."""
    bases = {claim.basis for claim in claims_of(facts, "identity.sha256")}
    if not bases:
        return ()
    words = "read and hashed" if Basis.MEASURED in bases else "not read; its store states a digest"
    return (("Bytes", words),)


def _declared(facts: FactsOf, label: str, name: str) -> tuple[tuple[str, str], ...]:
    """Return what only the organisation can say of a run of its own, where it does."""
    text = _figure(facts, name)
    return () if text == "unknown" else ((label, text),)


def _active(facts: FactsOf) -> str:
    n_experts = known_count(facts, "model.n_experts")
    among = f", of {wording.counted(n_experts, 'expert')} per layer" if n_experts else ""
    return _figure(facts, "model.n_active_parameters") + among


def _figure(facts: FactsOf, name: str) -> str:
    """Return a figure without the unit that its label says already."""
    fact = facts.get(name)
    if fact is None or isinstance(fact.state, Unknown):
        return "unknown"
    text = wording.fact_text(fact, name)
    return text.removesuffix("\u00a0parameters").removesuffix("\u00a0tokens")
