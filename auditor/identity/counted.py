"""How large a network is: weights, experts, and the weights that a token passes through.

What the tensors show is measured. What takes a word of ``config.json`` is no better than that word: declared
where it is the word itself, inferred where it is reckoned with. A header whose word on experts its tensors
contradict is not believed on how many of them a token uses: what takes that is inferred, and weak.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from auditor.domain.document import ModelConfig
from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown, weakest
from auditor.domain.header import Header
from auditor.domain.mention import DocumentAt
from auditor.domain.subject import Model

_FACTS: Final = ("model.n_parameters", "model.n_experts", "model.n_active_parameters")
_NO_EXPERT_TENSORS: Final = "a mixture of experts, but no tensor is named like those of an expert"


@dataclass(frozen=True, slots=True)
class _Need:
    """A word that a figure takes, which the tensors do not show.

    Attributes:
        confidence: How firm it is.
        locator: Where it stands.
    """

    confidence: Confidence
    locator: str


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number, and the words it takes; none for one that the tensors show."""

    value: int
    needs: tuple[_Need, ...] = ()


@dataclass(frozen=True, slots=True)
class _Size:
    """Weights as counted.

    Attributes:
        total: All of them.
        experts: Those of routed experts.
        how: Method, as claims carry it.
        needs: The configuration that tells the width of packed weights, where some are packed.
    """

    total: int
    experts: int
    how: str
    needs: tuple[_Need, ...] = ()


def assess(model: Model, header: Header) -> Iterator[Statement]:
    """Yield parameters, experts and active parameters of a model whose files are all there."""
    if header.unread:
        unknown = Unknown(header.unread, Settler.PROVIDER)
        yield from (Silence(fact, unknown) for fact in _FACTS)
        return
    size = _counted(model, header)
    if isinstance(size, Unknown):
        yield Silence("model.n_parameters", size)
    else:
        yield _claim(model, "model.n_parameters", _Figure(size.total, size.needs), size.how)
    n_experts, n_used = _experts(model, header), _used(model, header)
    if isinstance(n_experts, Unknown):
        yield Silence("model.n_experts", n_experts)
    else:
        yield _experts_claim(model, header, n_experts)
    if isinstance(size, Unknown):
        yield Silence("model.n_active_parameters", size)
    else:
        yield _active(model, header, size, (n_experts, n_used))


def _counted(model: Model, header: Header) -> _Size | Unknown:
    what = _shapes(header)
    if not header.packed_bits:
        return _Size(header.n_parameters, header.n_expert_parameters, what)
    for at, config in _configs(model):
        if bits := config.bits_per_weight:
            total = header.n_parameters + header.packed_bits // bits
            experts = header.n_expert_parameters + header.packed_expert_bits // bits
            return _Size(
                total, experts, f"{what}, {bits} bits per weight as config.json says", (_need(at, ""),)
            )
    why = f"weights are packed into {header.packed_bits:,} bits, and nothing says how many one of them takes"
    return Unknown(f"{why}, or layers differ in it", Settler.PROVIDER)


def _shapes(header: Header) -> str:
    n = header.n_tensors
    return f"{n} tensor shape{'s' if n != 1 else ''}"


def _configs(model: Model) -> Iterator[tuple[DocumentAt, ModelConfig]]:
    return ((at, at.document) for at in model.documents if isinstance(at.document, ModelConfig))


def _need(at: DocumentAt, key: str) -> _Need:
    level = Confidence.MEDIUM if at.n_sharing == 1 else Confidence.LOW
    return _Need(level, f"{at.locator}@{key}" if key else at.locator)


