from dataclasses import replace
from datetime import date

from auditor.domain.audit import Assessed
from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import Settler
from auditor.domain.finding import Question
from auditor.domain.subject import Model
from auditor.policy.judging.judge import judge
from tests.builders.policy import (
    CLASSIFICATION,
    DUTY,
    PACK,
    TODAY,
    a_bundle,
    a_list,
    a_model,
    a_record,
    a_scene,
    a_system,
    a_world,
    an_organisation,
    changed,
)

SCOPED = PACK + "scope: {fact: organisation.eu_established, is: true}\nscope_words: it is not meant\n"


def asked(
    *rules: str,
    subjects: tuple[Assessed, ...],
    pack: str = PACK,
    evidence: tuple[EvidenceRecord, ...] = (),
    as_of: date = TODAY,
) -> tuple[Question, ...]:
    return judge(
        a_bundle(*rules, pack=pack), a_world(*subjects, evidence=evidence), as_of=as_of, run_day=TODAY
    ).questions


SUMMARY = (
    "auditor declare evidence --by YOUR-NAME --set evidence=summary --set status=PRESENT-OR-ABSENT"
    " --set serves=model:{} --set file=WHAT-PROVES-IT --write"
)


def test_a_missing_kind_of_evidence_is_one_question_about_all_its_subjects() -> None:
    found = asked(DUTY, subjects=(an_organisation(), a_model("a"), a_model("b"), a_model("c")))
    assert found == (
        Question(
            ask="For model a, model b and 1 more: where is the summary?",
            names=("evidence:summary",),
            subject_ids=("a", "b", "c"),
            who=Settler.PROVIDER,
            how=f"{SUMMARY.format('a')}  # without file where it does not exist",
            n_settles=3,
            rules=("owed",),
            commands=tuple(SUMMARY.format(id_) for id_ in "abc"),
        ),
    )


def test_questions_are_ranked_by_the_findings_they_settle() -> None:
    formats = changed(DUTY, id="format", require="{fact: model.format, is: gguf}")
    both = changed(DUTY, id="both", require="{all: [{fact: model.format, is: gguf}, {evidence: notice}]}")
    found = asked(DUTY, formats, both, subjects=(an_organisation(), a_model()))
    assert [
        (question.names, question.n_settles, question.n_needed, question.rules) for question in found
    ] == [
        (("evidence:summary",), 1, 0, ("owed",)),
        (("evidence:notice",), 0, 1, ("both",)),
        # Nobody here can say it, however much waits for it.
        (("model.format",), 1, 1, ("both", "format")),
    ]
    assert found[2].ask == "For model m: file format of the weights?"


def test_of_answers_that_settle_nothing_alone_the_most_needed_comes_first() -> None:
    pairs = [
        changed(DUTY, id=f"pair{n}", require=f"{{all: [{{evidence: notice}}, {other}]}}")
        for n, other in enumerate(("{evidence: summary}", "{fact: airgap.verified, is: true}"))
    ]
    found = asked(*pairs, subjects=(an_organisation(), a_model()))
    assert [(question.names, question.n_settles, question.n_needed) for question in found] == [
        (("evidence:notice",), 0, 2),
        (("airgap.verified",), 0, 1),
        (("evidence:summary",), 0, 1),
    ]


def test_an_answer_that_many_wait_for_comes_before_one_that_settles_a_single_finding() -> None:
    pairs = [
        changed(DUTY, id=f"pair{n}", require=f"{{all: [{{evidence: notice}}, {other}]}}")
        for n, other in enumerate(("{evidence: summary}", "{fact: airgap.verified, is: true}") * 2)
    ]
    alone = changed(DUTY, id="alone", require="{fact: airgap.verified, is: true}")
    found = asked(*pairs, alone, subjects=(an_organisation(), a_model()))
    # One and two halves weigh as much as four halves; six weigh more.
    assert [(question.names, question.n_settles, question.n_needed) for question in found] == [
        (("airgap.verified",), 1, 2),
        (("evidence:notice",), 0, 4),
        (("evidence:summary",), 0, 2),
    ]
    more = [changed(pairs[0], id=f"more{n}") for n in range(2)]
    found = asked(*pairs, *more, alone, subjects=(an_organisation(), a_model()))
    assert found[0].names == ("evidence:notice",)


def test_what_settles_one_severe_duty_comes_before_what_settles_nine_milder_ones() -> None:
    def ranked(n_mild: int, **changes: str | None) -> list[tuple[str, int]]:
        mild = [
            changed(DUTY, id=f"mild{n}", severity="low", require="{fact: airgap.verified, is: true}")
            for n in range(n_mild)
        ]
        severe = changed(DUTY, severity="medium", **changes)
        found = asked(severe, *mild, subjects=(an_organisation(), a_model()))
        return [(question.names[0], question.n_settles) for question in found]

    assert ranked(9) == [("evidence:summary", 1), ("airgap.verified", 9)]
    assert ranked(11) == [("airgap.verified", 11), ("evidence:summary", 1)]
    # What is upcoming, or somebody else's duty, comes after all that counts today.
    assert ranked(1, applies_from="{law: late}") == [("airgap.verified", 1), ("evidence:summary", 1)]
    assert ranked(1, kind="vendor_gap") == [("airgap.verified", 1), ("evidence:summary", 1)]


