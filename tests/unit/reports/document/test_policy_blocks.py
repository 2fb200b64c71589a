from datetime import date

from auditor.domain.finding import Severity
from auditor.domain.policy_choice import (
    AppliedPack,
    AppliedParameter,
    Origin,
    PackOrigin,
    PolicyChoice,
    SeverityOverride,
)
from auditor.reports.document.policy_blocks import policy_block


def test_everything_that_was_chosen_is_in_the_block() -> None:
    choice = PolicyChoice(
        "default",
        (AppliedPack("house", "House", "2", PackOrigin(Origin.UNKNOWN_KEY, "ab12")),),
        (
            AppliedParameter(
                "house", "since", "from when", date(2026, 1, 2), date(2025, 1, 2), "auditor.toml"
            ),
            AppliedParameter("house", "formats", "which", ("gguf",), (), ""),
        ),
        (SeverityOverride("no-digest", Severity.HIGH, Severity.MEDIUM, "auditor.toml"),),
    )
    assert policy_block(choice) == {
        "profile": "default",
        "packs": [
            {
                "id": "house",
                "title": "House",
                "version": "2",
                "origin": "signed by an unknown key",
                "key": "ab12",
            }
        ],
        "parameters": [
            {
                "pack": "house",
                "name": "since",
                "meaning": "from when",
                "value": "2026-01-02",
                "default": "2025-01-02",
                "set_by": "auditor.toml",
            },
            {
                "pack": "house",
                "name": "formats",
                "meaning": "which",
                "value": ["gguf"],
                "default": [],
                "set_by": "",
            },
        ],
        "severities": [
            {"rule": "no-digest", "severity": "high", "shipped": "medium", "set_by": "auditor.toml"}
        ],
    }
