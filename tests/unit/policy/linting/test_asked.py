import pytest

from auditor.policy.linting.asked import unregistered
from tests.builders.policy import DUTY, PACK, a_bundle

ROWS = """
as_of: 2026-11-22
rows:
  - {id: R-8, article: "8", actor: provider, asks: Compliance, by: scope, since: start}
  - {id: R-26, article: "26(1), (2)", actor: deployer, asks: Use, by: scope, since: start}
"""


@pytest.mark.parametrize(
    ("asks", "said"),
    [
        ('{role: deployer, articles: "26(1)"}', []),
        ('{role: deployer, articles: "26"}', []),
        ('{role: deployer, articles: "8(2)"}', []),
        ('{role: deployer, articles: "26(3)"}', ["no row of obligations.yaml has '26(3)'"]),
        ('{role: deployer, articles: "8, 27"}', ["no row of obligations.yaml has '27'"]),
        ('{role: deployer, articles: "8", without_row: "27"}', []),
        ('{role: deployer, articles: "8", without_row: "26(1)"}', ["a row of obligations.yaml has '26(1)'"]),
    ],
)
def test_what_is_asked_of_a_role_is_what_the_register_has(asks: str, said: list[str]) -> None:
    pack = f"{PACK}high_risk_asks: [{asks}]\n"
    found = list(unregistered(a_bundle(DUTY, pack=pack, example__obligations=ROWS)))
    assert [one.what for one in found] == said
    assert all(one.place.startswith("example/pack.yaml:") for one in found)


def test_a_pack_that_keeps_no_register_is_not_compared() -> None:
    pack = PACK + 'high_risk_asks: [{role: deployer, articles: "27"}]\n'
    assert not list(unregistered(a_bundle(DUTY, pack=pack)))
