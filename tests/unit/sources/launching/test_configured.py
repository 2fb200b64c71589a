from auditor.domain.serving import (
    Activity,
    DeploymentState,
    Endpoint,
    Exposure,
    InUse,
    ModelReference,
    ReferenceKind,
    Runtime,
)
from auditor.sources.launching.configured import Written, in_use
from auditor.sources.launching.invocation import Launch

WRITTEN = Written(
    "compose:x", "c.yml", 3, "service a", {"--model=org/one": 7}, {"replicas": "2", "host": None}
)
ONE = ModelReference("org/one", ReferenceKind.REPOSITORY)
TWO = ModelReference("org/two", ReferenceKind.REPOSITORY)


def test_every_model_of_a_program_is_in_use_at_the_line_that_names_it() -> None:
    endpoint = Endpoint("0.0.0.0:8000", Exposure.PUBLIC)
    launch = Launch(Runtime("vllm", "1"), Activity.SERVES, (ONE, TWO), ("chat", "c2"), endpoint=endpoint)

    first, second = in_use(launch, WRITTEN, "Ingress a")

    assert first == InUse(
        target="compose:x",
        locator="c.yml:7",
        state=DeploymentState.CONFIGURED,
        evidence="service a is configured: vllm serves org/one, reached through Ingress a",
        model=ONE,
        served_as="chat",
        runtime=Runtime("vllm", "1"),
        endpoint=endpoint,
        workload="service a",
        settings=(
            ("activity", "serves"),
            ("offline", "unknown"),
            ("replicas", "2"),
        ),
    )
    assert (second.locator, second.served_as, second.model) == ("c.yml:3", None, TWO)


def test_a_server_that_names_no_model_is_in_use_too_with_its_store() -> None:
    store = ModelReference("s3://b/models", ReferenceKind.LOCATION)

    (found,) = in_use(Launch(Runtime("triton"), Activity.SERVES, stores=(store,)), WRITTEN)

    assert found.model is None
    assert ("store", "s3://b/models") in found.settings
    assert found.evidence == "service a is configured: triton serves what is not named there"


def test_characters_that_mislead_are_shown_as_what_they_are() -> None:
    model = ModelReference("a\u202eb", ReferenceKind.STORE, "c\x1b")

    (found,) = in_use(Launch(Runtime("ollama"), Activity.FETCHES, (model,)), WRITTEN)

    assert found.model == ModelReference("a\\u202eb", ReferenceKind.STORE, "c\\x1b")
    assert found.evidence == "service a is configured: ollama fetches a\\u202eb"


def test_an_image_keeps_no_credentials() -> None:
    runtime = Runtime("vllm", image="docker://user:planted@r.example/vllm")

    (found,) = in_use(Launch(runtime, Activity.SERVES), WRITTEN)

    assert found.runtime == Runtime("vllm", image="docker://r.example/vllm")
