from datetime import date

import pytest

from auditor.declarations.model_roles import ModelRoles
from auditor.domain.declaration import OrganisationDeclared, Selector
from auditor.domain.declared import Declaration
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Settler, Silence, Statement
from auditor.domain.facts import FACTS
from auditor.domain.resolving import resolve
from auditor.domain.subject import Model
from tests.builders.declarations import (
    a_model,
    a_provenance,
    a_training,
    an_inventory,
    an_organisation,
    bound,
    provider,
)

OURS = a_model("example/clinic-1")
TUNED = a_model("example/clinic-1-chat")
CHAT = a_model("example/clinic-1-chat-q4")
OTHER = a_model("meta-llama/Llama-3.1-8B")
MODELS = (OURS, TUNED, CHAT, OTHER)
PLAIN = an_organisation(roles=())
LISTED = an_organisation(roles=("gpai_provider",))
UNSAID = an_organisation(roles=None)
BY = "A. Officer on 1 November 2026"
LATER = a_provenance("declarations/training.yaml:2", by="B. Officer", on=date(2026, 11, 2))
NOTHING: dict[str, Fact] = {}


def role(
    organisation: OrganisationDeclared,
    *entries: Declaration,
    of: Model,
    known: dict[str, Fact] = NOTHING,
    others: dict[str, Fact] = NOTHING,
) -> Statement:
    """Return the role towards one model, of which ``known`` is known, as ``others`` of every other one."""
    result = bound(organisation, *entries, inventory=an_inventory(*MODELS))
    facts = {model.id: known if model is of else others for model in MODELS}
    return ModelRoles.of(result, organisation, MODELS, facts).gpai_provider(of.id, known)


def said(statement: Statement) -> tuple[object, str | None]:
    assert statement.fact == "role.gpai_provider"
    if isinstance(statement, Silence):
        return "unknown", statement.unknown.reason
    return statement.value, statement.citation


MARKET = date(2026, 2, 1)
PLACED = f"placed on the Union market on 1 February 2026, as {BY} declared"
PLACED_LATER = "placed on the Union market on 1 February 2026, as B. Officer on 2 November 2026 declared"
SCRATCH = a_training(Selector(OURS.id), union_placed_on=MARKET)
NO_BASE = a_training(Selector(OURS.id), says_base=False)
FURTHER = a_training(Selector(TUNED.id), base="Llama-3.1-8B", provenance=LATER, union_placed_on=MARKET)
OWN_FURTHER = a_training(Selector(TUNED.id), base="clinic-1", provenance=LATER, union_placed_on=MARKET)
OWN_CHAIN = a_training(Selector(CHAT.id), base="EXAMPLE/clinic-1-chat", union_placed_on=MARKET)
LOST = a_training(Selector(None, "lost*"))
LOST_FURTHER = a_training(Selector(None, "lost*"), base="Llama-3.1-8B")


@pytest.mark.parametrize("organisation", [PLAIN, LISTED, UNSAID])
def test_training_from_scratch_makes_a_provider_listed_or_not(organisation: OrganisationDeclared) -> None:
    assert said(role(organisation, SCRATCH, of=OURS)) == (
        True,
        f"trained from scratch by the organisation, as {BY} declared, and {PLACED}",
    )


def test_training_that_leaves_its_base_out_leaves_the_role_open_and_asks_for_it() -> None:
    found = role(PLAIN, NO_BASE, of=OURS)
    where = NO_BASE.provenance.locator
    assert said(found) == ("unknown", f"declared as trained at {where}, its base left out: none is `null`")
    assert isinstance(found, Silence)
    assert found.unknown.how == "auditor declare training  # base"


def test_further_training_of_an_own_model_leaves_the_provider_the_same() -> None:
    entries = (SCRATCH, OWN_FURTHER, OWN_CHAIN)
    assert said(role(PLAIN, *entries, of=TUNED)) == (
        True,
        "trained further from clinic-1, itself the organisation's own, "
        f"as B. Officer on 2 November 2026 declared, and {PLACED_LATER}",
    )
    assert said(role(PLAIN, *entries, of=CHAT))[0] is True


