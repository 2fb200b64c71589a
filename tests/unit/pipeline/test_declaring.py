from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from auditor.declarations.problem import BindingProblem
from auditor.errors import SettingsError
from auditor.identity import HashMode
from auditor.pipeline import declaring, scanning
from auditor.pipeline.looking import look
from auditor.pipeline.scanning import Edge
from auditor.settings import Settings
from auditor.sources import Target
from auditor.store import Store
from tests.builders.declarations import write
from tests.builders.gguf import gguf_file

TODAY = date(2026, 11, 22)
ORGANISATION = (
    "- {kind: organisation, by: A. Officer, on: 2026-11-01, name: Example Clinic, country: DE,"
    " roles: [deployer]}\n"
)
SYSTEM = """\
- {kind: system, by: A. Officer, on: 2026-11-01, id: letters, name: Letters, purpose: Drafts letters.,
   uses: [{name: Letters 1B, expect: 1}], own_name: true}
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    write(tmp_path / "declarations", organisation=ORGANISATION, system=SYSTEM)
    return Settings(
        config=None,
        folder=tmp_path,
        database=f"sqlite:///{tmp_path}/auditor.db",
        targets=(),
        packs=(),
        declarations=tmp_path / "declarations",
    )


def _scan(settings: Settings, target: Target) -> None:
    edge = Edge(lambda: datetime(2026, 11, 22, tzinfo=UTC), "host")
    with Store.open(settings.database) as store:
        scanning.scan(store, look(settings, (target,)), HashMode.FULL, edge)


def test_without_a_scan_entries_are_only_read(settings: Settings) -> None:
    assert declaring.check(settings, TODAY) == declaring.Checked(settings.declarations, 2, (), ())


def test_what_is_declared_belongs_where_the_next_check_reads_it(settings: Settings, tmp_path: Path) -> None:
    assert declaring.folder(settings) == settings.declarations
    (tmp_path / "models").mkdir()
    _scan(settings, Target("dir", str(tmp_path / "models")))
    assert declaring.folder(settings) == settings.declarations == declaring.check(settings, TODAY).folder
    _scan(settings, Target("demo", str(tmp_path / "estate")))
    own = tmp_path / "estate" / "declarations"
    assert declaring.folder(settings) == own == declaring.check(settings, TODAY).folder
    configured = replace(settings, config=tmp_path / "auditor.toml")
    assert declaring.folder(configured) == settings.declarations


def test_a_selector_is_compared_with_what_the_newest_scans_found(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    target = Target("dir", str(tmp_path / "models"))
    _scan(settings, target)
    missing = declaring.check(settings, TODAY)
    gguf_file(tmp_path / "models" / "a.gguf", metadata={"general.name": "Letters 1B"})
    _scan(settings, target)
    found = declaring.check(settings, TODAY)
    unmatched = "name Letters 1B matches nothing, 1 expected"
    assert missing.problems == (BindingProblem("system 'letters'", unmatched, "declarations/system.yaml:1"),)
    assert (found.problems, [scan.target for scan in found.scans]) == ((), [str(target)])


RESOLVED = (
    "- {{kind: resolve, by: A. Officer, on: 2026-11-01, fact: {fact}, value: false, evidence: minutes.txt,\n"
    "   subject: {{id: letters}}}}\n"
)


def test_a_resolution_is_judged_as_an_audit_judges_it(settings: Settings, tmp_path: Path) -> None:
    text = RESOLVED.format(fact="system.own_name") + RESOLVED.format(fact="system.high_risk")
    write(settings.declarations, resolve=text)
    (settings.declarations / "minutes.txt").write_text("decided", encoding="utf-8")
    without = declaring.check(settings, TODAY)
    assert [(one.locator, one.subject) for one in without.unjudged] == [
        ("declarations/resolve.yaml:1", "resolve system.own_name"),
        ("declarations/resolve.yaml:3", "resolve system.high_risk"),
    ]
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf", metadata={"general.name": "Letters 1B"})
    _scan(settings, Target("dir", str(tmp_path / "models")))
    found = declaring.check(settings, TODAY)
    told = "there is no conflict to settle: every source agrees on system.own_name of letters"
    assert found.problems == (BindingProblem("resolve system.own_name", told, "declarations/resolve.yaml:1"),)
    assert [one.subject for one in found.unjudged] == ["resolve system.high_risk"]


def test_a_proof_that_is_missing_is_told_once(settings: Settings) -> None:
    write(settings.declarations, resolve=RESOLVED.format(fact="system.own_name"))
    found = declaring.check(settings, TODAY)
    assert ([one.subject for one in found.broken], found.unjudged) == (["resolve system.own_name"], ())


def test_a_folder_that_is_configured_and_not_there_is_written_to_and_not_read(
    settings: Settings, tmp_path: Path
) -> None:
    named = replace(
        settings,
        config=tmp_path / "auditor.toml",
        declarations=tmp_path / "not-yet",
        names_declarations=True,
    )
    assert declaring.folder(named) == tmp_path / "not-yet"
    with pytest.raises(SettingsError, match="no such folder"):
        declaring.check(named, TODAY)


def test_an_entry_that_has_ended_is_told_once(settings: Settings, tmp_path: Path) -> None:
    over = SYSTEM.replace("on: 2026-11-01", "on: 2026-11-01, valid_until: 2026-11-21")
    write(tmp_path / "declarations", system=over)
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf", metadata={"general.name": "Letters 1B"})
    _scan(settings, Target("dir", str(tmp_path / "models")))
    checked = declaring.check(settings, TODAY)
    assert ([one.subject for one in checked.expired], checked.problems) == (["system 'letters'"], ())
