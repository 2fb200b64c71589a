import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.airgap.known_answer import SELF_TEST_MODEL
from auditor.airgap.namespace import Entered
from auditor.airgap.probes import Stage
from auditor.airgap.protocol import Inference, Prison, Request, Said, Settings, decode_said
from auditor.airgap.reach import Bait
from auditor.airgap.worker import Walls, _write, serve
from auditor.domain.attestation import Isolation

BAIT = Bait(1, 2, 3, 4, "a", "/b")
REQUEST = Request(
    path=str(SELF_TEST_MODEL),
    prompt="abc",
    n_tokens=2,
    settings=Settings(1),
    wanted=Isolation.NAMESPACE_SECCOMP,
    loads_unheld=False,
    memory_bytes=2**33,
    cpu_s=10,
    bait=BAIT,
)


def walls(*, namespace: str = "", seccomp: str = "", says: str = "EPERM") -> Walls:
    """Walls of paper: what each would answer, with one probe per stage."""
    return Walls(
        lambda model: Entered(model, namespace),
        lambda: seccomp,
        lambda stage, bait: ((stage, "ipv4-connect", says),),
    )


def served(request: Request, walls: Walls) -> Said:
    lines: list[bytes] = []
    serve(request, lines.append, walls)
    return decode_said(b"".join(lines))


def test_each_wall_is_probed_as_soon_as_it_stands() -> None:
    done: list[str] = []

    def probe(stage: Stage, bait: Bait) -> tuple[tuple[Stage, str, str], ...]:
        assert bait == BAIT
        done.append(f"probe {stage.value}")
        return ()

    def enter(model: Path) -> Entered:
        assert model == Path("/missing")
        done.append("namespace")
        return Entered(Path("/moved"))

    def load() -> str:
        done.append("seccomp")
        return ""

    serve(
        replace(REQUEST, path="/missing"),
        lambda line: done.append("said"),
        Walls(enter, load, probe),
    )
    assert done == ["namespace", "probe namespace", "seccomp", "probe seccomp", "said", "said"]


def test_a_leaking_prison_is_reported_and_nothing_is_loaded() -> None:
    said = served(REQUEST, walls(says="reached"))
    leak = ((Stage.NAMESPACE, "ipv4-connect", "reached"), (Stage.SECCOMP, "ipv4-connect", "reached"))
    assert said == Said(Prison(Isolation.NAMESPACE_SECCOMP, "", leak))


@pytest.mark.parametrize(
    ("built", "isolation", "missing", "stages"),
    [
        (walls(namespace="EPERM"), Isolation.SECCOMP, "EPERM", [Stage.SECCOMP]),
        (walls(seccomp="gone"), Isolation.NONE, "gone", [Stage.NAMESPACE, Stage.OPEN]),
        (walls(namespace="EPERM", seccomp="gone"), Isolation.NONE, "EPERM; gone", [Stage.OPEN]),
        (walls(), Isolation.NAMESPACE_SECCOMP, "", [Stage.NAMESPACE, Stage.SECCOMP]),
    ],
)
def test_what_could_not_be_built_lowers_the_level_and_says_why(
    built: Walls, isolation: Isolation, missing: str, stages: list[Stage]
) -> None:
    prison = served(replace(REQUEST, path="/missing"), built).prison
    assert prison == Prison(isolation, missing, tuple((stage, "ipv4-connect", "EPERM") for stage in stages))


@pytest.mark.parametrize(
    ("wanted", "missing"),
    [
        (Isolation.SECCOMP, "no namespace was asked for"),
        (Isolation.NONE, "no namespace was asked for; no filter was asked for"),
    ],
)
def test_walls_that_are_not_wanted_are_not_built(wanted: Isolation, missing: str) -> None:
    prison = served(replace(REQUEST, wanted=wanted, path="/missing"), walls()).prison
    assert prison is not None
    assert (prison.isolation, prison.missing) == (wanted, missing)


def test_a_stranger_is_not_loaded_where_nothing_would_hold_it() -> None:
    said = served(REQUEST, walls(seccomp="gone"))
    assert said.engine == ""
    reason = "the file was not loaded, because nothing would have held it"
    assert said.inference == Inference(None, reason, is_unread=True)


def test_a_file_that_the_worker_cannot_read_is_not_loaded(tmp_path: Path) -> None:
    said = served(replace(REQUEST, path=str(tmp_path / "gone.gguf")), walls())
    reason = "the isolated process cannot read the file: No such file or directory"
    assert (said.engine, said.inference) == ("", Inference(None, reason, is_unread=True))


def test_the_file_is_read_where_the_namespace_has_it(tmp_path: Path) -> None:
    moved = Walls(lambda model: Entered(tmp_path / "gone"), lambda: "", lambda stage, bait: ())
    said = served(REQUEST, moved)
    assert said.inference == Inference(
        None, "the isolated process cannot read the file: No such file or directory", is_unread=True
    )


@pytest.mark.llama_cpp
def test_our_own_model_is_run_even_where_nothing_would_hold_it() -> None:
    said = served(replace(REQUEST, loads_unheld=True), walls(seccomp="gone"))
    assert said.engine.startswith("llama-cpp-python ")
    assert said.inference is not None
    assert said.inference.generation is not None


def test_an_engine_that_cannot_be_loaded_is_not_the_files_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llama_cpp", None)
    said = served(REQUEST, walls())
    assert said.inference is not None
    assert said.inference.is_unread
    assert said.inference.refusal.startswith("llama-cpp-python cannot be loaded: ")


def test_a_line_is_written_whole() -> None:
    readable, writable = os.pipe()
    _write(writable, b"one line\n")
    os.close(writable)
    with os.fdopen(readable, "rb") as stream:
        assert stream.read() == b"one line\n"
