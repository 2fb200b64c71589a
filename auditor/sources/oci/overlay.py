"""Layers over each other: what a layer takes back of those below it.

Source:
    OCI image layer specification 1.1, "Whiteouts": ``.wh.NAME`` hides NAME, ``.wh..wh..opq`` everything
    below its folder, in lower layers only.
"""

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_WHITEOUT: Final = ".wh."
_OPAQUE: Final = ".wh..wh..opq"
_MOST_LINKS: Final = 16


@dataclass(slots=True)
class Overlay(Generic[T]):
    """The files of an image that somebody keeps, by path, as they are seen from its highest layer.

    Attributes:
        files: What is kept.
        links: Where symbolic links lead, of those that somebody keeps.
    """

    files: dict[str, T] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    _of_layer: set[str] = field(default_factory=set)
    _folders: set[str] = field(default_factory=set)

    def begin_layer(self) -> None:
        """Begin with the next layer up."""
        self._of_layer.clear()
        self._folders = {folder for path in (*self.files, *self.links) for folder in _above(path)}

    def takes_back(self, path: str) -> bool:
        """Take back what an entry of this name hides in lower layers; say whether it is a whiteout."""
        folder, name = posixpath.split(path)
        if name == _OPAQUE:
            self._drop(lambda other: _is_below(other, folder))
        elif name.startswith(_WHITEOUT):
            hidden = posixpath.join(folder, name.removeprefix(_WHITEOUT))
            self._drop(lambda other: other == hidden or _is_below(other, hidden))
        return name.startswith(_WHITEOUT)

    def replaces(self, path: str, *, is_folder: bool) -> None:
        """Take back what an entry of this path stands in the place of."""
        if is_folder:
            return
        if path in self.files or path in self.links:
            self.files.pop(path, None)
            self.links.pop(path, None)
        if path in self._folders:
            self._drop(lambda other: _is_below(other, path))

    def keep(self, path: str, file: T) -> None:
        """Keep a file of this layer."""
        self.files[path] = file
        self._of_layer.add(path)

    def link(self, path: str, to: str) -> None:
        """Keep a link of this layer."""
        self.links[path] = posixpath.normpath(posixpath.join("/", posixpath.dirname(path), to)).lstrip("/")
        self._of_layer.add(path)

    def behind(self, path: str) -> T | None:
        """Return the file that a link leads to, over other links; ``None`` if none that is kept."""
        for _ in range(_MOST_LINKS):
            if path not in self.links:
                return self.files.get(path)
            path = self.links[path]
        return None

    def _drop(self, is_hidden: Callable[[str], bool]) -> None:
        def hidden(paths: Iterable[str]) -> list[str]:
            return [path for path in paths if path not in self._of_layer and is_hidden(path)]

        for path in hidden(self.files):
            del self.files[path]
        for path in hidden(self.links):
            del self.links[path]


def _above(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[:place]) for place in range(1, len(parts) + 1)]


def _is_below(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")
