from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.fact import RESOLVED, Basis, Confidence, Fact, Known
from auditor.domain.values import FactValue, Range
from auditor.policy.judging.reads import reads_of
from benchmarks.screening import table
from benchmarks.screening.claimed import whole
from benchmarks.screening.table import Table
from tests.builders.policy import DUTY, a_bundle, a_record, a_scene, changed, claim, known

READ = """{all: [{fact: model.n_parameters, at_least: 1000}, {fact: airgap.age_days, at_most: 30},
{fact: compute.cumulative_bounds_flop, more_than: {law: flop}}, {evidence: summary},
{fact: model.union_placed_on, before: {law: cutoff}}, {fact: model.gpai, is: true}]}"""


def laid_out(classified: dict[str, bool] | None = None) -> Table:
    read = reads_of(a_bundle(changed(DUTY, require=" ".join(READ.split()))).rules[0])
    return Table(read or (), classified or {}, a_scene())


MEASURES = st.one_of(
    st.tuples(st.just("model.n_parameters"), st.sampled_from([999, 1000, 1001])),
    st.tuples(st.just("airgap.age_days"), st.sampled_from([29, 30, 31])),
    st.tuples(
        st.just("compute.cumulative_bounds_flop"),
        st.sampled_from([Range(1e24, 1e25), Range(1e24, 2e25), Range(1e25, 1e25), Range(2e25, 3e25)]),
    ),
    st.tuples(
        st.just("model.union_placed_on"),
        st.sampled_from([date(2025, 8, 1), date(2025, 8, 2), date(2025, 8, 3)]),
    ),
    # Read by nobody.
    st.tuples(st.just("model.size_bytes"), st.integers(1, 5)),
)


@given(st.lists(st.tuples(MEASURES, st.sampled_from(list(Confidence))), max_size=8))
def test_what_is_said_apart_has_the_row_of_the_whole_fact(
    said: list[tuple[tuple[str, FactValue], Confidence]],
) -> None:
    laid = laid_out()
    ways = {(name, level): claim(name, value, confidence=level) for (name, value), level in said}
    for (name, value), level in said:
        way = ways[name, level]
        assert laid.row([], [(way, value)], []) == laid.row([whole(way, value)], [], [])


def test_a_row_tells_what_is_read_and_nothing_else() -> None:
    laid = laid_out()
    silent = laid.row([], [], [])
    assert laid.row([known("model.size_bytes", 3)], [], [("notice", (a_record("notice"),))]) == silent
    record = a_record("summary")
    differs = [
        laid.places[name]
        for name, row in {
            "model.n_parameters": laid.row([known("model.n_parameters", 5)], [], []),
            "evidence:summary": laid.row([], [], [("summary", (record,))]),
        }.items()
        if row[laid.places[name]] != silent[laid.places[name]]
    ]
    assert differs == [laid.places["model.n_parameters"], laid.places["evidence:summary"]]


@pytest.mark.parametrize("is_law", [True, False])
def test_of_a_classified_fact_only_a_resolution_is_heard_and_where_there_is_law(is_law: bool) -> None:
    laid = laid_out({"model.gpai": is_law, "model.systemic_risk": True})
    settling = claim("model.gpai", True, basis=Basis.ATTESTED, method=RESOLVED, with_evidence=True)
    silent = laid.row([], [], [])
    place, resolved = laid.places["model.gpai"], laid.resolved["model.gpai"]
    claimed = laid.row([known("model.gpai", True)], [], [])
    settled = laid.row([Fact("model.gpai", Known(True, (settling,)))], [], [])
    assert claimed[place] == settled[place] == silent[place]
    assert claimed[resolved] == silent[resolved]
    assert (settled[resolved] != silent[resolved]) is is_law
    # What no rule reads has no place.
    assert list(laid.resolved) == ["model.gpai"]


def test_what_is_forgotten_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_REMEMBERED", 0)
    laid = laid_out()
    facts, said = [known("model.gpai", True)], [(claim("model.n_parameters", 1), 5000)]
    held = [("summary", (a_record("summary"),))]
    row = laid.row(facts, said, held)
    laid.tidy()
    assert laid.row(facts, said, held) == row
