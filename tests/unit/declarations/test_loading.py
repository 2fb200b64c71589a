import hashlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.declarations.kinds import KINDS
from auditor.declarations.kinds.base import COMMON_OPTIONAL, COMMON_REQUIRED, Kind
from auditor.declarations.loading import Declarations, load, read_entry
from auditor.domain.declaration import CoverageAccepted, Provenance
from auditor.domain.evidence import EvidenceDeclared
from auditor.errors import DeclarationError
from tests.builders.declarations import write

ORG = "- {kind: organisation, name: X, by: N, on: 2026-11-01}\n"
ACCEPT = "- {kind: accept-coverage, locator: x, reason: y, by: N, on: 2026-11-01}\n"


def test_files_are_read_by_name_and_entries_by_line(tmp_path: Path) -> None:
    folder = write(tmp_path / "declarations", b=f"# two\n{ACCEPT}{ACCEPT}", a=ACCEPT)
    (folder / "c.yml").write_text(ACCEPT, encoding="utf-8")
    (folder / "notes.txt").write_text("not yaml: [", encoding="utf-8")
    (folder / ".b.yaml").write_text("an editor's lock: [", encoding="utf-8")

    def accepted(locator: str) -> CoverageAccepted:
        return CoverageAccepted("x", "y", Provenance("N", date(2026, 11, 1), None, None, locator))

    locators = (
        "declarations/a.yaml:1",
        "declarations/b.yaml:2",
        "declarations/b.yaml:3",
        "declarations/c.yml:1",
    )
    assert load(folder) == Declarations(tuple(map(accepted, locators)))


def test_one_file_may_be_named(tmp_path: Path) -> None:
    folder = write(tmp_path / "d", a=ORG, b=ACCEPT)
    assert load(folder / "b.yaml").entries == load(folder).entries[1:]


@pytest.mark.parametrize("entry", [ORG, ACCEPT])
def test_what_was_said_after_the_day_of_the_run_is_refused(tmp_path: Path, entry: str) -> None:
    folder = write(tmp_path / "d", a=f"# one\n{entry}")
    assert len(load(folder, today=date(2026, 11, 1)).entries) == len(load(folder).entries) == 1
    with pytest.raises(DeclarationError) as caught:
        load(folder, today=date(2026, 10, 31))
    assert caught.value.message == f"{folder}/a.yaml:2: on lies in the future, 2026-11-01"
    assert caught.value.hint == (
        "It is the day somebody said so, at most 2026-10-31; the day it begins to hold is valid_from."
    )


def test_an_entry_may_speak_of_days_before_or_after_it_was_made(tmp_path: Path) -> None:
    entry = ORG.replace("by: N", "by: N, valid_from: 2026-02-01, valid_until: 2026-06-30")
    (declared,) = load(write(tmp_path / "d", a=entry), today=date(2026, 11, 1)).entries
    assert declared.provenance == Provenance(
        "N", date(2026, 11, 1), date(2026, 6, 30), None, "d/a.yaml:1", date(2026, 2, 1)
    )
    with pytest.raises(DeclarationError) as caught:
        load(write(tmp_path / "e", a=entry.replace("2026-02-01", "2026-07-01")))
    assert caught.value.message == f"{tmp_path}/e/a.yaml:1: valid_until lies before valid_from"
    plain = load(write(tmp_path / "f", a=ORG.replace("by: N", "by: N, valid_from: null"))).entries
    assert plain[0].provenance.begins == date(2026, 11, 1)


def test_a_missing_folder_holds_nothing(tmp_path: Path) -> None:
    assert load(tmp_path / "declarations") == Declarations()


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n", "---\n"])
def test_an_empty_file_holds_nothing(tmp_path: Path, text: str) -> None:
    assert load(write(tmp_path, a=text)) == Declarations()


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        load(tmp_path / "a.yaml")
    assert caught.value.message == f"{tmp_path}/a.yaml: not a file"


