import pytest

from auditor.domain.fact import Confidence, SubjectKind
from auditor.domain.finding import RuleKind, Severity
from auditor.errors import PolicyError
from auditor.policy.conditions import (
    AnyOf,
    EvidenceLeaf,
    FactLeaf,
    LawReference,
    Operator,
    Quantified,
    Relation,
)
from auditor.policy.reading.date_reader import DateReader
from auditor.policy.reading.rule_reader import RuleReader
from auditor.policy.rules import (
    Branch,
    Choice,
    Classification,
    Heading,
    LegalBasis,
    Reading,
    Rule,
    Start,
    Transition,
)
from tests.builders.policy import CLASSIFICATION, DUTY, a_vocabulary, changed, node

GPAI = FactLeaf("model.gpai", Operator.IS, True)


def read(text: str) -> Rule | Classification:
    vocabulary = a_vocabulary()
    return RuleReader(vocabulary, "example", DateReader(vocabulary)).read(node(text))


def rule(**changes: str | None) -> Rule:
    found = read(changed(DUTY, **changes))
    assert isinstance(found, Rule)
    return found


def test_a_duty_reads_with_its_defaults() -> None:
    assert rule() == Rule(
        heading=Heading(
            id="owed",
            version=1,
            pack="example",
            title="Public summary",
            subject=SubjectKind.MODEL,
            legal=LegalBasis("1(1)", "C", ("first", "second"), "high"),
            starts=(Start(None, LawReference("start")),),
            note="",
            place="rules.yaml:1",
        ),
        kind=RuleKind.DUTY,
        severity=Severity.HIGH,
        role=(),
        owed=None,
        when=None,
        require=EvidenceLeaf("summary"),
        transitions=(),
        readings=(),
        remedy=(Choice((), "Publish it."),),
        failing="",
        clause="",
        floor=Confidence.MEDIUM,
        waivable=True,
        needs_person=False,
    )


def test_a_remedy_may_depend_on_what_the_subject_is() -> None:
    written = "{cases: [{if: {fact: model.gpai, is: true}, then: ' Ask. '}], else: Publish it.}"
    general = FactLeaf("model.gpai", Operator.IS, True)
    choice = Choice((Branch(general, "Ask."),), "Publish it.")
    assert rule(remedy=written).remedy == (choice,)
    assert rule(remedy=f"[{written}, Then scan again.]").remedy == (choice, Choice((), "Then scan again."))


