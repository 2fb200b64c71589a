"""What a pack says is asked of a role, against its register of obligations."""

from collections.abc import Iterator
from typing import Final

from auditor.domain.articles import article_of, provisions
from auditor.formats.yaml_node import Node
from auditor.policy.bundle import OBLIGATIONS, Bundle, pack_node
from auditor.policy.linting.base import Remark
from auditor.policy.reading.asked_reader import ARTICLES, HIGH_RISK_ASKS, WITHOUT_ROW, cited
from auditor.policy.register.obligations import obligations

_UNKNOWN: Final = "Add the row, or cite it under `without_row`."
_KNOWN: Final = "Cite it under `articles`."


def unregistered(bundle: Bundle) -> Iterator[Remark]:
    """Yield each provision that is asked of a role and has no row, or is said to have none and has one."""
    for pack in bundle.packs:
        node = pack_node(pack.id, bundle.files).entries().get(HIGH_RISK_ASKS)
        if node is None or f"{pack.id}/{OBLIGATIONS}" not in bundle.files:
            continue
        rows = obligations(bundle, pack.id).rows
        named = frozenset(one for row in rows for one in provisions(row.article))
        for item in node.items():
            yield from _compared(pack.id, item, named)


def _compared(pack: str, item: Node, named: frozenset[str]) -> Iterator[Remark]:
    entry = item.entries()
    for one in cited(entry[ARTICLES]):
        if not _has_row(one, named):
            what = f"no row of {OBLIGATIONS} has '{one}'"
            yield Remark(pack, "", entry[ARTICLES].place, what, _UNKNOWN)
    for one in cited(entry[WITHOUT_ROW]) if WITHOUT_ROW in entry else ():
        if _has_row(one, named):
            what = f"a row of {OBLIGATIONS} has '{one}'"
            yield Remark(pack, "", entry[WITHOUT_ROW].place, what, _KNOWN)


def _has_row(provision: str, named: frozenset[str]) -> bool:
    """Say whether rows have a provision: a whole article has each paragraph, and any paragraph is of it."""
    article = article_of(provision)
    if provision == article:
        return any(article_of(one) == article for one in named)
    return bool({provision, article} & named)