def _experts(model: Model, header: Header) -> _Figure | Unknown:
    """Return the experts per layer, 0 for a dense network; what stacked tensors hold before any word."""
    if len(header.stacked_experts) == 1:
        return _Figure(header.stacked_experts[0])
    if header.stacked_experts and header.miscounted_experts:
        return Unknown(f"a mixture of experts, but {header.miscounted_experts.detail}", Settler.PROVIDER)
    if said := _said(model, header, "n_experts"):
        return said
    if _has_expert_tensors(header):
        return Unknown("a mixture of experts, but how many experts there are is not said", Settler.PROVIDER)
    if _used(model, header):
        return Unknown(_NO_EXPERT_TENSORS, Settler.PROVIDER)
    if header.is_of_gguf:
        # Engines need the key to run a mixture: without it there is none.
        return _Figure(0)
    if header.may_have_experts:
        why = "its tensors' names speak of experts, but none is named like those of an expert"
        return Unknown(why, Settler.PROVIDER)
    silent = next((_need(at, "") for at, config in _configs(model) if config.model_type), None)
    return _Figure(0, (silent or _Need(Confidence.LOW, model.locations[0]),))


def _used(model: Model, header: Header) -> _Figure | None:
    """Return the experts a token uses, if anything says it."""
    said = _said(model, header, "n_experts_used")
    if said is not None and not said.needs and header.miscounted_experts:
        return _Figure(said.value, (_Need(Confidence.LOW, model.locations[0]),))
    return said


def _said(model: Model, header: Header, key: Literal["n_experts", "n_experts_used"]) -> _Figure | None:
    """Return what the header says, or the configuration where it says nothing; ``None`` if neither does."""
    if own := getattr(header, key):
        return _Figure(own)
    for at, config in _configs(model):
        if value := getattr(config, key):
            return _Figure(value, (_need(at, config.key_of(key)),))
    return None


def _has_expert_tensors(header: Header) -> bool:
    return bool(header.n_expert_parameters or header.packed_expert_bits)


def _experts_claim(model: Model, header: Header, n_experts: _Figure) -> Claim:
    if n_experts.value and n_experts.needs:
        need = n_experts.needs[0]
        return Claim(
            "model.n_experts", n_experts.value, Basis.DECLARED, need.confidence, "config.json", need.locator
        )
    how = "header" if n_experts.value else _shapes(header)
    more = ", none named like those of an expert, and no configuration of experts" if n_experts.needs else ""
    return _claim(model, "model.n_experts", n_experts, f"{how}{more}")


def _active(
    model: Model, header: Header, size: _Size, experts: tuple[_Figure | Unknown, _Figure | None]
) -> Statement:
    """Return active parameters: shared tensors, and the share of the experts that a token uses."""
    fact = "model.n_active_parameters"
    n_experts, n_used = experts
    if isinstance(n_experts, Unknown):
        return Silence(fact, n_experts)
    n, used = n_experts.value, n_used.value if n_used else 0
    if not n and not used:
        figure = _Figure(size.total, (*size.needs, *n_experts.needs))
        return _claim(model, fact, figure, f"{size.how}, no expert tensors")
    if n_used and size.experts and used <= n:
        idle = size.experts * (n - used) // n
        figure = _Figure(size.total - idle, (*size.needs, *n_used.needs, *n_experts.needs))
        return _claim(model, fact, figure, f"{size.how}, {used} of {n} experts per token")
    return Silence(fact, Unknown(_why_not_active(header, n, used), Settler.PROVIDER))


def _why_not_active(header: Header, n_experts: int, n_used: int) -> str:
    if n_experts and n_used > n_experts:
        return f"a mixture of {n_experts} experts that is said to use {n_used} of them per token"
    if n_used and not _has_expert_tensors(header):
        return _NO_EXPERT_TENSORS
    return "a mixture of experts, but how many experts a token uses is not said"


def _claim(model: Model, fact: str, figure: _Figure, how: str) -> Claim:
    """Return a figure: measured, or inferred and no better than the weakest word it needs."""
    if not figure.needs:
        return Claim(fact, figure.value, Basis.MEASURED, Confidence.HIGH, how, model.locations[0])
    level = weakest(*(need.confidence for need in figure.needs))
    return Claim(fact, figure.value, Basis.INFERRED, level, how, figure.needs[0].locator)
