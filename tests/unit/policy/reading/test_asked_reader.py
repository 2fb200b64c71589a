import pytest

from auditor.domain.policy_choice import AskedOfRole
from auditor.errors import PolicyError
from auditor.policy.reading.asked_reader import asked_of_roles
from tests.builders.policy import node


def test_what_is_asked_of_a_role_is_in_the_order_of_the_law() -> None:
    read = asked_of_roles(
        node('- {role: deployer, articles: "86, 26(9) and (10), 4a, 8 to 10", without_row: "5"}')
    )
    assert read == (AskedOfRole("role.deployer", ("4a", "5", "8", "9", "10", "26(9)", "26(10)", "86")),)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('- {role: deployr, articles: "26"}', "there is no role 'deployr' towards a system"),
        ('- {role: gpai_provider, articles: "53"}', "there is no role 'gpai_provider' towards a system"),
        ('- {role: deployer, articles: "Annex"}', "no article is cited"),
        ('- {role: deployer, articles: "26, 27, 26"}', "'26' is cited twice, alone or with its article"),
        (
            '- {role: deployer, articles: "26", without_row: "26(1)"}',
            "'26(1)' is cited twice, alone or with its article",
        ),
        (
            '- {role: deployer, articles: "26"}\n- {role: deployer, articles: "27"}',
            "what is asked of 'deployer' is listed twice",
        ),
        ("- {role: deployer}", "is missing"),
        ("[]", "the list is empty"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, what: str) -> None:
    with pytest.raises(PolicyError) as raised:
        asked_of_roles(node(text))
    assert what in raised.value.message
