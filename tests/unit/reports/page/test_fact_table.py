from dataclasses import replace

import pytest

from auditor.domain.fact import RESOLVED, Basis, Fact, Known, Settler
from auditor.reports.page.evidence import Evidence
from auditor.reports.page.fact_table import FactRow, FactTable, OpenFacts, fact_table
from tests.builders.audit import a_claim, a_fact, known, not_known, rich

PLACE = "dir:/srv/models#model.gguf"


def test_facts_come_in_the_order_of_the_registry_with_their_evidence() -> None:
    facts = {
        "license.concluded": not_known("license.concluded", "unknown: no source states one"),
        "model.format": known("model.format", "gguf", citation="GGUF v3"),
    }
    assert fact_table(facts, {}, {"license.concluded": 7}) == FactTable(
        rows=(
            FactRow(
                "model.format",
                "format",
                "gguf",
                "known",
                (Evidence("measured", "gguf", "gguf-header, high", f"{PLACE}; GGUF v3"),),
            ),
            FactRow(
                "license.concluded",
                "licence",
                "unknown: no source states one",
                "unknown",
                (Evidence("", "", "the provider can tell: question 7", ""),),
            ),
        ),
        open=(OpenFacts("the provider", ("licence",), (7,)),),
    )


def test_a_licence_is_shown_by_title_and_its_evidence_by_id() -> None:
    fact = known("license.concluded", "LicenseRef-x")
    (row,) = fact_table({fact.name: fact}, {"LicenseRef-x": "The X License"}, {}).rows
    assert (row.value, row.evidence[0].value) == ("The X License", "LicenseRef-x")


def test_sources_that_disagree_are_a_conflict_told_source_by_source() -> None:
    conflicted = next(model for model in rich().inventory.models if model.name == "EuroMed-7B")
    table = fact_table(rich().facts[conflicted.id], {}, {})
    row = next(row for row in table.settled if row.name == "license.concluded")
    assert (row.state, row.value) == ("conflict", "conflict: MIT · Apache-2.0")
    assert [(one.value, one.text) for one in row.evidence] == [
        ("MIT", "gguf-header, medium"),
        ("Apache-2.0", "catalogue, medium"),
    ]


def test_what_a_resolution_settled_against_is_said_with_its_own_value() -> None:
    rules = a_claim("system.high_risk", True, basis=Basis.INFERRED, method="high-risk")
    ours = replace(rules, value=False, basis=Basis.ATTESTED, method=RESOLVED, with_evidence=True)
    fact = Fact("system.high_risk", Known(False, (ours, rules)))
    (row,) = fact_table({fact.name: fact}, {}, {}).rows
    assert [(one.value, one.is_overruled) for one in row.evidence] == [("no", False), ("yes", True)]


def test_a_unit_that_the_label_says_is_not_said_twice() -> None:
    facts = {name: known(name, 4_096) for name in ("model.n_parameters", "model.context_length")}
    values = {row.label: row.value for row in fact_table(facts, {}, {}).rows}
    assert values == {"parameters": "4\u202f096", "context length": "4\u202f096\u00a0tokens"}


def test_what_is_not_known_is_counted_by_who_could_tell() -> None:
    facts = {
        "model.modalities": not_known("model.modalities", "nobody says", how=""),
        "model.family": not_known("model.family", "nobody says", how=""),
        "airgap.verified": not_known(
            "airgap.verified", "never run", Settler.ORGANISATION, "auditor airgap MODEL"
        ),
        "model.quantization": not_known("model.quantization", "no header", Settler.NOBODY, ""),
    }
    table = fact_table(facts, {}, {"airgap.verified": 3})
    assert table.n_open == 4
    assert table.settled == ()
    assert table.open == (
        OpenFacts("the provider", ("family", "takes and gives"), ()),
        OpenFacts("the organisation", ("air-gapped inference proven",), (3,)),
        OpenFacts("nobody", ("quantization",), ()),
    )


def test_what_the_registry_says_is_no_advice_unless_a_question_gives_it() -> None:
    facts = {"model.training_tokens": not_known("model.training_tokens", "nobody says")}
    table = fact_table(facts, {}, {})
    assert table.open == (OpenFacts("the provider", ("training tokens",), ()),)
    assert table.rows[0].evidence == (Evidence("", "", "the provider can tell", ""),)


def test_what_stands_elsewhere_in_a_section_is_left_out_unless_it_is_disputed() -> None:
    name = a_fact(a_claim("model.name", "a"))
    assert fact_table({name.name: name}, {}, {}).settled == ()
    digests = known("identity.sha256", ("ab",))
    assert len(fact_table({digests.name: digests}, {}, {}).rows) == 1


def test_facts_with_the_same_evidence_are_said_together() -> None:
    facts = {
        "model.format": known("model.format", "gguf"),
        "model.architecture": known("model.architecture", "llama"),
        "model.n_experts": known("model.n_experts", 0, locator="elsewhere"),
    }
    together = fact_table(facts, {}, {}).by_evidence
    assert [[row.label for row in rows] for _, rows in together] == [["format", "architecture"], ["experts"]]
    assert together[0][0] == (Evidence("measured", "gguf", "gguf-header, high", PLACE),)


def test_a_licence_without_a_limit_of_users_has_none_and_not_nought() -> None:
    fact = known("license.monthly_users_limit", 0)
    assert [row.value for row in fact_table({fact.name: fact}, {}, {}).rows] == ["none"]
    limited = known(fact.name, 700_000_000)
    assert [row.value for row in fact_table({fact.name: limited}, {}, {}).rows] == ["700\u202f000\u202f000"]
    disputed = a_fact(a_claim(fact.name, 0), a_claim(fact.name, 700_000_000))
    (row,) = fact_table({fact.name: disputed}, {}, {}).rows
    assert row.evidence[0].value == "none"


@pytest.mark.parametrize(
    "said", [known("system.grandfathered", False), not_known("system.grandfathered", "?")]
)
def test_a_system_that_is_not_high_risk_was_not_in_service_before_rules_that_are_not_its_own(
    said: Fact,
) -> None:
    for high_risk, shown in ((False, "not applicable: it is not high-risk"), (True, None)):
        facts = {said.name: said, "system.high_risk": known("system.high_risk", high_risk)}
        table = fact_table(facts, {}, {})
        row = next(row for row in table.rows if row.name == said.name)
        assert (row.value == shown) is (shown is not None)
        assert (shown is None) or (row.state == "known" and not table.open)


def test_what_is_not_known_to_be_high_risk_may_have_been_in_service_before() -> None:
    facts = {"system.grandfathered": known("system.grandfathered", True)}
    assert [row.value for row in fact_table(facts, {}, {}).rows] == ["yes"]
