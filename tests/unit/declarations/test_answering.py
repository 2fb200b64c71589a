from datetime import date

import pytest

from auditor.declarations.answering import answerable, refuse_unfit, typed, typed_fact
from auditor.errors import DeclarationError
from auditor.formats.yaml_writing import Value


@pytest.mark.parametrize(
    ("kind", "key", "text", "value"),
    [
        ("system", "own_name", "Ja", True),
        ("system", "own_name", "n", False),
        ("system", "annex_iii", "5d, 4a", ("5d", "4a")),
        ("system", "annex_iii", "2", ("2",)),
        ("system", "annex_iii", "none", ()),
        ("system", "practices_art_5", "ba;bb", ("ba", "bb")),
        ("system", "put_into_service_on", "2026-03-01", date(2026, 3, 1)),
        ("system", "put_into_service_on", "1.3.2026", date(2026, 3, 1)),
        ("system", "union_placed_on", "none", None),
        ("system", "log_retention_days", "183", 183),
        ("system", "purpose", " Sorts: patients #3 ", "Sorts: patients #3"),
        ("system", "name", "2026", "2026"),
        ("system", "name", "=cmd|' /c calc'!A1", "=cmd|' /c calc'!A1"),
        ("system", "uses", "llama*", ({"name": "llama*", "expect": 1},)),
        ("system", "uses", "sha256:" + "a" * 64, ({"id": "sha256:" + "a" * 64},)),
        ("system", "uses", "[{name: x, expect: 2}]", ({"name": "x", "expect": 2},)),
        ("organisation", "country", "DE", "DE"),
        ("organisation", "roles", "deployer, sys_provider", ("deployer", "sys_provider")),
        ("training", "model", "letters*", {"name": "letters*", "expect": 1}),
        ("training", "tokens", "5e7", 5e7),
        ("hosting", "deployment", "gpt-4o*", {"name": "gpt-4o*", "expect": 1}),
        ("hosting", "deployment", "dep:0123456789", {"id": "dep:0123456789"}),
        ("hosting", "deployment", "{host: gpu-*, expect: 1..5}", {"host": "gpu-*", "expect": "1..5"}),
        ("hosting", "support_access", "DE, FR", ("DE", "FR")),
        ("hosting", "prompt_retention_days", "30", 30),
        ("hosting", "telemetry", "no", False),
        ("hosting", "exit_tested_on", "none", None),
        ("training", "base", "none", None),
        ("evidence", "serves", "system:triage", {"system": {"id": "triage"}}),
        ("evidence", "serves", "model:letters*", {"model": {"name": "letters*", "expect": 1}}),
        ("evidence", "serves", "organisation", "organisation"),
        ("incident", "reported_on", "none", None),
        ("incident", "reported_on", "nein", None),
        ("system", "annex_iii", "nein", ()),
        ("system", "annex_iii", "entfällt", ()),
        ("system", "provider", "Nono", "Nono"),
        ("system", "opt_out_6_3", "nein", None),
        ("system", "annex_iii", "Nr. 5 d, 4(a)", ("5d", "4a")),
        ("system", "generates", "Text, Bild", ("text", "image")),
        ("organisation", "size", "groß", "large"),
        ("system", "provider_country", "USA", "US"),
        ("system", "provider_country", "Deutschland", "DE"),
        ("organisation", "country", "Allemagne", "DE"),
        ("organisation", "country", "de", "DE"),
        ("organisation", "hosting_countries", "Frankreich, EU", ("FR", "EU")),
        ("hosting", "region", "Irland", "IE"),
        ("hosting", "region", "aws:eu-central-1", "aws:eu-central-1"),
        ("training", "monetised", "nein", False),
        ("training", "cumulative_flop", "1e24", 1e24),
        ("resolve", "subject", "model:letters*", {"name": "letters*", "expect": 1}),
        ("resolve", "subject", "system:S-03", {"id": "S-03"}),
        ("resolve", "subject", "sha256:" + "a" * 12, {"id": "sha256:" + "a" * 12}),
        ("resolve", "subject", "letters*", {"name": "letters*", "expect": 1}),
    ],
)
def test_a_text_is_read_by_the_type_of_its_field(kind: str, key: str, text: str, value: Value) -> None:
    assert typed(kind, key, text) == value


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("role.gpai_provider", "nein", False),
        ("license.concluded", "MIT", "MIT"),
        ("model.n_parameters", "7000000000", 7_000_000_000),
        ("model.release_date", "1.3.2026", date(2026, 3, 1)),
        ("system.annex_iii", "none", ()),
        ("provider.country", "Kanada", "CA"),
        ("organisation.hosting_countries", "Spanien; FR", ("ES", "FR")),
    ],
)
def test_what_resolves_a_conflict_is_read_by_the_type_of_the_fact(fact: str, text: str, value: Value) -> None:
    assert typed_fact(fact, text) == value


