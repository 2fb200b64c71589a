"""``helm:FILE|DIR``: the models that values of charts have a cluster serve."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditor.domain.observation import Covered, Observation, Problem, Skipped
from auditor.domain.serving import InUse
from auditor.sources.base import Target
from auditor.sources.helm.charts import objects
from auditor.sources.helm.folder import Folder, Found, is_wanted
from auditor.sources.helm.values import FILE_STRIDE
from auditor.sources.kubernetes.observing import observed
from auditor.sources.path_source import PathSource
from auditor.sources.setting_files import SettingFile, place_of

_HOW_FAR = (
    "values beside charts, in files of values, and in what installs charts (Argo CD, Flux, k3s, helmfile); "
    "templates are not rendered, defaults of a chart that is not there are not known, and what was set on "
    "the command line is seen by nobody"
)


@dataclass(frozen=True, slots=True)
class HelmSource(PathSource):
    """Reads values as the chart would; nothing is rendered, and no cluster is asked."""

    scheme: str = "helm"
    summary: str = "models that values of Helm charts have a cluster serve (helm:deploy/)"

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        place = place_of(target)
        files: dict[str, SettingFile] = {}
        for file in place.files(is_wanted):
            if isinstance(file, Problem | Skipped):
                yield file
            else:
                files[str(file.path)] = file
        folder = Folder(place, {file.path: file for file in files.values()})
        n_releases = 0
        for one in folder.releases():
            if isinstance(one, Problem | Skipped):
                yield one
                continue
            n_releases += 1
            yield from _in_use(place.target, one)
        yield Covered(place.target, folder.n_read, f"{_HOW_FAR} ({n_releases} releases)")


def _in_use(target: str, found: Found) -> Iterator[Observation]:
    for seen in observed(target, list(objects(found.release, found.chart))):
        if isinstance(seen, InUse | Problem) and seen.locator.rpartition(":")[2].isdecimal():
            yield replace(seen, locator=_locator(seen.locator, found.files))
        else:
            yield seen


def _locator(locator: str, files: tuple[str, ...]) -> str:
    """Return a place in the file that says it, behind the file that stands for the release."""
    release, _, line = locator.rpartition(":")
    number, within = divmod(int(line), FILE_STRIDE)
    said = files[min(number, len(files) - 1)]
    return f"{said}:{within}" if said == release else f"{release}+{said}:{within}"
