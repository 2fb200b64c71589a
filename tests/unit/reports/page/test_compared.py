from auditor.domain.fact import Basis, Confidence, Fact
from auditor.domain.values import Range
from auditor.reports.page.compared import Compared, compared, thresholds
from tests.builders.audit import a_claim, a_fact, an_audit, known

ASKED = thresholds(an_audit())


def test_a_figure_is_said_to_lie_only_where_it_is_compared() -> None:
    """An adapter's own run is far below, its base's compute far above the lower threshold."""
    facts = {
        "compute.update_flop": known("compute.update_flop", Range(4.915e12, 4.915e12)),
        "compute.cumulative_flop": known("compute.cumulative_flop", Range(7.227e23, 7.227e23)),
    }
    assert compared(facts, ASKED) == (
        Compared("updates 4.915\u00a0\u00d7\u00a010¹²", "below 10²³"),
        Compared("cumulative 7.227\u00a0\u00d7\u00a010²³", "below 10²⁵"),
    )


def test_one_figure_for_both_quantities_is_printed_once_and_compared_as_each() -> None:
    flop = Range(3e25, 3e25)
    facts = {name: known(name, flop) for name in ("compute.update_flop", "compute.cumulative_flop")}
    (said,) = compared(facts, ASKED)
    assert (said.figure, said.against) == (
        "3.0\u00a0\u00d7\u00a010²⁵",
        "updates above 10²³, cumulative above 10²⁵",
    )


def test_what_is_not_known_may_exceed() -> None:
    (said,) = compared({}, ASKED)
    assert (said.figure, said.against) == ("not known", "updates may exceed 10²³, cumulative may exceed 10²⁵")


def test_each_threshold_says_what_is_compared_with_it_and_by_what() -> None:
    assert [threshold.sentence for threshold in ASKED] == [
        "10²³, GPAI (indicative): compared with compute of parameter updates"
        " (Commission guidelines on GPAI models, together with what it takes and gives)",
        "10²⁵, systemic risk (presumed): compared with cumulative compute (Art.\u00a051(2))",
    ]


def weak(*claims: tuple[str, str]) -> dict[str, Fact]:
    flop = Range(2.7e25, 2.7e25)
    return {
        name: a_fact(
            *(
                a_claim(
                    name, flop, Basis.INFERRED, method=method, citation=citation, confidence=Confidence.LOW
                )
                for method, citation in claims
            )
        )
        for name in ("compute.update_flop", "compute.cumulative_flop")
    }


def test_what_rests_on_low_confidence_alone_says_so_and_why() -> None:
    by_name = {"identity.strength": known("identity.strength", "name")}
    speculative, likely = ("estimate", "row 'Claude' (Speculative)"), ("estimate", "row 'Claude' (Likely)")
    said = [
        compared(facts, ASKED)[0].reservation
        for facts in (
            weak(speculative) | by_name,
            weak(likely) | by_name,
            weak(speculative),
            weak(speculative, likely),
            {"compute.update_flop": known("compute.update_flop", Range(3e25, 3e25))} | by_name,
        )
    ]
    assert said == [
        "possible: by its name alone, a speculative estimate",
        "possible: by its name alone",
        "possible: a speculative estimate",
        "possible: on low-confidence evidence alone",
        "",
    ]
