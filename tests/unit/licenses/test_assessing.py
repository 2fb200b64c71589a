from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pytest

from auditor.catalogue import Catalogue, Entry
from auditor.domain.document import LicenseText, ModelCard
from auditor.domain.fact import RESOLVED, Basis, Claim, Confidence, Conflict, Fact, Known, Statement, Unknown
from auditor.domain.mention import Listing
from auditor.domain.subject import Model
from auditor.identity import group
from auditor.licenses import DETECTORS
from auditor.licenses import assess as _assess
from tests.builders.license_text import mit_text
from tests.builders.observations import a_document, a_file
from tests.unit.catalogue.building import (
    a_catalogue,
    a_claim,
    a_model,
    an_entry,
    facts,
    joined,
    resolved,
    value,
)

LLAMA_31 = "LicenseRef-scancode-llama-3.1-license-2024"
LLAMA_32 = "LicenseRef-scancode-llama-3.2-license-2024"
DISTILLED = an_entry("Orca-2-7B", license=LLAMA_31)
CATALOGUE = a_catalogue(DISTILLED)
CARD = ModelCard(licenses=("mit",))
ALTERED = "LicenseRef-altered-MIT-cccccccc"


def assess(model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> Iterator[Statement]:
    return _assess(model, known, catalogue, DETECTORS)


@dataclass(frozen=True)
class _Source:
    """A source that states one licence, as firmly as it is told to."""

    value: str
    confidence: Confidence
    method: str

    def detect(self, model: Model, known: Mapping[str, Fact], catalogue: Catalogue) -> Iterator[Claim]:
        yield a_claim("license.concluded", self.value, Basis.DECLARED, self.confidence, self.method)


LOW, MEDIUM = Confidence.LOW, Confidence.MEDIUM


@pytest.mark.parametrize(
    ("stated", "is_conflict", "confidence"),
    [
        ([("MIT", LOW)], False, MEDIUM),
        ([("MIT", MEDIUM), ("MIT", LOW)], False, MEDIUM),
        ([("MIT", LOW), ("MIT", LOW)], False, MEDIUM),
        ([("MIT", MEDIUM), ("Apache-2.0", LOW)], True, LOW),
        ([("MIT", MEDIUM), ("Apache-2.0", MEDIUM)], True, MEDIUM),
        ([("MIT", MEDIUM), ("Apache-2.0", MEDIUM), ("MIT", LOW)], True, MEDIUM),
        ([("MIT", MEDIUM), ("Apache-2.0", MEDIUM), ("Zlib", LOW)], True, MEDIUM),
    ],
)
def test_agreement_never_weakens_and_a_contradiction_is_worth_its_weaker_side(
    stated: list[tuple[str, Confidence]], is_conflict: bool, confidence: Confidence
) -> None:
    sources = [_Source(value, level, f"source {n}") for n, (value, level) in enumerate(stated)]
    (found,) = [one for one in _assess(a_model(), {}, CATALOGUE, sources) if one.fact == "license.conflict"]
    assert isinstance(found, Claim)
    assert (found.value, found.confidence) == (is_conflict, confidence)


EVERY_FACT = {
    "license.concluded", "license.stated", "license.conflict", "license.inherited", "license.base_conflict",
    "license.base_excludes_eu_licensees",
    "license.kind", "license.commercial_use", "license.monthly_users_limit", "license.excludes_eu_licensees",
    "license.eu_exclusion_clause", "license.foss_ai_act",
    "license.users_clause", "license.outputs_clause", "license.naming_clause", "license.use_policy",
    "license.governing_law",
}  # fmt: skip


def test_detectors_have_names_of_their_own() -> None:
    assert [detector.method for detector in DETECTORS] == [
        "header",
        "model-card",
        "licence-text",
        "listing",
        "catalogue",
    ]


def test_one_source_is_a_licence_with_its_terms() -> None:
    found = resolved(assess(a_model(documents=[CARD]), {}, CATALOGUE))

    assert set(found) == EVERY_FACT
    assert {name: value(found, name) for name in sorted(EVERY_FACT - {"license.inherited"})} == {
        "license.base_conflict": "unknown: it names no base model",
        "license.base_excludes_eu_licensees": "unknown: it names no base model",
        "license.commercial_use": True,
        "license.concluded": "MIT",
        "license.conflict": False,
        "license.eu_exclusion_clause": "none",
        "license.excludes_eu_licensees": False,
        "license.foss_ai_act": True,
        "license.governing_law": "none",
        "license.kind": "permissive",
        "license.monthly_users_limit": 0,
        "license.naming_clause": "MIT License: copies keep the notice",
        "license.outputs_clause": "none",
        "license.stated": True,
        "license.use_policy": "none",
        "license.users_clause": "none",
    }


LLAMA_4 = an_entry("Llama-4-Scout", license="LicenseRef-scancode-llama-4-license-2025")


@pytest.mark.parametrize("entry", [DISTILLED, LLAMA_4], ids=["allows", "excludes"])
def test_a_licence_that_only_the_catalogue_lists_restricts_and_allows_nothing(entry: Entry) -> None:
    found = resolved(assess(a_model(), facts(joined(entry)), a_catalogue(entry)))

    why = (
        "unknown: no source states its licence; the catalogue lists a release called alike under "
        f"{entry.license.value if entry.license else ''}"
    )
    excludes = value(found, "license.excludes_eu_licensees")
    assert excludes == (True if entry is LLAMA_4 else why)
    assert (value(found, "license.eu_exclusion_clause") == why) is (entry is DISTILLED)
    assert value(found, "license.commercial_use") == why
    assert value(found, "license.foss_ai_act") is False


def test_of_a_name_alone_what_the_catalogue_lists_is_all_there_is() -> None:
    named = replace(a_model(), artifact=None)
    found = resolved(assess(named, facts(joined(DISTILLED)), CATALOGUE))

    assert value(found, "license.excludes_eu_licensees") is False


def test_card_and_catalogue_that_differ_are_a_conflict_and_each_is_evaluated() -> None:
    found = resolved(assess(a_model(documents=[CARD]), facts(joined(DISTILLED)), CATALOGUE))

    state = found["license.concluded"].state
    assert isinstance(state, Conflict)
    assert [claim.value for claim in state.claims] == ["MIT", LLAMA_31]
    assert value(found, "license.conflict") is True
    assert value(found, "license.commercial_use") is True
    assert value(found, "license.kind") == (
        f"unknown: its sources state different licences: MIT (model-card); {LLAMA_31} (catalogue)"
    )


def test_a_resolution_with_evidence_settles_the_terms() -> None:
    said = a_claim("license.concluded", "MIT", Basis.ATTESTED, method=RESOLVED, with_evidence=True)

    found = resolved(assess(a_model(documents=[CARD]), facts(joined(DISTILLED), said), CATALOGUE))

    assert value(found, "license.kind") == "permissive"


@pytest.mark.parametrize(("method", "with_evidence"), [(RESOLVED, False), ("declaration", True)])
def test_nothing_but_a_resolution_with_evidence_settles_anything(method: str, with_evidence: bool) -> None:
    said = a_claim("license.concluded", "MIT", Basis.ATTESTED, method=method, with_evidence=with_evidence)

    found = resolved(assess(a_model(documents=[CARD]), facts(joined(DISTILLED), said), CATALOGUE))

    assert str(value(found, "license.kind")).startswith("unknown: its sources state different licences")


@pytest.mark.parametrize(
    ("documents", "stated", "reason"),
    [
        ((), False, "its header names no licence, and no model card or licence text lies beside it"),
        ((ModelCard(),), False, "neither its header nor its model card names a licence"),
        (
            (ModelCard(licenses=("other",)),),
            False,
            "its card says that the licence is another one, and names none",
        ),
        (
            (ModelCard(licenses=("other",), license_link="https://a.example/terms"),),
            None,
            "its card only links to https://a.example/terms",
        ),
        (
            (LicenseText("Do as you please.", "beef" * 16),),
            None,
            "its licence text (sha256 beefbeef): none of the 77 in the table",
        ),
    ],
)
def test_no_licence_is_unknown_with_what_was_looked_at(
    documents: tuple[ModelCard | LicenseText, ...], stated: bool | None, reason: str
) -> None:
    found = resolved(assess(a_model(documents=documents), {}, CATALOGUE))

    assert value(found, "license.concluded") == f"unknown: {reason}"
    assert value(found, "license.stated") == (f"unknown: {reason}" if stated is None else stated)
    assert value(found, "license.conflict") == "unknown: no source states a licence"
    assert value(found, "license.foss_ai_act") == f"unknown: the licence is not known: {reason}"


def test_a_text_that_nobody_recognised_agrees_with_nothing() -> None:
    text = a_document(LicenseText("TODO: ask legal", "b" * 64), locator="LICENSE")
    model = group([a_file(sha256="c" * 64), text]).models[0]

    found = resolved(assess(model, {}, CATALOGUE))

    assert value(found, "license.concluded") == "LicenseRef-text-bbbbbbbbbbbb"
    assert value(found, "license.conflict") == (
        "unknown: the only source is a text that is none of the licences in the table"
    )


def test_a_licence_that_is_in_no_table_has_no_terms() -> None:
    card = ModelCard(licenses=("other",), license_name="acme-1")

    found = resolved(assess(a_model(documents=[card]), {}, CATALOGUE))

    assert value(found, "license.concluded") == "LicenseRef-acme-1"
    assert value(found, "license.kind") == "unknown: the terms of LicenseRef-acme-1 are not in the table"


def test_a_text_says_which_release_of_a_licence_a_card_means() -> None:
    text = LicenseText("https://ai.google.dev/gemma/terms", "c" * 64)
    later = LicenseText("Llama 3.1 Community License", "c" * 64)

    found = resolved(assess(a_model(documents=[ModelCard(licenses=("gemma",)), text]), {}, CATALOGUE))
    llama = resolved(assess(a_model(documents=[ModelCard(licenses=("llama3.1",)), later]), {}, CATALOGUE))

    assert value(found, "license.conflict") is False
    assert value(llama, "license.conflict") is False


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (
            ModelCard(licenses=("other",), license_name="acme-super", license_link="LICENSE"),
            {"LicenseRef-acme-super"},
        ),
        (ModelCard(licenses=("mit",), license_link="LICENSE"), {"MIT", "LicenseRef-text-cccccccccccc"}),
    ],
)
def test_a_text_that_nobody_knows_is_the_licence_of_its_own_that_a_card_names(
    card: ModelCard, expected: set[str]
) -> None:
    text = LicenseText("ACME grants you nothing that the law does not.", "c" * 64)
    files = [a_document(card), a_document(text, locator="LICENSE")]
    (model,) = group([a_file(sha256="a" * 64), *files]).models
    claims = [
        claim
        for claim in assess(model, {}, CATALOGUE)
        if isinstance(claim, Claim) and claim.fact == "license.concluded"
    ]
    assert {claim.value for claim in claims} == expected


