import re
from dataclasses import replace

import pytest

from auditor.declarations.kinds import KINDS
from auditor.domain.audit import Assessed
from auditor.domain.fact import Fact, Settler
from auditor.domain.facts import FACTS
from auditor.domain.finding import Missing
from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Deployment, Model
from auditor.domain.values import FactValue, Range
from auditor.policy.asking.advice import Advice, advice, of_organisation
from auditor.policy.choosing import load
from auditor.policy.conditions import EvidenceLeaf, leaves
from auditor.policy.logic.leaves import EVIDENCE
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Choice
from tests.builders.policy import a_model, a_scene, an_organisation

TRAINING = "auditor declare training"


def missing(name: str, how: str | None = None, who: Settler | None = None) -> Missing:
    definition = FACTS.get(name)
    by = who or (definition.who if definition else Settler.ORGANISATION)
    command = how if how is not None else definition.how if definition else ""
    return Missing(name, "m", "nobody says", by, command)


def advised(
    name: str, ours: bool | None = None, *also: str, how: str | None = None, who: Settler | None = None
) -> str:
    given = {} if ours is None else {"role.gpai_provider": ours}
    scene = a_scene(an_organisation(), a_model(given=given))
    asked = (missing(name, how, who), *(missing(one) for one in also))
    return advice(asked, scene).how


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            advised("evidence:summary", how="auditor declare evidence"),
            "auditor declare evidence  # evidence: summary",
        ),
        (advised("system.obvious_ai"), "auditor declare system  # obvious_ai"),
        (
            advised("system.generates", None, "system.annex_iii"),
            "auditor declare system  # annex_iii, generates",
        ),
        (advised("relation:systems", how="auditor declare system"), "auditor declare system"),
        (advised("system.high_risk"), "auditor declare system"),
        (advised("deployment.hosted"), "auditor declare hosting  # mode"),
        (advised("hosting.operator_known"), "auditor declare hosting  # operator"),
        (
            advised("hosting.region_in_union", None, "hosting.country_allowed", "hosting.keys"),
            "auditor declare hosting  # keys, region",
        ),
        (
            advised("hosting.third_country", how="auditor declare hosting"),
            "auditor declare hosting  # operator",
        ),
        (
            advised("hosting.country_allowed", how="auditor declare organisation"),
            "auditor declare organisation  # hosting_countries",
        ),
        (advised("hosting.third_country"), "ask its operator; no declaration answers it"),
        (advised("compute.update_bounds_flop", True), f"{TRAINING}  # tokens"),
        (
            advised("compute.update_bounds_flop", False),
            "only its provider can tell; there is nothing to declare",
        ),
        (
            advised("model.union_placed_on"),
            f"{TRAINING}  # union_placed_on; of somebody else's model only its provider can tell",
        ),
        (
            advised("model.union_placed_on", None, "role.gpai_provider"),
            f"{TRAINING}  # union_placed_on; of somebody else's model only its provider can tell",
        ),
        (advised("role.gpai_provider", how=TRAINING), TRAINING),
        (
            advised("model.release_date", how=TRAINING),
            f"{TRAINING}  # of somebody else's model only its provider can tell",
        ),
        (
            advised("system.generates", None, "role.deployer"),
            "auditor declare system  # generates, put_into_service_on",
        ),
        (
            advised("role.sys_provider", how="auditor declare system"),
            "auditor declare system  # developed, own_name, put_into_service_on, union_placed_on",
        ),
        (advised("declaration.unbound"), "auditor declare --check"),
        (advised("model.declared"), "auditor declare system  # uses"),
        (advised("model.observed"), "auditor declare same-as  # same_as"),
        (advised("airgap.verified"), "auditor airgap 'model m'"),
        (
            advised("license.concluded"),
            "put the licence's whole text (LICENSE) beside the weights and scan again",
        ),
        (
            advised("license.inherited"),
            "name them in a model card (README.md, base_model) beside the weights and scan again",
        ),
        (
            advised("model.release_date", False),
            "only its provider can tell; there is nothing to declare",
        ),
        (
            advised("model.weights_public", True),
            "the organisation is its provider and could tell, but no declaration records it",
        ),
        (advised("model.release_date"), "only its provider can tell, and no declaration records it"),
        (advised("model.format"), "nobody can tell yet"),
        (
            of_organisation(
                {"role.deployer", "organisation.eu_established", "evidence:x"}, Settler.ORGANISATION
            ).how,
            "auditor declare organisation  # country, roles",
        ),
    ],
)
def test_a_question_says_what_answers_it(said: str, expected: str) -> None:
    assert said == expected


