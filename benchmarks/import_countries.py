"""Write the names of countries from the Unicode CLDR: a one-off, kept so that it can be made again.

    npm pack cldr-core@48.2.0 cldr-localenames-full@48.2.0      then unpack both into DIR
    python -m benchmarks.import_countries DIR

DIR/cldr-core holds ``supplemental/codeMappings.json`` (codes of three letters) and DIR/cldr-localenames-full
``main/LANGUAGE/territories.json``. Of each country are kept its usual, short and variant names in English,
German and French. A name of two letters is none: it could be a code. One that two countries have is nobody's.
Names that the CLDR does not list and registers have go into ADDED.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from auditor.declarations.countries import NAMES, plain
from auditor.domain.countries import COUNTRIES

LANGUAGES: Final = ("en", "de", "fr")
# What these states call themselves in full, and what Great Britain is called for the whole of it.
ADDED: Final[Mapping[str, tuple[str, ...]]] = {
    "DE": ("Federal Republic of Germany", "Bundesrepublik Deutschland", "République fédérale d'Allemagne"),
    "GB": ("Great Britain", "Großbritannien", "Grande-Bretagne"),
    "US": ("United States of America", "Vereinigte Staaten von Amerika", "États-Unis d'Amérique"),
}


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _names(folder: Path, code: str) -> Iterator[str]:
    mapped = _read(folder / "cldr-core" / "supplemental" / "codeMappings.json")
    alpha3 = mapped["supplemental"]["codeMappings"][code].get("_alpha3")
    yield from filter(None, (alpha3,))
    for language in LANGUAGES:
        main = _read(folder / "cldr-localenames-full" / "main" / language / "territories.json")["main"]
        territories = main[language]["localeDisplayNames"]["territories"]
        yield from (name for key, name in territories.items() if key.partition("-")[0] == code)
    yield from ADDED.get(code, ())


def main(folder: Path) -> None:
    """Write the names that mean one country."""
    found = {code: sorted(set(_names(folder, code))) for code in sorted(COUNTRIES)}
    n = Counter(key for names in found.values() for key in {plain(name) for name in names})
    kept = {
        code: [name for name in names if len(plain(name)) > len(code) and n[plain(name)] == 1]
        for code, names in found.items()
    }
    version = _read(folder / "cldr-core" / "package.json")["version"]
    made = {"source": f"Unicode CLDR {version}", "license": "Unicode-3.0", "names": kept}
    NAMES.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
