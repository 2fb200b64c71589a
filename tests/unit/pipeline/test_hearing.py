import pytest

from auditor import compute, licenses
from auditor.domain.fact import Settler, Silence, Unknown
from auditor.pipeline.hearing import heard

SAID = Silence("license.stated", Unknown("nobody looked", Settler.NOBODY))


def test_what_a_package_says_of_its_own_facts_is_passed_on() -> None:
    assert list(heard(licenses.PRODUCES, [SAID])) == [SAID]


def test_a_package_that_speaks_of_another_s_fact_is_a_bug() -> None:
    with pytest.raises(ValueError, match=r"license\.stated: said by a package that does not produce it"):
        list(heard(compute.PRODUCES, [SAID]))
