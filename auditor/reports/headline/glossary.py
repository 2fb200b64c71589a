"""Words of the Act and of this trade that every report uses, explained once.

Source:
    Regulation (EU) 2024/1689, the articles named with each word; plain words do not replace its text.
"""

from typing import Final

GLOSSARY: Final[tuple[tuple[str, str], ...]] = (
    ("AI Act", "Regulation (EU) 2024/1689; articles without another name are its articles."),
    (
        "Annex III",
        "the uses of AI that count as high-risk in principle, such as triage of patients, credit or hiring. "
        "The use counts, not the sector (Art. 6(2)).",
    ),
    (
        "authorised representative",
        "who acts in the Union for a provider that is established outside it (Art. 22 for systems, Art. 54 "
        "for models).",
    ),
    (
        "Code of Practice",
        "one way for a provider of GPAI models to show how it meets its duties (Art. 53(4)).",
    ),
    ("cumulative compute", "everything that was computed for what a model can do, its base models included."),
    ("deployer", "who uses an AI system under its own authority (Art. 3(4))."),
    (
        "evidence",
        "a file, an address or a word that the organisation records for something it has, or has not.",
    ),
    ("FLOP", "floating-point operations, the unit of training compute."),
    (
        "FRIA",
        "fundamental rights impact assessment, which some deployers of high-risk systems make before first "
        "use (Art. 27).",
    ),
    (
        "GPAI model",
        "general-purpose AI model: competent at a wide range of tasks and fit for many systems (Art. 3(63)).",
    ),
    ("high-risk", "a use listed in Annex III, or a product or its safety part under Annex I (Art. 6)."),
    (
        "importer, distributor",
        "who brings another's AI system into the Union, or passes it on there (Art. 3(6), (7)).",
    ),
    (
        "legacy, transition",
        "what was there before a duty applied has it later, or not at all (Art. 111).",
    ),
    ("open, unknown", "a fact is missing; the question says which, and who could tell. It is no pass."),
    (
        "placed on the market, put into service",
        "made available in the Union for the first time (Art. 3(9)); supplied for first use, or used by "
        "oneself (Art. 3(11)).",
    ),
    (
        "provider",
        "who develops an AI system or a GPAI model, or has it developed, and places it on the market or puts "
        "the system into service under its own name (Art. 3(3)).",
    ),
    (
        "systemic risk",
        "of the most capable GPAI models; presumed above a threshold of cumulative compute (Art. 51).",
    ),
    ("upcoming", "the rule applies from a later day; what it would come to is told and not counted."),
    ("vendor gap", "a duty of a model's or system's provider that the provider has not been seen to meet."),
)
"""Word and meaning, in the order of the alphabet."""
