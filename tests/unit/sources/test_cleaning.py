from auditor.domain.serving import DeploymentState, Endpoint, InUse, ModelReference, ReferenceKind, Runtime
from auditor.sources.cleaning import clean

ODD = "a\x1b[2J\udcff"
SAFE = "a\\x1b[2J\\udcff"


def test_every_word_of_a_stranger_prints() -> None:
    reference = ModelReference(ODD, ReferenceKind.FILE, ODD)
    seen = InUse(
        "process:", "x", DeploymentState.RUNNING, ODD, reference, ODD, (reference,), Runtime(ODD, ODD, ODD),
        Endpoint(ODD), settings=(("config", ODD),), paths=(ODD,),
    )  # fmt: skip
    shown = clean(seen)
    assert repr(shown).count(repr(SAFE)) == 11
    assert shown.paths == (ODD,)


def test_what_is_not_there_stays_away() -> None:
    seen = InUse("process:", "x", DeploymentState.RUNNING, "runs", None)
    assert clean(seen) == seen
