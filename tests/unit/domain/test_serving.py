import pytest

from auditor.domain.serving import Activity, DeploymentState, ModelReference, ReferenceKind, Runtime
from auditor.domain.subject import Deployment
from tests.builders.observations import a_use

HOSTED = ModelReference("gpt-5", ReferenceKind.HOSTED)
OPEN = ModelReference("$MODEL", ReferenceKind.UNRESOLVED)
FILE = ModelReference("/models/a.gguf", ReferenceKind.FILE)
CODE, RUNS = DeploymentState.USED_IN_CODE, DeploymentState.RUNNING


@pytest.mark.parametrize(
    ("operator", "model", "runtime", "state", "expected"),
    [
        ("openai", FILE, None, CODE, True),
        (None, HOSTED, None, CODE, True),
        (None, HOSTED, None, RUNS, False),
        (None, FILE, None, CODE, False),
        (None, OPEN, None, CODE, None),
        (None, OPEN, Runtime("vllm"), CODE, False),
        (None, None, None, RUNS, None),
        (None, None, Runtime("vllm"), RUNS, False),
    ],
)
def test_what_a_known_operator_serves_or_code_calls_by_name_is_hosted(
    operator: str | None,
    model: ModelReference | None,
    runtime: Runtime | None,
    state: DeploymentState,
    expected: bool | None,
) -> None:
    seen = a_use(operator=operator, model=model, runtime=runtime, state=state)
    assert seen.is_hosted is expected
    assert Deployment("dep:1", None, "x", state, "code", "x", "seen", seen=(seen,)).is_hosted is expected


def test_sources_that_disagree_do_not_tell_who_computes_it() -> None:
    seen = (a_use(operator="openai"), a_use(operator=None))
    assert Deployment("dep:1", None, "x", RUNS, "code", "x", "seen", seen=seen).is_hosted is None


def test_a_file_and_a_word_about_a_model_are_no_use_of_it() -> None:
    assert [state for state in DeploymentState if not state.is_use] == [
        DeploymentState.PRESENT,
        DeploymentState.DECLARED,
    ]


def test_what_fetches_a_model_or_works_for_a_server_has_none_of_its_own() -> None:
    assert {one for one in Activity if one.has_server} == {Activity.SERVES, Activity.ROUTES}
