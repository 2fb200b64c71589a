from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auditor import resources
from auditor.cli.declare import _KINDS
from auditor.declarations import load
from auditor.policy import load as load_policies
from tests.conftest import Ended
from tests.unit.cli.conftest import Cli, refusal

TEMPLATES = resources.TEMPLATES / "declarations"
KINDS_HINT = (
    "Kinds: accept-coverage, evidence, hosting, incident, organisation, resolve, same-as, system, training, "
    "waiver."
)


ANSWERS = {
    "YOUR NAME": "A. Officer",
    "YOUR ORGANISATION": "Clinic",
    "YOUR-NUMBER": "INC-7",
    "YOUR-SYSTEM": "triage",
    "YOUR SYSTEM": "Triage",
    "WHAT IT IS FOR": "sorting",
    "YOUR MODEL": "clinic-notes*",
    "KIND OF EVIDENCE": "training-content-summary",
    "PRESENT OR ABSENT": "absent",
    "PLACE AS THE REPORT PRINTS IT": "dir:models#a.gguf",
    "WHY IT IS ACCEPTED": "kept for the supplier",
    "ID OF WHAT IS LISTED": "name:hub/acme",
    "ID OF WHAT WAS SEEN": "sha256:2c26b46b68ff",
    "ID OF THE RULE": "endpoint-no-auth",
    "ID OF THE SUBJECT": "dep:2c26b46b68ff",
    "WHY IT IS LEFT AS IT IS": "behind the gateway",
    "WHERE THE DECISION IS KEPT": "SEC-12",
    "WHO ASKS FOR IT": "B. Engineer",
    "WHO GRANTS IT": "C. Officer",
    "FIRST DAY IT IS IN FORCE": datetime.now(UTC).date().isoformat(),
    "LAST DAY IT IS IN FORCE": (datetime.now(UTC) + timedelta(days=30)).date().isoformat(),
    "NAME OF THE FACT": "license.concluded",
    "WHAT HOLDS": "Apache-2.0",
    "WHAT PROVES IT": "https://example.org/grant",
}


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


@pytest.mark.parametrize("kind", _KINDS)
def test_a_template_is_printed_and_written_with_the_day_and_loads_when_filled_in(
    cli: Cli, tmp_path: Path, kind: str
) -> None:
    shipped = (TEMPLATES / f"{kind}.yaml").read_text().replace("on: YYYY-MM-DD", f"on: {_today()}")
    path = tmp_path / "declarations" / f"{kind}.yaml"
    assert cli("declare", kind) == Ended(0, shipped, "")
    assert not path.parent.exists()
    written = cli("declare", kind, "--write")
    assert written == Ended(0, f"{path}: fill it in, then run auditor declare --check\n", "")
    assert path.read_text() == shipped
    for shown, answer in ANSWERS.items():
        shipped = shipped.replace(f": {shown}", f": {answer}")
    path.write_text(shipped)
    checked = cli("declare", "--check")
    line = shipped.splitlines().index("- kind: resolve") + 1 if kind == "resolve" else 0
    not_compared = "not compared with what its sources say, for there is no scan"
    told = f"declarations/resolve.yaml:{line}: resolve license.concluded: {not_compared}\n"
    assert checked == Ended(
        0,
        f"{path.parent}: 1 entry, all well formed\n",
        f"{told if line else ''}auditor.db: no scan to compare them with; run auditor scan TARGET first\n",
    )
    assert not (tmp_path / "auditor.db").exists()
    (entry,) = load(path.parent, evidence_kinds=frozenset(load_policies().evidence)).entries
    assert (entry.provenance.by, entry.provenance.on.isoformat()) == ("A. Officer", _today())


@pytest.mark.parametrize("kind", _KINDS)
def test_a_template_that_is_not_filled_in_is_no_declaration(cli: Cli, tmp_path: Path, kind: str) -> None:
    (tmp_path / "models").mkdir()
    cli("declare", kind, "--write")
    path = tmp_path / "declarations" / f"{kind}.yaml"
    line = path.read_text().splitlines().index("  by: YOUR NAME") + 1
    assert cli("audit", "models") == refusal(
        f"{path}:{line}: by still says 'YOUR NAME', as the template does",
        "Fill it in.",
    )