@pytest.mark.parametrize(
    ("remedy", "message"),
    [
        ("{cases: [{if: {fact: model.gpai, is: true}, then: 5}], else: Publish it.}", "expected a text"),
        ("{cases: [{if: {fact: model.gpai, is: true}, then: Ask.}]}", "'else' is missing"),
        ("{cases: [{if: {fact: system.high_risk, is: true}, then: Ask.}], else: Wait.}", "system.high_risk"),
        ("5", "expected"),
        ("''", "expected a text"),
        ("[]", "the list is empty"),
        ("[Ask., 5]", "expected"),
    ],
)
def test_a_remedy_that_could_not_be_given_is_refused(remedy: str, message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        rule(remedy=remedy)


def test_every_optional_key_is_read() -> None:
    full = rule(
        role="gpai_provider",
        when="{fact: model.gpai, is: true}",
        transition="{if: {fact: model.gpai, is: true}, until: {law: grace}}",
        failing="it is missing",
        floor="high",
        waivable="false",
        note="disputed",
    )
    assert full.owed == FactLeaf("role.gpai_provider", Operator.IS, True)
    assert full.when == GPAI
    assert full.transitions == (Transition(GPAI, LawReference("grace")),)
    assert (full.failing, full.floor, full.waivable, full.heading.note) == (
        "it is missing",
        Confidence.HIGH,
        False,
        "disputed",
    )


def test_transitions_may_be_several_and_one_may_never_end() -> None:
    found = rule(
        transition="[{if: {fact: model.gpai, is: true}, until: never}, "
        "{if: {evidence: notice}, until: {law: grace}}]"
    ).transitions
    assert found == (Transition(GPAI, None), Transition(EvidenceLeaf("notice"), LawReference("grace")))


def test_a_rule_may_start_on_different_days_for_different_subjects() -> None:
    starts = rule(applies_from="[{if: {fact: model.gpai, is: true}, from: {law: moved}}]").heading.starts
    assert starts == (Start(GPAI, LawReference("moved")),)


def test_readings_stand_instead_of_a_start() -> None:
    found = rule(
        applies_from=None,
        readings="[{name: early, applies_from: {law: start}}, "
        "{name: late, applies_from: {law: moved}, default: true}]",
    ).readings
    assert found == (
        Reading("early", (Start(None, LawReference("start")),), False),
        Reading("late", (Start(None, LawReference("moved")),), True),
    )


def test_a_role_of_systems_is_the_organisations_where_one_of_its_systems_has_it() -> None:
    found = rule(subject="organisation", role="[sys_provider, deployer]", require="{evidence: notice}")
    held = AnyOf(
        (FactLeaf("role.sys_provider", Operator.IS, True), FactLeaf("role.deployer", Operator.IS, True)),
        "the organisation has a role that owes it",
    )
    assert found.owed == Quantified(False, Relation.SYSTEMS, None, held)


def test_only_what_counts_has_an_evidence_floor() -> None:
    assert rule(kind="vendor_gap").floor is None


def test_a_term_names_the_fact_that_holds_its_clause() -> None:
    found = rule(kind="term", clause="license.eu_exclusion_clause", legal="{article: the licence, source: P}")
    assert found.clause == "license.eu_exclusion_clause"
    assert found.legal == LegalBasis("the licence", "P", (), "medium")


def test_a_preference_needs_no_source() -> None:
    assert rule(kind="preference", legal="{article: own policy}").legal == LegalBasis(
        "own policy", "", (), ""
    )


def test_a_source_may_be_held_with_less_confidence_than_its_kind() -> None:
    legal = rule(legal='{article: "1", source: C, text: first, confidence: medium}').legal
    assert legal == LegalBasis("1", "C", ("first",), "medium")


def test_what_only_a_person_can_say_takes_nothing_else() -> None:
    require = "{fact: model.weights_public, is: true, basis: attested}"
    assert rule(needs_person="true", require=require).needs_person
    assert rule(needs_person="true").needs_person


def test_a_classification_reads() -> None:
    found = read(CLASSIFICATION)
    assert isinstance(found, Classification)
    assert (found.id, found.writes) == ("gpai", "model.gpai")
    assert found.value == FactLeaf("model.format", Operator.IS, "gguf")


def test_a_classification_may_choose_among_values() -> None:
    choice = "{cases: [{if: {fact: model.format, is: gguf}, then: true}], else: false}"
    found = read(changed(CLASSIFICATION, value=choice))
    assert isinstance(found, Classification)
    assert found.value == Choice((Branch(FactLeaf("model.format", Operator.IS, "gguf"), True),), False)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": None}, "'kind' is missing"),
        ({"kind": "wish"}, "'wish' is none of duty, vendor_gap, term, preference, classification"),
        ({"subject": "person"}, "'person' is none of model, deployment, system, incident, organisation"),
        ({"severity": None}, "'severity' is missing"),
        ({"remedy": None}, "'remedy' is missing"),
        ({"require": None}, "'require' is missing"),
        ({"require": "{all: []}"}, "the list is empty"),
        ({"versions": "2"}, "unknown key 'versions'"),
        ({"version": "0"}, "expected a whole number from 1, found '0'"),
        ({"legal": '{article: "1"}'}, "'source' is missing"),
        ({"legal": '{article: "1", source: Q, text: first}'}, "'Q' is none of A, C, G, O, P, S, U"),
        ({"legal": '{article: "1", source: C, text: third}'}, "unknown text 'third'"),
        (
            {"legal": '{article: "1", source: C, text: first, confidence: sure}'},
            "'sure' is none of high, low, medium",
        ),
        ({"role": "owner"}, "unknown role ['owner']"),
        ({"role": "[]"}, "unknown role []"),
        ({"role": "deployer"}, "the role deployer is none towards a model"),
        ({"applies_from": "{law: flop}"}, "'flop' is a number"),
        ({"applies_from": "[]"}, "the list is empty"),
        (
            {"readings": "[{name: a, applies_from: {law: start}}]"},
            "a rule has either applies_from or readings",
        ),
        (
            {"applies_from": None, "readings": "[{name: a, applies_from: {law: start}}]"},
            "exactly one reading must be the default",
        ),
        ({"transition": "{if: {fact: model.gpai, is: true}}"}, "'until' is missing"),
        ({"clause": "license.eu_exclusion_clause"}, "only a term has a clause"),
        ({"kind": "vendor_gap", "floor": "high"}, "only a duty, term or preference has a floor"),
        ({"kind": "term", "clause": "model.gpai"}, "'model.gpai' is not a text"),
        ({"floor": "low-ish"}, "'low-ish' is none of low, medium, high"),
        ({"waivable": "no"}, "expected true or false, found 'no'"),
        (
            {"needs_person": "true", "require": "{fact: model.weights_public, is: true}"},
            "needs_person, but 'model.weights_public' may come from a file",
        ),
    ],
)
def test_a_malformed_rule_is_refused(changes: dict[str, str | None], message: str) -> None:
    with pytest.raises(PolicyError) as raised:
        rule(**changes)
    assert raised.value.message.startswith("rules.yaml:")
    assert raised.value.message.endswith(f": {message}")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"writes": "model.format"}, "'model.format' is claimed by identity, not by rules"),
        (
            {"value": "{cases: [{if: {evidence: notice}, then: maybe}], else: false}"},
            "expected a yes/no, found 'maybe'",
        ),
        (
            {"value": "{cases: [{if: {evidence: notice}, then: true}], else: [a]}"},
            "expected a yes/no, found a list",
        ),
        ({"value": "{cases: [{if: {evidence: notice}, then: true}]}"}, "'else' is missing"),
        ({"require": "{evidence: notice}"}, "unknown key 'require'"),
    ],
)
def test_a_malformed_classification_is_refused(changes: dict[str, str | None], message: str) -> None:
    with pytest.raises(PolicyError) as raised:
        read(changed(CLASSIFICATION, **changes))
    assert raised.value.message.endswith(f": {message}")


