from datetime import date
from pathlib import Path

import pytest

from auditor.declarations import load
from auditor.declarations.kinds.waiver import WaiverReader
from auditor.domain.declaration import Selector
from auditor.domain.waiver import WaiverDeclared
from auditor.errors import DeclarationError
from tests.builders.declarations import a_provenance, write
from tests.unit.declarations.kinds.reading import read_entry

PLAIN = {
    "rule": "endpoint-no-auth",
    "rule_version": "1",
    "subject": '{id: "dep:0123"}',
    "reason": "behind the gateway",
    "ticket": "SEC-12",
    "requested_by": "B. Engineer",
    "approved_by": "C. Director",
    "created": "2026-11-01",
    "expires": "2027-02-01",
}


def read(**changes: str | None) -> WaiverDeclared:
    given = {**PLAIN, **changes}
    text = ", ".join(f"{key}: {value}" for key, value in given.items() if value is not None)
    declared = read_entry(WaiverReader(), f"{{{text}}}")
    assert isinstance(declared, WaiverDeclared)
    return declared


def refused(**changes: str | None) -> tuple[str, str]:
    with pytest.raises(DeclarationError) as caught:
        read(**changes)
    return caught.value.message, caught.value.hint


def test_every_field_is_kept() -> None:
    assert read() == WaiverDeclared(
        rule="endpoint-no-auth",
        rule_version=1,
        subject=Selector(id="dep:0123"),
        pinned=("dep:0123",),
        reason="behind the gateway",
        ticket="SEC-12",
        requested_by="B. Engineer",
        approved_by="C. Director",
        created=date(2026, 11, 1),
        expires=date(2027, 2, 1),
        provenance=a_provenance(valid_from=date(2026, 11, 1), valid_until=date(2027, 2, 1)),
    )


def test_a_name_has_the_ids_it_matched() -> None:
    declared = read(subject='{name: "gpu-*", matches: ["dep:2", "dep:1"]}')
    assert declared.subject == Selector(name="gpu-*", expect_low=2, expect_high=2)
    assert declared.pinned == ("dep:1", "dep:2")


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ("{}", "a.yaml:1: name or id must be given, and not both"),
        ("{id: x, name: y}", "a.yaml:1: name or id must be given, and not both"),
        ("{id: x, matches: [x]}", "a.yaml:1: matches is given beside an id"),
        ("{name: x, sha256: null, matches: [x]}", "a.yaml:1: sha256 is given beside a name"),
        ('{name: "gpu-*"}', "a.yaml:1: matches is missing beside a name"),
        ('{name: "gpu-*", matches: []}', "a.yaml:1: matches is missing beside a name"),
        (
            '{name: "gpu-*", expect: 1, matches: [x]}',
            "a.yaml:1: unknown key 'expect' in the subject of the waiver",
        ),
    ],
)
def test_whom_it_is_for_is_one_id_or_a_name_with_its_matches(subject: str, message: str) -> None:
    assert refused(subject=subject)[0] == message


DIGEST = "0a" * 32


