import shlex

import pytest

from auditor.sources.launching.apptainer_run import apptainer
from auditor.sources.launching.invocation import Invocation


def _run(line: str, **environment: str) -> Invocation | None:
    return apptainer(shlex.split(line), Invocation(environment=environment))


def test_a_container_has_the_network_and_the_variables_of_its_machine() -> None:
    assert _run("apptainer exec --nv -B /a:/b --env A=1,B=2 X.sif vllm serve a/b", C="3") == Invocation(
        command=("vllm", "serve", "a/b"),
        environment={"A": "1", "B": "2", "C": "3"},
        image="X.sif",
        has_host_network=True,
    )


def test_an_image_is_named_as_its_registry_does() -> None:
    found = _run("singularity -q run --net --cleanenv docker://vllm/vllm-openai:v1 --model a/b", C="3")

    assert found == Invocation(arguments=("--model", "a/b"), image="vllm/vllm-openai:v1")


def test_an_instance_has_a_name_behind_its_image() -> None:
    found = _run("apptainer instance start --env-file=.env docker://a/b name x")

    assert found == Invocation(
        arguments=("x",), is_environment_whole=False, image="a/b", has_host_network=True
    )


@pytest.mark.parametrize("line", ["apptainer pull x", "apptainer", "singularity run", "apptainer run --nv"])
def test_what_runs_no_container_is_none(line: str) -> None:
    assert _run(line) is None
