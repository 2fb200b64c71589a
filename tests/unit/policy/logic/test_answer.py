import pytest

from auditor.domain.fact import Confidence, Settler
from auditor.domain.finding import Missing, Reason
from auditor.domain.tri import Tri
from auditor.policy.logic import answer
from auditor.policy.logic.answer import Answer

YES, NO, OPEN = Tri.TRUE, Tri.FALSE, Tri.UNKNOWN
LOW, MEDIUM, HIGH = Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH


def leaf(name: str, value: Tri, confidence: Confidence = HIGH) -> Answer:
    missing = (Missing(name, "m", "nobody says", Settler.NOBODY, ""),) if value is OPEN else ()
    return answer.leaf(Reason(name, value, name), confidence, missing)


def test_a_false_part_decides_a_conjunction_and_lends_its_confidence() -> None:
    found = answer.conjunction(
        "all", [leaf("a", YES), leaf("b", NO, LOW), leaf("c", NO, MEDIUM), leaf("d", OPEN)]
    )
    assert (found.value, found.leaf.fact, found.confidence, found.missing) == (NO, "c", MEDIUM, ())


def test_a_conjunction_that_holds_is_as_weak_as_its_weakest_part() -> None:
    found = answer.conjunction("all", [leaf("a", YES), leaf("b", YES, LOW)])
    assert (found.value, found.leaf.fact, found.confidence) == (YES, "b", LOW)


def test_a_conjunction_that_holds_names_the_hearsay_it_rests_on_and_else_its_first_part() -> None:
    parts = [leaf("a", YES), leaf("b", YES, LOW), leaf("c", YES, LOW)]
    assert answer.conjunction("all", parts).leaf.fact == "b"
    assert answer.negation("not", answer.conjunction("all", parts)).leaf.fact == "b"
    firm = answer.conjunction("all", [leaf("a", YES), leaf("b", YES, MEDIUM)])
    assert (firm.leaf.fact, firm.confidence) == ("a", MEDIUM)


def test_an_open_conjunction_names_everything_missing_once() -> None:
    found = answer.conjunction("all", [leaf("a", YES), leaf("b", OPEN), leaf("c", OPEN), leaf("b", OPEN)])
    assert (found.value, found.leaf.fact) == (OPEN, "b")
    assert [missing.name for missing in found.missing] == ["b", "c"]


def test_a_true_part_decides_a_disjunction() -> None:
    found = answer.disjunction("any", [leaf("a", NO), leaf("b", OPEN), leaf("c", YES, LOW)])
    assert (found.value, found.leaf.fact, found.confidence, found.missing) == (YES, "c", LOW, ())


def test_a_negation_turns_the_value_and_keeps_the_leaf() -> None:
    found = answer.negation("not", leaf("a", NO, LOW))
    assert (found.value, found.leaf.fact, found.confidence) == (YES, "a", LOW)
    assert answer.negation("not", leaf("a", OPEN)).missing == leaf("a", OPEN).missing


def test_a_leaf_that_decides_under_a_negation_reads_as_what_was_asked() -> None:
    is_gguf = answer.leaf(Reason("gguf; asked: is gguf", YES), HIGH, denied="gguf; asked: is not gguf")
    other = leaf("other", YES, LOW)
    denied = answer.negation("not", answer.disjunction("any", [other, is_gguf]))
    assert denied.leaf == Reason("gguf; asked: is not gguf", NO)
    assert denied.reason.parts[0].parts[1] == is_gguf.reason
    twice = answer.conjunction("all", [answer.negation("not", denied), leaf("open", YES)])
    assert twice.leaf == is_gguf.leaf
    assert answer.negation("not", other).leaf.text == "other"


def test_nothing_to_combine_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one part"):
        answer.conjunction("all", [])


def test_a_long_explanation_shows_only_what_decides() -> None:
    parts = [leaf(str(n), YES if n != 40 else NO) for n in range(50)]
    assert [part.fact for part in answer.conjunction("all", parts).reason.parts] == ["40"]
    assert len(answer.disjunction("any", parts).reason.parts) == 12
    assert len(answer.conjunction("all", parts[:12]).reason.parts) == 12
