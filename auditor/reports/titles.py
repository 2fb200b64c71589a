"""Licences by the names people know them by; their ids stand with the evidence."""

import re
from collections.abc import Mapping
from typing import Final

# SPDX 2.3, annex D: after LicenseRef- an id consists of letters, digits, dots and hyphens.
_OWN_ID: Final = re.compile(r"LicenseRef-([A-Za-z0-9.-]+)")


def with_titles(text: str, titles: Mapping[str, str]) -> str:
    """Return text with each ``LicenseRef-`` id in it replaced by the licence's title.

    Ids on the SPDX list are names already. A licence that is in no table keeps what it is called
    where it was found, in quotation marks.
    """
    return _OWN_ID.sub(lambda found: titles.get(found[0]) or f"“{found[1]}”", text)