def test_an_altered_text_beside_a_card_is_a_conflict_and_answers_nothing() -> None:
    text = LicenseText(f"{mit_text()}\nNever for commercial use.", "c" * 64)

    found = resolved(assess(a_model(documents=[CARD, text]), {}, CATALOGUE))

    state = found["license.concluded"].state
    assert isinstance(state, Conflict)
    assert (state.confidence, {claim.value for claim in state.claims}) == (Confidence.LOW, {"MIT", ALTERED})
    assert value(found, "license.commercial_use") == (
        f"unknown: its sources state different licences: MIT (model-card); {ALTERED} (licence-text)"
    )


def test_an_altered_text_alone_says_how_it_differs() -> None:
    text = LicenseText(f"{mit_text()}\nNever for commercial use.", "c" * 64)

    found = resolved(assess(a_model(documents=[text]), {}, CATALOGUE))

    assert value(found, "license.concluded") == ALTERED
    assert value(found, "license.commercial_use") == (
        f"unknown: the terms of {ALTERED} are not in the table: text sha256:{'c' * 64}; "
        "text differs from that of MIT License: 4 words added or changed"
    )


def test_a_name_that_several_licences_share_means_the_one_told_beside_it() -> None:
    card = ModelCard(licenses=("other",), license_name="modified-mit")
    kimi = an_entry("Orca-2-7B", license="LicenseRef-scancode-moonshot-ai-modified-mit-2025")

    alone = resolved(assess(a_model(documents=[card]), {}, CATALOGUE))
    told = resolved(assess(a_model(documents=[card]), facts(joined(kimi)), a_catalogue(kimi)))

    assert value(alone, "license.concluded") == "LicenseRef-modified-mit"
    assert value(alone, "license.commercial_use") == "unknown: which modification is meant is not told"
    assert value(told, "license.concluded") == "LicenseRef-scancode-moonshot-ai-modified-mit-2025"