def test_what_is_declared_is_pinned_to_what_was_declared() -> None:
    assert read(subject=f"{{id: triage, sha256: {DIGEST.upper()}}}").entries == (("triage", DIGEST),)
    # Nothing was declared of the organisation.
    assert read(subject="{id: organisation, sha256: null}").entries == (("organisation", None),)
    several = read(subject=f'{{name: "*", matches: {{triage: {DIGEST}, "incident:INC-1": {DIGEST}}}}}')
    assert several.pinned == ("incident:INC-1", "triage")
    assert several.entries == (("incident:INC-1", DIGEST), ("triage", DIGEST))
    assert read().entries == ()


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ("{id: triage}", "a.yaml:1: sha256 is missing beside triage"),
        ("{id: organisation}", "a.yaml:1: sha256 is missing beside organisation"),
        ('{id: "incident:INC-1"}', "a.yaml:1: sha256 is missing beside incident:INC-1"),
        ("{id: triage, sha256: 12}", "a.yaml:1: sha256 must be text, not '12'"),
        ("{id: triage, sha256: abc}", "a.yaml:1: sha256 must be 64 hexadecimal digits"),
        ('{name: "*", matches: [triage]}', "a.yaml:1: matches has no digest of triage"),
        ('{name: "*", matches: ["dep:1", triage]}', "a.yaml:1: matches has no digest of triage"),
        ('{name: "*", matches: {}}', "a.yaml:1: matches is missing beside a name"),
        ('{name: "*", matches: {triage: abc}}', "a.yaml:1: triage must be 64 hexadecimal digits"),
        (
            f'{{id: "dep:1", sha256: {DIGEST}}}',
            "a.yaml:1: sha256 is given beside dep:1, which is no declared entry",
        ),
        (
            f'{{name: "*", matches: {{"dep:1": {DIGEST}}}}}',
            "a.yaml:1: dep:1 is no declared entry, and has no digest",
        ),
    ],
)
def test_what_is_declared_is_not_named_by_its_id_alone_and_nothing_else_has_a_digest(
    subject: str, message: str
) -> None:
    assert refused(subject=subject)[0] == message


@pytest.mark.parametrize(
    "approver", ["b engineer", "Engineer B. <be@example.com>", "bert.engineer@example.org"]
)
def test_whoever_requests_it_does_not_approve_it_however_the_name_is_written(approver: str) -> None:
    message, hint = refused(approved_by=approver)
    assert message.startswith("a.yaml:1: approved_by may be who requested it")
    assert (
        hint
        == "Another person has to approve it. Namesakes are told apart by their names alone, each with a "
        "further name in full or the department: Anna Maria Rossi, Anna Rossi Legal."
    )


@pytest.mark.parametrize("missing", sorted(PLAIN))
def test_nothing_may_be_left_out(missing: str) -> None:
    assert refused(**{missing: None})[0] == f"a.yaml:1: waiver lacks {missing}"


def test_it_lasts_for_at_most_366_days() -> None:
    assert read(expires="2027-11-02").expires == date(2027, 11, 2)
    message, hint = refused(expires="2027-11-03")
    assert message == "a.yaml:1: expires is 367 days after created"
    assert hint == "At most 366 days after created; make another one then, with another approval."


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"expires": "2026-10-31"}, "a.yaml:1: expires lies before created"),
        ({"expires": "null"}, "a.yaml:1: expires must be a day, not null"),
        ({"expires": '"2027-02-01"'}, "a.yaml:1: expires must be a day, not '2027-02-01'"),
        ({"created": "2026-11-02"}, "a.yaml:1: created lies after on"),
        ({"rule_version": "0"}, "a.yaml:1: rule_version must be at least 1"),
        ({"rule_version": "1.5"}, "a.yaml:1: rule_version must be a whole number, not '1.5'"),
        ({"ticket": '""'}, "a.yaml:1: ticket is empty"),
    ],
)
def test_what_makes_it_void_whatever_was_found_is_refused(changes: dict[str, str], message: str) -> None:
    assert refused(**changes)[0] == message


def test_it_has_one_last_day_and_that_is_expires(tmp_path: Path) -> None:
    fields = ", ".join(f"{key}: {value}" for key, value in PLAIN.items())
    text = f"- {{kind: waiver, by: N, on: 2026-11-01, valid_until: 2027-02-01, {fields}}}\n"
    folder = write(tmp_path / "d", a=text)
    with pytest.raises(DeclarationError) as caught:
        load(folder)
    assert caught.value.message == f"{folder}/a.yaml:1: valid_until is not for waivers"
    assert caught.value.hint == "The last day of a waiver is expires."


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    fields = ", ".join(f"{key}: {value}" for key, value in PLAIN.items())
    text = f"- {{kind: waiver, by: N, on: 2026-11-01, expires: 2026-12-01, {fields}}}\n"
    with pytest.raises(DeclarationError) as caught:
        load(write(tmp_path / "d", a=text))
    assert "expires" in caught.value.message
