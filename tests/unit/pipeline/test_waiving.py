import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from auditor.declarations import read_entry
from auditor.domain.fact import SubjectKind
from auditor.domain.waiver import WaiverDeclared
from auditor.errors import AuditorError, DeclarationError, UsageError
from auditor.pipeline.waiving import Made, make
from auditor.settings import Settings, load
from tests.builders.gguf import gguf_file
from tests.conftest import Ended

Cli = Callable[..., Ended]
TODAY = datetime.now(UTC).date()
GIVEN = {
    "rule": "license-missing",
    "name": "*",
    "reason": 'kept for "the" supplier',
    "ticket": "SEC-12",
    "requested_by": "B. Engineer",
    "approved_by": "C. Director",
    "expires": TODAY.replace(year=TODAY.year + 1, day=1).isoformat(),
}


@pytest.fixture
def settings(cli: Cli, tmp_path: Path) -> Settings:
    """Return where two models were scanned."""
    for name in ("one", "two"):
        models = tmp_path / "models"
        models.mkdir(exist_ok=True)
        gguf_file(models / f"{name}.gguf", metadata={"general.name": name})
    assert cli("scan", "dir:models").code == 0
    return load(folder=tmp_path)


def sha256_of(folder: Path, name: str) -> str:
    return f"sha256:{hashlib.sha256((folder / 'models' / f'{name}.gguf').read_bytes()).hexdigest()}"


def written(settings: Settings, **changes: str | None) -> WaiverDeclared:
    given = {key: value for key, value in {**GIVEN, **changes}.items() if value is not None}
    declared = read_entry(make(settings, given, TODAY).text, "a.yaml", TODAY)
    assert isinstance(declared, WaiverDeclared)
    return declared


def refused(settings: Settings, **changes: str | None) -> AuditorError:
    with pytest.raises((UsageError, DeclarationError)) as caught:
        written(settings, **changes)
    return caught.value


def test_what_matches_now_is_pinned(settings: Settings, tmp_path: Path) -> None:
    declared = written(settings)
    assert declared.pinned == tuple(sorted(sha256_of(tmp_path, name) for name in ("one", "two")))
    assert (declared.rule, declared.rule_version, declared.subject.name) == ("license-missing", 1, "*")
    assert (declared.created, declared.expires) == (TODAY, date.fromisoformat(GIVEN["expires"]))
    assert (declared.reason, declared.provenance.by) == ('kept for "the" supplier', "B. Engineer")


def test_its_last_day_is_written_as_a_person_says_it(settings: Settings) -> None:
    said = date.fromisoformat(GIVEN["expires"])
    declared = written(settings, expires=f"{said.day}.{said.month}.{said.year}")
    assert declared.expires == said


def test_whom_it_is_for_is_told(settings: Settings, tmp_path: Path) -> None:
    made = make(settings, GIVEN, TODAY)
    ids = tuple(sorted(sha256_of(tmp_path, name) for name in ("one", "two")))
    assert made == Made(made.text, SubjectKind.MODEL, ids)


def test_the_beginning_of_an_id_is_written_in_full(settings: Settings, tmp_path: Path) -> None:
    whole = sha256_of(tmp_path, "one")
    declared = written(settings, name=None, id=whole[:20])
    assert (declared.subject.id, declared.pinned) == (whole, (whole,))


def test_a_rule_about_the_organisation_is_waived_for_it(settings: Settings) -> None:
    declared = written(settings, name=None, id="organisation", rule="airgap-self-test")
    assert declared.pinned == ("organisation",)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ticket": None}, "waiver: lacks ticket"),
        ({"tikcet": "x"}, "waiver: unknown field 'tikcet'"),
        ({"id": "x"}, "waiver: it is for an id or a name, one of the two"),
        ({"rule": "license-mising"}, "waiver: there is no rule 'license-mising' in force"),
        ({"rule": "gpai"}, "waiver: rule 'gpai' is a classification, which is never counted"),
        (
            {"rule": "aia-5-1-a-manipulation"},
            "waiver: rule 'aia-5-1-a-manipulation' may not be waived, whoever approves it",
        ),
        ({"name": "gone*"}, "waiver: no model matches 'gone*'"),
        ({"rule": "airgap-self-test"}, "waiver: no organisation matches '*'"),
        ({"approved_by": "b engineer"}, "the waiver:10: approved_by may be who requested it, 'b engineer'"),
        ({"expires": "2020-01-01"}, "the waiver:12: expires lies before created"),
        ({"expires": "soon"}, "the waiver:12: expires must be a day, not 'soon'"),
        ({"expires": "2027-02-01\n- a"}, "the waiver:12: expires must be a day, not '2027-02-01\\n- a'"),
    ],
)
def test_what_would_be_void_is_not_written(
    settings: Settings, changes: dict[str, str | None], message: str
) -> None:
    assert refused(settings, **changes).message == message


