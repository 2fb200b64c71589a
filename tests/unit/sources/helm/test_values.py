from auditor.formats.yaml_stream import Value, read
from auditor.sources.helm.values import joined, overlaid, shifted, variables


def _plain(value: Value) -> object:
    if value.entries:
        return {name: _plain(one) for name, one in value.entries.items()}
    return [_plain(one) for one in value.items] if isinstance(value.content, tuple) else value.content


def test_mappings_are_merged_lists_replaced_and_null_takes_back() -> None:
    base = read("a: {x: 1, y: 2, z: {deep: 1}}\nlist: [1, 2]\ngone: 1\n")
    over = read("a: {y: 3, z: {more: 2}}\nlist: [3]\ngone: null\n")
    assert _plain(overlaid(base, over)) == {
        "a": {"x": "1", "y": "3", "z": {"deep": "1", "more": "2"}},
        "list": ["3"],
    }


def test_nothing_laid_over_values_leaves_them() -> None:
    base = read("a: 1")
    assert overlaid(base, Value(None, 1)) == base
    assert overlaid(Value(None, 1), base) == base


def test_lines_are_counted_on() -> None:
    moved = shifted(read("a:\n- b: c\n"), 100)
    assert [value.line for value in moved.walk()] == [101, 101, 102, 102]


def test_variables_are_listed_or_written_by_name() -> None:
    found = variables(read("A: one\nB: {secretKeyRef: {name: s}}"), read("- {name: C, value: three}"))
    assert _plain(found) == [
        {"name": "A", "value": "one"},
        {"name": "B", "valueFrom": {"secretKeyRef": {"name": "s"}}},
        {"name": "C", "value": "three"},
    ]


def test_lists_and_single_texts_are_one_list() -> None:
    assert joined(read("[a, b]"), read("c"), read("{d: e}"), Value(None, 1)).texts == ("a", "b", "c")
