"""Who is heard on what: each package on the facts it produces, so that a fact has one producer."""

from collections.abc import Iterable, Iterator, Set

from auditor.domain.fact import Statement


def heard(facts: Set[str], statements: Iterable[Statement]) -> Iterator[Statement]:
    """Pass on what a package says about the facts that are its own.

    Args:
        facts: What it may speak of: its ``PRODUCES``, and what it ``ATTESTS`` beside that.
        statements: What it says.

    Raises:
        ValueError: it speaks of another fact, which is a bug in it or in the registry.
    """
    for statement in statements:
        if statement.fact not in facts:
            raise ValueError(f"{statement.fact}: said by a package that does not produce it")
        yield statement
