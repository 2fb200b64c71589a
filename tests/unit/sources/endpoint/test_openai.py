from auditor.sources.endpoint.openai import ANY_OPENAI, LLAMA_CPP, OPENAI
from tests.unit.sources.endpoint.test_probes import CASES, Told, listing


def test_owners_that_do_not_agree_tell_no_runtime() -> None:
    rows = listing({"id": "a", "owned_by": "vllm"}, {"id": "b", "owned_by": "sglang"})
    assert OPENAI.read(Told(rows)) is None
    found = ANY_OPENAI.read(Told(rows))
    assert found is not None
    assert [listed.model.written for listed in found.models] == ["a", "b"]


def test_only_the_requests_that_tell_more_are_sent() -> None:
    told = Told(CASES["vllm"][0])
    OPENAI.read(told)
    assert [str(request) for request in told.asked] == ["GET /v1/models", "GET /version"]


def test_a_server_that_loads_nothing_lists_nothing() -> None:
    found = LLAMA_CPP.read(Told(listing(), "llama.cpp"))
    assert found is not None
    assert found.models == ()
