import inspect

import pytest

from auditor import errors
from auditor.errors import AuditorError, FormatError

FAMILIES = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_says_what_and_what_to_do_and_has_an_exit_code(family: type[AuditorError]) -> None:
    error = family("subject: what", hint="do this")
    assert (error.message, error.hint, str(error)) == ("subject: what", "do this", "subject: what")
    assert error.exit_code in {2, 12}
    assert family.__doc__


def test_a_format_error_knows_where_it_went_wrong() -> None:
    assert FormatError("x", offset=8).offset == 8
    assert FormatError("x").offset is None