def test_a_fact_that_there_is_not_has_no_type() -> None:
    with pytest.raises(DeclarationError) as caught:
        typed_fact("role.gpai_provder", "no")
    assert (caught.value.message, caught.value.hint) == (
        "unknown fact 'role.gpai_provder'",
        "Did you mean 'role.gpai_provider'?",
    )


@pytest.mark.parametrize("text", ["1.000", "12,500", "1.000.000", "1_000"])
def test_a_number_that_two_readers_would_read_differently_is_refused(text: str) -> None:
    with pytest.raises(DeclarationError, match="must be a number") as caught:
        typed("system", "log_retention_days", text)
    assert caught.value.hint == "Write the digits alone: 1000, or 0.5 for a half."


@pytest.mark.parametrize(
    ("kind", "key", "text", "what", "hint"),
    [
        ("system", "own_nam", "yes", "system: unknown field 'own_nam'", "Did you mean 'own_name'?"),
        ("sistem", "id", "a", "unknown kind 'sistem'", "Did you mean 'system'?"),
        (
            "system",
            "own_name",
            "maybe",
            "own_name must be yes or no, not 'maybe'",
            "Answer yes or no; leave it empty if you do not know.",
        ),
        (
            "system",
            "union_placed_on",
            "1/3/2026",
            "union_placed_on must be a day, not '1/3/2026'",
            "Write it as 2026-11-01.",
        ),
        (
            "system",
            "union_placed_on",
            "20260301",
            "union_placed_on must be a day, not '20260301'",
            "Write it as 2026-11-01.",
        ),
        (
            "system",
            "union_placed_on",
            "31.2.2026",
            "union_placed_on must be a day, not '31.2.2026'",
            "Write it as 2026-11-01.",
        ),
        (
            "system",
            "log_retention_days",
            "many",
            "log_retention_days must be a number, not 'many'",
            "Write digits; 0 for none.",
        ),
        (
            "system",
            "log_retention_days",
            "-1",
            "log_retention_days must be a whole number, not '-1'",
            "Write digits; 0 for none.",
        ),
        (
            "organisation",
            "country",
            "UK",
            "country must be an ISO 3166-1 alpha-2 code, not 'UK'",
            "Did you mean GB?",
        ),
        ("system", "generates", "txt", "generates does not know 'txt'", "Did you mean 'text'?"),
    ],
)
def test_a_text_that_is_no_answer_is_refused_without_a_place(
    kind: str, key: str, text: str, what: str, hint: str
) -> None:
    with pytest.raises(DeclarationError) as caught:
        typed(kind, key, text)
    assert (caught.value.message, caught.value.hint) == (what, hint)


def test_the_screen_is_no_field_that_is_typed() -> None:
    assert "screen" not in answerable("system")
    assert answerable("system")[:2] == ("id", "name")


def test_fields_are_checked_together() -> None:
    screen = ({"annex_iii": "5d", "answer": "no", "reason": "no ward"},)
    with pytest.raises(DeclarationError, match=r"^annex_iii contradicts screen: 5d is answered no there$"):
        refuse_unfit("system", {"annex_iii": ("5d",), "screen": screen})
