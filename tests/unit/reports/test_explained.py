from auditor.domain.finding import Reason
from auditor.domain.tri import Tri
from auditor.reports.evidence import Evidence
from auditor.reports.explained import Leaf, explained, leaves
from auditor.reports.overview import failing_groups
from tests.builders.audit import a_finding, a_model, known, rich


def said(text: str) -> Evidence:
    return Evidence("", "", text, "")


def test_a_tree_is_read_line_by_line_down_to_a_depth() -> None:
    deep = Reason("leaf", Tri.FALSE, "f", evidence=("a", "b"))
    for level in range(6):
        deep = Reason(f"all of {level}", Tri.FALSE, parts=(deep,))
    lines = leaves(a_finding(a_model(), reason=deep), {})
    assert lines[0] == Leaf(0, "all of 5", "does not hold", ())
    assert lines[-1] == Leaf(5, "its parts are in the attached data", "does not hold", ())
    leaf = Reason("leaf", Tri.TRUE, evidence=("a", "b"))
    assert leaves(a_finding(a_model(), reason=leaf), {}) == (
        Leaf(0, "leaf", "holds", (said("a"), said("b"))),
    )


def test_a_root_that_repeats_the_sentence_is_left_out() -> None:
    root = Reason("because", Tri.FALSE, parts=(Reason("leaf", Tri.FALSE),))
    assert leaves(a_finding(a_model(), reason=root, sentence="because"), {}) == (
        Leaf(0, "leaf", "does not hold", ()),
    )
    lone = Reason("because", Tri.FALSE)
    assert len(leaves(a_finding(a_model(), reason=lone, sentence="because"), {})) == 1


def test_evidence_is_the_claim_that_the_words_mean() -> None:
    model = a_model()
    facts = {model.id: {"model.format": known("model.format", "gguf")}}
    words = "measured: gguf-header, dir:/srv/models#model.gguf (high confidence)"
    leaf = Reason("format is gguf", Tri.TRUE, "model.format", model.id, (words, "declarations/x.yaml:3"))
    (line,) = leaves(a_finding(model, reason=leaf), facts)
    assert line.evidence == (
        Evidence("measured", "gguf", "gguf-header, high", "dir:/srv/models#model.gguf"),
        said("declarations/x.yaml:3"),
    )


def test_groups_have_a_place_to_lead_to() -> None:
    made = explained(failing_groups(rich()), rich(), "failing")
    assert [(one.anchor, one.group.first.rule) for one in made][:2] == [
        ("failing-1", "aia-53-1-d-training-summary"),
        ("failing-2", "aia-50-1-disclosure"),
    ]
