import pytest

from auditor.domain.observation import SkipKind, Skipped, read_elsewhere
from auditor.reports.headline.overview import overview
from tests.builders.audit import a_run, an_audit, inventory, known


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (
            1,
            "1 place in use belongs to no declared system, so that no duty towards persons was judged for it",
        ),
        (
            3,
            "3 places in use belong to no declared system, so that no duty towards persons was judged "
            "for them",
        ),
    ],
)
def test_what_is_in_use_and_not_declared_is_on_page_one(n: int, said: str) -> None:
    facts = {"organisation": {"declaration.n_undeclared": known("declaration.n_undeclared", n)}}
    assert said in [plain(one) for one in overview(an_audit(facts=facts), a_run(), 3).reservations]
    none = {"organisation": {"declaration.n_undeclared": known("declaration.n_undeclared", 0)}}
    assert not any("in use" in one for one in overview(an_audit(facts=none), a_run(), 3).reservations)


def test_what_is_declared_and_was_not_seen_is_on_page_one() -> None:
    names = ("a", "b", "c", "d")
    facts = {"organisation": {"declaration.unseen": known("declaration.unseen", names)}}
    assert "declared and seen nowhere: a, b, c and 1 more" in [
        plain(one) for one in overview(an_audit(facts=facts), a_run(), 3).reservations
    ]


@pytest.mark.parametrize(("n", "files"), [(1, "1 file is in formats"), (6, "6 files are in formats")])
def test_files_in_formats_that_are_not_read_are_on_page_one(n: int, files: str) -> None:
    skipped = tuple(Skipped("dir:x", f"{k}.pkl", "pickle", SkipKind.FORMAT) for k in range(n))
    page = overview(an_audit(inventory=inventory(skipped=skipped)), a_run(), 3)
    said = f"{files} not read, and may hold models that nothing here is said about"
    assert plain(page.reservations[0]) == said
    assert plain(page.found).endswith("not read")


def test_what_other_targets_read_is_on_page_one() -> None:
    skipped = tuple(read_elsewhere("dir:m", name, "compose:m") for name in ("a.yaml", "b.yaml"))
    audit = an_audit(inventory=inventory(skipped=skipped))
    assert "not looked into: 2 files that other targets read (compose:m)" in [
        plain(one) for one in overview(audit, a_run(), 3).reservations
    ]
