import pytest

from auditor.errors import SourceError
from auditor.sources import SOURCES, Target, planned


def test_what_asks_nobody_has_nothing_to_tell() -> None:
    asking = {"endpoint", "endpoints", "hub"}
    schemes = [source.scheme for source in SOURCES if source.scheme not in asking]
    assert [scheme for scheme in schemes if planned(Target(scheme, "/nowhere"))] == []


@pytest.mark.parametrize("target", [Target("endpoint", "http://gpu-01"), Target("hub", "acme/tiny")])
def test_what_asks_somebody_tells_each_request(target: Target) -> None:
    lines = planned(target)
    assert lines
    assert all(line.startswith(("GET http", "POST http")) for line in lines)


@pytest.mark.parametrize("target", [Target("endpoint", "ftp://x"), Target("hub", "a/b/c")])
def test_what_cannot_be_looked_at_is_refused(target: Target) -> None:
    with pytest.raises(SourceError):
        planned(target)
