"""``kubernetes:FILE|DIR``: the models that manifests have a cluster serve."""

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.domain.observation import Covered, Observation, Problem, SkipKind, Skipped
from auditor.sources.base import PlaceKind, Target
from auditor.sources.kubernetes.live import is_live, observe_live, planned
from auditor.sources.kubernetes.observing import observed
from auditor.sources.kubernetes.resources import Resource, is_template, resources
from auditor.sources.places import absolute, named_folder
from auditor.sources.setting_files import Place, SettingFile, place_of

_SUFFIXES = (".yaml", ".yml", ".json")
_HOW_FAR = (
    "every .yaml, .yml and .json file with objects of a cluster; services, routes and settings count if they "
    "are among them; secrets are not read, templates that a tool fills in are listed, and whether a "
    "cluster has what they ask for is not known"
)


@dataclass(frozen=True, slots=True)
class KubernetesSource:
    """Reads manifests as they would be applied, or a running cluster if that is named."""

    scheme: str = "kubernetes"
    summary: str = "models that manifests, or a cluster, serve (kubernetes:deploy/, kubernetes:live)"
    needs_place: bool = True
    place_kind: PlaceKind = PlaceKind.PATH

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        if is_live(target.place):
            return target
        return Target(self.scheme, absolute(named_folder(target)))

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        if is_live(target.place):
            yield from observe_live(target)
            return
        place = place_of(target)
        found: list[Resource] = []
        n_read = 0
        for file in place.files(lambda name: name.lower().endswith(_SUFFIXES)):
            if not isinstance(file, SettingFile):
                yield file
                continue
            n_read += 1
            yield from _read(place, file, found)
        yield from observed(place.target, found)
        yield Covered(place.target, n_read, f"{_HOW_FAR} ({n_read} files, {len(found)} objects)")

    def is_address(self, place: str) -> bool:
        """See `ConnectingSource.is_address`."""
        return is_live(place)

    def planned(self, target: Target) -> tuple[str, ...]:
        """See `ConnectingSource.planned`."""
        return planned(target) if is_live(target.place) else ()


def _read(place: Place, file: SettingFile, found: list[Resource]) -> Iterator[Problem | Skipped]:
    """Add a file's objects to those found; yield what is the matter with it."""
    for one in resources(file.text, file.locator):
        if isinstance(one, Resource):
            found.append(one)
        elif is_template(file.text):
            reason = "a template, not read: render it first, such as with helm template"
            yield Skipped(place.target, file.locator, reason, SkipKind.FORMAT)
            return
        else:
            yield Problem(place.target, file.locator, one.message)
