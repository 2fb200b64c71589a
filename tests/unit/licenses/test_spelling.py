import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.licenses.spelling import all_of_licences, linked_licence, normalise


@pytest.mark.parametrize(
    ("stated", "name", "link", "expression"),
    [
        ("apache-2.0", None, None, "Apache-2.0"),
        ("Apache 2.0", None, None, "Apache-2.0"),
        ("MIT", None, None, "MIT"),
        ("llama3.1", None, None, "LicenseRef-scancode-llama-3.1-license-2024"),
        ("llama3.2", None, None, "LicenseRef-scancode-llama-3.2-license-2024"),
        ("gemma", None, None, "LicenseRef-scancode-gemma-tou-2025-03-24"),
        ("cc-by-nc-4.0", None, None, "CC-BY-NC-4.0"),
        ("LicenseRef-scancode-Qwen-2024", None, None, "LicenseRef-scancode-qwen-2024"),
        ("artistic-2.0", None, None, "Artistic-2.0"),
        ("mit or apache-2.0", None, None, "MIT OR Apache-2.0"),
        ("other", "mrl", None, "LicenseRef-MRL-0.1"),
        ("other", "Acme Internal (v2)", None, "LicenseRef-acme-internal-v2"),
        ("other", "acme", "https://mistral.ai/licenses/MRL-0.1.md", "LicenseRef-MRL-0.1"),
        (
            "other",
            None,
            "https://github.com/deepseek-ai/DeepSeek-V2/blob/main/LICENSE-MODEL",
            "LicenseRef-scancode-deepseek-la-1.0",
        ),
        ("other", None, "LICENSE", None),
        ("other", None, None, None),
        ("unknown", "", None, None),
        ("", None, None, None),
        ("???", None, None, None),
        ("licenseref-Mine", None, None, "LicenseRef-Mine"),
    ],
)
def test_what_a_hub_writes_is_an_spdx_expression(
    stated: str, name: str | None, link: str | None, expression: str | None
) -> None:
    assert normalise(stated, name, link) == expression


def test_a_link_means_one_licence_or_none() -> None:
    assert linked_licence("https://ai.google.dev/gemma/terms") == "LicenseRef-scancode-gemma-tou-2025-03-24"
    assert linked_licence("https://example.com") is None


def test_licences_stated_together_all_apply() -> None:
    assert all_of_licences(["MIT", "Apache-2.0", "MIT"]) == "Apache-2.0 AND MIT"
    assert all_of_licences(["MIT", "Apache-2.0 OR ISC"]) == "(Apache-2.0 OR ISC) AND MIT"
    assert all_of_licences(["MIT"]) == "MIT"
    assert all_of_licences([]) is None


@given(st.text(max_size=300), st.none() | st.text(max_size=50), st.none() | st.text(max_size=50))
def test_anything_stated_gives_an_expression_or_nothing(
    stated: str, name: str | None, link: str | None
) -> None:
    found = normalise(stated, name, link)

    assert found is None or (found.strip() == found and found)
