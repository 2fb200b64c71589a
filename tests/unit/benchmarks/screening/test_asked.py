import pytest

from auditor.domain.subject import Subject
from auditor.policy.logic.evaluate import evaluate
from auditor.policy.logic.world import Scene
from benchmarks.screening import asked
from benchmarks.screening.asked import Asked, read_by, taking
from tests.builders.policy import a_condition, a_model, a_scene, an_organisation

BOTH = "{all: [{fact: model.format, is: gguf}, {not: [{fact: license.kind, is: permissive}]}]}"
PLACES = {"license.kind": 0, "model.format": 1, "model.gpai": 2}


def test_a_key_takes_out_what_is_read_and_nothing_else() -> None:
    places = read_by([a_condition(BOTH), None], PLACES)
    assert taking(places)([7, 8, 9]) == (7, 8)
    assert taking(read_by([None], PLACES))([7, 8, 9]) == ()


def test_what_combines_alike_is_evaluated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    models = [
        a_model("a", {"model.format": "gguf", "license.kind": "copyleft"}),
        a_model("b", {"model.format": "gguf", "license.kind": "use-restricted"}),
        a_model("c", {"model.format": "onnx", "license.kind": "copyleft"}),
    ]
    scene = a_scene(an_organisation(), *models)
    shown: list[int] = []

    def show(at: int) -> tuple[Subject, Scene]:
        shown.append(at)
        return models[at].subject, scene

    both = Asked.of(a_condition(BOTH), PLACES)
    rows = [[1, 1, 0], [2, 1, 0], [1, 2, 0]]
    found = [both.outcome(row, at, show) for at, row in enumerate(rows)]
    # Of b the licence alone is new, and comes to the same; of c the format is new, and does not.
    assert shown == [0, 0, 0, 0, 0, 1, 2, 2]
    assert found[0] == found[1] != found[2]
    monkeypatch.setattr(asked, "MOST_REMEMBERED", 0)
    both.tidy()
    # What parts come to is not forgotten: there are few such combinations, however many subjects.
    assert both.outcome(rows[1], 1, show) == found[1]
    assert shown[8:] == [1, 1]


@pytest.mark.parametrize("one", ["gguf", "onnx", None])
@pytest.mark.parametrize("other", ["permissive", "copyleft", None])
def test_an_outcome_is_equal_where_the_answers_are_under_every_floor(
    one: str | None, other: str | None
) -> None:
    given = {"model.format": one, "license.kind": other}
    model = a_model("m", {name: value for name, value in given.items() if value is not None})
    scene = a_scene(an_organisation(), model)
    condition = a_condition(BOTH)
    outcome = Asked.of(condition, PLACES).outcome([0, 0, 0], 0, lambda _: (model.subject, scene))
    answer = evaluate(condition, "m", scene)
    # High confidence all along: nothing changes from floor to floor.
    digits = {outcome // 9**place % 9 for place in range(4)}
    assert len(digits) == 1
    assert digits.pop() // 3 == ["yes", "no", "unknown"].index(answer.value.value)