def test_sources_keep_their_own_locators() -> None:
    model = a_model(documents=[CARD], metadata={"general.license": "mit"})

    state = resolved(assess(model, {}, CATALOGUE))["license.concluded"].state

    assert isinstance(state, Known)
    assert [claim.method for claim in state.claims] == ["header", "model-card"]
    assert len({claim.locator for claim in state.claims}) == 2


def test_terms_are_no_better_than_the_licence_they_rest_on() -> None:
    found = resolved(assess(a_model(documents=[CARD], n_sharing=2), {}, CATALOGUE))

    state = found["license.kind"].state
    assert isinstance(state, Known)
    assert state.confidence is Confidence.LOW


@pytest.mark.parametrize(
    ("modalities", "excluded"),
    [(("text",), False), (("code", "text"), False), (("image-understanding", "text"), True)],
)
def test_the_exclusion_of_llama_3_2_follows_the_models_modalities(
    modalities: tuple[str, ...], excluded: bool
) -> None:
    known = facts(a_claim("model.modalities", modalities, confidence=Confidence.MEDIUM))

    found = resolved(assess(a_model(documents=[ModelCard(licenses=("llama3.2",))]), known, CATALOGUE))

    assert value(found, "license.excludes_eu_licensees") is excluded


def test_without_modalities_the_exclusion_is_unknown() -> None:
    found = resolved(assess(a_model(documents=[ModelCard(licenses=("llama3.2",))]), {}, CATALOGUE))

    assert value(found, "license.excludes_eu_licensees") == (
        "unknown: its use policy excludes EU licensees from multimodal models; "
        "whether this is one is not known"
    )


