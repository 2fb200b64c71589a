"""Countries as people write them: a code, or a name in English, German or French.

Source:
    Unicode CLDR, territory names and alpha-3 codes (``countries.json``, made by
    ``benchmarks/import_countries.py``; licence in ``countries.LICENSE``).
"""

import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from auditor.domain.countries import COUNTRIES

NAMES: Final = Path(__file__).parent / "countries.json"


def country_code(text: str) -> str | None:
    """Return the alpha-2 code of a country, by its code or a name; ``None`` for what is neither."""
    code = text.strip().upper()
    return code if code in COUNTRIES else _by_name().get(plain(text))


def plain(name: str) -> str:
    """Return what a name is compared by: letters alone, without accents, whatever their case."""
    split = unicodedata.normalize("NFKD", name.casefold().replace("&", "and"))
    return "".join(character for character in split if character.isalnum())


@cache
def _by_name() -> Mapping[str, str]:
    names: Mapping[str, list[str]] = json.loads(NAMES.read_text(encoding="utf-8"))["names"]
    return {plain(name): code for code, listed in names.items() for name in listed}
