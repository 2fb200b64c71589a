"""The changes that are made of a rule's words."""

from auditor.policy.testing.edits import flow
from auditor.policy.testing.word_edits import of_words
from tests.builders.policy import CLASSIFICATION, DUTY, changed, node

RULE = changed(DUTY, title="A", failing="it is not there", note="Not so.", remedy="Do it.")
OTHER = changed(DUTY, id="other", title="B", failing="it is there", remedy="Do that.")
SAME = changed(RULE, id="same")
OF_A_SYSTEM = changed(OTHER, id="of-a-system", subject="system")


def changes(rule: str, *others: str) -> list[str]:
    return [edit.change for edit in of_words(node(rule), [node(one) for one in others])]


def test_each_word_is_dropped_and_made_that_of_another_rule() -> None:
    assert changes(RULE, OTHER) == [
        *("dropped 'title'", "'title' made that of other"),
        "dropped 'note'",
        *("dropped 'failing'", "'failing' made that of other"),
        *("dropped 'remedy'", "'remedy' made that of other"),
    ]


def test_what_reads_alike_or_is_about_something_else_is_no_change() -> None:
    made = changes(RULE, SAME, OF_A_SYSTEM, OTHER)
    assert "'failing' made that of other" in made
    assert [one for one in made if "same" in one or "of-a-system" in one] == []


def test_a_rule_alone_is_given_no_words_of_another() -> None:
    assert [one for one in changes(RULE) if "made" in one] == []


def test_a_remedy_is_left_out_sentence_by_sentence_and_case_by_case() -> None:
    cases = (
        "{cases: [{if: {fact: model.format, is: gguf}, then: One.},"
        " {if: {fact: model.format, is: onnx}, then: Two.}], else: Three.}"
    )
    edits = list(of_words(node(changed(RULE, remedy=f"[{cases}, Then scan.]")), []))
    made = [flow(edit.node.entries()["remedy"]) for edit in edits if edit.node.entries().get("remedy")]
    assert [one for one in made if "Then scan." not in one] == [f"[{cases}]"]
    assert [one for one in made if "One." not in one and "Two." in one] != []
    assert [one for one in made if "Two." not in one and "One." in one] != []


def test_a_classification_has_a_title_and_a_note_alone() -> None:
    assert changes(CLASSIFICATION, OTHER) == ["dropped 'title'", "'title' made that of other"]
