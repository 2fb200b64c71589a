from datetime import date

import pytest

from auditor.domain.finding import Missing
from auditor.domain.values import FactValue, NoDay
from auditor.policy.logic.timing import Timing, is_law, timings
from tests.builders.policy import DUTY, TODAY, a_bundle, a_model, changed, scene_of

NEVER = Timing(None, never=True)


def when(
    given: dict[str, FactValue] | None = None, as_of: date = TODAY, **changes: str | None
) -> tuple[tuple[Timing, ...], tuple[Missing, ...]]:
    bundle = a_bundle(changed(DUTY, **changes))
    found = timings(bundle.rules[0], "m", scene_of(bundle, a_model(given=given or {}), as_of=as_of))
    return found.options, tuple(missing for answer in found.open for missing in answer.missing)


def test_a_rule_without_a_start_always_applied() -> None:
    assert when(applies_from=None) == ((Timing(None),), ())


def test_a_rule_starts_on_the_day_of_the_law_on_the_day() -> None:
    assert when(applies_from="{law: moved}") == ((Timing(date(2027, 12, 2)),), ())
    assert when(applies_from="{law: moved}", as_of=date(2026, 7, 23)) == ((Timing(date(2026, 8, 2)),), ())


TWO = (
    "[{if: {fact: model.gpai, is: true}, from: {law: moved}}, "
    "{if: {fact: model.format, is: gguf}, from: {law: start}}]"
)
EARLY, LATE = Timing(date(2025, 8, 2)), Timing(date(2027, 12, 2))


@pytest.mark.parametrize(
    ("given", "options", "asked"),
    [
        ({"model.gpai": True, "model.format": "gguf"}, (EARLY,), []),
        ({"model.gpai": True, "model.format": "onnx"}, (LATE,), []),
        ({"model.gpai": False, "model.format": "onnx"}, (NEVER,), []),
        ({"model.gpai": True}, (LATE, EARLY), ["model.format"]),
        ({"model.format": "gguf"}, (EARLY,), []),
        ({"model.format": "onnx"}, (NEVER, LATE), ["model.gpai"]),
        ({}, (NEVER, LATE, EARLY), ["model.gpai", "model.format"]),
    ],
)
def test_of_several_starts_the_earliest_that_holds_counts(
    given: dict[str, FactValue], options: tuple[Timing, ...], asked: list[str]
) -> None:
    found, missing = when(given, applies_from=TWO)
    assert found == options
    assert [item.name for item in missing] == asked


LEGACY = "{if: {fact: model.union_placed_on, before: {law: cutoff}}, until: {law: grace}}"


@pytest.mark.parametrize(
    ("given", "options", "asked"),
    [
        ({"model.union_placed_on": date(2025, 8, 1)}, (Timing(date(2027, 8, 2)),), []),
        ({"model.union_placed_on": date(2025, 8, 2)}, (EARLY,), []),
        ({"model.union_placed_on": NoDay.NEVER}, (EARLY,), []),
        ({}, (EARLY, Timing(date(2027, 8, 2))), ["model.union_placed_on"]),
    ],
)
def test_a_transition_moves_the_day_for_those_it_means(
    given: dict[str, FactValue], options: tuple[Timing, ...], asked: list[str]
) -> None:
    found, missing = when(given, transition=LEGACY)
    assert found == options
    assert [item.name for item in missing] == asked


NEVER_OR_LATER = f"[{{if: {{fact: model.gpai, is: true}}, until: never}}, {LEGACY}]"


@pytest.mark.parametrize(
    ("given", "options"),
    [
        ({"model.gpai": True}, (NEVER,)),
        ({"model.gpai": False, "model.union_placed_on": date(2025, 8, 1)}, (Timing(date(2027, 8, 2)),)),
        ({"model.union_placed_on": date(2025, 8, 1)}, (Timing(date(2027, 8, 2)), NEVER)),
        ({"model.union_placed_on": date(2026, 8, 1)}, (EARLY, NEVER)),
        ({"model.gpai": False, "model.union_placed_on": date(2026, 8, 1)}, (EARLY,)),
    ],
)
def test_of_several_transitions_the_latest_that_holds_counts(
    given: dict[str, FactValue], options: tuple[Timing, ...]
) -> None:
    assert when(given, transition=NEVER_OR_LATER)[0] == options


