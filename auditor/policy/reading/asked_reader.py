"""What the law asks of whoever has a role towards a high-risk system, from ``pack.yaml``."""

from typing import Final

from auditor.domain.articles import article_of, provisions
from auditor.domain.fact import SubjectKind
from auditor.domain.policy_choice import AskedOfRole
from auditor.domain.roles import ROLES
from auditor.formats.yaml_node import Node, did_you_mean

HIGH_RISK_ASKS: Final = "high_risk_asks"
"""Key of ``pack.yaml``."""
ARTICLES: Final = "articles"
"""Key under which an entry cites what is asked."""
WITHOUT_ROW: Final = "without_row"
"""Key under which an entry cites what is asked besides, and has no row in the register of obligations."""

_REQUIRED: Final = frozenset({"role", ARTICLES})
_FAMILY: Final = "role."
_ROLES: Final = frozenset(
    role.fact.removeprefix(_FAMILY) for role in ROLES if role.subject is SubjectKind.SYSTEM
)


def asked_of_roles(node: Node) -> tuple[AskedOfRole, ...]:
    """Read what is asked of each role.

    Raises:
        PolicyError: an entry is malformed, or a role has two.
    """
    found: dict[str, AskedOfRole] = {}
    for item in node.items():
        one = _asked(item)
        if one.fact in found:
            item.refuse(f"what is asked of '{one.fact.removeprefix(_FAMILY)}' is listed twice")
        found[one.fact] = one
    return tuple(found.values())


def _asked(node: Node) -> AskedOfRole:
    entry = node.mapping(known=_REQUIRED | {WITHOUT_ROW}, required=_REQUIRED)
    role = entry["role"].text()
    if role not in _ROLES:
        entry["role"].refuse(
            f"there is no role '{role}' towards a system", hint=did_you_mean(role, sorted(_ROLES))
        )
    named = [one for key in (ARTICLES, WITHOUT_ROW) if key in entry for one in cited(entry[key])]
    for one in named:
        if named.count(one) > 1 or (one != article_of(one) and article_of(one) in named):
            node.refuse(f"'{one}' is cited twice, alone or with its article")
    return AskedOfRole(f"{_FAMILY}{role}", tuple(sorted(named, key=_by_number)))


def cited(node: Node) -> tuple[str, ...]:
    """Return the provisions that a text cites.

    Raises:
        PolicyError: it cites none.
    """
    return tuple(provisions(node.text())) or node.refuse(
        "no article is cited", hint='As in "8 to 20, 26(1)".'
    )


def _by_number(provision: str) -> tuple[int, str, int, str]:
    """Order provisions as the law does: 4a behind 4, a paragraph (10) behind (9)."""
    article, _, paragraph = provision.rstrip(")").partition("(")
    return (*_number(article), *_number(paragraph))


def _number(word: str) -> tuple[int, str]:
    digits = word.rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits or 0), word[len(digits) :]
