import pytest

from auditor.reports.titles import with_titles

TITLES = {"LicenseRef-scancode-llama-4": "Llama 4 Community License", "MIT": "MIT License"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("LicenseRef-scancode-llama-4", "Llama 4 Community License"),
        ("(LicenseRef-scancode-llama-4 AND MIT)", "(Llama 4 Community License AND MIT)"),
        ("LicenseRef-acme-terms", "“acme-terms”"),
        ("Apache-2.0", "Apache-2.0"),
    ],
)
def test_licences_have_titles_and_spdx_ids_are_names(text: str, shown: str) -> None:
    assert with_titles(text, TITLES) == shown