@pytest.mark.parametrize("organisation", [PLAIN, LISTED, UNSAID])
@pytest.mark.parametrize(
    ("day", "why"),
    [
        (None, f"not placed on the Union market, Art. 3(3), as {BY} declared"),
        (
            date(2026, 11, 23),
            f"placed on the Union market only on 23 November 2026, Art. 3(3), as {BY} declared",
        ),
    ],
)
def test_a_model_that_is_not_on_the_market_yet_has_no_provider(
    organisation: OrganisationDeclared, day: date | None, why: str
) -> None:
    unplaced = a_training(Selector(OURS.id), union_placed_on=day)
    assert said(role(organisation, unplaced, of=OURS)) == (
        False,
        f"trained from scratch by the organisation, as {BY} declared, and {why}",
    )


def test_from_the_day_of_its_placement_on_it_has() -> None:
    today = a_training(Selector(OURS.id), union_placed_on=date(2026, 11, 22))
    assert said(role(PLAIN, today, of=OURS))[0] is True


def test_a_placement_left_out_leaves_the_role_open_and_asks_for_it() -> None:
    found = role(PLAIN, a_training(Selector(OURS.id)), of=OURS)
    assert said(found) == (
        "unknown",
        "the training declared at declarations/training.yaml:1 does not say "
        "whether it was placed on the Union market",
    )
    assert isinstance(found, Silence)
    assert found.unknown.how == "auditor declare training  # union_placed_on"


def test_a_listed_role_does_not_place_a_model_that_was_never_placed() -> None:
    never = a_training(Selector(TUNED.id), base="Llama-3.1-8B", union_placed_on=None)
    assert said(role(LISTED, never, of=TUNED))[0] is False


MODIFIED = (
    "trained further from Llama-3.1-8B, as B. Officer on 2 November 2026 declared, which no entry makes the "
    "organisation's own: a modification, whose duties depend on the one-third test"
)


@pytest.mark.parametrize("organisation", [PLAIN, LISTED, UNSAID])
@pytest.mark.parametrize("others", [(), (SCRATCH,)])
def test_further_training_of_anothers_model_is_a_modification_whatever_is_listed(
    organisation: OrganisationDeclared, others: tuple[Declaration, ...]
) -> None:
    assert said(role(organisation, *others, FURTHER, of=TUNED)) == (False, MODIFIED)


def test_a_modification_is_one_whatever_name_it_is_published_under() -> None:
    known = provider("Example Clinic", confidence=Confidence.HIGH)
    assert said(role(LISTED, FURTHER, of=TUNED, known=known)) == (False, MODIFIED)


@pytest.mark.parametrize(("confidence", "expected"), [(Confidence.MEDIUM, True), (Confidence.LOW, False)])
def test_a_base_that_is_known_by_name_as_the_organisations_is_its_own(
    confidence: Confidence, expected: bool
) -> None:
    ours = provider("Example Clinic", confidence=confidence)
    assert said(role(PLAIN, OWN_FURTHER, of=TUNED, others=ours))[0] is expected


def test_a_base_that_was_itself_modified_is_not_the_organisations_by_its_name() -> None:
    result = bound(PLAIN, FURTHER, OWN_CHAIN, inventory=an_inventory(*MODELS))
    facts = {TUNED.id: provider("Example Clinic", confidence=Confidence.HIGH)}
    assert said(ModelRoles.of(result, PLAIN, MODELS, facts).gpai_provider(CHAT.id, {}))[0] is False


@pytest.mark.parametrize("organisation", [LISTED, UNSAID])
def test_a_base_left_out_leaves_the_role_open_whatever_is_listed(organisation: OrganisationDeclared) -> None:
    assert said(role(organisation, NO_BASE, of=OURS))[0] == "unknown"


def test_a_role_neither_derived_nor_listed_is_false() -> None:
    assert said(role(PLAIN, SCRATCH, of=OTHER)) == (False, f"not among the roles declared by {BY}")


def test_a_listing_without_training_covers_every_model() -> None:
    assert said(role(LISTED, of=OTHER)) == (
        True,
        f"gpai_provider is listed for the organisation as a whole by {BY}; "
        "name the models with `auditor declare training`",
    )


