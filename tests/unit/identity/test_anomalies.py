from auditor.domain.header import Anomaly
from auditor.identity.anomalies import told


def test_each_kind_is_told_once_by_its_first_and_how_many_follow() -> None:
    odd = (Anomaly("gap", 9, "x"), Anomaly("alike", 1, "y"), Anomaly("alike", 5, "z"))
    assert list(told(odd)) == [("alike", "y (byte 1), and 1 more like it"), ("gap", "x (byte 9)")]
    assert list(told(())) == []