def test_the_models_to_run_are_named_as_a_shell_takes_them() -> None:
    names = {"a": "llama 3", "b": "twin", "c": "twin", "d": "it's"}
    scene = a_scene(an_organisation(), *(a_model(id_, name=name) for id_, name in names.items()))
    asked = tuple(replace(missing("airgap.verified"), subject_id=id_) for id_ in names)
    assert advice(asked[:1], scene).how == "auditor airgap 'llama 3'"
    assert advice(asked, scene).how == "auditor airgap 'it'\"'\"'s' 'llama 3' 'twin (b)'  # and 1 more"


def test_models_that_want_different_things_are_told_all_of_them() -> None:
    scene = a_scene(an_organisation(), a_model())
    asked = (missing("license.concluded"), missing("license.kind", how="mend README.md and scan again"))
    beside = "put the licence's whole text (LICENSE) beside the weights and scan again"
    assert advice(asked, scene).how == f"{beside}; mend README.md and scan again"


def test_every_settler_has_words() -> None:
    said = {who: advised("model.format", how="", who=who) for who in Settler}
    assert all(said.values())
    assert len(set(said.values())) == len(Settler)


BUNDLE = load()


def asked() -> list[str]:
    """Return everything the shipped rules ask for, facts and kinds of evidence."""
    conditions = [condition for rule in BUNDLE.rules for condition in (rule.owed, rule.when, rule.require)]
    conditions += [one.condition for rule in BUNDLE.rules for one in rule.transitions]
    conditions += [start.condition for rule in BUNDLE.rules for start in rule.heading.starts]
    conditions += [one.value for one in BUNDLE.classifications if not isinstance(one.value, Choice)]
    names = {
        f"{EVIDENCE}{leaf.kind}" if isinstance(leaf, EvidenceLeaf) else leaf.fact
        for condition in conditions
        if condition is not None
        for leaf in leaves(condition)
    }
    return sorted(names)


# What a subject's own silence may name instead of what the registry does.
COMMANDS = {
    "role.sys_provider": (None, "auditor declare system"),
    "role.deployer": (None, "auditor declare system"),
    "role.gpai_provider": (None, TRAINING),
}


@pytest.mark.parametrize(
    ("name", "how"), [(name, how) for name in asked() for how in COMMANDS.get(name, (None,))]
)
def test_a_command_names_only_fields_that_its_declaration_has(name: str, how: str | None) -> None:
    how = "auditor declare evidence" if name.startswith(EVIDENCE) else how
    said = advised(name, True, how=how)
    assert said
    found = re.fullmatch(r"auditor declare (\w\S*)(?:  # (.*))?", said)
    if found is None:
        return
    (kind,) = (one for one in KINDS if one.name == found[1])
    if found[2]:
        fields = {field.partition(":")[0] for field in found[2].split(", ")}
        assert fields <= {*kind.required, *kind.optional}


def a_question(name: str, who: Settler, ours: bool | None = None, **given: FactValue | Fact) -> Advice:
    facts = {key.replace("__", "."): value for key, value in given.items()}
    facts |= {} if ours is None else {"role.gpai_provider": ours}
    return advice((missing(name, who=who),), a_scene(an_organisation(), a_model(given=facts)))


def test_who_can_tell_is_the_organisation_where_it_is_the_provider() -> None:
    own = a_question("model.weights_public", Settler.PROVIDER, True)
    theirs = a_question("model.weights_public", Settler.PROVIDER, False)
    assert (own.who, own.can_be_done) == (Settler.ORGANISATION, False)
    assert (theirs.who, theirs.can_be_done) == (Settler.PROVIDER, False)
    placed = a_question("model.union_placed_on", Settler.PROVIDER, True)
    how, fields = "auditor declare training  # union_placed_on", ("union_placed_on",)
    assert placed == Advice(how, Settler.ORGANISATION, fields=fields, kind="training")


def test_tokens_are_not_asked_for_where_a_cumulative_figure_is_on_record_and_bears_too_little() -> None:
    figure = Range(1e23, 2e24)
    name, given = "compute.cumulative_bounds_flop", {"compute__cumulative_bounds_flop": figure}
    stated = {"model__stated_cumulative_flop": 1e24}
    how, fields = "auditor declare training  # cumulative_flop", ("cumulative_flop",)
    in_all = Advice(how, Settler.ORGANISATION, fields=fields, kind="training")
    assert a_question(name, Settler.PROVIDER, True, **given) == in_all
    assert a_question(name, Settler.PROVIDER, False, **given, modifier__placed=True) == in_all
    assert a_question(name, Settler.PROVIDER, True, **given, **stated) == Advice(
        "no declaration answers it: between the thresholds, a cumulative figure is what is on record"
        " and no more",
        Settler.PROVIDER,
        can_be_done=False,
    )
    unknown = a_question(name, Settler.PROVIDER, True)
    how, fields = "auditor declare training  # tokens", ("tokens",)
    assert unknown == Advice(how, Settler.ORGANISATION, fields=fields, kind="training")


