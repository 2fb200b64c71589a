import pytest

from auditor.domain.observation import Covered, Observation, Problem
from auditor.domain.serving import InUse, Stated
from auditor.sources import Target
from auditor.sources.mlflow.registry import VERSIONS
from auditor.sources.mlflow.source import MlflowSource
from auditor.sources.web.pace import Pace
from tests.builders.servers import Reply, guarded, raw, says, serving

SOURCE = MlflowSource(pace=lambda: Pace(wait=lambda _: None))
ROW = {"name": "triage", "version": "2", "current_stage": "None", "source": "s3://b/x", "aliases": ["live"]}


def asked_of(routes: dict[str, Reply]) -> tuple[list[Observation], list[str]]:
    with serving(routes) as asked:
        seen = list(SOURCE.observe(Target("mlflow", asked.url)))
    return seen, asked.requests


@pytest.mark.loopback
def test_a_server_lists_every_version_page_by_page() -> None:
    first, second = f"GET {VERSIONS}?max_results=1000", f"GET {VERSIONS}?max_results=1000&page_token=a%2Fb"
    seen, requests = asked_of(
        {
            first: says({"model_versions": [ROW, "odd", {}], "next_page_token": "a/b"}),
            second: says({"model_versions": [{**ROW, "version": "3"}]}),
        }
    )
    assert requests == [first, second]
    found = [one for one in seen if isinstance(one, InUse)]
    assert [(one.locator, one.model and one.model.revision) for one in found] == [
        ("triage/2", "2"),
        ("triage/3", "3"),
    ]
    assert found[0].evidence == "MLflow's registry has version 2 of triage, alias live"
    assert found[0].settings == (("aliases", "live"), ("source", "s3://b/x"))
    assert [one.reason for one in seen if isinstance(one, Problem)] == [
        "a version without its name or number"
    ]
    assert isinstance(seen[-1], Covered)
    assert seen[-1].n_seen == 2


@pytest.mark.loopback
def test_tags_state_licence_maker_and_purpose() -> None:
    tags = [{"key": "Licence", "value": "MIT"}, {"key": "task", "value": "triage"}, {"key": "x"}, "odd"]
    seen, _ = asked_of(
        {f"GET {VERSIONS}?max_results=1000": says({"model_versions": [{**ROW, "tags": tags}]})}
    )
    (found,) = [one for one in seen if isinstance(one, InUse)]
    assert found.stated == Stated("MIT", purpose="triage")


@pytest.mark.loopback
def test_a_token_is_shown_only_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", "a-token-of-ours")
    route = f"GET {VERSIONS}?max_results=1000"
    with serving({route: guarded("a-token-of-ours", says({"model_versions": [ROW]}))}) as asked:
        seen = list(SOURCE.observe(Target("mlflow", asked.url)))
    assert [headers.get("Authorization") for headers in asked.headers] == [None, "Bearer a-token-of-ours"]
    assert sum(isinstance(one, InUse) for one in seen) == 1
    assert "a-token-of-ours" not in repr(seen)


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (says({}, 401), "it asks for credentials: what is registered is not known (MLFLOW_TRACKING_TOKEN)"),
        (
            says({}, 302, Location="/x"),
            "it redirects, which is not followed: name the address it redirects to",
        ),
        (says([1]), "it does not answer as a registry of MLflow"),
        (says({"model_versions": {}}), "it does not answer as a registry of MLflow"),
        (raw(b"{", Content_Type="application/json"), "its answer says that it is JSON, and is not"),
    ],
)
def test_what_is_no_list_is_a_problem(reply: Reply, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_TOKEN", raising=False)
    seen, _ = asked_of({f"GET {VERSIONS}?max_results=1000": reply})
    assert [one.reason for one in seen if isinstance(one, Problem)] == [reason]
    assert isinstance(seen[-1], Covered)
