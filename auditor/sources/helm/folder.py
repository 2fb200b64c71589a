"""The releases that the files of a folder describe: charts with their values, and what installs charts.

A chart's own ``values.yaml`` lies under every other file of values beside it. Each of those
(``values-prod.yaml``) is an environment of its own; the defaults alone are one only where there is no other.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from auditor.domain.observation import Problem, SkipKind, Skipped
from auditor.errors import FormatError
from auditor.formats.text import printable_name
from auditor.formats.yaml_stream import Value, documents, read
from auditor.sources.helm.charts import is_known
from auditor.sources.helm.embedded import INSTALLS, Installed, installed
from auditor.sources.helm.objects import Release
from auditor.sources.helm.values import FILE_STRIDE, is_on, overlaid, shifted
from auditor.sources.kubernetes.resources import is_template
from auditor.sources.setting_files import Place, SettingFile

_VALUES: Final = re.compile(r"(?:.*[-_.])?values(?:[-_.].*)?\.ya?ml", re.IGNORECASE)
_DEFAULTS: Final = ("values.yaml", "values.yml")
_CHART: Final = "Chart.yaml"
_TEMPLATES: Final = "templates"


@dataclass(frozen=True, slots=True)
class Found:
    """A release and what its lines stand in.

    Attributes:
        release: The release.
        chart: Name of its chart, where that is known.
        files: Locators of the files it is written in, in the order in which they are laid over one another.
    """

    release: Release
    chart: str | None
    files: tuple[str, ...]


def is_wanted(name: str) -> bool:
    """Say whether a file may have to do with charts, by its name."""
    return name.lower().endswith((".yaml", ".yml", ".gotmpl", ".tpl"))


@dataclass(slots=True)
class Folder:
    """The files of a place that have to do with charts.

    Attributes:
        place: The place.
        files: Every file, by its path.
        n_read: How many were found to have to do with charts.
    """

    place: Place
    files: Mapping[Path, SettingFile]
    n_read: int = 0
    _used: set[Path] = field(default_factory=set)

    def releases(self) -> Iterator[Found | Problem | Skipped]:
        """Yield the releases; what is written as a template is listed."""
        yield from self._templates()
        for path, file in self.files.items():
            if not self._is_template(path) and INSTALLS.search(file.text):
                yield from self._installed(file)
        for path, file in self.files.items():
            if path not in self._used and self._is_values(path):
                yield from self._environment(file)

    def _is_values(self, path: Path) -> bool:
        if self._is_template(path) or path.name == _CHART or self._within(path.parent) is not None:
            return False
        if path == self.place.named:
            return not INSTALLS.search(self.files[path].text)
        if self._is_overlay(path):
            return True
        beside = (other for other in self.files if other.parent == path.parent)
        is_under = self._has_chart(path) and any(map(self._is_overlay, beside))
        return path.name in _DEFAULTS and not is_under

    def _is_overlay(self, path: Path) -> bool:
        return _VALUES.fullmatch(path.name) is not None and path.name not in _DEFAULTS

    def _has_chart(self, path: Path) -> bool:
        return path.parent / _CHART in self.files

    def _within(self, folder: Path) -> Path | None:
        """Return the folder of the chart that a folder holds a chart for, as ``charts/NAME`` does."""
        outer = folder.parent.parent
        is_vendored = folder.parent.name == "charts" and folder / _CHART in self.files
        return outer if is_vendored and outer / _CHART in self.files else None

    def _is_template(self, path: Path) -> bool:
        """Say whether a file is filled in by Helm, by where it lies."""
        return any(
            folder.name == _TEMPLATES and folder.parent / _CHART in self.files for folder in path.parents
        )

    def _templates(self) -> Iterator[Skipped]:
        """Yield the charts whose templates are left unread, each once."""
        folders = {
            folder
            for path in self.files
            for folder in path.parents
            if folder.name == _TEMPLATES and folder.parent / _CHART in self.files
        }
        for folder in sorted(folders):
            reason = "templates, not read: render the chart, with helm template, and name the result"
            # Of a chart that is known, the values say what they would.
            category = SkipKind.LEFT_OUT if self._is_known(folder.parent) else SkipKind.FORMAT
            yield Skipped(self.place.target, self.place.locator(folder), reason, category)

    def _installed(self, file: SettingFile) -> Iterator[Found | Problem | Skipped]:
        for text, before in documents(file.text):
            if not INSTALLS.search(text):
                continue
            try:
                for one in installed(read(text, before)):
                    yield from self._release(file, one)
            except FormatError as error:
                yield self._unreadable(file, error)

    def _release(self, file: SettingFile, one: Installed) -> Iterator[Found | Problem | Skipped]:
        """Yield a release with the files of values that it names."""
        self.n_read += 1
        values, files = Value(None, one.values.line), list[str]()
        for name in one.files:
            path = Path(os.path.normpath(file.path.parent / name))
            held = self.files.get(path) or self.place.read(path)
            if not isinstance(held, SettingFile):
                reason = f"values of {printable_name(name)}: {held.reason}"
                yield Problem(self.place.target, file.locator, reason)
                continue
            self._used.add(path)
            try:
                values = overlaid(values, shifted(_whole(held), len(files) * FILE_STRIDE))
                files.append(held.locator)
            except FormatError as error:
                yield self._unreadable(held, error)
        for unread in one.unread:
            reason = f"values from {printable_name(unread)}, not read"
            yield Skipped(self.place.target, file.locator, reason)
        values = overlaid(values, shifted(one.values, len(files) * FILE_STRIDE))
        name = one.name or one.chart or "release"
        release = Release(name, one.namespace, values, file.locator)
        yield Found(release, one.chart, (*files, file.locator))

    def _environment(self, file: SettingFile) -> Iterator[Found | Problem | Skipped]:
        """Yield the release of a file of values, with the defaults of the chart it lies beside."""
        self.n_read += 1
        folder = file.path.parent
        try:
            chart = self._read(folder / _CHART)
            layers = self._defaults(folder, chart, file)
            values = Value(None, 1)
            for number, (_, layer) in enumerate(layers):
                values = overlaid(values, shifted(layer, number * FILE_STRIDE))
        except FormatError as error:
            yield self._unreadable(file, error)
            return
        name = chart.at("name").text
        release = Release(
            name or folder.name or "release", None, _installed_only(chart, values), file.locator
        )
        yield Found(release, name, tuple(locator for locator, _ in layers))

    def _defaults(self, folder: Path, chart: Value, file: SettingFile) -> list[tuple[str, Value]]:
        """Return what is laid over one another: defaults of charts within, the chart's own, the file."""
        layers: list[tuple[str, Value]] = []
        for one in chart.at("dependencies").items:
            name, alias = one.at("name").text, one.at("alias").text
            within = self._file(folder / "charts" / (name or "") / "values.yaml") if name else None
            if within is not None:
                layers.append((within.locator, Value({alias or name or "": _whole(within)}, 1)))
        own = next((self._file(folder / name) for name in _DEFAULTS if self._file(folder / name)), None)
        if chart.entries and own is not None and own.path != file.path:
            layers.append((own.locator, _whole(own)))
        return [*layers, (file.locator, _whole(file))]

    def _read(self, path: Path) -> Value:
        file = self._file(path)
        return _whole(file) if file is not None else Value(None, 1)

    def _is_known(self, folder: Path) -> bool:
        try:
            return is_known(self._read(folder / _CHART).at("name").text)
        except FormatError:
            return False

    def _file(self, path: Path) -> SettingFile | None:
        if path not in self.files and self.place.named != self.place.folder and path.exists():
            # A file was named: what it is read with lies beside it.
            held = self.place.read(path)
            return held if isinstance(held, SettingFile) else None
        return self.files.get(path)

    def _unreadable(self, file: SettingFile, error: FormatError) -> Problem | Skipped:
        if is_template(file.text):
            reason = "a template, not read: render it first"
            return Skipped(self.place.target, file.locator, reason, SkipKind.FORMAT)
        return Problem(self.place.target, file.locator, error.message)


def _whole(file: SettingFile) -> Value:
    """Return what a file says: values are one document.

    Raises:
        FormatError: it is not YAML, or not yet.
    """
    if is_template(file.text):
        # Two braces are YAML too, which ends behind them.
        raise FormatError("a template")
    for text, before in documents(file.text):
        return read(text, before)
    return Value(None, 1)


def _within(chart: Value) -> dict[str, str]:
    """Return the names of the charts within by the keys of their values."""
    names = ((one.at("alias").text or one.at("name").text, one) for one in chart.at("dependencies").items)
    return {key: one.at("name").text or key for key, one in names if key}


def _installed_only(chart: Value, values: Value) -> Value:
    """Return values without those of charts within whose condition says that they are left out."""
    kept = dict(values.entries)
    for one in chart.at("dependencies").items:
        paths = (one.at("condition").text or "").split(",")
        # The first path that is there decides.
        said = (values.at(*path.strip().split(".")) for path in paths)
        decides = next((value for value in said if value.text), None)
        if decides is not None and not is_on(decides, otherwise=True):
            kept.pop(one.at("alias").text or one.at("name").text or "", None)
    return Value(kept, values.line) if values.entries else values
