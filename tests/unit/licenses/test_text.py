from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.document import LicenseText
from auditor.domain.fact import Basis, Claim, Confidence
from auditor.identity import group
from auditor.licenses.text import Recognised, TextDetector, recognise
from tests.builders.license_text import mit_text
from tests.builders.observations import a_document, a_file
from tests.unit.catalogue.building import PLACE, a_catalogue, a_model

MIT = mit_text()
APACHE = (Path(__file__).parents[3] / "LICENSE").read_text()
CLAUSE = (
    "PROVIDED THAT it is used for non-commercial research only and never by licensees in the European Union"
)
LOW, MEDIUM = Confidence.LOW, Confidence.MEDIUM
NOT_MIT = 'it bears the title "mit license" and is not its text'
NOT_GEMMA = 'it bears the title "gemma terms of use" and is not its text'
UNLISTED = "none of the 77 in the table"


@pytest.mark.parametrize(
    "text",
    [
        MIT,
        MIT.upper(),
        MIT.replace("\n", "\r\n"),
        MIT.replace("\n\n", "\n \n\n"),
        MIT.replace('"', "“").replace("AS IS“", "AS IS”"),
        mit_text(title="# The MIT License (MIT)"),
        mit_text(title=""),
        mit_text(notice="Copyright (c) 2020-present The Orca Authors <orca@a.example>. All rights reserved."),
        mit_text(notice="© 2024, 2025 Acme GmbH\nCopyright 2026 contributors to the Orca project"),
        f"---\nkey: mit\nspdx_license_key: MIT\n---\n{MIT}",
    ],
)
def test_a_licence_is_its_whole_text_however_it_is_set(text: str) -> None:
    assert recognise(text) == Recognised("MIT", MEDIUM)


def test_the_appendix_on_how_to_use_a_licence_may_be_there_or_not() -> None:
    without, appendix, _ = APACHE.partition("   APPENDIX: How to apply")

    assert appendix
    assert recognise(APACHE) == recognise(without) == Recognised("Apache-2.0", MEDIUM)


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        (f"{MIT}\n{CLAUSE}.", "MIT"),
        (f"{CLAUSE}\n{MIT}", "MIT"),
        (f"{MIT}\n{'this house has rules of its own; ' * 40}", "MIT"),
        (MIT.replace("without restriction", "with restriction"), "MIT"),
        (MIT.replace("is hereby granted", "is not hereby granted"), "MIT"),
        (mit_text(notice="Copyright (c) 2026 Acme, non-commercial use only"), "MIT"),
        (mit_text(notice="Copyright (c) 2026 Acme. NOT FOR THE EU"), "MIT"),
        (mit_text(notice="Copyright 2026 Acme whose models stay here"), "MIT"),
        (f"---\nnon-commercial only\n---\n{MIT}", "MIT"),
        (APACHE.replace("royalty-free", "royalty-bearing", 1), "Apache-2.0"),
    ],
)
def test_a_text_with_other_words_is_an_altered_licence_of_its_own(text: str, id_: str) -> None:
    found = recognise(text)

    assert (found.id, found.confidence) == (f"LicenseRef-altered-{id_}", LOW)
    assert found.note.startswith("text differs from that of ")


def test_the_number_of_added_words_is_said() -> None:
    assert recognise(f"{MIT}\nNever by anyone in the Union.").note == (
        "text differs from that of MIT License: 6 words added or changed"
    )
    assert recognise(MIT.replace("any person", "any natural person")).note == (
        "text differs from that of MIT License: 1 word added or changed"
    )


def test_a_text_that_was_cut_off_is_weak() -> None:
    assert recognise(MIT[: MIT.index("THE SOFTWARE")]) == Recognised(
        "MIT", LOW, "only part of the text of MIT License"
    )


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("Licensed under https://www.apache.org/licenses/LICENSE-2.0", "Apache-2.0"),
        ("This model is licensed under the MIT License.", "MIT"),
        ("Released under Apache 2.0: https://apache.org/licenses/LICENSE-2.0.", "Apache-2.0"),
        ("SPDX-License-Identifier: Apache-2.0", "Apache-2.0"),
        ("https://creativecommons.org/licenses/by-nc/4.0/", "CC-BY-NC-4.0"),
        (
            "Please refer to license: https://github.com/facebookresearch/llama/blob/main/LICENSE",
            "LicenseRef-scancode-llama-2-license-2023",
        ),
    ],
)  # fmt: skip
def test_a_text_that_only_points_to_a_licence_states_it(text: str, id_: str) -> None:
    assert recognise(text) == Recognised(id_, MEDIUM)


