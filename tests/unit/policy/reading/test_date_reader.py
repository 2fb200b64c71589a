import pytest

from auditor.domain.fact import SubjectKind
from auditor.domain.finding import Verdict
from auditor.errors import PolicyError
from auditor.policy.bundle import Bundle
from auditor.policy.conditions import FactLeaf, LawReference, Operator
from auditor.policy.judging.judge import judge
from auditor.policy.logic.world import World
from auditor.policy.reading.date_reader import DateReader
from auditor.policy.reading.pack_reader import named_dates
from auditor.policy.reading.rule_reader import RuleReader
from auditor.policy.rules import Reading, Rule, Start, Transition, Unread
from tests.builders.policy import DUTY, PACK, TODAY, a_bundle, a_model, a_vocabulary, changed, node

GPAI = FactLeaf("model.gpai", Operator.IS, True)
NAMED = PACK + (
    "starts:\n  shared: [{if: {fact: model.gpai, is: true}, from: {law: moved}}]\n"
    "transitions:\n  grace: {if: {fact: model.gpai, is: true}, until: {law: grace}}\n"
)
USING = changed(DUTY, applies_from="shared", transition="grace")
READ_TWICE = changed(
    DUTY,
    applies_from=None,
    transition="grace",
    readings="[{name: strict, applies_from: {law: start}, default: true}, "
    "{name: lenient, applies_from: shared}]",
)


def refused(*rules: str, pack: str = NAMED) -> PolicyError:
    with pytest.raises(PolicyError) as raised:
        a_bundle(*rules, pack=pack)
    return raised.value


def only(bundle: Bundle) -> object:
    (rule,) = bundle.rules
    return rule.heading.starts, rule.transitions


def test_a_rule_may_name_the_dates_of_its_pack() -> None:
    written = changed(
        DUTY,
        applies_from="[{if: {fact: model.gpai, is: true}, from: {law: moved}}]",
        transition="{if: {fact: model.gpai, is: true}, until: {law: grace}}",
    )
    assert only(a_bundle(USING, pack=NAMED)) == only(a_bundle(written))
    assert only(a_bundle(USING, pack=NAMED)) == (
        (Start(GPAI, LawReference("moved")),),
        (Transition(GPAI, LawReference("grace")),),
    )


def test_a_rule_can_be_written_out_with_the_dates_that_its_names_stand_for() -> None:
    dates = named_dates(node(NAMED), a_vocabulary())
    for rule in (USING, READ_TWICE, DUTY):
        written_out = dates.written_out(node(rule))
        read, plain = (
            RuleReader(a_vocabulary(), "example", reader).read(piece)
            for reader, piece in ((dates, node(rule)), (DateReader(a_vocabulary()), written_out))
        )
        assert plain == read
    with pytest.raises(PolicyError, match="the pack names no starts 'later'"):
        dates.written_out(node(changed(DUTY, applies_from="later")))


def test_a_reading_may_have_several_first_days_and_name_them() -> None:
    (rule,) = a_bundle(READ_TWICE, pack=NAMED).rules
    assert rule.readings == (
        Reading("strict", (Start(None, LawReference("start")),), True),
        Reading("lenient", (Start(GPAI, LawReference("moved")),), False),
    )


@pytest.mark.parametrize(
    ("rule", "message", "hint"),
    [
        (
            changed(USING, applies_from="shard"),
            "example/area.yaml:11: the pack names no starts 'shard'",
            "Did you mean 'shared'?",
        ),
        (
            changed(USING, transition="shared"),
            "example/area.yaml:11: the pack names no transitions 'shared'",
            "Known: grace.",
        ),
    ],
)
def test_an_unknown_name_is_refused(rule: str, message: str, hint: str) -> None:
    error = refused(rule)
    assert error.message == message
    assert hint.split(maxsplit=1)[0] in error.hint


def test_without_any_names_the_hint_says_where_they_are_given() -> None:
    error = refused(USING, pack=PACK)
    assert error.message.endswith("the pack names no starts 'shared'")
    assert error.hint == "names are given in pack.yaml, under starts"


def test_what_no_rule_uses_is_refused() -> None:
    error = refused(changed(DUTY, applies_from="shared"))
    assert error.message == "example/pack.yaml:8: no rule of the pack uses 'grace'"
    assert error.hint == "remove it from transitions"


def test_a_name_cannot_stand_for_a_name() -> None:
    error = refused(changed(USING, transition=None), pack=PACK + "starts:\n  shared: other\n")
    assert error.message == "example/pack.yaml:6: 'shared' is only another name"


def test_a_named_condition_must_fit_the_rules_subject() -> None:
    error = refused(changed(USING, transition=None), pack=NAMED.replace("model.gpai", "system.profiling"))
    assert error.message == "example/pack.yaml:6: 'system.profiling' is a fact of a system, not of a model"


def test_a_pack_that_names_nothing_reads_as_before() -> None:
    reader = DateReader(a_vocabulary())
    assert reader.transition({}, SubjectKind.MODEL) == ()
    assert reader.applies_from(node("{law: start}"), SubjectKind.MODEL) == (
        Start(None, LawReference("start")),
    )


def test_each_first_day_of_a_reading_counts_for_whom_its_condition_holds() -> None:
    rule = changed(
        DUTY,
        applies_from=None,
        readings="[{name: by class, default: true, applies_from: [{if: {fact: model.gpai, is: true}, "
        "from: {law: moved}}, {if: {fact: model.gpai, is: false}, from: {law: start}}]}]",
    )
    bundle = a_bundle(rule)
    came_to = []
    for is_gpai in (True, False):
        world = World((a_model("m", {"model.gpai": is_gpai}),), {}, ())
        (finding,) = judge(bundle, world, as_of=TODAY, run_day=TODAY).findings
        assert finding.verdict is Verdict.UNKNOWN
        came_to.append((str(finding.applies_from), finding.upcoming))
    assert came_to == [("2027-12-02", True), ("2025-08-02", False)]


PARTLY_READ = PACK + (
    "unread:\n  some:\n    if: {fact: model.gpai, is: true}\n    why: it was not read\n    remedy: Read it.\n"
)


def test_a_rule_may_name_for_whom_its_pack_was_not_read() -> None:
    written = changed(
        DUTY, unread="{if: {fact: model.gpai, is: true}, why: it was not read, remedy: Read it.}"
    )
    (named,), (own,) = (
        a_bundle(changed(DUTY, unread="some"), pack=PARTLY_READ).rules,
        a_bundle(written).rules,
    )
    assert named.unread == own.unread == Unread(GPAI, "it was not read", "Read it.")
    written_out = named_dates(node(PARTLY_READ), a_vocabulary()).written_out(
        node(changed(DUTY, unread="some"))
    )
    read = RuleReader(a_vocabulary(), "example", DateReader(a_vocabulary())).read(written_out)
    assert isinstance(read, Rule)
    assert read.unread == named.unread


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (changed(DUTY, unread="sum"), "the pack names no unread 'sum'"),
        (DUTY, "no rule of the pack uses 'some'"),
        (changed(DUTY, unread="{why: it was not read, remedy: Read it.}"), "'if' is missing"),
    ],
)
def test_who_was_not_read_about_is_named_as_it_has_to_be(rule: str, message: str) -> None:
    assert message in refused(rule, pack=PARTLY_READ).message
