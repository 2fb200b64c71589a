from auditor.domain.finding import RuleKind
from auditor.reports.counts import count
from auditor.reports.headline.tiles import tiles
from tests.builders.audit import a_finding, a_model, an_audit, empty, rich


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_tiles_take_their_accent_only_when_there_is_something_to_see() -> None:
    assert [(tile.n, plain(tile.label), tile.tone) for tile in tiles(rich(), count(rich()))] == [
        (2, "duties failing", "bad"),
        (2, "more failing: 1 licence term, 1 shipped recommendation", "bad"),
        (3, "duties unknown", "warn"),
        (41, "duties hold", "ok"),
        (5, "upcoming, next in 10 days", "plain"),
        (1, "vendor gap known to be owed; 1 more not known to be", "plain"),
    ]
    assert {tile.tone for tile in tiles(empty(), count(empty()))} == {"plain"}
    one = an_audit(a_model(), findings=(a_finding(a_model(), kind=RuleKind.DUTY),))
    assert tiles(one, count(one))[0].label == "duty failing"
