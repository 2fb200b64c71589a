"""A house's own rules about models: what organisations ask of size, age, origin, licence and format."""

from typing import Final

_RULE: Final = """\
- id: house-{number}
  kind: preference
  version: 1
  title: House rule {number}
  subject: model
  severity: low
  legal: {{article: "own policy: house rule {number}"}}
  when: {when}
  require: {require}
  remedy: Ask the house.
"""
_BY_CONTENT: Final = "{not: {fact: identity.strength, is: name}}"
_WHEN: Final = (
    _BY_CONTENT,
    "{fact: model.format, in: [gguf, safetensors]}",
    "{fact: license.kind, in: [permissive, copyleft]}",
    "{fact: model.modalities, includes_any: [text]}",
    "{fact: provider.third_country, is: true}",
)
_REQUIRE: Final = (
    *(f"{{fact: model.n_parameters, at_most: {size}}}" for size in (2_000_000_000, 9_000_000_000)),
    *(f"{{fact: model.size_bytes, at_most: {size}}}" for size in (4_000_000_000, 48_000_000_000)),
    *(f"{{fact: model.context_length, at_least: {n}}}" for n in (4096, 32768)),
    *(f"{{fact: model.release_date, on_or_after: {day}}}" for day in ("2024-01-01", "2025-01-01")),
    "{fact: model.quantization, in: [Q4_K_M, Q8_0, F16]}",
    "{fact: provider.country, in: [FR, DE, NL, SE, FI]}",
    "{any: [{fact: license.commercial_use, is: true}, {fact: license.kind, is: permissive}]}",
)


def house_rules(n: int) -> str:
    """Return as many rules, each of another condition and another case that it holds in."""
    pairs = [(when, require) for when in _WHEN for require in _REQUIRE]
    chosen = (pairs[number % len(pairs)] for number in range(n))
    return "".join(
        _RULE.format(number=number, when=when, require=require)
        for number, (when, require) in enumerate(chosen)
    )