def test_a_card_that_could_not_be_read_may_have_stated_a_licence() -> None:
    found = resolved(assess(replace(a_model(), unread=("README.md",)), {}, CATALOGUE))

    assert value(found, "license.stated") == "unknown: README.md beside it could not be read"
    assert value(found, "license.concluded") == "unknown: README.md beside it could not be read"


def _how(model: Model, fact: str) -> str:
    state = resolved(assess(model, {}, CATALOGUE))[fact].state
    assert isinstance(state, Unknown)
    return state.how


OWN_TERMS = LicenseText("Our own terms. " * 200, "d" * 64)
ALTERED_TEXT = LicenseText(f"{mit_text()}\nNever for commercial use.", "c" * 64)


@pytest.mark.parametrize(
    ("model", "fact", "how"),
    [
        (a_model(), "license.concluded", ""),
        (a_model(), "license.commercial_use", ""),
        (
            replace(a_model(), unread=("README.md",)),
            "license.commercial_use",
            "mend README.md beside the weights and scan again",
        ),
        (
            replace(a_model(), unread=("README.md",)),
            "license.stated",
            "mend README.md beside the weights and scan again",
        ),
        (
            a_model(documents=[OWN_TERMS]),
            "license.concluded",
            "name its licence in a model card (README.md, license) beside the weights and scan again",
        ),
        (
            a_model(documents=[ALTERED_TEXT]),
            "license.commercial_use",
            "ask its provider whether the altered licence text is meant; if not, put the licence's own in "
            "its place and scan again",
        ),
        (
            a_model(documents=[CARD, ALTERED_TEXT]),
            "license.commercial_use",
            "ask its provider which licence holds, correct what states another, and scan again",
        ),
        (
            a_model(documents=[ModelCard(licenses=("other",), license_name="house-terms")]),
            "license.commercial_use",
            "have a person read the licence; no declaration answers it",
        ),
        (
            a_model(documents=[ModelCard(licenses=("llama3.2",))]),
            "license.excludes_eu_licensees",
            "it follows from model.modalities",
        ),
    ],
)
def test_what_would_tell_the_licence_is_never_a_text_that_lies_there(
    model: Model, fact: str, how: str
) -> None:
    assert _how(model, fact) == how


