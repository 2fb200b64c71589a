"""What is known of a model of which only the name was seen: nothing of its bytes, and that is said."""

from collections.abc import Iterator
from typing import Final

from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown
from auditor.domain.subject import Model

_NO_BYTES: Final = "only its name is known: its bytes were not seen"
_OF_BYTES: Final = (
    "identity.sha256",
    "identity.digest_matches_store",
    "model.format",
    "model.size_bytes",
    "model.n_parameters",
    "model.n_active_parameters",
    "model.base_models",
    "model.base_relations",
    "unsafe.custom_code",
)


def assess(model: Model) -> Iterator[Statement]:
    """Yield its name, and why everything else is not known."""
    place = model.locations[0]
    yield Claim("identity.strength", model.strength.value, Basis.MEASURED, Confidence.HIGH, "grouping", place)
    yield Claim("identity.store_vouches", False, Basis.MEASURED, Confidence.HIGH, "store's digest", place)
    for name in model.names:
        yield Claim(
            "model.name",
            name.name,
            Basis.DECLARED,
            Confidence.MEDIUM,
            f"named by {name.given_by}",
            name.locator,
        )
    for fact in _OF_BYTES:
        yield Silence(fact, Unknown(_NO_BYTES, Settler.OPERATOR if model.operator else Settler.FILE_OWNER))
