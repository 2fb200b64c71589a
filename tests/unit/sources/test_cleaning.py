from auditor.domain.serving import (
    DeploymentState,
    Endpoint,
    InUse,
    ModelReference,
    ReferenceKind,
    Runtime,
    Stated,
)
from auditor.sources.cleaning import clean, settings_of

ODD = "a\x1b[2J\udcff"
SAFE = "a\\x1b[2J\\udcff"


def test_every_word_of_a_stranger_prints() -> None:
    reference = ModelReference(ODD, ReferenceKind.FILE, ODD)
    seen = InUse(
        "process:", "x", DeploymentState.RUNNING, ODD, reference, ODD, (reference,), Runtime(ODD, ODD, ODD),
        Endpoint(ODD), host=ODD, region_written=ODD, deployment_type=ODD, container=ODD,
        stated=Stated(ODD, ODD, ODD), settings=(("config", ODD),), paths=(ODD,),
    )  # fmt: skip
    shown = clean(seen)
    assert repr(shown).count(repr(SAFE)) == 18
    assert shown.paths == (ODD,)


def test_what_is_not_there_stays_away() -> None:
    seen = InUse("process:", "x", DeploymentState.RUNNING, "runs", None)
    assert clean(seen) == seen


def test_nothing_secret_is_kept() -> None:
    seen = InUse(
        "t:x", "x:1", DeploymentState.CONFIGURED, "calls hunter2-hunter2",
        ModelReference("m-t0ken-t0ken", ReferenceKind.HOSTED, "hunter2-hunter2"), served_as="t0ken-t0ken",
        adapters=(ModelReference("hunter2-hunter2", ReferenceKind.FILE),),
        endpoint=Endpoint("https://user:pw@host/hunter2-hunter2?api_key=1"), host="https://user:pw@host",
        settings=(("a", "t0ken-t0ken"), ("b", "")),
        paths=("/m/x", "/m/t0ken-t0ken"),
    )  # fmt: skip

    assert clean(seen, {"hunter2-hunter2", "t0ken-t0ken"}) == InUse(
        "t:x", "x:1", DeploymentState.CONFIGURED, "calls ***",
        ModelReference("m-***", ReferenceKind.HOSTED, "***"), served_as="***",
        adapters=(ModelReference("***", ReferenceKind.FILE),), endpoint=Endpoint("https://host/***"),
        host="https://host",
        settings=(("a", "***"),), paths=("/m/x",),
    )  # fmt: skip


def test_settings_are_those_that_are_told_in_order() -> None:
    assert settings_of({"b": "1", "a": "2", "c": "", "d": None}) == (("a", "2"), ("b", "1"))
