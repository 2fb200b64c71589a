"""Adapters that are loaded on a model: weights of their own, in use wherever it is."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from auditor.domain.serving import InUse, ModelReference


def with_adapters(
    seen: InUse, paths: Callable[[ModelReference], tuple[str, ...]] = lambda _: ()
) -> Iterator[InUse]:
    """Yield a model in use, then each adapter that is loaded on it as one of its own at the same server.

    Args:
        seen: The model in use.
        paths: Returns the absolute paths on this machine that an adapter's reference stands for.
    """
    yield seen
    for adapter in seen.adapters:
        yield replace(
            seen,
            evidence=f"{seen.evidence}, with the adapter {adapter.written} on it",
            model=adapter,
            # What is served under that name is the model with it.
            served_as=None,
            adapters=(),
            open_files=(),
            paths=paths(adapter),
        )
