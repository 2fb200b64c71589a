import pytest

from auditor.domain.tri import Tri
from auditor.sources.endpoint.asked import Asked
from auditor.sources.endpoint.base import Request
from auditor.sources.web.client import Client
from auditor.sources.web.pace import Pace
from auditor.sources.web.place import place_of
from tests.builders.servers import guarded, says, serving

pytestmark = pytest.mark.loopback


def test_each_request_is_sent_once_and_a_key_only_where_one_is_asked_for() -> None:
    open_, closed = Request(path="/open"), Request(path="/closed")
    routes = {"GET /open": says({"a": 1}), "GET /closed": guarded("k", says({"b": 2}))}
    with serving(routes) as server:
        asked = Asked(Client(place_of(server.url), Pace(wait=lambda _: None)), "k")
        values = [asked.value(one) for one in (open_, closed, open_, closed)]

    assert values == [{"a": 1}, {"b": 2}, {"a": 1}, {"b": 2}]
    assert server.requests == ["GET /open", "GET /closed", "GET /closed"]
    assert ["Authorization" in headers for headers in server.headers] == [False, False, True]
    assert (asked.needs_credentials(open_), asked.needs_credentials(closed)) == (Tri.FALSE, Tri.TRUE)
