from datetime import date
from typing import Any, Final

from auditor.domain.fact import Settler, Unknown
from auditor.domain.finding import Verdict
from auditor.domain.phrasing import prose_day
from auditor.policy.bundle import Bundle, assemble
from auditor.policy.judging.applied import rules_in_force
from auditor.policy.judging.explain import explain
from auditor.policy.judging.judge import Judgement, judge
from auditor.policy.logic.versions import in_force
from tests.builders.policy import (
    CLASSIFICATION,
    DUTY,
    LAW,
    a_model,
    a_record,
    a_world,
    changed,
    scene_of,
    texts,
)

VERSIONS: Final = LAW.replace(
    "published: 2026-07-24}\nparagraphs", "published: 2026-07-24, replaces: first}\nparagraphs"
)
BEFORE: Final = date(2026, 7, 23)
SINCE: Final = date(2026, 7, 24)
READ: Final = '{article: "1(1)", source: C, text: [first, second]}'
LATE: Final = '{article: "1(1)", source: C, text: second}'
EARLY: Final = '{article: "1(1)", source: C, text: first}'
UNREAD: Final = "[{text: first, unread: how the first text puts it was not read, note: Older note.}]"


def bundle_of(*rules: str) -> Bundle:
    assert VERSIONS != LAW
    return assemble(texts(*rules, law=VERSIONS))


def judged(bundle: Bundle, as_of: date, **given: Any) -> Judgement:
    world = a_world(a_model("m", given), evidence=(a_record("summary", "m"),))
    return judge(bundle, world, as_of=as_of, run_day=as_of)


def test_a_rule_reads_as_the_text_in_force_has_it() -> None:
    older = (
        "[{text: first, title: Older title, note: Older note., failing: it was missing, remedy: Write it.}]"
    )
    bundle = bundle_of(changed(DUTY, legal=READ, note="New note.", failing="it is missing", earlier=older))
    then = in_force(bundle.rules[0], scene_of(bundle, as_of=BEFORE))
    assert (then.heading.title, then.heading.note, then.failing) == (
        "Older title",
        "Older note.",
        "it was missing",
    )
    assert [one.otherwise for one in then.remedy] == ["Write it."]
    assert in_force(bundle.rules[0], scene_of(bundle, as_of=SINCE)) == bundle.rules[0]
    assert [one.title for one in rules_in_force(bundle, BEFORE)] == ["Older title"]
    assert [one.title for one in rules_in_force(bundle, SINCE)] == ["Public summary"]


def test_what_is_the_same_in_the_older_text_is_left_out_there() -> None:
    bundle = bundle_of(
        changed(DUTY, legal=READ, failing="it is missing", earlier="[{text: first, note: Older.}]")
    )
    then = in_force(bundle.rules[0], scene_of(bundle, as_of=BEFORE))
    assert (then.heading.title, then.failing) == ("Public summary", "it is missing")
    assert then.remedy == bundle.rules[0].remedy


def test_a_classification_reads_as_the_text_in_force_has_it() -> None:
    legal = '{article: "3(63)", source: G, text: [first, second]}'
    bundle = bundle_of(
        changed(CLASSIFICATION, legal=legal, earlier="[{text: first, title: Older title}]"), DUTY
    )
    then = in_force(bundle.classifications[0], scene_of(bundle, as_of=BEFORE))
    assert then.heading.title == "Older title"


def test_under_a_text_that_was_not_read_a_duty_is_unknown_whatever_is_on_record() -> None:
    bundle = bundle_of(changed(DUTY, legal=LATE, earlier=UNREAD, note="New note."))
    (finding,) = judged(bundle, BEFORE).findings
    assert finding.verdict is Verdict.UNKNOWN
    assert finding.sentence == "Article 1(1) cannot be decided: how the first text puts it was not read"
    assert finding.legal.text == "first"
    assert finding.note == "Older note."
    assert finding.remedy == "Have a person read Article 1(1) in The first text."
    assert finding.missing == ()
    assert judged(bundle, SINCE).findings == ()


def test_whom_a_rule_concerns_is_known_all_the_same() -> None:
    bundle = bundle_of(changed(DUTY, legal=LATE, earlier=UNREAD, role="gpai_provider"))
    ours = judged(bundle, BEFORE, **{"role.gpai_provider": True})
    assert [one.verdict for one in ours.findings] == [Verdict.UNKNOWN]
    others = judged(bundle, BEFORE, **{"role.gpai_provider": False})
    assert [one.verdict for one in others.tallies] == [Verdict.NOT_APPLICABLE]


def test_for_which_subjects_is_not_known() -> None:
    bundle = bundle_of(changed(DUTY, legal=LATE, earlier=UNREAD, when="{fact: model.format, is: onnx}"))
    assert [one.verdict for one in judged(bundle, BEFORE, **{"model.format": "gguf"}).findings] == [
        Verdict.UNKNOWN
    ]
    assert judged(bundle, SINCE, **{"model.format": "gguf"}).findings == ()


def test_before_its_day_such_a_rule_is_upcoming() -> None:
    bundle = bundle_of(changed(DUTY, legal=LATE, earlier=UNREAD))
    (finding,) = judged(bundle, date(2025, 8, 1)).findings
    assert (finding.upcoming, finding.applies_from) == (True, date(2025, 8, 2))


def test_a_classification_is_unknown_under_a_text_that_was_not_read() -> None:
    legal = '{article: "3(63)", source: G, text: second}'
    bundle = bundle_of(changed(CLASSIFICATION, legal=legal, earlier=UNREAD), DUTY)
    state = judged(bundle, BEFORE, **{"model.format": "gguf"}).facts["m"]["model.gpai"].state
    assert state == Unknown("how the first text puts it was not read", Settler.NOBODY)
    world = a_world(a_model("m", {"model.format": "gguf"}))
    explained = explain(bundle, world, "gpai", "m", BEFORE)
    assert (
        explained.sentence
        == "'general-purpose model' cannot be decided: how the first text puts it was not read"
    )
    assert (explained.outcome, explain(bundle, world, "gpai", "m", SINCE).outcome) == ("unknown", "yes")


def test_a_rule_of_a_text_that_was_replaced_is_unknown_until_somebody_reads_the_new_one() -> None:
    bundle = bundle_of(changed(DUTY, legal=EARLY))
    assert judged(bundle, BEFORE).findings == ()
    (finding,) = judged(bundle, SINCE).findings
    assert finding.verdict is Verdict.UNKNOWN
    since = prose_day(SINCE)
    why = f"the rule was written for first; whether second, in its place since {since}, says so was not read"
    assert finding.sentence == f"Article 1(1) cannot be decided: {why}"


def test_before_its_first_text_a_rule_yields_nothing() -> None:
    bundle = bundle_of(changed(DUTY, legal=LATE))
    found = judged(bundle, BEFORE)
    assert (found.findings, found.tallies) == ((), ())