ROLES_COMMAND = (
    "auditor declare organisation --by YOUR-NAME --set name=YOUR-ORGANISATION --set roles=YOUR-ANSWER --write"
)
ROLES = changed(DUTY, role="gpai_provider")
SYSTEM_ROLES = changed(
    DUTY, id="system", subject="system", role="[sys_provider, deployer]", require="{evidence: notice}"
)
ABSENT = (
    a_record("summary", "m", state=EvidenceState.ABSENT),
    a_record("notice", "s", state=EvidenceState.ABSENT),
)


def test_while_no_organisation_is_declared_all_roles_are_one_question() -> None:
    subjects = (an_organisation(declared=False), a_model(), a_system())
    assert asked(ROLES, SYSTEM_ROLES, subjects=subjects, evidence=ABSENT) == (
        Question(
            ask="Which roles does the organisation have for these models and systems?",
            names=("role.deployer", "role.gpai_provider", "role.sys_provider"),
            subject_ids=("m", "s"),
            who=Settler.ORGANISATION,
            how=ROLES_COMMAND,
            n_settles=2,
            rules=("owed", "system"),
            fields=("roles",),
            commands=(ROLES_COMMAND,),
        ),
    )


def test_the_same_declaration_answers_what_else_is_asked_about_the_organisation() -> None:
    found = asked(ROLES, subjects=(an_organisation(declared=False), a_model()), pack=SCOPED, evidence=ABSENT)
    assert [(question.ask, question.names) for question in found] == [
        (
            "Which roles does the organisation have for these models and systems? "
            "In which country is the seat?",
            ("organisation.eu_established", "role.gpai_provider"),
        )
    ]


def test_what_the_organisation_did_to_a_model_is_asked_with_its_roles() -> None:
    rule = changed(DUTY, role="gpai_provider", when="{fact: modifier.placed, is: true}")
    found = asked(rule, subjects=(an_organisation(declared=False), a_model()), evidence=ABSENT)
    assert [(question.names, question.how) for question in found] == [
        (("modifier.placed", "role.gpai_provider"), ROLES_COMMAND)
    ]


def test_a_declared_organisation_is_asked_role_by_role() -> None:
    found = asked(ROLES, SYSTEM_ROLES, subjects=(an_organisation(), a_model(), a_system()), evidence=ABSENT)
    assert [question.names for question in found] == [
        ("role.gpai_provider",),
        ("role.deployer",),
        ("role.sys_provider",),
    ]
    assert found[0].ask == "For model m: is the organisation the provider of this model?"


def test_a_question_about_the_organisation_names_it() -> None:
    rule = changed(DUTY, subject="organisation", require="{fact: organisation.finance, is: false}")
    found = asked(rule, subjects=(an_organisation(),))
    assert found[0].ask == "For the organisation: is it a financial institution?"
    alone = asked(rule, subjects=(an_organisation(declared=False),))
    assert alone[0].ask == "For the organisation: is it a financial institution?"


NEW_SYSTEM = (
    "auditor declare system --by YOUR-NAME --set id=YOUR-SYSTEM --set name=YOUR-SYSTEM --set uses={} --write"
)


def test_an_undeclared_register_of_systems_is_a_question() -> None:
    rule = changed(DUTY, subject="organisation", require="{any: systems, satisfy: {evidence: notice}}")
    found = asked(rule, subjects=(an_organisation(),))
    assert (found[0].ask, found[0].how) == (
        "Which AI systems does the organisation have, and which models do they use?",
        NEW_SYSTEM.format("YOUR-MODEL"),
    )


def test_what_is_declared_is_that_question_while_no_system_is_and_another_where_some_are() -> None:
    rule = changed(DUTY, subject="model", require="{fact: model.declared, is: true}")
    (alone,) = asked(rule, subjects=(an_organisation(), a_model("m"), a_model("n")))
    assert (alone.ask, alone.how, alone.n_settles) == (
        "Which AI systems does the organisation have, and which models do they use?",
        NEW_SYSTEM.format("m,n"),
        2,
    )
    (other,) = asked(rule, subjects=(an_organisation(), a_system(), a_model("m")))
    assert (other.ask, other.how) == (
        "For model m: which AI system uses it?",
        NEW_SYSTEM.format("m"),
    )


PUBLIC = changed(CLASSIFICATION, value="{fact: model.weights_public, is: true}")


def test_an_unknown_classification_is_a_question_that_settles_no_finding_by_itself() -> None:
    found = asked(PUBLIC, subjects=(an_organisation(), a_model()))
    assert [(question.names, question.n_settles, question.rules) for question in found] == [
        (("model.weights_public",), 0, ("gpai",))
    ]


