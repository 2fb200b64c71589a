"""A pack of one's own that holds together with what ships: one rule with a parameter, and its cases."""

from pathlib import Path
from typing import Final

RULES: Final = """\
- id: house-known
  version: 1
  kind: preference
  title: A format the house knows
  subject: model
  severity: medium
  legal: {article: "house rule 7"}
  when: {fact: identity.strength, is: content}
  require: {fact: model.format, in: {parameter: formats}}
  failing: its format is none the house knows
  remedy: Convert it.
"""
CASES: Final = """\
particulars: {kind: preference, severity: medium, article: "house rule 7"}
wording: {title: A format the house knows, failing: its format is none the house knows, remedy: Convert it.}
given: {as_of: 2026-11-22, facts: {identity.strength: content}}
cases:
  - name: a known one
    facts: {model.format: gguf}
    expect: {verdict: pass, because: model.format}
  - name: the other known one
    facts: {model.format: safetensors}
    expect: {verdict: pass, because: model.format}
  - name: another one
    facts: {model.format: onnx}
    expect: {verdict: fail, because: model.format}
  - name: nobody says
    expect: {verdict: unknown, because: model.format}
  - name: known by its header
    facts: {identity.strength: header, model.format: onnx}
    expect: {verdict: not_applicable, because: identity.strength}
"""
PARAMETERS: Final = """\
parameters:
  - {name: formats, type: set of words, default: [gguf, safetensors], meaning: formats the house knows}
"""


def own_pack(folder: Path, *, rules: str = RULES, cases: str = CASES, parameters: str = PARAMETERS) -> Path:
    """Write the pack into a folder that is named after it."""
    (folder / "cases").mkdir(parents=True)
    head = f'id: {folder.name}\ntitle: House rules\nversion: "1"\ndescription: What the house wants.\n'
    (folder / "pack.yaml").write_text(head + parameters, encoding="utf-8")
    (folder / "rules.yaml").write_text(rules, encoding="utf-8")
    (folder / "cases" / "house-known.yaml").write_text(cases, encoding="utf-8")
    return folder