@pytest.mark.parametrize(
    ("who", "name", "possible"),
    [
        (Settler.FILE_OWNER, "model.format", True),
        (Settler.PROVIDER, "license.concluded", True),
        (Settler.PROVIDER, "provider.country", True),
        (Settler.PROVIDER, "license.inherited", True),
        (Settler.OPERATOR, "model.format", False),
        (Settler.ORGANISATION, "model.format", False),
        (Settler.NOBODY, "model.format", False),
    ],
)
def test_what_nothing_done_here_answers_is_told_apart(who: Settler, name: str, possible: bool) -> None:
    assert a_question(name, who).can_be_done is possible


def test_of_a_model_that_the_organisation_trained_it_declares_what_it_takes_and_gives() -> None:
    how, fields = "auditor declare training  # modalities", ("modalities",)
    declared = Advice(how, Settler.ORGANISATION, fields=fields, kind="training")
    assert a_question("model.modalities", Settler.PROVIDER, True) == declared
    assert a_question("model.modalities", Settler.PROVIDER, False, modifier__placed=True) == declared
    for ours in (None, False):
        anothers = a_question("model.modalities", Settler.PROVIDER, ours)
        assert anothers.can_be_done
        assert anothers.how.endswith("auditor declare resolve --set fact=model.modalities")


def test_who_made_a_model_can_be_declared() -> None:
    names = ("provider.third_country", "provider.country")
    asked = tuple(missing(name, how="", who=Settler.PROVIDER) for name in names)
    advised = advice(asked, a_scene(an_organisation(), a_model()))
    assert "column provider" in advised.how
    assert advised.how.endswith("auditor declare resolve (fact: provider.country, provider.third_country)")


def in_places(*schemes: str) -> Scene:
    places = [
        Assessed(Deployment(f"d{n}", "m", "d", DeploymentState.PRESENT, scheme, "x", "it lies there"), {})
        for n, scheme in enumerate(schemes)
    ]
    return a_scene(an_organisation(), a_model(), *places)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("license.kind", 'put LICENSE """..."""'),
        ("model.base_models", "copy them into a folder"),
        ("model.modalities", "put its config.json, or a model card (README.md, pipeline_tag), there"),
    ],
)
def test_nothing_is_to_be_put_beside_weights_in_a_store_of_blobs(name: str, words: str) -> None:
    asked = (missing(name, how=""),)
    assert words in advice(asked, in_places("ollama")).how
    assert "beside the weights and scan again" not in advice(asked, in_places("ollama", "ollama")).how
    assert "beside the weights and scan again" in advice(asked, in_places("ollama", "dir")).how
    assert "beside the weights and scan again" in advice(asked, in_places()).how


def test_models_in_a_folder_and_in_a_store_are_told_both() -> None:
    asked = (missing("license.kind", how=""), replace(missing("license.kind", how=""), subject_id="other"))
    first, second = advice(asked, in_places("ollama")).how.split("; ")
    assert first.startswith("for model m: in an Ollama store:")
    assert second.startswith("for other: put the licence's whole text (LICENSE) beside the weights")


@pytest.mark.parametrize(
    ("operator", "fact", "words"),
    [
        (
            "openai",
            "model.modalities",
            "of a service that is called only its operator can tell, or name its task (text-generation, "
            "text-to-image) in the column task of a list (csv:) that has it, or settle it with what proves "
            "it: auditor declare resolve --set fact=model.modalities",
        ),
        (
            "openai",
            "license.kind",
            "its contract or the operator's terms of service tell; a spreadsheet (csv:) that lists it can "
            "name them",
        ),
        (None, "license.kind", "scan the folder or store that its weights are loaded from"),
    ],
)
def test_nothing_can_lie_beside_weights_that_are_not_here(
    operator: str | None, fact: str, words: str
) -> None:
    subject = a_model().subject
    assert isinstance(subject, Model)
    named = Assessed(replace(subject, artifact=None, operator=operator), {})
    assert advice((missing(fact, how=""),), a_scene(an_organisation(), named)).how == words
