import pytest

from auditor.domain.fact import RESOLVED, Basis, Fact, Known
from auditor.domain.subject import Subject
from auditor.policy.bundle import Bundle
from auditor.policy.judging.reads import Leaf, read_to_classify, reads_of
from auditor.policy.logic.world import Scene
from benchmarks.screening import classing
from benchmarks.screening.classing import Classing
from benchmarks.screening.table import Row, Table
from tests.builders.policy import (
    CLASSIFICATION,
    DUTY,
    a_bundle,
    a_model,
    an_organisation,
    changed,
    claim,
    known,
    scene_of,
)

BUNDLE = a_bundle(CLASSIFICATION, changed(DUTY, require="{fact: model.gpai, is: true}"))


def table(bundle: Bundle, scene: Scene) -> Table:
    asked: list[Leaf] = []
    for found in (read_to_classify(bundle.classifications[0]), reads_of(bundle.rules[0])):
        assert found is not None
        asked += found
    return Table(asked, {"model.gpai": True}, scene)


def test_what_is_written_is_taken_from_those_alike_and_a_resolution_speaks_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settling = claim("model.gpai", False, basis=Basis.ATTESTED, method=RESOLVED, with_evidence=True)
    gguf, resolved = known("model.format", "gguf"), Fact("model.gpai", Known(False, (settling,)))
    facts = [[gguf], [gguf], [gguf, resolved], [gguf, known("model.gpai", False)], []]
    models = [a_model(f"m{at}", {one.name: one for one in said}) for at, said in enumerate(facts)]
    scene = scene_of(BUNDLE, an_organisation(), *models)
    laid = table(BUNDLE, scene)
    written = Classing(BUNDLE.classifications[0], laid)
    shown: list[int] = []

    def show(at: int) -> tuple[Subject, Scene]:
        shown.append(at)
        return models[at].subject, scene

    def write() -> list[Row]:
        rows = [laid.row(said, (), ()) for said in facts]
        written.write(rows, show)
        return rows

    rows = write()
    place = laid.places["model.gpai"]
    yes, alike, no, claimed, unknown = (row[place] for row in rows)
    assert yes == alike == claimed
    assert len({yes, no, unknown}) == 3
    states = [written.fact(row).state for row in rows]
    assert [state.value if isinstance(state, Known) else None for state in states] == [
        True,
        True,
        False,
        True,
        None,
    ]
    # The first of each: a model, one of which the rule is contradicted, one of which nobody says anything.
    assert set(shown) == {0, 2, 4}
    monkeypatch.setattr(classing, "MOST_REMEMBERED", 0)
    written.tidy()
    assert write() == rows