def test_a_device_in_place_of_a_folder_is_refused() -> None:
    with pytest.raises(DeclarationError) as caught:
        load(Path("/dev/null"))
    assert caught.value.message == "/dev/null: not a folder"


def test_a_name_too_long_for_the_system_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r": cannot be read: File name too long$"):
        load(tmp_path / ("x" * 300))


def test_a_folder_named_like_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    with pytest.raises(DeclarationError) as caught:
        load(tmp_path)
    assert caught.value.message == f"{tmp_path}/a.yaml: not a file"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("kind: organisation\n", "1: must be a list of mappings", "Put '- ' before the mapping."),
        ("text\n", "1: must be a list of mappings", "See docs/declarations.md."),
        ("\n- text\n", "2: a declaration must be a mapping", "Write it as {key: value, ...}."),
        ("- {name: X}\n", "1: a declaration lacks kind", "Kinds: organisation, system, "),
        ("- {kind: organization}\n", "1: unknown kind 'organization'", "Did you mean 'organisation'?"),
        ("- {kind: 5}\n", "1: kind must be text, not '5'", "quotes"),
        (
            "- {kind: organisation, name: X}\n",
            "1: organisation lacks by, on",
            "Required: kind, by, on, name.",
        ),
        (f"{ORG}- kind: system\n  nam: X\n", "3: unknown key 'nam' in system", "Did you mean 'name'?"),
        (ACCEPT.replace("2026-11-01", "'1.11.2026'"), "1: on must be a day, not '1.11.2026'", "2026-11-01"),
        (
            ACCEPT.replace("by: N", "by: N, valid_until: 2026-10-31"),
            "1: valid_until lies before on",
            "last day",
        ),
    ],
)
def test_an_entry_that_cannot_be_read_names_file_line_and_right_form(
    tmp_path: Path, text: str, message: str, hint: str
) -> None:
    with pytest.raises(DeclarationError) as caught:
        load(write(tmp_path, a=text))
    assert caught.value.message == f"{tmp_path}/a.yaml:{message}"
    assert hint in caught.value.hint
    assert caught.value.exit_code == 2


def test_common_fields_are_kept_and_null_means_none(tmp_path: Path) -> None:
    text = ACCEPT.replace("by: N", "by: N, valid_until: 2027-01-01, source: the vendor") + ACCEPT.replace(
        "by: N", "by: N, valid_until: null, source: null"
    )
    one, other = (entry.provenance for entry in load(write(tmp_path / "d", a=text)).entries)
    assert one == Provenance("N", date(2026, 11, 1), date(2027, 1, 1), "the vendor", "d/a.yaml:1")
    assert other == Provenance("N", date(2026, 11, 1), None, None, "d/a.yaml:2")


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        ("on: 2026-01-01", "on: 2026-11-01", True),
        ("on: 2026-01-01, valid_until: 2026-10-31", "on: 2026-11-01", False),
        ("on: 2026-01-01, valid_until: 2026-10-31", "on: 2026-11-01, valid_from: 2026-10-31", True),
        ("on: 2026-01-01, valid_from: 2026-12-01", "on: 2026-02-01, valid_until: 2026-11-30", False),
        ("on: 2026-01-01, valid_until: 2026-11-01", "on: 2026-11-01", True),
        ("on: 2026-11-01", "on: 2026-01-01, valid_until: 2026-10-31", False),
        ("on: 2026-11-01", "on: 2026-11-01", True),
    ],
)
@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ("kind: organisation, name: X", "the organisation"),
        ("kind: system, id: s, name: X", "system 's'"),
    ],
)
def test_one_organisation_and_one_entry_per_system_hold_at_a_time(
    tmp_path: Path, first: str, second: str, overlap: bool, entry: str, what: str
) -> None:
    folder = write(tmp_path / "d", a=f"- {{{entry}, by: N, {first}}}\n- {{{entry}, by: N, {second}}}\n")
    if not overlap:
        assert len(load(folder).entries) == 2
        return
    with pytest.raises(DeclarationError) as caught:
        load(folder)
    assert caught.value.message == f"d/a.yaml:2: {what} is already declared at d/a.yaml:1"


