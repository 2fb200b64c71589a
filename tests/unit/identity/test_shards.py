import pytest

from auditor.domain.document import ShardIndex
from auditor.domain.header import Shard
from auditor.domain.observation import FileSeen
from auditor.identity.shards import Defect, Index, indexes, of_index, of_names
from tests.builders.observations import TARGET, a_document, a_file, a_header


def _shard(
    index: int, count: int, *, said: Shard | None = None, digits: int = 5, **changes: object
) -> FileSeen:
    """A GGUF shard whose header says what its name says, unless told otherwise."""
    name = f"m-{index:0{digits}}-of-{count:05}.gguf"
    header = a_header(sha256=f"{name:0<64}", shard=said or Shard(index, count), **changes)
    return a_file(name, header=header, shard_set=f"m-of-{count:05}.gguf")


def _tensors(index: int, count: int, header: str = "") -> FileSeen:
    name = f"m-{index:05}-of-{count:05}.safetensors"
    return a_file(name, header=a_header(format="safetensors", sha256=header or f"{name:0<64}"))


@pytest.mark.parametrize(
    ("files", "n_missing", "reasons"),
    [
        ([_shard(1, 2), _shard(2, 2)], 0, ()),
        ([_shard(1, 1, said=Shard(9, 9))], 0, ()),
        ([_tensors(0, 2), _tensors(1, 2)], 0, ()),
        ([_shard(1, 3), _shard(3, 3)], 1, ("shard 2 of 3 was not found",)),
        ([_tensors(2, 4)], 3, ("shards 1, 3, 4 of 4 were not found",)),
        ([_tensors(1, 9_999_999)], 9_999_998, ("9,999,998 of 9,999,999 shards were not found",)),
        (
            [_tensors(1, 2), _tensors(2, 2), _tensors(3, 2)],
            0,
            ("shard 3 was more than the 2 the names count",),
        ),
        ([_shard(1, 2), _shard(2, 2), _shard(2, 2, digits=3)], 0, ("shard 2 of 2 was here twice",)),
        (
            [_shard(1, 2), _shard(2, 2, said=Shard(1, 2))],
            0,
            ("the header of m-00002-of-00002.gguf says part 1 of 2",),
        ),
        (
            [_shard(1, 2), _shard(2, 2, said=Shard(2, 3))],
            0,
            ("the header of m-00002-of-00002.gguf says part 2 of 3",),
        ),
        (
            [_tensors(1, 2, "a" * 64), _tensors(2, 2, "a" * 64)],
            0,
            ("m-00001-of-00002.safetensors and m-00002-of-00002.safetensors hold the same tensors",),
        ),
        (
            [_shard(1, 2, metadata=(("split.tensors.count", 7),)), _shard(2, 2)],
            0,
            ("its files hold 6 tensors, their header says 7",),
        ),
        ([_shard(1, 2, metadata=(("split.tensors.count", 6),)), _shard(2, 2)], 0, ()),
        (
            [a_file("renamed.gguf", header=a_header(shard=Shard(2, 3)))],
            2,
            ("its header says part 2 of 3; its name is not that of a part",),
        ),
        ([a_file("whole.gguf")], 0, ()),
    ],
)
def test_what_is_the_matter_with_a_set_told_by_its_names(
    files: list[FileSeen], n_missing: int, reasons: tuple[str, ...]
) -> None:
    assert of_names(files, frozenset()) == (n_missing, tuple(Defect(reason) for reason in reasons))


def test_a_file_named_a_part_whose_header_is_of_a_whole_file_is_a_defect() -> None:
    files = [_shard(1, 2), a_file("m-00002-of-00002.gguf", header=a_header(sha256="e" * 64))]
    assert of_names(files, ()) == (0, (Defect("the header of m-00002-of-00002.gguf says no part of a set"),))


def test_a_shard_that_could_not_be_read_is_told_from_one_that_is_not_there() -> None:
    broken = {(TARGET, "m-00002-of-00003.gguf"), (TARGET, "x.gguf"), ("dir:/x", "m-00003-of-00003.gguf")}
    assert of_names([_shard(1, 3)], broken) == (
        2,
        (
            Defect("shard 3 of 3 was not found"),
            Defect("shard 2 of 3 was not readable", is_known=True),
        ),
    )


def test_an_index_names_files_below_its_folder_and_the_first_one_counts() -> None:
    seen = [
        a_document(ShardIndex(("a.safetensors",)), locator="sub/z.safetensors.index.json"),
        a_document(ShardIndex(("a.safetensors", "in\\b")), locator="sub/m.safetensors.index.json"),
        a_document(ShardIndex(("top.safetensors",)), locator="m.safetensors.index.json"),
        a_document(),
    ]
    first = Index(TARGET, "sub/m.safetensors.index.json", ("sub/a.safetensors", "sub/in\\\\b"))
    top = Index(TARGET, "m.safetensors.index.json", ("top.safetensors",))
    assert indexes(seen) == {
        (TARGET, "sub/a.safetensors"): first,
        (TARGET, "sub/in\\\\b"): first,
        (TARGET, "top.safetensors"): top,
    }


def test_files_that_an_index_names_and_that_are_absent_or_unreadable_are_defects() -> None:
    members = tuple(f"sub/{n}.safetensors" for n in range(9))
    index = Index(TARGET, "sub/m.safetensors.index.json", members)
    broken = {(TARGET, "sub/8.safetensors")}
    assert of_index(index, [a_file("sub/0.safetensors")], broken) == (
        8,
        (
            Defect(
                "7 of 9 files that m.safetensors.index.json names were not found: 1.safetensors, "
                "2.safetensors, 3.safetensors, 4.safetensors, 5.safetensors, ..."
            ),
            Defect(
                "1 of 9 files that m.safetensors.index.json names was not readable: 8.safetensors",
                is_known=True,
            ),
        ),
    )
