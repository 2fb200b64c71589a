from auditor.domain.observation import Skipped, read_elsewhere
from auditor.reports.terminal.also_here import also_here

SKIPPED = (
    read_elsewhere("dir:a b", "compose.yaml", "compose:a b"),
    read_elsewhere("dir:a b", "x/compose.yaml", "compose:a b"),
    read_elsewhere("dir:a b", "app.py", "code:a b"),
    Skipped("dir:a b", "link", "link, not followed"),
)


def test_each_file_is_named_and_each_target_once_as_a_shell_takes_it() -> None:
    assert also_here(SKIPPED, frozenset(), "scan") == (
        "compose.yaml, x/compose.yaml, app.py: look with auditor scan 'compose:a b' 'code:a b'"
    )


def test_what_is_looked_at_too_is_no_hint() -> None:
    assert also_here(SKIPPED, {"compose:a b"}, "audit") == "app.py: look with auditor audit 'code:a b'"
    assert also_here(SKIPPED, {"compose:a b", "code:a b"}, "audit") == ""
