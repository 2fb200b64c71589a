from datetime import date
from pathlib import Path

from auditor.declarations.loading import load
from auditor.domain.declaration import DeclaredAsGiven, Provenance
from tests.builders.declarations import write

TEXT = """
- kind: accept-coverage
  locator: "dir:x/*.pkl"
  expect: 2
  reason: known since 2019
  by: M. Keller
  on: 2026-11-01
  valid_until: 2027-01-01
- kind: system
  id: triage
  name: Triage
  purpose: sorts letters
  uses: [{name: "llama*", expect: "1..2"}]
  opt_out_6_3: null
  own_name: true
  by: M. Keller
  on: 2026-11-01
"""


def test_every_entry_is_kept_as_it_is_written_in_the_order_of_its_fields(tmp_path: Path) -> None:
    given = load(write(tmp_path / "declarations", org=TEXT)).given
    on = date(2026, 11, 1)
    assert given == (
        DeclaredAsGiven(
            "accept-coverage",
            (("locator", "dir:x/*.pkl"), ("expect", "2"), ("reason", "known since 2019")),
            Provenance("M. Keller", on, date(2027, 1, 1), None, "declarations/org.yaml:2"),
        ),
        DeclaredAsGiven(
            "system",
            (
                ("id", "triage"),
                ("name", "Triage"),
                ("purpose", "sorts letters"),
                ("uses", "[{name: llama*, expect: 1..2}]"),
                ("opt_out_6_3", "null"),
                ("own_name", "true"),
            ),
            Provenance("M. Keller", on, None, None, "declarations/org.yaml:9"),
        ),
    )


def test_the_order_of_fields_changes_neither_what_is_declared_nor_its_digest(tmp_path: Path) -> None:
    entry = "- {kind: organisation, name: X, by: N, on: 2026-11-01}\n"
    other = "- {name: X, kind: organisation, on: 2026-11-01, by: N}\n"
    one, two = (load(write(tmp_path / name / "d", a=text)) for name, text in (("a", entry), ("b", other)))
    assert (one, one.sha256) == (two, two.sha256)


def test_what_reports_print_is_in_the_digest(tmp_path: Path) -> None:
    entry = "- {kind: accept-coverage, locator: x, reason: y, by: N, on: 2026-11-01}\n"
    spelled = entry.replace("reason", "expect: 1, reason")
    one, two = (load(write(tmp_path / name / "d", a=text)) for name, text in (("a", entry), ("b", spelled)))
    assert one.entries == two.entries
    assert one.sha256 != two.sha256


def test_the_first_day_it_holds_is_said_with_who_says_so(tmp_path: Path) -> None:
    entry = "- {kind: organisation, name: X, by: N, on: 2026-11-01, valid_from: 2026-01-01}\n"
    (given,) = load(write(tmp_path / "d", a=entry)).given
    assert (given.fields, given.provenance.valid_from) == ((("name", "X"),), date(2026, 1, 1))