def test_an_entry_is_one_whatever_is_said_in_it(settings: Settings) -> None:
    hostile = 'x"\n- kind: waiver # ] }'
    assert written(settings, reason=hostile).reason == hostile


def test_it_is_printed_written_and_applied(cli: Cli, settings: Settings, tmp_path: Path) -> None:
    arguments = [part for key, value in GIVEN.items() for part in ("--set", f"{key}={value}")]
    printed = cli("declare", "waiver", *arguments)
    assert (printed.code, printed.err) == (0, "")
    path = tmp_path / "declarations" / "waiver.yaml"
    done = cli("declare", "waiver", *arguments, "--write")
    assert done == Ended(0, f"{path}: written for 2 models; now run auditor declare --check\n", "")
    assert path.read_text() == printed.out
    before = cli("declare", "--check")
    assert before.code == 0, before
    assert cli("check", "--fail-on", "medium").code in {0, 10, 11}
    shown = cli("show", "waivers", "--json")
    assert f'"{sha256_of(tmp_path, "one")}"' in shown.out
    assert '"state": "active"' in shown.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("waiver", "--set", "rule"), "declare: --set rule has no value"),
        (("waiver", "--set", "rule=x", "--set", "rule=y"), "declare: --set rule is given twice"),
    ],
)
def test_fields_are_said_once_with_a_value(cli: Cli, arguments: tuple[str, ...], message: str) -> None:
    ended = cli("declare", *arguments)
    assert ended.code == 2
    assert ended.err.startswith(f"error: {message}\n")


SYSTEM = (
    "- {kind: system, by: N, on: 2026-01-01, id: triage, name: Triage, own_name: true, annex_iii: [5d]}\n"
)
OF_SYSTEM = "aia-26-5-monitoring"


def declared_system(tmp_path: Path, text: str) -> None:
    (tmp_path / "declarations").mkdir(exist_ok=True)
    (tmp_path / "declarations" / "system.yaml").write_text(text)


@pytest.mark.parametrize("chosen", ["id=triage", "name=Tri*"])
def test_a_declared_system_is_pinned_to_what_is_declared_of_it(
    cli: Cli, settings: Settings, tmp_path: Path, chosen: str
) -> None:
    declared_system(tmp_path, SYSTEM)
    given = {key: value for key, value in GIVEN.items() if key != "name"} | {"rule": OF_SYSTEM}
    arguments = [part for key, value in given.items() for part in ("--set", f"{key}={value}")]
    done = cli("declare", "waiver", *arguments, "--set", chosen, "--write")
    assert (done.code, "written for 1 system" in done.out) == (0, True), done
    assert cli("declare", "--check").code == 0
    # A comment and another order of the fields change nothing.
    declared_system(
        tmp_path, f"# Ours.\n{SYSTEM.replace('id: triage, name: Triage', 'name: Triage, id: triage')}"
    )
    assert cli("declare", "--check").code == 0
    declared_system(tmp_path, SYSTEM.replace("5d", "4a"))
    checked = cli("declare", "--check")
    assert (checked.code, "what is declared of triage is not what it was made for" in checked.out) == (
        10,
        True,
    )
    assert cli("check").code != 2
    assert '"state": "mismatching"' in cli("show", "waivers", "--json").out


def test_of_an_organisation_that_is_not_declared_it_says_so(settings: Settings) -> None:
    declared = written(settings, name=None, id="organisation", rule="airgap-self-test")
    assert declared.entries == (("organisation", None),)
