import pytest

from auditor.domain.observation import FileId, place_of


@pytest.mark.parametrize(
    ("target", "locator", "place"),
    [
        ("dir:models", "a/b.gguf", "dir:models/a/b.gguf"),
        ("dir:models/b.gguf", "b.gguf", "dir:models/b.gguf"),
        ("dir:models", ".", "dir:models"),
        ("ollama:", "tiny:latest", "ollama:tiny:latest"),
        ("dir:/", "/a", "dir:/a"),
    ],
)
def test_a_place_is_printed_once_whole(target: str, locator: str, place: str) -> None:
    assert place_of(target, locator) == place


@pytest.mark.parametrize(
    ("size_bytes", "allocated_bytes", "is_hole"),
    [(2 << 30, 0, True), (2 << 30, 2 << 30, False), (1 << 20, 0, False)],
)
def test_only_a_large_file_that_was_never_written_is_a_hole(
    size_bytes: int, allocated_bytes: int, is_hole: bool
) -> None:
    assert FileId(1, 2, size_bytes, 3, allocated_bytes).is_hole is is_hole


def test_how_a_target_is_read_is_no_part_of_a_place() -> None:
    assert place_of("dir:models?ignore=old/*", "a.gguf") == "dir:models/a.gguf"
