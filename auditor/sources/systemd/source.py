"""``systemd:FILE|DIR``: the models that units, and containers written as units, start."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from auditor.domain.observation import Covered, Observation, SkipKind, Skipped
from auditor.domain.serving import Activity, Exposure
from auditor.sources.base import Target
from auditor.sources.called import calls
from auditor.sources.gateways.proxied import with_config
from auditor.sources.launching.configured import Written, in_use
from auditor.sources.launching.invocation import Invocation, Launch, with_fetched
from auditor.sources.launching.launch import launches
from auditor.sources.path_source import PathSource
from auditor.sources.setting_files import Place, SettingFile, place_of
from auditor.sources.systemd.environment import environment_of
from auditor.sources.systemd.quadlet import CONTAINER, KUBE, SUFFIXES, Quadlets, unit_of
from auditor.sources.systemd.unit import Entry, Started, Unit, command, words

_UNITS: Final = (".service", *SUFFIXES)
_STARTS: Final = ("ExecStart", "ExecStartPre", "ExecStartPost")
Mounts = tuple[tuple[str, str], ...]
"""Paths in a container, or on a machine, and what they are here."""
_HOW_FAR: Final = (
    "every .service and .container file with its drop-ins, the pods and images it names, and files of "
    "variables that lie in the folder; .kube files are listed; whether a unit is enabled or runs is not known"
)


@dataclass(frozen=True, slots=True)
class SystemdSource(PathSource):
    """Reads unit files and quadlets; the service manager is not asked."""

    scheme: str = "systemd"
    summary: str = "models that units and quadlets start (systemd:/etc/systemd/system)"

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        place = place_of(target)
        units: dict[Path, Unit] = {}
        dropped: list[SettingFile] = []
        for file in place.files(lambda name: name.endswith((*_UNITS, ".conf"))):
            if not isinstance(file, SettingFile):
                yield file
            elif not file.path.name.endswith(".conf"):
                units[file.path] = unit_of(file)
            elif file.path.parent.name.endswith(tuple(f"{kind}.d" for kind in _UNITS)):
                dropped.append(file)
        if place.named in units:
            # Beside a unit that is named lie its drop-ins.
            beside = Place(place.target, place.folder, place.folder)
            of_it = f"{place.named.name}.d"
            found = beside.files(lambda name: name.endswith(".conf"))
            dropped += [
                one for one in found if isinstance(one, SettingFile) and one.path.parent.name == of_it
            ]
        yield from _completed(place, units, dropped)
        quadlets = Quadlets(place, units)
        for path in sorted(units):
            yield from _observed(quadlets, units[path])
        yield Covered(place.target, len(units), f"{_HOW_FAR} ({len(units)} units)")


def _completed(place: Place, units: dict[Path, Unit], dropped: list[SettingFile]) -> Iterator[Skipped]:
    """Add drop-ins to their units in the order of their names; yield those whose unit is not there."""
    for file in sorted(dropped, key=lambda one: (one.path.name, one.path)):
        unit = units.get(file.path.parent.with_suffix(""))
        if unit is None:
            reason = "settings of a unit that is not there, not read"
            yield Skipped(place.target, file.locator, reason)
        else:
            unit.add(file.text, file.locator)


def _observed(quadlets: Quadlets, unit: Unit) -> Iterator[Observation]:
    place = quadlets.place
    if unit.name.endswith(KUBE):
        yield Skipped(place.target, unit.locator, _reason_of_kube(unit), SkipKind.FORMAT)
        return
    name = f"{Path(unit.name).stem}.service"
    is_container = unit.name.endswith(CONTAINER)
    started = quadlets.started(unit) if is_container else _run(unit, place)
    # A program of the machine sees its paths; what a container sees of them is not read.
    mounts: Mounts = () if is_container else (("/", "/"),)
    for entry, launch in started:
        lines = {one.text: one.line for one in _all(unit) if one.locator == entry.locator}
        written = Written(place.target, entry.locator, entry.line, name, lines, mounts=mounts)
        asking, passed_on = with_config(launch, _roots(launch, mounts, place), place, entry.locator)
        yield from in_use(asking, written)
        yield from passed_on
    if not started:
        section = "Container" if is_container else "Service"
        yield from _called(unit, section, Written(place.target, unit.locator, 1, name), place)


def _roots(launch: Launch, mounts: Mounts, place: Place) -> Mounts:
    """Return where the root of the machine lies: the folder itself may be a copy of its disk."""
    is_copied = launch.config is not None and (place.folder / launch.config.lstrip("/")).is_file()
    return (("/", str(place.folder)),) if mounts and is_copied else mounts


def _called(unit: Unit, section: str, written: Written, place: Place) -> Iterator[Observation]:
    """Yield what the program of a unit that serves nothing is told to call."""
    environment, _ = environment_of(unit, section, place)
    entries = [one for one in unit.entries(section, "Environment") if one.locator == unit.locator]
    lines = {word: one.line for one in entries for word in words(one.text)}
    yield from calls(Invocation(environment=environment), replace(written, lines=lines))


def _reason_of_kube(unit: Unit) -> str:
    written = unit.last("Kube", "Yaml") or "no file"
    return f"a quadlet of Kubernetes objects, not read: they stand in {written}, name it with kubernetes:"


def _all(unit: Unit) -> Iterator[Entry]:
    for entries in unit.settings.values():
        yield from entries


def _run(unit: Unit, place: Place) -> list[Started]:
    """Return what the programs of a service start; what one fetches for a server is joined to it."""
    environment, is_whole = environment_of(unit, "Service", place)
    found = [
        (entry, launch)
        for entry in unit.entries("Service", *_STARTS)
        for launch in launches(
            Invocation(command(entry.text), environment=environment, is_environment_whole=is_whole)
        )
    ]
    if unit.last("Service", "PrivateNetwork") in ("yes", "true", "1", "on"):
        found = [(entry, _alone(launch)) for entry, launch in found]
    return _joined(found)


def _alone(launch: Launch) -> Launch:
    """Return a launch whose server has a network with nobody else in it."""
    if launch.endpoint is None:
        return launch
    return replace(launch, endpoint=replace(launch.endpoint, exposure=Exposure.LOOPBACK))


def _joined(found: list[Started]) -> list[Started]:
    kept = [one for one in found if one[1].activity is not Activity.FETCHES]
    for entry, fetching in found:
        if fetching.activity is not Activity.FETCHES:
            continue
        servers = [n for n, one in enumerate(kept) if one[1].runtime.name == fetching.runtime.name]
        if not servers:
            kept.append((entry, fetching))
        for place in servers[:1]:
            kept[place] = (kept[place][0], with_fetched(kept[place][1], fetching))
    return kept
