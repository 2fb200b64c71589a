from auditor.policy.linting.walking import mappings, texts, written_packs, written_rules
from tests.builders.policy import DUTY, a_bundle, changed, node


def test_rules_and_packs_are_found_as_they_are_written() -> None:
    bundle = a_bundle(DUTY, changed(DUTY, id="second"))
    assert [(pack, rule) for pack, rule, _ in written_rules(bundle)] == [
        ("example", "owed"),
        ("example", "second"),
    ]
    assert [(pack, root.entries()["title"].content) for pack, root in written_packs(bundle)] == [
        ("example", "Example")
    ]


def test_every_mapping_and_every_text_is_walked() -> None:
    piece = node("{a: [{b: c}, d], e: 3}")
    assert [sorted(one) for one in mappings(piece)] == [["a", "e"], ["b"]]
    assert [text for _, text in texts(piece)] == ["c", "d"]
