from dataclasses import replace
from datetime import date

from auditor.domain.explanation import Explanation
from auditor.domain.fact import Settler, SubjectKind
from auditor.domain.finding import LegalReference, Missing, Reason, RuleKind, Severity
from auditor.domain.tri import Tri
from auditor.reports.document.explanation_block import explanation_block
from auditor.reports.terminal.explanation import explanation_text
from tests.builders.dated import OPEN

LEAF = Reason(
    "age: 9; asked: at most 5", Tri.FALSE, "airgap.age_days", "m", ("measured: run (high confidence)",)
)
SAID = Explanation(
    rule="owed",
    version=2,
    pack="example",
    kind=RuleKind.DUTY,
    title="Public summary",
    severity=Severity.HIGH,
    subject_id="m",
    subject_kind=SubjectKind.MODEL,
    subject_name="Letters\x1b[2J",
    outcome="fail",
    sentence="would fail Article 1(1): too old",
    reason=Reason("would fail", Tri.FALSE, parts=(Reason("all of these", Tri.FALSE, parts=(LEAF,)),)),
    asked=("require",),
    cited="Article 1(1); paragraph 3 of the guidelines",
    legal=LegalReference("1(1)", "S", "02024R1689-20260727", "medium"),
    upcoming=True,
    applies_from=date(2027, 12, 2),
    missing=(Missing("airgap.age_days", "m", "nobody says", Settler.ORGANISATION, "auditor airgap MODEL"),),
    note="a reservation",
)


def test_the_sentence_the_law_and_the_tree_are_printed() -> None:
    assert explanation_text(SAID).splitlines() == [
        r"Letters\x1b[2J: would fail Article 1(1): too old.",
        "",
        "rule       owed, version 2, pack example: Public summary",
        "kind       duty, severity high",
        "subject    model m",
        "outcome    fail, upcoming",
        "law        Article 1(1); paragraph 3 of the guidelines, text 02024R1689-20260727"
        " (source S, medium confidence, to be confirmed)",
        "applies    from 2 December 2027",
        "note       a reservation",
        "",
        "because",
        "  require",
        "    no      all of these",
        "      no      age: 9; asked: at most 5 [airgap.age_days]",
        "              seen: measured: run (high confidence)",
        "",
        "missing",
        "  airgap.age_days of m: nobody says (auditor airgap MODEL)",
    ]


def test_a_pass_on_a_word_says_whose_instead_of_pass() -> None:
    said = replace(SAID, outcome="pass", attested_by="A. Officer on 1 November 2026", upcoming=False)
    assert "outcome    attested by A. Officer on 1 November 2026\n" in explanation_text(said)
    assert "pass" not in explanation_text(said)


def test_what_there_is_not_is_left_out() -> None:
    plain = replace(
        SAID,
        severity=None,
        legal=LegalReference("house rule"),
        cited="house rule",
        upcoming=False,
        applies_from=None,
        missing=(),
        note="",
        reason=LEAF,
        asked=("value",),
    )
    text = explanation_text(plain)
    assert "law        house rule\n" in text
    assert "kind       duty\n" in text
    assert "outcome    fail\n" in text
    assert not any(word in text for word in ("applies", "note", "missing"))
    assert "  value\n    no      age: 9; asked: at most 5 [airgap.age_days]\n" in text


def test_the_block_has_everything() -> None:
    block = explanation_block(SAID)
    assert block["schema"] == "auditor/explanation/1"
    assert block["because"]["parts"][0]["parts"][0]["evidence"] == ["measured: run (high confidence)"]
    assert (block["severity"], block["applies_from"], block["upcoming"]) == ("high", "2027-12-02", True)
    assert block["legal"]["text"] == "02024R1689-20260727"
    assert block["missing"][0]["how"] == "auditor airgap MODEL"
    assert explanation_block(replace(SAID, severity=None, applies_from=None))["severity"] is None


def test_a_day_that_is_open_is_not_printed_as_a_certain_one() -> None:
    said = replace(SAID, open_day=replace(OPEN, days=(date(2027, 12, 2), date(2030, 8, 2))))
    lines = explanation_text(said).splitlines()
    at = lines.index("applies    from 2 December 2027 or 2 August 2030: which of them is open")
    assert lines[at + 1] == (
        "           as long as it is not known: day of its last significant change of design "
        "(auditor declare system)"
    )
    block = explanation_block(said)["open_day"]
    assert block is not None
    assert (block["days"], block["may_never"]) == (["2027-12-02", "2030-08-02"], False)
    assert [one["name"] for one in block["missing"]] == ["system.changed_design_on"]
    assert explanation_block(SAID)["open_day"] is None