def test_a_title_alone_is_weak() -> None:
    expected = Recognised("MIT", LOW, "only the name of the licence")

    assert recognise("MIT License\n\nCopyright (c) 2026 A. Nobody") == expected


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("", UNLISTED),
        ("You may do as you please on Tuesdays.", UNLISTED),
        ("Not licensed under https://www.apache.org/licenses/LICENSE-2.0", UNLISTED),
        ("Licensed under https://www.apache.org/licenses/LICENSE-2.0 unless in the Union", UNLISTED),
        ("Licensed under MIT License, see https://www.apache.org/licenses/LICENSE-2.0", NOT_MIT),
        ("Licensed under the terms at https://a.example/terms", UNLISTED),
        (
            "Proprietary. Unlike models under the Apache License, Version 2.0, this model may not be used.",
            'it bears the title "apache license version 2.0" and is not its text',
        ),
        ("This is not the MIT License.", NOT_MIT),
        ("Modified MIT License of a house nobody knows", NOT_MIT.replace("mit", "modified mit")),
        ("Llama 3.2 Acceptable Use Policy", UNLISTED),
        ("Gemma Terms of Use\nLast modified: May 1, 2031", NOT_GEMMA),
        (f"Third-party notices\n\n{MIT}", "it is about works of third parties"),
        (f"Parts:\n{MIT}\n{'this house has rules of its own; ' * 40}", NOT_MIT),
        ("word " * 1000 + "MIT License", UNLISTED),
    ],
)  # fmt: skip
def test_a_text_that_is_none_of_the_known_ones_is_not_guessed(text: str, note: str) -> None:
    found = recognise(text)
    assert (found.id, found.confidence, found.note) == (None, LOW, note)


def test_a_licence_whose_text_is_not_known_is_told_by_its_title_and_is_weak() -> None:
    isc = "ISC License\n\nPermission to use, copy, modify, and/or distribute this software for any purpose"

    assert recognise(isc) == Recognised(
        "ISC", LOW, "told by its title; the text of this licence is not known"
    )
    assert recognise("ISC License\n\nNothing is permitted.").id is None


@pytest.mark.parametrize(("n_sharing", "level"), [(1, MEDIUM), (3, LOW)])
def test_a_text_that_may_mean_another_model_is_weak(n_sharing: int, level: Confidence) -> None:
    model = a_model(documents=[LicenseText(MIT, "c" * 64), LicenseText("?", "d" * 64)], n_sharing=n_sharing)

    assert list(TextDetector().detect(model, {}, a_catalogue())) == [
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


def test_an_altered_text_is_named_by_its_digest_and_says_how_it_differs() -> None:
    altered = LicenseText(MIT.replace("any person", "any natural person"), "beef" * 16)

    assert list(TextDetector().detect(a_model(documents=[altered]), {}, a_catalogue())) == [
        Claim(
            "license.concluded",
            "LicenseRef-altered-MIT-beefbeef",
            Basis.DECLARED,
            LOW,
            "licence-text",
            f"{PLACE}.doc0",
            f"text sha256:{'beef' * 16}; text differs from that of MIT License: 1 word added or changed",
        )
    ]


@given(st.text(max_size=2000))
def test_any_text_is_recognised_or_the_reason_is_said(text: str) -> None:
    found = recognise(text)

    assert found.id or found.note


OWN = "Terms of Acme\nYou may look at this on Sundays.\n"


def _claims(*texts: tuple[str, str]) -> list[tuple[object, str]]:
    files = [a_document(LicenseText(text, name[0] * 64), locator=name) for name, text in texts]
    (model,) = group([a_file(sha256="a" * 64), *files]).models
    return [
        (claim.value, claim.locator.partition("#")[2])
        for claim in TextDetector().detect(model, {}, a_catalogue())
    ]


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
    assert _claims(*files) == []


def test_a_licence_file_of_a_text_that_nobody_knows_is_a_licence_of_its_own() -> None:
    assert _claims(("LICENSE", OWN)) == [(f"LicenseRef-text-{'L' * 12}", "LICENSE")]
    assert _claims(("LICENSE", f"Third-party licences\n\n{OWN}")) == []
    assert _claims(("LICENSE", "See the LICENSE file of the upstream repository for details.")) == []
    assert _claims(("LICENSE_zh.md", OWN)) == []
    assert _claims(("LICENSE-CODE", OWN)) == [(f"LicenseRef-text-{'L' * 12}", "LICENSE-CODE")]


@given(st.integers(0, 160), st.sampled_from(["not", "only", "non-commercial", "except", "unless", "EU"]))
def test_one_word_more_anywhere_is_never_the_licence(at: int, word: str) -> None:
    lines = mit_text(title="", notice="").split()

    found = recognise(" ".join([*lines[:at], word, *lines[at:]]))

    assert (found.id, found.confidence) == ("LicenseRef-altered-MIT", LOW)