def test_an_incident_is_declared_once_at_a_time(tmp_path: Path) -> None:
    entry = "kind: incident, id: i, system: s, by: N, on: 2026-11-01"
    over = f"- {{{entry}, valid_until: 2026-11-01}}\n- {{{entry.replace('-01', '-02')}}}\n"
    assert len(load(write(tmp_path / "b", a=over)).entries) == 2
    folder = write(tmp_path / "d", a=f"- {{{entry}}}\n- {{{entry}}}\n")
    with pytest.raises(DeclarationError) as caught:
        load(folder)
    assert caught.value.message == "d/a.yaml:2: incident 'i' is already declared at d/a.yaml:1"


def test_systems_with_different_ids_hold_side_by_side(tmp_path: Path) -> None:
    text = "".join(f"- {{kind: system, id: {name}, name: X, by: N, on: 2026-11-01}}\n" for name in "ab")
    assert len(load(write(tmp_path, a=text)).entries) == 2


def test_a_source_that_is_a_file_or_an_address_is_evidence(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "d",
        a=ACCEPT.replace("by: N", "by: N, source: minutes.txt")
        + ACCEPT.replace("by: N", "by: N, source: https://example.org/m")
        + ACCEPT.replace("by: N", "by: N, source: the vendor"),
    )
    (folder / "minutes.txt").write_bytes(b"m")
    assert load(folder).sources == (
        ("d/a.yaml:1", hashlib.sha256(b"m").hexdigest()),
        ("d/a.yaml:2", hashlib.sha256(b"https://example.org/m").hexdigest()),
    )


def test_a_kind_of_evidence_no_rule_asks_for_is_refused_if_the_kinds_are_known(tmp_path: Path) -> None:
    folder = write(tmp_path, a="- {kind: evidence, evidence: fira, status: absent, by: N, on: 2026-11-01}\n")
    assert isinstance(load(folder).entries[0], EvidenceDeclared)
    assert load(folder, evidence_kinds=frozenset({"fira"})) == load(folder)
    with pytest.raises(DeclarationError) as caught:
        load(folder, evidence_kinds=frozenset({"fria", "literacy-plan"}))
    assert caught.value.message == f"{tmp_path}/a.yaml:1: evidence does not know 'fira'"
    assert caught.value.hint == "Did you mean 'fria'? All kinds: auditor show evidence-kinds."
    with pytest.raises(DeclarationError):
        load(folder, evidence_kinds=frozenset())


EVIDENCE = "- {kind: evidence, evidence: plan, status: present, file: plan.pdf, by: N, on: 2026-11-01}\n"


def test_the_digest_is_that_of_the_content_wherever_it_lies(tmp_path: Path) -> None:
    here = write(tmp_path / "here" / "declarations", a=ORG + EVIDENCE)
    there = write(tmp_path / "there" / "declarations", a=ORG + EVIDENCE + "# a remark\n")
    for folder in (here, there):
        (folder / "plan.pdf").write_bytes(b"plan")
    assert load(here).sha256 == load(there).sha256
    assert len(load(here).sha256) == 64


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        (ORG + EVIDENCE, b"another plan"),
        (ORG + EVIDENCE.replace("by: N", "by: M"), b"plan"),
        (ORG.replace("2026-11-01", "2026-11-02") + EVIDENCE, b"plan"),
        ("\n" + ORG + EVIDENCE, b"plan"),
        (ORG, b"plan"),
    ],
)
def test_the_digest_changes_with_the_content(tmp_path: Path, text: str, plan: bytes) -> None:
    before = write(tmp_path / "one" / "d", a=ORG + EVIDENCE)
    after = write(tmp_path / "two" / "d", a=text)
    (before / "plan.pdf").write_bytes(b"plan")
    (after / "plan.pdf").write_bytes(plan)
    assert load(before).sha256 != load(after).sha256


def test_no_declarations_have_a_digest_too() -> None:
    assert Declarations().sha256 == hashlib.sha256(b"[[],[],[]]").hexdigest()


