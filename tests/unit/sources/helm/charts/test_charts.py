"""The list of charts."""

from auditor.sources.helm.charts import CHARTS


def test_no_two_charts_have_a_name_in_common() -> None:
    names = [name for chart in CHARTS for name in chart.names]
    assert len(names) == len(set(names))
