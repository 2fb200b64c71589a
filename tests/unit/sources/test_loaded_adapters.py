from dataclasses import replace

from auditor.domain.serving import DeploymentState, InUse, ModelReference, OpenFile, ReferenceKind, Runtime
from auditor.identity.in_use import Here, deployments
from auditor.sources.loaded_adapters import with_adapters

LORA = ModelReference("/m/lora", ReferenceKind.FILE)
SEEN = InUse(
    "systemd:u", "u.service:2", DeploymentState.CONFIGURED, "u.service is configured: vllm serves /m/base",
    ModelReference("/m/base", ReferenceKind.FILE), "chat", (LORA,), Runtime("vllm"), workload="u.service",
    open_files=(OpenFile(1, 2),), paths=("/m/base",),
)  # fmt: skip


def test_an_adapter_is_in_use_as_its_base_is_and_is_called_by_its_own_name() -> None:
    base, adapter = with_adapters(SEEN, lambda one: (one.written, "/real/lora"))
    assert base == SEEN
    assert adapter == replace(
        SEEN,
        evidence="u.service is configured: vllm serves /m/base, with the adapter /m/lora on it",
        model=LORA,
        served_as=None,
        adapters=(),
        open_files=(),
        paths=("/m/lora", "/real/lora"),
    )


def test_an_adapter_whose_bytes_are_here_is_joined_with_them_by_its_path() -> None:
    here = Here(by_path={"/m/base": "sha256:a", "/m/lora": "sha256:b"})
    found = deployments(with_adapters(SEEN, lambda one: (one.written,)), here)
    assert {(one.model_id, one.state) for one in found} == {
        ("sha256:a", DeploymentState.CONFIGURED),
        ("sha256:b", DeploymentState.CONFIGURED),
    }
