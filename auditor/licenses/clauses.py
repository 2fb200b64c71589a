"""Which clauses of each licence bind whoever uses the model, in short and by their place, as data.

Each is the reading of a text, without a conclusion: whether a duty is met is for a rule or a person to say. A
licence without an entry, or an entry without a kind of clause, was not read for it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

_DATA: Final = Path(__file__).parent / "clauses.json"


@dataclass(frozen=True, slots=True)
class Clauses:
    """Clauses of one licence: ``PLACE: what it says``; empty where its text has none, ``None`` if not read.

    Attributes:
        users: Above how many users another licence is needed.
        outputs: What its outputs may not be used for.
        naming: Which names and notices are to be shown.
        use_policy: Which uses are excluded.
        law: Whose law governs it, by the state's name.
    """

    users: str | None = None
    outputs: str | None = None
    naming: str | None = None
    use_policy: str | None = None
    law: str | None = None


CLAUSE_FACTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "license.users_clause": "users",
        "license.outputs_clause": "outputs",
        "license.naming_clause": "naming",
        "license.use_policy": "use_policy",
        "license.governing_law": "law",
    }
)
"""Kind of clause by the fact that states it."""


@cache
def load_clauses() -> Mapping[str, Clauses]:
    """Return the clauses of every licence that was read, by its id."""
    document = json.loads(_DATA.read_text(encoding="utf-8"))
    return {id_: Clauses(**record) for id_, record in document["clauses"].items()}
