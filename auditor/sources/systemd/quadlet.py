"""Quadlets: containers written as units, with the pod, the container and the image that other units say.

Source:
    General knowledge of podman-systemd.unit(5), sections [Container], [Pod], [Image] and [Build].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.sources.launching.container_run import ContainerNetwork, network_of, options
from auditor.sources.launching.invocation import Invocation
from auditor.sources.launching.launch import launches
from auditor.sources.setting_files import Place, SettingFile
from auditor.sources.systemd.environment import environment_of
from auditor.sources.systemd.unit import Entry, Started, Unit, words

CONTAINER: Final = ".container"
KUBE: Final = ".kube"
SUFFIXES: Final = (CONTAINER, ".pod", ".image", ".build", KUBE)
# A container may have the network of another, and that of a third.
_DEEPEST: Final = 8
_UNKNOWN: Final = ContainerNetwork((), is_published_whole=False, is_host=False)
# Units whose network a container may have, and the section that says what it is.
_WITH_NETWORK: Final = {CONTAINER: "Container", ".pod": "Pod"}
# Where units of images say what they are called.
_IMAGES: Final = {".image": ("Image", "Image"), ".build": ("Build", "ImageTag")}


@dataclass(frozen=True, slots=True)
class Quadlets:
    """The quadlets of a target.

    Attributes:
        place: Where they were looked for.
        units: Those that were found, by path.
    """

    place: Place
    units: Mapping[Path, Unit]

    def started(self, unit: Unit) -> list[Started]:
        """Return what a container starts."""
        images = unit.entries("Container", "Image")
        if not images:
            return []
        environment, is_whole = environment_of(unit, "Container", self.place)
        network = self._network(unit, "Container", 0)
        invocation = Invocation(
            command=words(unit.last("Container", "Entrypoint") or ""),
            arguments=words(unit.last("Container", "Exec") or ""),
            environment=environment,
            is_environment_whole=is_whole,
            image=self._image(images[-1], unit),
            published=network.published,
            is_published_whole=network.is_published_whole,
            has_host_network=network.is_host,
            has_no_network=network.is_none,
        )
        return [(images[-1], launch) for launch in launches(invocation)]

    def _network(self, unit: Unit, section: str, depth: int) -> ContainerNetwork:
        """Return the network of a container or a pod; what another unit publishes for it is that one's."""
        own = network_of(
            [
                *(("--publish", entry.text) for entry in unit.entries(section, "PublishPort")),
                *(("--network", entry.text) for entry in unit.entries(section, "Network")),
                *(
                    pair
                    for entry in unit.entries(section, "PodmanArgs")
                    for pair in options(words(entry.text))[0]
                ),
            ]
        )
        shared = [*unit.entries(section, "Pod"), *unit.entries(section, "Network")]
        for name in [entry.text for entry in shared if Path(entry.text).suffix in _WITH_NETWORK]:
            other = self._named(name, unit)
            is_known = other is not None and depth < _DEEPEST
            inside = _WITH_NETWORK[Path(name).suffix]
            of_other = self._network(other, inside, depth + 1) if other and is_known else _UNKNOWN
            own = ContainerNetwork(
                own.published + of_other.published,
                own.is_published_whole and of_other.is_published_whole,
                own.is_host or of_other.is_host,
                own.is_none or of_other.is_none,
            )
        return own

    def _image(self, entry: Entry, unit: Unit) -> str:
        """Return the name of an image; that of a unit which fetches or builds it where one is named."""
        said = _IMAGES.get(Path(entry.text).suffix)
        other = self._named(entry.text, unit) if said else None
        return (other.last(*said) if other and said else None) or entry.text

    def _named(self, name: str, unit: Unit) -> Unit | None:
        """Return the unit of a name: the one beside another, else the only one there is."""
        path = self.place.folder / Path(unit.locator).parent / name
        if path in self.units:
            return self.units[path]
        alike = [one for one in self.units.values() if one.name == name]
        if len(alike) == 1:
            return alike[0]
        found = self.place.read(path)
        return unit_of(found) if isinstance(found, SettingFile) else None


def unit_of(file: SettingFile) -> Unit:
    """Return the unit that a file is, without its drop-ins."""
    unit = Unit(file.path.name, file.locator)
    unit.add(file.text, file.locator)
    return unit
