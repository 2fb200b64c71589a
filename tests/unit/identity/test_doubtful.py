from auditor.domain.document import ModelCard, ShardIndex
from auditor.domain.header import Shard
from auditor.domain.observation import Covered, Observation, Problem, SkipKind, Skipped
from auditor.identity import gaps, is_doubtful, named_by_indexes
from tests.builders.observations import a_document, a_file, a_header, an_entry

A, B = "a" * 64, "b" * 64


def _gaps_of_what_is_kept(seen: list[Observation]) -> tuple[Problem | Skipped, ...]:
    """What a scan does: keep what is doubtful, then add what an index names."""
    kept = [one for one in seen if is_doubtful(one)]
    named = named_by_indexes(kept)
    return gaps([*kept, *(one for one in seen if (one.target, getattr(one, "locator", "")) in named)])


def test_a_whole_file_of_its_own_is_not_doubtful_and_one_that_is_not_what_it_should_be_is() -> None:
    assert not is_doubtful(a_file("m.gguf", sha256=A, declared_sha256=A))
    assert not is_doubtful(a_file("m.gguf", sha256=A))
    assert not is_doubtful(a_file("m.gguf", declared_sha256=A))
    assert not is_doubtful(Skipped("dir:/a", "link", "link out of the folder"))
    assert not is_doubtful(Covered("dir:/a", 1, "all"))
    assert is_doubtful(a_file("m.gguf", sha256=A, declared_sha256=B))
    assert is_doubtful(a_file("m.gguf", header=a_header(shard=Shard(1, 2))))
    assert is_doubtful(a_file("m-00001-of-00002.gguf", shard_set="m-of-00002.gguf"))
    assert is_doubtful(Skipped("dir:/a", "a.pkl", "pickle", SkipKind.FORMAT))


def test_what_an_index_names_is_asked_for_unless_it_is_at_hand() -> None:
    index = a_document(ShardIndex(("one.safetensors", "m-00001-of-00002.safetensors")), locator="x/i.json")
    shard = a_file("x/m-00001-of-00002.safetensors", shard_set="x/m-of-00002.safetensors")
    assert named_by_indexes([index, shard]) == {(index.target, "x/one.safetensors")}
    assert named_by_indexes([shard]) == frozenset()


def test_the_gaps_are_those_of_all_observations() -> None:
    index = a_document(
        ShardIndex(("one.safetensors", "two.safetensors", "gone.safetensors")), locator="i.json"
    )
    seen: list[Observation] = [
        a_file("one.safetensors", inode=1, sha256=A),
        a_file("two.safetensors", inode=2, sha256=B),
        a_file("alone.safetensors", inode=3, sha256=A, declared_sha256=B),
        a_file("plain.safetensors", inode=4, sha256=A),
        a_file("m-00001-of-00002.gguf", inode=5, shard_set="m-of-00002.gguf"),
        # A file may be called what the parts of a set have in common.
        a_file("m-of-00002.gguf", inode=6),
        a_document(ModelCard(), locator="README.md"),
        an_entry("acme/one"),
        index,
    ]
    found = _gaps_of_what_is_kept(seen)
    assert found == gaps(seen)
    assert {gap.locator for gap in found} >= {"one.safetensors", "alone.safetensors", "m-00001-of-00002.gguf"}
