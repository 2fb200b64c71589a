"""Variables that a unit sets, and those of files that it names."""

from pathlib import Path

from auditor.sources.launching.container_run import secret_variable
from auditor.sources.launching.env_files import parse
from auditor.sources.setting_files import Place, SettingFile
from auditor.sources.systemd.unit import Entry, Unit, words


def environment_of(unit: Unit, section: str, place: Place) -> tuple[dict[str, str | None], bool]:
    """Return the variables that a section of a unit sets, and whether those are all."""
    environment: dict[str, str | None] = {}
    is_whole = True
    for entry in unit.entries(section, "PassEnvironment"):
        environment.update(dict.fromkeys(words(entry.text)))
    for entry in unit.entries(section, "Environment"):
        for word in words(entry.text):
            name, has_value, value = word.partition("=")
            environment[name] = value if has_value else None
    for entry in unit.entries(section, "Secret"):
        environment.update(secret_variable(entry.text))
    for entry in unit.entries(section, "EnvironmentFile"):
        found = _file(entry, unit, place)
        environment.update(parse(found.text) if found else {})
        is_whole = is_whole and found is not None
    return environment, is_whole


def _file(entry: Entry, unit: Unit, place: Place) -> SettingFile | None:
    """Return a file of variables that lies in the folder, which may be the root of another machine's disk."""
    path = entry.text.lstrip("-")
    beside = place.folder / Path(unit.locator).parent / path
    for candidate in (beside, place.folder / path.lstrip("/")):
        found = place.read(candidate)
        if isinstance(found, SettingFile):
            return found
    return None
