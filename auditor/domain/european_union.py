"""Words that come from the European Union and not from a report: its Member States, chapters of its codes."""

from typing import Final

# european-union.europa.eu/principles-countries-history; the United Kingdom left on 31 January 2020.
# Iceland, Liechtenstein and Norway are in the European Economic Area and not in the Union;
# Switzerland is in neither.
EU_MEMBER_STATES: Final = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    }
)
"""The 27 Member States of the Union, as ISO 3166-1 alpha-2 codes."""

CODE_CHAPTERS: Final = ("transparency", "copyright", "safety-security")
"""Chapters of the Code of Practice for general-purpose models of 10 July 2025."""
