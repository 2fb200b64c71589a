import pytest

from auditor.formats.folder_name import folder_name, repository_name

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPOSITORY = "models--acme--tiny--8b"


@pytest.mark.parametrize(
    ("folders", "name"),
    [
        ((), ""),
        (("srv", "models", "Tiny-8B"), "Tiny-8B"),
        (("snapshots",), "snapshots"),
        (("hub", REPOSITORY), "acme/tiny--8b"),
        (("hub", REPOSITORY, "snapshots"), "acme/tiny--8b"),
        (("hub", REPOSITORY, "snapshots", COMMIT), "acme/tiny--8b"),
        (("hub", REPOSITORY, "snapshots", "main"), "acme/tiny--8b"),
        (("hub", REPOSITORY, "snapshots", COMMIT, "text_encoder"), "text_encoder"),
        # A name that was made out before, and what lies below it.
        (("acme/tiny", "snapshots", COMMIT), "acme/tiny"),
        (("acme/tiny", COMMIT), "acme/tiny"),
        (("tiny", "snapshots", "v2"), "v2"),
        ((COMMIT,), ""),
        (("snapshots", COMMIT), ""),
    ],
)
def test_a_folder_gives_its_name_and_a_commit_none(folders: tuple[str, ...], name: str) -> None:
    assert folder_name(folders) == name


def test_a_folder_that_is_no_repository_keeps_its_name() -> None:
    assert [repository_name(name) for name in ("models--gpt2", "models-old")] == ["gpt2", "models-old"]
