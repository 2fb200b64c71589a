import pytest

from auditor.domain.lineage import Link, Relation, link, names_of, relation_named, relation_to, stated
from tests.builders.declarations import a_model


@pytest.mark.parametrize(
    ("word", "relation"),
    [
        ("quantized", Relation.QUANTIZED),
        ("Finetune", Relation.FINETUNE),
        ("cousin", None),
        ("", None),
        (None, None),
    ],
)
def test_only_the_hubs_words_name_a_relation(word: str | None, relation: Relation | None) -> None:
    assert relation_named(word) is relation


def test_a_relation_is_to_one_base_and_two_that_differ_are_none() -> None:
    words = [stated(Relation.MERGE, "acme/a"), stated(Relation.MERGE, "acme/b"), "finetune of acme/b"]

    assert relation_to("acme/a", words) is Relation.MERGE
    assert relation_to("acme/b", words) is None
    assert relation_to("acme/c", words) is None


def test_a_base_is_the_only_other_model_of_its_name() -> None:
    base, tuned = a_model("acme/base"), a_model("acme/tuned")
    by_name = names_of([base, tuned])

    assert link("acme/base", tuned.id, by_name) == Link(base.id)
    assert link("acme/base", base.id, by_name) == Link(None, "no model of this name was found")
    assert link("acme/unseen", tuned.id, by_name) == Link(None, "no model of this name was found")


def test_of_several_models_of_a_name_none_is_picked() -> None:
    bases = [a_model("base", id_=f"sha256:{n}") for n in range(2)]

    assert link("base", "sha256:9", names_of(bases)) == Link(
        None, "2 models of this name were found, and which one is meant is not said"
    )
    assert link("base", "sha256:0", names_of(bases)) == Link("sha256:1")
