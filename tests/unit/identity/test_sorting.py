from random import Random

from auditor.domain.serving import DeploymentState, InUse
from auditor.identity.sorting import by_kind
from tests.builders.observations import a_document, a_file, a_problem, an_entry


def test_observations_are_told_apart_and_their_order_means_nothing() -> None:
    use = InUse("process:", "vllm", DeploymentState.RUNNING, "it runs", None)
    files = [a_file("a.gguf"), a_file("b.gguf", inode=2)]
    seen = (*files, a_document(), an_entry(), use, a_problem())
    shuffled = Random(7).sample(seen, len(seen))
    first, second = by_kind(seen), by_kind(shuffled)
    assert first == second
    assert (first.files, first.in_use, first.problems) == (files, [use], [a_problem()])


def test_of_two_names_for_one_bundle_the_first_in_order_stands() -> None:
    entries = [an_entry("b/b"), an_entry("a/a")]
    found = by_kind(entries).entries
    assert [entry.name for entry in found.values()] == ["a/a"]