DERIVED = a_catalogue(an_entry("Orca-2-7B", license=LLAMA_31), an_entry("Fin-7B", license="MIT"))


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ("mit", {"license.foss_ai_act": None, "license.monthly_users_limit": None}),
        ("cc-by-nc-4.0", {"license.foss_ai_act": False, "license.commercial_use": False}),
        ("llama3.1", {"license.foss_ai_act": False, "license.monthly_users_limit": 700_000_000}),
    ],
)
def test_a_licence_that_drops_its_bases_terms_grants_nothing_and_forbids_what_it_forbids(
    card: str, expected: dict[str, object]
) -> None:
    base = a_claim("model.base_models", ("acme/Orca-2-7B",), Basis.DECLARED)
    model = a_model(documents=[ModelCard(licenses=(card,))])
    found = resolved(assess(model, facts(base), DERIVED))
    for name, answer in expected.items():
        said = value(found, name)
        if answer is None:
            assert str(said).startswith("unknown: the licence it states drops its base's terms (not stated: ")
        else:
            assert said == answer


def test_a_licence_that_only_a_list_states_is_stated_by_declaration() -> None:
    row = Listing("csv:l#l:2", "a spreadsheet lists it", license="Apache-2.0")
    found = {one.fact: one for one in assess(replace(a_model(), listings=(row,)), {}, CATALOGUE)}
    stated = found["license.stated"]
    assert isinstance(stated, Claim)
    assert (stated.value, stated.basis, stated.confidence) == (True, Basis.DECLARED, MEDIUM)
    assert (stated.method, stated.locator) == ("a spreadsheet lists it", "csv:l#l:2@license")


def test_a_list_that_says_otherwise_than_the_card_is_a_conflict() -> None:
    row = Listing("csv:l#l:2", "a spreadsheet lists it", license="Apache-2.0")
    model = replace(a_model(documents=[CARD]), listings=(row,))
    found = {one.fact: one for one in assess(model, {}, CATALOGUE)}
    conflict, stated = found["license.conflict"], found["license.stated"]
    assert isinstance(conflict, Claim)
    assert isinstance(stated, Claim)
    assert (conflict.value, conflict.citation) == (True, "Apache-2.0 (listing); MIT (model-card)")
    assert stated.basis is Basis.MEASURED


def test_what_the_organisation_settles_is_no_conflict_any_more() -> None:
    sources = (_Source("MIT", MEDIUM, "header"), _Source("Apache-2.0", MEDIUM, "model-card"))
    settling = Claim(
        "license.concluded", "MIT", Basis.ATTESTED, Confidence.HIGH, RESOLVED, "d/r.yaml:1#value", None, True
    )
    known = {"license.concluded": Fact("license.concluded", Known("MIT", (settling,)))}
    said = {
        one.fact: one
        for one in _assess(a_model(), known, CATALOGUE, sources)
        if isinstance(one, Claim) and one.fact != "license.concluded"
    }
    assert said["license.conflict"] == replace(settling, fact="license.conflict", value=False)
    assert said["license.commercial_use"].value is True
