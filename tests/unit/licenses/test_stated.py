from dataclasses import replace

import pytest

from auditor.domain.document import LicenseText, ModelCard
from auditor.domain.fact import Basis, Claim, Confidence, Silence
from auditor.domain.mention import DocumentAt
from auditor.domain.subject import Model
from auditor.licenses.stated import assess_stated
from tests.builders.license_text import mit_text
from tests.unit.catalogue.building import a_claim, a_model

MIT = LicenseText(mit_text(), "a" * 64)
ASK_LEGAL = LicenseText("TODO: ask legal", "b" * 64)
LINK = ModelCard(licenses=("other",), license_link="TBD")
NAMED = ModelCard(licenses=("mit",))


def _beside(*documents: DocumentAt) -> Model:
    return replace(a_model(), documents=documents)


def _at(document: ModelCard | LicenseText, n_sharing: int = 1, *, is_above: bool = False) -> DocumentAt:
    return DocumentAt(f"dir:/m#{n_sharing}/x", document, n_sharing, is_above=is_above)


def _said(model: Model, *in_header: Claim) -> tuple[object, Confidence | None, str]:
    one = assess_stated(model, in_header)
    if isinstance(one, Silence):
        return None, None, one.unknown.reason
    assert one.basis is Basis.MEASURED
    return one.value, one.confidence, one.locator


@pytest.mark.parametrize("document", [MIT, NAMED])
def test_a_text_that_is_known_and_a_name_state_a_licence(document: ModelCard | LicenseText) -> None:
    assert _said(_beside(_at(document))) == (True, Confidence.HIGH, "dir:/m#1/x")


@pytest.mark.parametrize(("n_sharing", "is_above"), [(2, False), (40, True)])
@pytest.mark.parametrize("document", [MIT, NAMED])
def test_what_may_mean_another_model_bears_little_weight(
    document: ModelCard | LicenseText, n_sharing: int, is_above: bool
) -> None:
    assert _said(_beside(_at(document, n_sharing, is_above=is_above)))[:2] == (True, Confidence.LOW)


def test_the_document_of_the_model_alone_weighs_most() -> None:
    beside = _beside(_at(MIT, 3, is_above=True), _at(NAMED))
    assert _said(beside) == (True, Confidence.HIGH, "dir:/m#1/x")


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (ASK_LEGAL, "its licence text (sha256 bbbbbbbb): none of the 77 in the table"),
        (LINK, "its card only links to TBD"),
    ],
)
def test_what_nobody_recognised_or_followed_is_neither_yes_nor_no(
    document: ModelCard | LicenseText, reason: str
) -> None:
    assert _said(_beside(_at(document))) == (None, None, reason)


def test_a_header_states_a_licence_whatever_lies_beside_it() -> None:
    claim = a_claim("license.concluded", "MIT", Basis.DECLARED)
    assert _said(_beside(_at(ASK_LEGAL)), claim)[:2] == (True, Confidence.HIGH)


def test_nothing_that_could_state_one_is_a_no() -> None:
    assert _said(_beside(_at(ModelCard())))[:2] == (False, Confidence.HIGH)


def test_a_list_speaks_where_nothing_that_lies_with_the_model_does() -> None:
    listed = a_claim("license.concluded", "MIT", Basis.DECLARED, Confidence.MEDIUM, "listing")
    for beside in (_beside(), _beside(_at(ASK_LEGAL))):
        one = assess_stated(beside, (), [listed])
        assert isinstance(one, Claim)
        assert (one.value, one.basis, one.confidence) == (True, Basis.DECLARED, Confidence.MEDIUM)
    one = assess_stated(_beside(_at(MIT)), (), [listed])
    assert isinstance(one, Claim)
    assert one.basis is Basis.MEASURED