def test_a_check_names_every_field_of_every_file_that_is_still_to_be_filled_in(
    cli: Cli, tmp_path: Path
) -> None:
    for kind in ("system", "same-as"):
        cli("declare", kind, "--write")
    folder = tmp_path / "declarations"
    ended = cli("declare", "--check")
    said = "{place} still says {shown!r}, as the template does"
    assert ended.out.splitlines() == [
        said.format(place=f"{folder}/{place}", shown=shown)
        for place, shown in (
            ("same-as.yaml:4: by", "YOUR NAME"),
            ("same-as.yaml:6: model.id", "ID OF WHAT IS LISTED"),
            ("same-as.yaml:7: same_as.id", "ID OF WHAT WAS SEEN"),
            ("system.yaml:4: by", "YOUR NAME"),
            ("system.yaml:6: id", "YOUR-SYSTEM"),
            ("system.yaml:7: name", "YOUR SYSTEM"),
            ("system.yaml:8: purpose", "WHAT IT IS FOR"),
        )
    ]
    assert (ended.code, ended.err) == (
        2,
        f"error: {folder}: 7 fields still to be filled in\n"
        "hint: Fill them in; a line that may be left out can also go.\n",
    )


def test_the_examples_of_a_template_are_words_that_are_known(cli: Cli) -> None:
    example = cli("declare", "evidence").out.partition("# e.g. ")[2].partition(";")[0]
    assert example in load_policies().evidence


@pytest.mark.parametrize("there", ["- {kind: x}", "- kind: x\n  by: N\n\n\n", "# nothing yet\n", ""])
def test_a_second_template_of_a_kind_is_put_after_what_is_there(cli: Cli, tmp_path: Path, there: str) -> None:
    path = tmp_path / "declarations" / "system.yaml"
    path.parent.mkdir()
    path.write_text(there)
    assert cli("declare", "system", "--write").code == 0
    text = path.read_text()
    assert text.startswith(there.rstrip())
    assert text.endswith(cli("declare", "system").out)
    assert text.count("kind: system") == 1
    cli("declare", "system", "--write")
    assert path.read_text().count("kind: system") == 2


