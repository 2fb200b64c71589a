import pytest

from auditor.policy.asking.whose import told_apart

NAMES = {"a": "Letters", "b": "Answers", "c": "Notes", "d": "Plans"}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ([], ""),
        ([("a", "")], ""),
        ([("a", "mend it"), ("b", "mend it")], "mend it"),
        ([("a", "mend it"), ("a", "ask")], "mend it; ask"),
        ([("a", "mend it"), ("b", "mend it"), ("a", "ask"), ("b", "ask")], "mend it; ask"),
        ([("a", "mend it"), ("b", "ask")], "for Letters: mend it; for Answers: ask"),
        ([("a", "mend it"), ("b", ""), ("c", "")], "for Letters: mend it"),
        (
            [("a", "mend it"), ("b", "mend it"), ("c", "mend it"), ("d", "mend it"), ("x", "ask")],
            "for Answers, Letters, Notes and 1 more: mend it; for x: ask",
        ),
    ],
)
def test_what_differs_is_told_with_whose_it_is(told: list[tuple[str, str]], said: str) -> None:
    assert told_apart(told, NAMES) == said
