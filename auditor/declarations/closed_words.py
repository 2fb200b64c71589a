"""Closed words of fields as a person says them: in any case, and by their names in German and French."""

import re
from collections.abc import Mapping
from typing import Final

from auditor.domain.evidence import EvidenceStatus
from auditor.domain.vocabulary import (
    ANNEX_I_SECTIONS,
    ANNEX_III,
    EXCLUDED,
    GENERATED,
    HOSTED,
    INCIDENTS,
    KEY_HOLDERS,
    OPT_OUTS,
    PRACTICES,
    ROLES,
    SELF_HOSTED,
    SIZES,
    SUPPLIED,
)

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "size": SIZES,
    "roles": ROLES,
    "generates": GENERATED,
    "opt_out_6_3": OPT_OUTS,
    "supplied": SUPPLIED,
    "excluded_by_art_2": tuple(EXCLUDED),
    "annex_i_section": ANNEX_I_SECTIONS,
    "annex_iii": ANNEX_III,
    "practices_art_5": PRACTICES,
    "mode": (*SELF_HOSTED, *HOSTED),
    "keys": KEY_HOLDERS,
    "status": tuple(EvidenceStatus),
    "category": INCIDENTS,
}
# Casefolded: a sharp s is two.
_CALLED: Final[Mapping[str, Mapping[str, str]]] = {
    "size": {
        **dict.fromkeys(("gross", "grande", "grand"), "large"),
        **dict.fromkeys(("kmu", "pme"), "sme"),
        **dict.fromkeys(("kleinst", "kleinstunternehmen", "microentreprise"), "micro"),
    },
    "generates": {
        **dict.fromkeys(("bild", "bilder", "images"), "image"),
        **dict.fromkeys(("texte", "texts"), "text"),
        **dict.fromkeys(("ton", "sprache", "son"), "audio"),
        **dict.fromkeys(("videos", "vidéo"), "video"),
    },
    "status": {
        **dict.fromkeys(("vorhanden", "présent", "présente"), "present"),
        **dict.fromkeys(("fehlt", "nicht vorhanden", "absente"), "absent"),
        **dict.fromkeys(("zurückgezogen", "retiré", "retirée"), "withdrawn"),
    },
    "category": {
        **dict.fromkeys(("tod", "todesfall", "décès", "mort"), "death"),
        **dict.fromkeys(
            (
                *("widespread", "critical infrastructure"),
                *("kritische infrastruktur", "infrastructure critique"),
            ),
            "widespread_or_critical_infra",
        ),
        **dict.fromkeys(("other", "sonstige", "sonstiger", "autre"), "default"),
    },
    "supplied": {"weiter": "further", "zuerst": "first"},
}
# Before a point of the law: "Nr. 5 d", "lit. f", "point 5(d)".
_BEFORE_POINT: Final = re.compile(
    r"(?:(?:nr|no|nummer|punkt|point|lit|buchstabe|lettre|section|abschnitt)\b[. ]*)+"
)


def closed_word(key: str, text: str) -> str:
    """Return the word of a field that a text means; the text as it is where it means none of them."""
    words = _WORDS.get(key)
    if words is None:
        return text
    said = " ".join(text.casefold().split())
    called = _CALLED.get(key, {}).get(said)
    bare = "".join(one for one in _BEFORE_POINT.sub("", said) if one.isalnum() or one == "_")
    return called or (bare if bare in words else text)