scalars = st.sampled_from(
    [
        "null",
        "true",
        "1",
        "5e7",
        ".inf",
        "2026-11-01",
        "'x'",
        "a",
        "''",
        "organisation",
        "present",
        "DE",
        "1..5",
    ]
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=2).map(lambda parts: f"[{', '.join(parts)}]")
        | st.dictionaries(
            st.sampled_from(["id", "name", "host", "expect", "model", "system"]), inner, max_size=3
        ).map(lambda parts: "{" + ", ".join(f"{key}: {value}" for key, value in parts.items()) + "}")
    ),
    max_leaves=4,
)


def entries_of(kind: Kind) -> st.SearchStrategy[dict[str, str]]:
    keys = st.sampled_from([*COMMON_REQUIRED, *COMMON_OPTIONAL, *kind.required, *kind.optional])
    plain = {"by": "N", "on": "2026-11-01", **{key: PLAIN[key] for key in kind.required}}
    return st.dictionaries(keys, values, max_size=3).map(lambda given: {**plain, **given, "kind": kind.name})


PLAIN = {
    "name": "b",
    "id": "a",
    "model": "{id: x}",
    "deployment": "{host: x, expect: 1}",
    "same_as": "{id: y}",
    "system": "s",
    "evidence": "plan",
    "status": "present",
    "locator": "x",
    "reason": "y",
    "rule": "a-rule",
    "rule_version": "1",
    "subject": "{id: x}",
    "ticket": "T-1",
    "requested_by": "A. Engineer",
    "approved_by": "B. Officer",
    "created": "2026-11-01",
    "expires": "2026-12-01",
    "fact": "license.concluded",
    "value": "MIT",
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.lists(st.sampled_from(KINDS).flatmap(entries_of), max_size=3))
def test_any_entries_are_declarations_or_refused(tmp_path: Path, entries: list[dict[str, str]]) -> None:
    written = (", ".join(f"{key}: {value}" for key, value in entry.items()) for entry in entries)
    text = "".join(f"- {{{entry}}}\n" for entry in written)
    folder = write(tmp_path / "d", a=text)
    try:
        declarations = load(folder)
    except DeclarationError as error:
        assert "a.yaml:" in error.message
        assert error.hint
    else:
        assert len(declarations.entries) == len(entries)
        assert load(folder).sha256 == declarations.sha256


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60))
def test_any_bytes_are_declarations_or_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    try:
        assert load(tmp_path) == Declarations()
    except DeclarationError as error:
        assert error.message.startswith(f"{tmp_path}/a.yaml")


def test_the_files_that_prove_something_are_named_once_each_with_their_digest(tmp_path: Path) -> None:
    who = "by: N, on: 2026-11-01"
    text = (
        f"- {{kind: evidence, evidence: a, status: present, file: plan.pdf, source: minutes.txt, {who}}}\n"
        f"- {{kind: evidence, evidence: other, status: present, file: plan.pdf, {who}}}\n"
        f"- {{kind: evidence, evidence: more, status: present, file: gone.pdf, source: told so, {who}}}\n"
        f"- {{kind: resolve, fact: organisation.size, value: sme, evidence: grant.pdf, {who}}}\n"
        f"- {{kind: organisation, name: X, source: 'https://example.org', {who}}}\n"
    )
    folder = write(tmp_path / "d", a=text)
    names = ("minutes.txt", "plan.pdf", "grant.pdf")
    for name in names:
        (folder / name).write_text(name)
    assert load(folder).files == tuple(
        (folder / name, hashlib.sha256(name.encode()).hexdigest()) for name in names
    )


def test_an_entry_is_read_before_it_is_written() -> None:
    today = date(2026, 11, 1)
    assert isinstance(read_entry(ACCEPT, "the entry", today), CoverageAccepted)
    with pytest.raises(DeclarationError) as caught:
        read_entry(ACCEPT, "the entry", date(2026, 10, 31))
    assert caught.value.message == "the entry:1: on lies in the future, 2026-11-01"
