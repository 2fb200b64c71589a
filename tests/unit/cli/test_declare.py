from pathlib import Path

import pytest

from auditor import resources
from auditor.cli.declare import _KINDS
from auditor.declarations import load
from auditor.policy import load as load_policies
from tests.conftest import Ended
from tests.unit.cli.conftest import Cli, refusal

TEMPLATES = resources.TEMPLATES / "declarations"
KINDS_HINT = "Kinds: accept-coverage, evidence, organisation, system, training."


@pytest.mark.parametrize("kind", _KINDS)
def test_a_template_is_printed_and_written_as_it_is_shipped_and_loads_when_filled_in(
    cli: Cli, tmp_path: Path, kind: str
) -> None:
    shipped = (TEMPLATES / f"{kind}.yaml").read_text()
    path = tmp_path / "declarations" / f"{kind}.yaml"
    assert cli("declare", kind) == Ended(0, shipped, "")
    assert not path.parent.exists()
    written = cli("declare", kind, "--write")
    assert written == Ended(0, f"{path}: fill it in, then run auditor declare --check\n", "")
    assert path.read_text() == shipped
    path.write_text(shipped.replace("YOUR NAME", "A. Officer").replace("YOUR ORGANISATION", "Clinic"))
    (path.parent / "summary.pdf").write_bytes(b"%PDF-1.7\n")
    checked = cli("declare", "--check")
    assert checked == Ended(0, f"{path.parent}: 1 entries, all well formed\n", "")
    (entry,) = load(path.parent, evidence_kinds=frozenset(load_policies().evidence)).entries
    assert entry.provenance.by == "A. Officer"


def test_what_is_there_is_not_overwritten(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "declarations" / "system.yaml"
    path.parent.mkdir()
    path.write_text("mine")
    assert cli("declare", "system", "--write") == refusal(
        f"{path}: is already there", "Add the entry to it by hand: auditor declare system"
    )
    assert path.read_text() == "mine"


def test_a_kind_can_be_written_and_checked_at_once(cli: Cli, tmp_path: Path) -> None:
    ended = cli("declare", "organisation", "--write", "--check")
    folder = tmp_path / "declarations"
    assert ended.out.splitlines() == [
        f"{folder}/organisation.yaml: fill it in, then run auditor declare --check",
        f"{folder}: 1 entries, all well formed",
    ]


@pytest.mark.parametrize("makes", [False, True])
def test_nothing_checked_is_not_well_formed(cli: Cli, tmp_path: Path, makes: bool) -> None:
    folder = tmp_path / "declarations"
    if makes:
        folder.mkdir()
    assert cli("declare", "--check") == Ended(3, "", f"{folder}: no entries; nothing was checked\n")


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        ((), "declare: neither a kind nor --check", KINDS_HINT),
        (("--write",), "declare: --write needs a kind", KINDS_HINT),
        (("--write", "--check"), "declare: --write needs a kind", KINDS_HINT),
        (
            ("sistem",),
            "auditor declare: invalid value for '[accept-coverage|evidence|organisation|system|training]': "
            "'sistem' is not one of 'accept-coverage', 'evidence', 'organisation', 'system', 'training'",
            "See auditor declare --help.",
        ),
    ],
)
def test_a_wrong_kind_or_none_is_refused(
    cli: Cli, tmp_path: Path, arguments: tuple[str, ...], error: str, hint: str
) -> None:
    assert cli("declare", *arguments) == refusal(error, hint)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_entry_is_refused_with_its_file_and_line(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "declarations"
    folder.mkdir()
    (folder / "a.yaml").write_text("\n- kind: organisatoin\n")
    ended = cli("declare", "--check")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"error: {folder}/a.yaml:2: ") or ended.err.startswith("error: a.yaml:2: ")
    assert ended.err.count("\n") == 2


def test_a_declarations_folder_that_is_a_file_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "declarations").write_text("not a folder")
    ended = cli("declare", "system", "--write")
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 2)
    assert ended.err.startswith(f"error: {tmp_path}/declarations/system.yaml: ")
