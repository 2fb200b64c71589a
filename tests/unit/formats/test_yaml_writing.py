from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import DeclarationError
from auditor.formats import yaml12
from auditor.formats.yaml_node import Node
from auditor.formats.yaml_writing import Value, amended, listed

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.dates(min_value=date(1900, 1, 1))
    | st.text(st.characters(categories=("L", "N", "P", "S", "Zs")) | st.just("\n"), max_size=30)
    | st.sampled_from(
        ["no", "yes", "null", "1e25", "2026-11-01", "5d", "#x", "a: b", "- a", "~", "=cmd", "&a"]
    )
)
FIELDS = st.dictionaries(
    st.text(st.sampled_from("abcdefgh_"), min_size=1, max_size=8),
    SCALARS
    | st.lists(SCALARS, max_size=4)
    | st.lists(st.dictionaries(st.sampled_from("pq"), SCALARS), max_size=3),
    min_size=1,
    max_size=6,
)


def plain(node: Node) -> object:
    content = node.content
    if isinstance(content, tuple):
        return [plain(item) for item in content]
    return {k: plain(v) for k, v in content.items()} if isinstance(content, dict) else content


@given(st.lists(FIELDS, min_size=1, max_size=3))
def test_what_is_written_reads_back(entries: list[dict[str, object]]) -> None:
    text = listed(entries, DeclarationError)  # type: ignore[arg-type] # Hypothesis knows no recursive alias
    assert plain(yaml12.read(text, "f", DeclarationError)) == entries


def test_an_entry_is_written_one_field_a_line_and_words_in_one() -> None:
    entry: dict[str, Value] = {
        "kind": "system",
        "on": date(2026, 11, 1),
        "annex_iii": ("5d", "2"),
        "uses": ({"name": "a*", "expect": 1},),
    }
    assert listed([{**entry, "owner": None, "e": ()}], DeclarationError) == (
        "- kind: system\n  on: 2026-11-01\n  annex_iii: [5d, '2']\n  uses:\n  - {name: a*, expect: 1}\n"
        "  owner: null\n  e: []\n"
    )


def test_one_day_in_two_fields_is_written_twice() -> None:
    day = date(2026, 11, 1)
    assert listed([{"a": day}, {"b": day}], DeclarationError) == "- a: 2026-11-01\n- b: 2026-11-01\n"


def test_what_cannot_be_printed_is_refused() -> None:
    with pytest.raises(DeclarationError, match="cannot be"):
        listed([{"name": "a\u202eb"}], DeclarationError)


THERE = """\
# Ours
- kind: system   # the first
  # own_name: true
  id: a
  name: "A"

# The second
- {kind: system, id: b, name: no}
# End
"""


def test_a_change_leaves_comments_and_other_entries() -> None:
    changed = amended(THERE, "f", 0, {"name": "C", "owner": "ward"}, DeclarationError)
    assert changed == THERE.replace('  name: "A"', '  owner: ward\n  name: "C"')
    assert amended(THERE, "f", 1, {"owner": None}, DeclarationError) == THERE.replace(
        "id: b,", "id: b, owner: null,"
    )


@pytest.mark.parametrize(("text", "n"), [("a: 1\n", 0), ("- {a: 1}\n", 1), ("", 0)])
def test_what_is_not_there_cannot_be_changed(text: str, n: int) -> None:
    with pytest.raises(DeclarationError, match=rf"^f: has no entry {n + 1}$"):
        amended(text, "f", n, {"a": 2}, DeclarationError)
