from auditor.domain.serving import DeploymentState, InUse
from auditor.identity.sorting import by_kind
from tests.builders.observations import a_document, a_file, a_problem, an_entry


def test_observations_are_told_apart_and_their_order_means_nothing() -> None:
    use = InUse("process:", "vllm", DeploymentState.RUNNING, "it runs", None)
    a, b = a_file("a.gguf"), a_file("b.gguf", inode=2)
    first = by_kind((a, b, a_document(), an_entry(), use, a_problem()))
    second = by_kind((a_problem(), use, b, an_entry(), a, a_document()))
    assert first == second
    assert (first.files, first.in_use, first.problems) == ([a, b], [use], [a_problem()])


def test_of_two_names_for_one_bundle_the_first_in_order_stands() -> None:
    entries = [an_entry("b/b"), an_entry("a/a")]
    found = by_kind(entries).entries
    assert [entry.name for entry in found.values()] == ["a/a"]
