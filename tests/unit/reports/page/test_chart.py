from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.audit import Audit
from auditor.domain.fact import Confidence
from auditor.domain.values import Range
from auditor.reports.headline.rows import model_rows
from auditor.reports.page.chart import LETTER_WIDTH, WIDTH, Bar, Chart, compute_chart
from auditor.reports.page.compared import Compared
from tests.builders.audit import LAW, a_model, an_audit, catalogued, known, rich


def estate(*ranges: tuple[float, float]) -> Audit:
    models = tuple(a_model(f"model-{n}") for n in range(len(ranges)))
    facts = {
        model.id: {"compute.update_flop": known("compute.update_flop", Range(low, high))}
        for model, (low, high) in zip(models, ranges, strict=True)
    }
    return an_audit(*models, facts=facts)


def drawn(audit: Audit, limit: int = 20) -> Chart:
    return compute_chart(audit, model_rows(audit), limit)


def test_the_largest_come_first_and_the_unknown_are_named() -> None:
    chart = drawn(rich())
    assert [row.name for row in chart.rows] == ["Llama-4-Scout-17B-16E-Instruct", "Qwen2.5-7B-Instruct"]
    assert chart.unknown == ("triage-tune-8B", "EuroMed-7B", "Mixtral-8x7B")
    said = [one.against for row in chart.rows for one in row.words]
    assert said == ["updates above 10²³, cumulative below 10²⁵"] * 2


def test_a_range_across_a_threshold_may_exceed_it() -> None:
    (row,) = drawn(estate((5e22, 2e23))).rows
    assert row.words == (
        Compared("updates 0.5 \u2013 2.0\u00a0\u00d7\u00a010²³", "may exceed 10²³"),
        Compared("cumulative not known", "may exceed 10²⁵"),
    )


def test_what_is_cut_is_counted() -> None:
    chart = drawn(estate(*[(1e22, 2e22)] * 5), limit=2)
    assert (len(chart.rows), chart.n_rows) == (2, 5)


def test_bounds_alone_are_drawn_as_bounds_and_named_as_such() -> None:
    model = a_model()
    bounds = known("compute.update_bounds_flop", Range(0, 1e24))
    (row,) = drawn(an_audit(model, facts={model.id: {bounds.name: bounds}})).rows
    # No logarithmic axis has a nought, so the bar goes on to the left.
    assert (row.update, row.bounds) == (None, Bar(0.0, 150.0, is_off_left=True))
    assert row.words[0].figure == "updates at most 1.0\u00a0\u00d7\u00a010²⁴"


def test_cumulative_compute_is_drawn_where_it_differs() -> None:
    model = a_model()
    facts = {
        "compute.update_flop": known("compute.update_flop", Range(1e24, 1e24)),
        "compute.cumulative_flop": known("compute.cumulative_flop", Range(2e25, 3e25)),
    }
    (row,) = drawn(an_audit(model, facts={model.id: facts})).rows
    assert row.cumulative is not None
    assert row.words == (
        Compared("updates 1.0\u00a0\u00d7\u00a010²⁴", "above 10²³"),
        Compared("cumulative 2.0 \u2013 3.0\u00a0\u00d7\u00a010²⁵", "above 10²⁵"),
    )


def test_what_lies_beyond_the_axis_is_marked_there_and_drawn_nowhere_else() -> None:
    large, wide, small = drawn(estate((1e9, 2e9), (1e30, 2e30), (1e9, 1e24))).rows
    assert small.update == Bar(0.0, 0.0, is_off_left=True)
    assert large.update == Bar(WIDTH, 0.0, is_off_right=True)
    assert wide.update == Bar(0.0, 200.0, is_off_left=True)
    assert (small.is_off, large.is_off, wide.is_off) == (True, True, True)


def test_what_the_axis_holds_is_not_marked() -> None:
    assert not any(row.is_off for row in drawn(estate((1e22, 1e24), (1e25, 1e26))).rows)


def test_the_lines_are_the_figures_of_the_law_in_the_result() -> None:
    audit = estate((1e24, 1e24))
    moved = tuple(
        replace(figure, value=3e24) if figure.name == "systemic_presumption_flop" else figure
        for figure in LAW
    )
    assert [line.label for line in drawn(audit).lines] == [
        "10²³ GPAI (indicative)",
        "10²⁵ systemic risk (presumed)",
    ]
    chart = drawn(replace(audit, law=moved))
    assert [line.label for line in chart.lines] == [
        "10²³ GPAI (indicative)",
        "3.0\u00a0\u00d7\u00a010²⁴ systemic risk (presumed)",
    ]
    assert chart.lines[1].x < drawn(audit).lines[1].x


def test_a_figure_the_law_does_not_have_yet_is_not_drawn() -> None:
    audit = estate((1e24, 1e24))
    assert [line.label for line in drawn(replace(audit, law=LAW[1:])).lines] == [
        "10²⁵ systemic risk (presumed)"
    ]
    assert drawn(replace(audit, law=())).lines == ()


@given(st.lists(st.tuples(st.floats(0, 1e45), st.floats(0, 1e45)), max_size=6))
def test_bars_stay_inside_and_labels_are_crossed_by_no_line(ends: list[tuple[float, float]]) -> None:
    chart = drawn(estate(*((min(pair), max(pair)) for pair in ends)))
    for row in chart.rows:
        assert row.update is not None
        assert 0 <= row.update.x <= row.update.x + row.update.width <= WIDTH + 0.1
    for place, line in enumerate(chart.lines):
        width = LETTER_WIDTH * len(line.label)
        begins = line.x - width if line.anchor == "end" else line.x
        assert 0 <= begins <= begins + width <= WIDTH
        # The labels of larger thresholds stand higher, so only larger thresholds' lines pass this label.
        assert not any(begins < other.x < begins + width for other in chart.lines[place + 1 :])


def test_what_rests_on_low_confidence_alone_is_an_outline() -> None:
    model, flop = a_model(), Range(1e24, 1e24)
    for confidence, is_hollow in ((Confidence.LOW, True), (Confidence.MEDIUM, False)):
        fact = catalogued("compute.update_flop", flop, confidence)
        (row,) = drawn(an_audit(model, facts={model.id: {fact.name: fact}})).rows
        assert row.update is not None
        assert (row.update.is_hollow, row.is_hollow) == (is_hollow, is_hollow)