def test_a_subject_without_a_name_here_is_called_by_its_id() -> None:
    from auditor.domain.finding import Missing
    from auditor.policy.asking.questions import questions

    missing = Missing("model.format", "sha256:1", "nobody says", Settler.NOBODY, "")
    found = questions((), {"rule": (missing,)}, a_scene())
    assert found[0].ask == "For sha256:1: file format of the weights?"


def test_lists_in_builders_read_back_as_rules() -> None:
    assert a_list(DUTY).startswith("- id: owed\n  kind: duty\n")


def test_which_licence_holds_is_asked_only_where_any_is_stated() -> None:
    """Of a model without a known licence, the question that comes first is under which it may be used."""
    rules = [
        changed(DUTY, id="one", require="{fact: license.conflict, is: false}"),
        changed(DUTY, id="kind", require="{fact: license.commercial_use, is: true}"),
    ]
    (question,) = asked(*rules, subjects=(an_organisation(), a_model()))
    assert question.ask == "For model m: under which licence may it be used?"
    assert question.names == ("license.commercial_use", "license.conflict")
    stated = a_model(given={"license.concluded": "MIT"})
    asks = {question.ask for question in asked(*rules, subjects=(an_organisation(), stated))}
    assert "For model m: which of the stated licences holds?" in asks


def test_which_models_it_was_made_from_is_not_asked_of_one_that_names_them() -> None:
    rule = changed(DUTY, require="{fact: license.base_excludes_eu_licensees, is: false}")
    (open_,) = asked(rule, subjects=(an_organisation(), a_model()))
    assert (open_.ask, open_.how) == (
        "For model m: which models was it made from?",
        "name them in a model card (README.md, base_model) beside the weights and scan again",
    )
    named = a_model(given={"model.base_models": ("google/vit-base",)})
    (question,) = asked(rule, subjects=(an_organisation(), named))
    assert (question.ask, question.how) == (
        "For model m: under which licences are the models it was made from?",
        "only an entry of the catalogue can tell; there is nothing to declare",
    )


def test_evidence_that_depends_on_an_open_field_is_asked_for_after_it() -> None:
    """Whoever has said no to the field is never asked for the evidence."""
    either = "{any: [{not: {fact: system.deepfakes, is: true}}, {evidence: %s}]}"
    label = changed(DUTY, id="label", subject="system", require=either % "notice")
    severe = changed(DUTY, id="severe", subject="system", severity="critical", require=either % "summary")
    other = changed(
        DUTY, id="other", subject="system", severity="low", require="{fact: system.workplace, is: true}"
    )
    found = asked(label, severe, other, subjects=(an_organisation(), a_system()))
    assert [(question.names, question.n_further) for question in found] == [
        (("system.deepfakes",), 2),
        (("system.workplace",), 0),
        (("evidence:summary",), 0),
        (("evidence:notice",), 0),
    ]
    alone = changed(DUTY, id="alone", subject="system", require="{evidence: summary}")
    found = asked(label, severe, other, alone, subjects=(an_organisation(), a_system()))
    assert {question.names: question.n_further for question in found}[("system.deepfakes",)] == 1
    assert found[0].names == ("evidence:summary",)


def test_a_service_is_asked_for_its_contract_and_weights_for_their_licence() -> None:
    free = changed(DUTY, id="free", require="{fact: license.commercial_use, is: true}")
    called = a_model("called")
    assert isinstance(called.subject, Model)
    service = replace(called, subject=replace(called.subject, artifact=None, operator="openai"))
    found = asked(free, subjects=(an_organisation(), service, a_model("here")))
    assert {(question.ask, question.subject_ids) for question in found} == {
        ("For model called: under which contract or terms of service is it called?", ("called",)),
        ("For model here: under which licence may it be used?", ("here",)),
    }


def test_an_incident_that_nobody_declares_is_asked_for_with_its_days() -> None:
    rule = changed(
        DUTY, subject="system", require="{all: incidents, satisfy: {fact: incident.reported, is: true}}"
    )
    (found,) = asked(rule, subjects=(an_organisation(), a_system("s")))
    assert (found.ask, found.how) == (
        "For system s: which serious incidents did it have, and when was each known and reported?",
        "auditor declare incident --by YOUR-NAME --set id=YOUR-NUMBER --set system=s"
        " --set category=YOUR-ANSWER --set happened_on=YYYY-MM-DD"
        " --set aware_on=YYYY-MM-DD --set reported_on=YYYY-MM-DD --write",
    )


def test_what_a_failure_to_come_leaves_open_is_asked_too() -> None:
    later = changed(
        DUTY,
        require="{fact: model.format, is: onnx}",
        transition="{if: {fact: model.union_placed_on, before: {law: cutoff}}, until: {law: grace}}",
    )
    model = a_model(given={"model.format": "gguf"})
    found = asked(later, subjects=(an_organisation(), model), as_of=date(2025, 7, 1))
    assert [(one.names, one.n_settles) for one in found] == [(("model.union_placed_on",), 1)]