NOT_OURS = (
    "and no training declaration makes it one of the models for which gpai_provider is listed by "
    "A. Officer on 1 November 2026"
)
META = provider("Meta", confidence=Confidence.MEDIUM)


def test_a_listing_without_training_does_not_cover_what_is_known_to_be_anothers() -> None:
    assert role(LISTED, of=OTHER, known=META) == Claim(
        fact="role.gpai_provider",
        value=False,
        basis=Basis.INFERRED,
        confidence=Confidence.MEDIUM,
        method="provider-name",
        locator="providers.csv#1",
        citation=f"its provider is Meta (catalogued), {NOT_OURS}",
    )


def test_sources_that_disagree_on_which_other_it_is_agree_that_it_is_another() -> None:
    known = provider("Meta", "Google", confidence=Confidence.MEDIUM)
    assert said(role(LISTED, of=OTHER, known=known)) == (
        False,
        f"its provider is Google or Meta (catalogued), {NOT_OURS}",
    )


def test_a_listing_that_could_mean_no_model_here_is_a_question_about_each() -> None:
    found = role(LISTED, of=OTHER, known=META, others=META)
    assert isinstance(found, Silence)
    assert (found.unknown.who, found.unknown.how) == (Settler.ORGANISATION, "auditor declare training")
    assert found.unknown.reason == (
        f"its provider is Meta (catalogued), {NOT_OURS}; "
        "every model here has a known provider that is somebody else"
    )


@pytest.mark.parametrize("known", [provider("Meta"), provider("Meta", "Google"), NOTHING])
def test_hearsay_about_the_provider_does_not_stand_against_the_listing(known: dict[str, Fact]) -> None:
    assert said(role(LISTED, of=OTHER, known=known, others=META))[0] is True


def test_training_makes_a_provider_of_a_model_the_catalogue_gives_to_another() -> None:
    assert said(role(LISTED, SCRATCH, of=OURS, known=META, others=META))[0] is True


def test_a_listing_with_training_covers_the_models_named_alone() -> None:
    assert said(role(LISTED, SCRATCH, FURTHER, of=OTHER)) == (
        False,
        "not among the models that B. Officer on 2 November 2026 declared as trained by the organisation",
    )


@pytest.mark.parametrize(("organisation", "lost"), [(LISTED, LOST), (LISTED, LOST_FURTHER), (PLAIN, LOST)])
def test_training_that_binds_to_nothing_may_mean_any_model(
    organisation: OrganisationDeclared, lost: Declaration
) -> None:
    assert said(role(organisation, SCRATCH, lost, of=OTHER)) == (
        "unknown",
        "the training declared at declarations/training.yaml:1 may mean this model: "
        "its selector does not match as expected",
    )
    assert said(role(organisation, SCRATCH, lost, of=OURS))[0] is True


def test_further_training_that_binds_to_nothing_changes_nothing_for_an_unlisted_role() -> None:
    assert said(role(PLAIN, LOST_FURTHER, of=OTHER)) == (False, f"not among the roles declared by {BY}")


def test_the_catalogued_provider_may_be_the_organisation() -> None:
    assert role(PLAIN, of=OTHER, known=provider("example  CLINIC")) == Claim(
        fact="role.gpai_provider",
        value=True,
        basis=Basis.INFERRED,
        confidence=Confidence.LOW,
        method="provider-name",
        locator="providers.csv#1",
        citation=f"the model's provider is Example Clinic (catalogued), the organisation of {BY}",
    )


@pytest.mark.parametrize("known", [provider("Meta"), provider("Meta", "Google"), NOTHING])
def test_another_provider_does_not_make_one(known: dict[str, Fact]) -> None:
    assert said(role(PLAIN, of=OTHER, known=known)) == (False, f"not among the roles declared by {BY}")


def test_a_provider_that_is_not_known_does_not_make_one() -> None:
    known = {"provider.name": resolve(FACTS["provider.name"], [])}
    assert said(role(PLAIN, of=OTHER, known=known))[0] is False


def test_sources_that_disagree_on_the_organisation_leave_it_open() -> None:
    assert said(role(PLAIN, of=OTHER, known=provider("Meta", "Example Clinic"))) == (
        "unknown",
        "sources disagree on whether Example Clinic is the model's provider",
    )