def test_a_transition_that_was_no_law_yet_gives_no_grace() -> None:
    transition = "{if: {fact: model.format, is: gguf}, until: {law: late}}"
    given: dict[str, FactValue] = {"model.format": "gguf"}
    assert when(given, date(2026, 7, 23), transition=transition)[0] == (EARLY,)
    assert when(given, transition=transition)[0] == (Timing(date(2026, 12, 2)),)


def test_a_grace_that_ends_before_the_start_changes_nothing() -> None:
    transition = "{if: {fact: model.format, is: gguf}, until: {law: cutoff}}"
    given: dict[str, FactValue] = {"model.format": "gguf"}
    assert when(given, applies_from="{law: moved}", transition=transition)[0] == (LATE,)


def test_the_default_reading_counts() -> None:
    readings = "[{name: a, applies_from: {law: start}}, {name: b, applies_from: {law: moved}, default: true}]"
    assert when(applies_from=None, readings=readings)[0] == (LATE,)


@pytest.mark.parametrize(
    ("changes", "as_of", "expected"),
    [
        ({}, date(2024, 7, 11), False),
        ({}, date(2024, 7, 12), True),
        ({"legal": '{article: "1", source: C, text: second}'}, date(2026, 7, 23), False),
        ({"applies_from": "{law: late}"}, date(2026, 7, 23), False),
        ({"applies_from": "{law: late}"}, date(2026, 7, 24), True),
        (
            {"kind": "preference", "legal": "{article: own policy}", "applies_from": None},
            date(1999, 1, 1),
            True,
        ),
    ],
)
def test_a_rule_is_law_once_its_text_and_its_day_are_published(
    changes: dict[str, str | None], as_of: date, expected: bool
) -> None:
    bundle = a_bundle(changed(DUTY, **changes))
    rule = bundle.rules[0]
    assert is_law(rule.heading, rule.readings, scene_of(bundle, as_of=as_of)) is expected


def test_a_day_still_to_come_is_upcoming() -> None:
    assert Timing(date(2026, 11, 23)).is_upcoming(TODAY)
    assert not Timing(TODAY).is_upcoming(TODAY)
    assert not Timing(None).is_upcoming(TODAY)


@pytest.mark.parametrize(
    ("given", "as_of", "earliest", "days", "may_never"),
    [
        ({"model.gpai": True}, date(2025, 7, 1), EARLY.day, (EARLY.day, date(2026, 8, 2)), False),
        ({"model.format": "onnx"}, TODAY, None, (LATE.day,), True),
        ({}, TODAY, None, (EARLY.day, LATE.day), True),
    ],
)
def test_days_that_are_open_are_all_named_the_earliest_first(
    given: dict[str, FactValue], as_of: date, earliest: date | None, days: tuple[date, ...], may_never: bool
) -> None:
    bundle = a_bundle(changed(DUTY, applies_from=TWO))
    found = timings(bundle.rules[0], "m", scene_of(bundle, a_model(given=given), as_of=as_of))
    open_day = found.open_day(as_of)
    assert open_day is not None
    assert (found.earliest, open_day.days, open_day.may_never) == (earliest, days, may_never)
    assert [one.name for one in open_day.missing] == [
        name for name in ("model.gpai", "model.format") if name not in given
    ]


@pytest.mark.parametrize(
    ("given", "as_of"),
    [({"model.gpai": True, "model.format": "gguf"}, TODAY), ({"model.gpai": True}, date(2028, 1, 1))],
)
def test_a_day_that_is_known_or_no_longer_matters_is_not_open(
    given: dict[str, FactValue], as_of: date
) -> None:
    bundle = a_bundle(changed(DUTY, applies_from=TWO))
    found = timings(bundle.rules[0], "m", scene_of(bundle, a_model(given=given), as_of=as_of))
    assert found.open_day(as_of) is None