def test_a_condition_can_only_write_a_yes_no_fact() -> None:
    from auditor.domain.values import ValueType

    vocabulary = a_vocabulary()
    reader = RuleReader(vocabulary, "example", DateReader(vocabulary))
    with pytest.raises(PolicyError) as raised:
        reader._value(node("{evidence: notice}"), SubjectKind.MODEL, ValueType.TEXT)
    assert raised.value.message == "rules.yaml:1: a condition can only write a yes/no fact"


def test_a_rule_cites_a_listed_paragraph_only() -> None:
    note = '"as {paragraph: reading} says"'
    assert read(changed(DUTY, note=note)).heading.note == "as {paragraph: reading} says"
    legal = "{article: '1(1)', source: G, text: first, paragraph: reading}"
    assert read(changed(DUTY, legal=legal)).heading.legal.paragraph == "reading"
    for changes in ({"note": '"{paragraph: other}"'}, {"legal": legal.replace("reading", "other")}):
        with pytest.raises(PolicyError) as raised:
            read(changed(DUTY, **changes))
        assert "unknown paragraph 'other'" in raised.value.message
        assert raised.value.hint == "list it under paragraphs; known: reading, later-only"


def test_a_reading_may_grant_a_transition_of_its_own() -> None:
    rule = read(
        changed(
            DUTY,
            applies_from=None,
            readings="[{name: strict, applies_from: {law: start}, default: true}, {name: lenient, "
            "applies_from: {law: start}, transition: {if: {evidence: notice}, until: {law: grace}}}]",
        )
    )
    assert isinstance(rule, Rule)
    granted = Transition(EvidenceLeaf("notice"), LawReference("grace"))
    assert [reading.transitions for reading in rule.readings] == [(), (granted,)]


@pytest.mark.parametrize("id_", ["../../x", "Owed", "own_logs", "a b", "-owed", "owed-", "a--b", "a/b", "öd"])
def test_an_id_that_names_no_file_and_no_anchor_is_refused(id_: str) -> None:
    with pytest.raises(PolicyError) as raised:
        rule(id=id_)
    assert str(raised.value).endswith(f"{id_!r} is no id of a rule")
    assert raised.value.hint.startswith("Write lower-case letters, digits and hyphens")


def test_an_id_may_be_a_word_or_have_numbers() -> None:
    for id_ in ("owed", "a1", "aia-53-1-d"):
        assert rule(id=id_).id == id_
