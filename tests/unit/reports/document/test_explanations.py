import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.finding import Reason
from auditor.domain.tri import Tri
from auditor.reports.document.explanations import Explanations, findings_in_full, tree
from auditor.reports.document.finding_blocks import because_block
from auditor.reports.document.result import result_document
from tests.builders.audit import rich

LEAVES = st.builds(
    Reason,
    text=st.sampled_from(["it is", "it is not"]),
    value=st.sampled_from(list(Tri)),
    fact=st.sampled_from(["model.gpai", "evidence:summary"]),
    subject_id=st.sampled_from(["own", "other", ""]),
    evidence=st.sampled_from([(), ("measured: header",)]),
)
TREES = st.recursive(
    LEAVES,
    lambda parts: st.builds(
        Reason,
        text=st.sampled_from(["all of these", "not the following"]),
        value=st.sampled_from(list(Tri)),
        parts=st.lists(parts, min_size=1, max_size=3).map(tuple),
    ),
    max_leaves=8,
)


@given(st.lists(st.tuples(TREES, st.sampled_from(["own", "other"])), max_size=6))
def test_every_explanation_comes_back_as_it_was(given_: list[tuple[Reason, str]]) -> None:
    explanations = Explanations()
    places = [explanations.place(reason, own) for reason, own in given_]
    blocks = explanations.blocks
    for (reason, own), place in zip(given_, places, strict=True):
        assert tree(blocks, place, own) == because_block(reason)
    assert all(part < place for place, block in enumerate(blocks) for part in block["parts"])
    assert len({json.dumps(block) for block in blocks}) == len(blocks)


def test_findings_of_different_subjects_share_what_is_said_of_each_alone() -> None:
    mine = Reason("it is not known", Tri.UNKNOWN, "model.gpai", "a")
    explanations = Explanations()
    assert explanations.place(mine, "a") == explanations.place(replace(mine, subject_id="b"), "b") == 0
    # What is said of another subject than the finding's is not shared with what is said of its own.
    assert explanations.place(mine, "b") == 1


def test_an_audit_s_findings_are_explained_in_full_as_they_were_judged() -> None:
    audit = rich()
    findings = findings_in_full(result_document(audit))
    assert [one["because"] for one in findings] == [because_block(one.reason) for one in audit.findings]
    assert any(one["because"]["parts"] for one in findings)
