import inspect
import re

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


@pytest.mark.parametrize("family", FAMILIES)
def test_who_gives_an_error_no_hint_gives_that_of_its_family(
    family: type[AuditorError],
) -> None:
    assert family("subject: what").hint == family.family_hint
    assert re.fullmatch(r"[A-Z].*\.", family.family_hint)
    # One that is inherited speaks of the command line, which is where these two come from.
    assert "family_hint" in vars(family) or family.__name__ in {"UsageError"}


def test_a_format_error_knows_where_it_went_wrong() -> None:
    assert FormatError("x", offset=8).offset == 8
    assert FormatError("x").offset is None
