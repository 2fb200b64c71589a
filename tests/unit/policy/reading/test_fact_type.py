import pytest

from auditor.domain.values import ValueType
from auditor.errors import PolicyError
from auditor.formats.yaml12 import read
from auditor.policy.reading.fact_type import refuse_type


@pytest.mark.parametrize("type_", list(ValueType))
def test_every_type_says_how_it_is_written(type_: ValueType) -> None:
    with pytest.raises(PolicyError) as caught:
        refuse_type(read("yes", "rules.yaml", PolicyError), "role.deployer", type_)
    assert caught.value.message == f"rules.yaml:1: role.deployer is a {type_.value}, not 'yes'"
    assert caught.value.hint.startswith("Write ")


def test_a_yes_is_written_true() -> None:
    with pytest.raises(PolicyError, match="yes/no") as caught:
        refuse_type(read("yes", "r.yaml", PolicyError), "role.deployer", ValueType.TRI)
    assert caught.value.hint == "Write true or false, without quotes: yes and no are words."