@pytest.mark.parametrize("arguments", [("declare", "--check"), ("audit", "models")])
def test_what_was_said_tomorrow_is_refused(cli: Cli, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    folder = tmp_path / "declarations"
    folder.mkdir()
    (tmp_path / "models").mkdir()
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    entry = f"- kind: organisation\n  by: N\n  on: {tomorrow}\n  name: X\n"
    (folder / "a.yaml").write_text(entry)
    ended = cli(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"error: {folder}/a.yaml:3: on lies in the future, {tomorrow}\nhint: ")


@pytest.mark.parametrize("there", ["mine", "[{kind: x}]", "kind: x\n", "- [\n"])
def test_what_is_no_list_that_can_be_continued_is_not_overwritten(
    cli: Cli, tmp_path: Path, there: str
) -> None:
    path = tmp_path / "declarations" / "system.yaml"
    path.parent.mkdir()
    path.write_text(there)
    assert cli("declare", "system", "--write") == refusal(
        f"{path}: is no list that an entry can be put after",
        "Add the entry to it by hand: auditor declare system",
    )
    assert path.read_text() == there


def test_a_kind_can_be_written_and_checked_at_once(cli: Cli, tmp_path: Path) -> None:
    ended = cli("declare", "organisation", "--write", "--check")
    path = tmp_path / "declarations" / "organisation.yaml"
    first, *unfilled = ended.out.splitlines()
    assert first == f"{path}: fill it in, then run auditor declare --check"
    assert (ended.code, path.is_file(), len(unfilled)) == (2, True, 2)
    assert ended.err.startswith(f"error: {path.parent}: 2 fields still to be filled in\n")


@pytest.mark.parametrize("makes", [False, True])
def test_nothing_checked_is_not_well_formed(cli: Cli, tmp_path: Path, makes: bool) -> None:
    folder = tmp_path / "declarations"
    if makes:
        folder.mkdir()
    assert cli("declare", "--check") == Ended(3, "", f"{folder}: no entries; nothing was checked\n")


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (
            (),
            "declare: asking needs a terminal",
            f"Without one: auditor declare KIND [--set FIELD=VALUE] or --check. {KINDS_HINT}",
        ),
        (
            ("--interactive", "--answers", "a.yaml"),
            "declare: --answers and --interactive",
            "One of them at a time.",
        ),
        (("--set", "id=a"), "declare: --set needs a kind", KINDS_HINT),
        (
            ("system", "--from", "a.csv"),
            "declare: a kind and a file",
            "The file says of what kind its entries are.",
        ),
        (("--map", "A=name"), "declare: --map without --from", "auditor declare --from FILE.csv --map ..."),
        (("system", "--json"), "declare: --json without --check", "auditor declare --check --json"),
        (
            ("training", "--interactive"),
            "declare: no questions for training",
            "Asked for are organisation, system, incident; else: auditor declare training --set FIELD=VALUE",
        ),
        (("system", "--set", "id"), "declare: --set id has no value", "Once each: --set NAME=VALUE"),
        (
            ("system", "--set", "id=a", "--set", "id=b"),
            "declare: --set id is given twice",
            "Once each: --set NAME=VALUE",
        ),
        (("--write",), "declare: --write needs a kind", KINDS_HINT),
        (("--write", "--check"), "declare: --write needs a kind", KINDS_HINT),
        (
            ("sistem",),
            "auditor declare: invalid value for "
            "'[accept-coverage|evidence|hosting|incident|organisation|resolve|"
            "same-as|system|training|waiver]': "
            "'sistem' is not one of 'accept-coverage', 'evidence', 'hosting', 'incident', 'organisation', "
            "'resolve', 'same-as', 'system', 'training', 'waiver'",
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


def test_entries_are_compared_with_the_newest_scans(record: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "declarations"
    ended = record("declare", "--check")
    said = f"{folder}: 2 entries, all well formed\nauditor.db: they match what 1 scan found\n"
    assert ended == Ended(0, said, "")


def test_an_entry_that_matches_nothing_in_the_newest_scans_fails(record: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "declarations"
    path = folder / "more.yaml"
    path.write_text(
        "- kind: training\n  by: A. Officer\n  on: 2026-11-01\n  model: {name: Nowhere 9B, expect: 1}\n"
        "  base: null\n"
    )
    ended = record("declare", "--check")
    first, second = ended.out.splitlines()
    assert (ended.code, ended.err, first) == (10, "", f"{folder}: 3 entries, all well formed")
    assert second == "declarations/more.yaml:1: training: name Nowhere 9B matches nothing, 1 expected"


def test_an_evidence_file_that_is_missing_or_altered_is_named(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "declarations"
    folder.mkdir()
    entry = (
        "- {kind: evidence, by: A. Officer, on: 2026-11-01, evidence: ai-literacy-measures, status: present, "
    )
    digest = "a" * 64
    (folder / "b.pdf").write_text("other")
    (folder / "x.yaml").write_text(f"{entry}file: gone.pdf}}\n{entry}file: b.pdf, sha256: {digest}}}\n")
    ended = cli("declare", "--check")
    assert (ended.code, ended.out.splitlines()) == (
        10,
        [
            f"{folder}: 2 entries, all well formed",
            "declarations/x.yaml:1: evidence 'ai-literacy-measures': gone.pdf: no file that can be read, "
            "neither beside the declaration nor in the folder above",
            "declarations/x.yaml:2: evidence 'ai-literacy-measures': b.pdf: declared with the digest "
            + digest,
        ],
    )


def test_a_word_that_is_nearly_right_is_offered_as_it_is_written(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "declarations").mkdir()
    (tmp_path / "declarations" / "x.yaml").write_text(
        "- {kind: evidence, by: A. Officer, on: 2026-11-01, evidence: ai-literacy-measures, status: absnt}\n"
    )
    ended = cli("declare", "--check")
    assert (ended.code, ended.err.splitlines()[1]) == (2, "hint: Did you mean 'absent'?")


def test_a_configured_folder_that_is_not_there_stops_only_what_reads_it(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_text('declarations = "ours"\ntargets = ["dir:models"]\n')
    (tmp_path / "models").mkdir()
    assert cli("scan", "--allow-empty").code == 0
    assert cli("show", "sources").code == 0
    for command in (("check",), ("audit", "--allow-empty"), ("declare", "--check")):
        ended = cli(*command)
        assert (ended.code, ended.err.splitlines()[-1]) == (
            2,
            "hint: Correct it, or make the folder: auditor declare organisation --write.",
        )
    made = ("declare", "organisation", "--by", "N", "--set", "name=X", "--set", "country=DE", "--write")
    assert cli(*made).code == 0
    assert cli("declare", "--check").code == 0
