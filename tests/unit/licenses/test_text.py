import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.document import LicenseText
from auditor.domain.fact import Basis, Claim, Confidence
from auditor.identity import group
from auditor.licenses.text import Recognised, TextDetector, recognise
from tests.builders.observations import a_document, a_file
from tests.unit.catalogue.building import PLACE, a_model

GRANT = "Permission is hereby granted, free of charge, to any person obtaining a copy"
MIT = f"MIT License\n\nCopyright (c) A. Nobody\n\n{GRANT}\n"
APACHE = "Apache License Version 2.0"
MINIMAX = "LicenseRef-minimax-m2-modified-mit"
KIMI = "LicenseRef-scancode-moonshot-ai-modified-mit-2025"
LLAMA_2 = "LicenseRef-scancode-llama-2-license-2023"
FALCON = "LicenseRef-scancode-falcon-2-11b-1.0"
LIMIT = "greater than 700 million monthly active users"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MIT, "MIT"),
        (f"{GRANT} of this software", "MIT"),
        (f"MIT License\nCopyright MiniMax\n{GRANT}\nOur only modification is a display.", MINIMAX),
        (f"Modified MIT License\n{GRANT}\nOur only modification part: show Kimi K2.", KIMI),
        ("Apache License\nVersion 2.0, January 2004\n", "Apache-2.0"),
        (f"LLAMA 2 COMMUNITY LICENSE AGREEMENT\n{LIMIT}", LLAMA_2),
        (f"META LLAMA 3 COMMUNITY LICENSE AGREEMENT\n{LIMIT}", "LicenseRef-llama-3-community"),
        (f"LLAMA 3.1 COMMUNITY LICENSE AGREEMENT\n{LIMIT}", "LicenseRef-scancode-llama-3.1-license-2024"),
        (f"LLAMA 3.2 COMMUNITY LICENSE AGREEMENT\n{LIMIT}", "LicenseRef-scancode-llama-3.2-license-2024"),
        (f"**LLAMA 3.3 COMMUNITY LICENSE AGREEMENT**\n{LIMIT}", "LicenseRef-scancode-llama-3.3-license-2024"),
        (f"LLAMA 4 COMMUNITY LICENSE AGREEMENT\n{LIMIT}", "LicenseRef-scancode-llama-4-license-2025"),
        ("Gemma Terms of Use\nLast modified: April 1, 2024", "LicenseRef-scancode-gemma-tou-2024-04-01"),
        ("Gemma Terms of Use\nLast modified: March 24, 2025", "LicenseRef-scancode-gemma-tou-2025-03-24"),
        ("Attribution 4.0 International\nCreative Commons", "CC-BY-4.0"),
        ("Attribution-NonCommercial 4.0 International\nCreative Commons", "CC-BY-NC-4.0"),
        ("DEEPSEEK LICENSE AGREEMENT\nVersion 1.0", "LicenseRef-scancode-deepseek-la-1.0"),
        (f"Falcon 2 11B TII License\nbased on the {APACHE}\nTechnology Innovation Institute", FALCON),
        ("Please refer to https://github.com/facebookresearch/llama/blob/main/LICENSE", LLAMA_2),
        ("---\nkey: mit\n---\n" + MIT, "MIT"),
    ],
)  # fmt: skip
def test_a_text_is_told_by_its_title_and_its_phrases(text: str, expected: str) -> None:
    assert recognise(text) == Recognised(expected, Confidence.MEDIUM)


def test_a_title_alone_is_weak() -> None:
    assert recognise("MIT License\n\nCopyright (c) A. Nobody") == Recognised("MIT", Confidence.LOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "You may do as you please on Tuesdays.",
        "Llama 3.2 Acceptable Use Policy",
        f"MIT License with the Commons Clause\n{GRANT}",
        "Modified MIT License of a house nobody knows",
        "Gemma Terms of Use\nLast modified: May 1, 2031",
        "x " * 1000 + "MIT License",
    ],
)
def test_a_text_that_is_none_of_the_known_ones_is_not_guessed(text: str) -> None:
    assert recognise(text) is None


@pytest.mark.parametrize(("n_sharing", "level"), [(1, Confidence.MEDIUM), (3, Confidence.LOW)])
def test_a_text_that_may_mean_another_model_is_weak(n_sharing: int, level: Confidence) -> None:
    model = a_model(documents=[LicenseText(MIT, "c" * 64), LicenseText("?", "d" * 64)], n_sharing=n_sharing)

    assert list(TextDetector().detect(model, {})) == [
        Claim(
            "license.concluded",
            "MIT",
            Basis.DECLARED,
            level,
            "licence-text",
            f"{PLACE}.doc0",
            f"text sha256:{'c' * 64}",
        )
    ]


@given(st.text(max_size=2000))
def test_any_text_is_recognised_or_not(text: str) -> None:
    found = recognise(text)

    assert found is None or found.id


OWN = "Terms of Acme\nYou may look at this on Sundays.\n"


def _claims(*texts: tuple[str, str]) -> list[tuple[object, str]]:
    files = [a_document(LicenseText(text, name[0] * 64), locator=name) for name, text in texts]
    (model,) = group([a_file(sha256="a" * 64), *files]).models
    return [(claim.value, claim.locator.partition("#")[2]) for claim in TextDetector().detect(model, {})]


def test_two_different_licence_files_are_two_claims() -> None:
    assert _claims(("LICENSE-MIT", MIT), ("LICENSE-APACHE", APACHE)) == [
        ("Apache-2.0", "LICENSE-APACHE"),
        ("MIT", "LICENSE-MIT"),
    ]


def test_a_licence_file_of_a_text_that_nobody_knows_contradicts_a_known_one_beside_it() -> None:
    assert _claims(("LICENSE", MIT), ("COPYING.txt", OWN)) == [
        (f"LicenseRef-text-{'C' * 12}", "COPYING.txt"),
        ("MIT", "LICENSE"),
    ]


def test_notices_and_policies_add_to_a_licence_and_contradict_none() -> None:
    files = [(name, OWN) for name in ("NOTICE", "USE_POLICY.md", "LICENSE-third-party.txt")]
    assert _claims(("LICENSE", MIT), *files) == [("MIT", "LICENSE")]
    assert _claims(("LICENSE", OWN), ("COPYING", OWN)) == []
