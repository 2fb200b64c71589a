from auditor.domain.audit import Assessed
from auditor.domain.fact import Basis, Confidence, Known
from auditor.domain.subject import Organisation
from auditor.domain.values import Range
from benchmarks.screening.claimed import Claimed, ClaimSet, whole
from tests.builders.policy import a_model, a_record, a_scene, an_organisation, claim, known

FLOP = claim("compute.update_bounds_flop", Range(1, 2), confidence=Confidence.LOW, basis=Basis.CATALOGUED)
SHARED = known("model.format", "gguf")


def test_a_fact_is_put_together_again_as_it_was_said() -> None:
    own = Range(3e24, 4e24)
    fact = whole(FLOP, own)
    assert isinstance(fact.state, Known)
    assert fact == known(FLOP.fact, own, confidence=Confidence.LOW, basis=Basis.CATALOGUED)
    each = ClaimSet("m", [SHARED], [(FLOP, own)], []).each
    assert each == {"model.format": SHARED, FLOP.fact: fact}


def test_a_world_of_claim_sets_has_every_subject_with_its_records() -> None:
    summary, notice = a_record("summary"), a_record("notice")
    both = [("summary", (summary,)), ("notice", (notice,))]
    sets = [ClaimSet("a", [SHARED], [], both), ClaimSet("b", [], [], both[:1])]
    claimed = Claimed(sets, lambda id_: a_model(id_).subject)
    world = claimed.world(an_organisation())
    assert world.subjects[1:] == (a_model("a", {"model.format": SHARED}), a_model("b"))
    assert {record.evidence: record.subject_ids for record in world.evidence} == {
        "summary": ("a", "b"),
        "notice": ("a",),
    }


def test_a_scene_of_claim_sets_keeps_what_is_known_of_the_organisation() -> None:
    finance = known("organisation.finance", True)
    given = an_organisation({"organisation.finance": finance})
    record = a_record("notice", Organisation("").id)
    alone = a_scene(given, evidence=(record,)).alone()
    claimed = Claimed([ClaimSet("a", [SHARED], [], [])], lambda id_: a_model(id_).subject)
    scene = claimed.scene(alone)
    assert scene.organisation == given.subject
    assert scene.facts[given.subject.id] == {"organisation.finance": finance}
    assert scene.records == {("notice", given.subject.id): (record,)}
    assert scene.facts["a"] == {"model.format": SHARED}
    assert isinstance(claimed.assessed(0), Assessed)
