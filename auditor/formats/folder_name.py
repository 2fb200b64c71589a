"""What a folder with weights says they are called: its name, or in a hub cache that of the repository."""

import re
from collections.abc import Sequence
from typing import Final

# Source: huggingface_hub, file_download.py (repo_folder_name): models--ORG--NAME/snapshots/COMMIT.
REPOSITORY_PREFIX: Final = "models--"
_SNAPSHOTS: Final = "snapshots"
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")


def folder_name(folders: Sequence[str]) -> str:
    """Return the name the innermost folder gives, ``ORG/NAME`` for a repository of a hub cache.

    A commit tells revisions apart and names nothing, so the folder above it speaks.

    Args:
        folders: Names of the folders on the way, outermost first.

    Returns:
        The name; empty if there is no folder that could give one.
    """
    left = list(folders)
    while left and (_COMMIT.fullmatch(left[-1]) or _is_inside_repository(left)):
        commit = left.pop()
        if left and left[-1] == _SNAPSHOTS and commit != _SNAPSHOTS:
            left.pop()
    return repository_name(left[-1]) if left else ""


def repository_name(folder: str) -> str:
    """Return the repository that a folder of a hub cache holds; any other folder's name as it is."""
    if not folder.startswith(REPOSITORY_PREFIX):
        return folder
    return folder.removeprefix(REPOSITORY_PREFIX).replace("--", "/", 1)


def _is_inside_repository(folders: Sequence[str]) -> bool:
    """Say whether the last folder is a repository's folder of snapshots, or one of these."""
    match folders:
        case [*_, repository, "snapshots"] | [*_, repository, "snapshots", _]:
            return repository.startswith(REPOSITORY_PREFIX)
        case _:
            return False
