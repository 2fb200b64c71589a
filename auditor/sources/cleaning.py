"""What strangers wrote, made safe to store and to print: command lines, and answers of servers."""

from dataclasses import replace

from auditor.domain.serving import Endpoint, InUse, ModelReference, Runtime
from auditor.formats.text import cleaned

_LONGEST = 1024


def clean(seen: InUse) -> InUse:
    """Return what was seen with every word of a stranger in characters that print; paths stay as they are."""
    return replace(
        seen,
        evidence=cleaned(seen.evidence),
        model=_reference(seen.model) if seen.model else None,
        served_as=_text(seen.served_as),
        adapters=tuple(map(_reference, seen.adapters)),
        runtime=_runtime(seen.runtime) if seen.runtime else None,
        endpoint=_endpoint(seen.endpoint) if seen.endpoint else None,
        settings=tuple((name, cleaned(value, _LONGEST)) for name, value in seen.settings),
    )


def _text(text: str | None) -> str | None:
    return None if text is None else cleaned(text, _LONGEST)


def _reference(model: ModelReference) -> ModelReference:
    return replace(model, written=cleaned(model.written, _LONGEST), revision=_text(model.revision))


def _runtime(runtime: Runtime) -> Runtime:
    return Runtime(cleaned(runtime.name, _LONGEST), _text(runtime.version), _text(runtime.image))


def _endpoint(endpoint: Endpoint) -> Endpoint:
    return replace(endpoint, address=cleaned(endpoint.address, _LONGEST))
