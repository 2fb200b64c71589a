"""Any text is declarations or a refusal with file and line: never another exception, never without bound."""

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter

import pytest

from auditor import policy
from auditor.declarations import load
from auditor.declarations.kinds import KINDS
from auditor.errors import DeclarationError
from tests.conftest import Ended

Cli = Callable[..., Ended]

TODAY = date(2026, 11, 22)
N_MUTANTS = 400
ORGANISATION = "- {kind: organisation, by: N, on: 2026-11-01, name: X"
SYSTEM = "- {kind: system, by: N, on: 2026-11-01, id: a, name: b"
WHOLE = """\
- kind: organisation
  by: N
  on: 2026-11-01
  valid_from: 2026-01-01
  name: X
  country: DE
  size: sme
  roles: [deployer, sys_provider]
- kind: system
  by: N
  on: 2026-11-01
  id: a
  name: b
  uses: [{name: "x*", expect: "1..5"}, {id: "sha256:0123456789"}]
  generates: [text]
  opt_out_6_3: null
  log_retention_days: 183
- kind: amendment
  by: M
  on: 2026-11-02
  system: a
  source: letter.txt
  opt_out_6_3: c
  uses: [{name: "y*", expect: 1}]
- kind: training
  by: N
  on: 2026-11-01
  model: {name: "x*", expect: 1}
  base: null
  tokens: 1.5e13
  hardware: [{accelerator: H100, count: 8, hours: 12, utilisation: 0.4}]
- kind: incident
  by: N
  on: 2026-11-01
  id: i
  system: s
  category: death
  happened_on: 2026-10-01
  aware_on: 2026-10-02
  reported_on: null
- kind: evidence
  by: N
  on: 2026-11-01
  evidence: copyright-policy
  serves: {model: {name: "x*", expect: 1}}
  status: present
  url: https://example.org
- kind: hosting
  by: N
  on: 2026-11-01
  deployment: {host: "gpu-*", expect: "1..5"}
  mode: self_onprem
  region: de
  prompt_retention_days: 0
  support_access: [DE]
- kind: accept-coverage
  by: N
  on: 2026-11-01
  locator: "dir:x/*"
  reason: y
  expect: 1
- kind: waiver
  by: N
  on: 2026-11-01
  rule: endpoint-no-auth
  rule_version: 1
  subject: {name: "x*", matches: ["dep:0123456789"]}
  reason: y
  ticket: T-1
  requested_by: A. Engineer
  approved_by: B. Officer
  created: 2026-11-01
  expires: 2027-02-01
- kind: resolve
  by: N
  on: 2026-11-01
  fact: license.concluded
  subject: {id: "sha256:0123456789"}
  value: MIT
  evidence: https://example.org
- kind: same-as
  by: N
  on: 2026-11-01
  model: {id: "name:store/x"}
  same_as: {name: "x*", expect: 1}
"""
# What makes a document read differently than it looks, or a reader work harder than it should.
PIECES = (
    *(
        "&a ",
        "*a",
        "!!python/object:os.system ",
        "!!binary ",
        "!!str ",
        "<<: ",
        "? ",
        "--- ",
        "...\n",
        "%YAML 1.1\n",
    ),
    *(
        "\t",
        "\ufeff",
        "\u202e",
        "\x00",
        "\x1b[2J",
        "\r",
        "\u2028",
        "\ud7ff",
        "\u00a0",
        "#",
        "|",
        ">",
        "'",
        '"',
        "\\",
    ),
    *(
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "- ",
        ": ",
        "\n",
        "\n  ",
        "null",
        "~",
        "true",
        "NO",
        "yes",
        ".nan",
        ".inf",
        "-1",
    ),
    *(
        "9" * 30,
        "1e999",
        "0x" + "f" * 40,
        "1:2:3",
        "2026-13-01",
        "0000-00-00",
        "9999-12-31",
        "2026-11-23",
        "\U0001f600",
    ),
    *(
        "YOUR NAME",
        "kind: system",
        "on: 2026-11-01",
        "valid_until: 2020-01-01",
        "expect: 0",
        '"5..1"',
        "[[[[[[[[",
        "x" * 500,
    ),
)


def _refused(path: Path) -> DeclarationError:
    kinds = frozenset(policy.load().evidence)
    with pytest.raises(DeclarationError) as caught:
        load(path.parent, evidence_kinds=kinds, today=TODAY)
    return caught.value


@pytest.mark.parametrize(
    ("raw", "line", "says"),
    [
        (f"{ORGANISATION}, country: &a DE}}", 1, "anchor &a"),
        ("- {kind: organisation,\n  by: &n N, on: 2026-11-01, name: *n}", 2, "anchor &n"),
        (f"{ORGANISATION}, country: *a}}", 1, "alias *a"),
        (f"{ORGANISATION}, <<: {{size: sme}}}}", 1, "is not a value a file may hold"),
        (f"{ORGANISATION}, country: !!python/name:os.system x}}", 1, "tag"),
        (f"{ORGANISATION}, finance: !!bool yes}}", 1, "tag '!!bool'"),
        (f"{ORGANISATION},\n  name: Y}}", 2, "'name' is written twice"),
        (f"{ORGANISATION}, size: {'9' * 99}}}", 1, "size must be text"),
        (f"{ORGANISATION}, size: {'9' * 4000}}}", 1, "a number too long to be one"),
        (f"{SYSTEM},\n  log_retention_days: 99999999999999999999}}", 2, "must be a whole number"),
        ("- {kind: organisation, by: N, on: 2026-13-01, name: X}", 1, "is not a day of the calendar"),
        ("- {kind: organisation, by: N, on: 2026-02-30, name: X}", 1, "is not a day of the calendar"),
        ("- {kind: organisation, by: N, on: 2026-11-01T10:00:00Z, name: X}", 1, "is not a day"),
        ("- {kind: organisation, by: N, on: '2026-11-01', name: X}", 1, "on must be a day"),
        ("- kind: organisation\n\tby: N\n", 2, "not YAML"),
        ("- kind: organisation\n  by: N\n---\n- kind: system\n", 3, "another document begins"),
        ("%YAML 1.1\n---\n- kind: organisation\n", 2, "not YAML 1.2"),
        ("- " * 10_000 + "x", 1, "nested too deeply"),
        ("[" * 100_000, 1, "nested too deeply"),
        ("- {a: " * 5_000, 1, ""),
        (b"# first\n- {kind: organisation, by: \xe4, name: X}\n", 2, "not UTF-8"),
        ("- {kind: organisation}".encode("utf-16"), 1, "not UTF-8"),
        ("- {kind: organisation}".encode("utf-32"), 1, ""),
        (f"# one\n{ORGANISATION}, country: 'D\x07E'}}", 2, ""),
        (f"{ORGANISATION}, country: D\u202eE}}", 1, "cannot be printed"),
        (f"{ORGANISATION}, {'x' * 200_000}: 1}}", 1, ""),
        (b"# " + b"x" * 10_000_000, 1, "larger than"),
        (("- {kind: organisation, by: N, on: 2026-11-01, name: X}\n" * 100_000).encode(), 1, "larger than"),
        (("- [" + "1, " * 1_200_000 + "1]").encode(), 1, "more than 300000 values"),
        (f"{ORGANISATION},\n  roles: [{'deployer, ' * 20_000}x]}}", 2, "does not know 'x'"),
        (ORGANISATION + ",\n  roles: [" + "deployer,\n " * 20_000 + "x]}", 2, "does not know 'x'"),
    ],
)  # fmt: skip
def test_every_oddity_is_refused_with_its_file_and_line_in_bounded_time(
    tmp_path: Path, raw: str | bytes, line: int, says: str
) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    begun = perf_counter()
    refused = _refused(path)
    assert perf_counter() - begun < 60
    assert refused.message.startswith(f"{path}:{line}: ")
    assert says in refused.message
    assert len(refused.message) < len(str(path)) + 300
    assert refused.hint


def test_a_byte_order_mark_is_no_oddity(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert len(load(path).entries) == len(KINDS)


@pytest.mark.parametrize("seed", range(4))
def test_a_mutant_is_declarations_or_is_refused_with_its_file(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    kinds = frozenset(policy.load().evidence)
    path = tmp_path / "a.yaml"
    n_refused = 0
    for _ in range(N_MUTANTS):
        text = WHOLE
        for _ in range(rng.randint(1, 3)):
            at, cut = rng.randrange(len(text)), rng.choice((0, 0, 1, 5, 40))
            text = text[:at] + rng.choice(PIECES) + text[at + cut :]
        path.write_text(text, encoding="utf-8", newline="")
        try:
            load(tmp_path, evidence_kinds=kinds, today=TODAY)
        except DeclarationError as error:
            n_refused += 1
            assert error.message.startswith((f"{path}:", f"{tmp_path.name}/a.yaml:"))
            assert (
                error.message.removeprefix(f"{path}:").removeprefix(f"{tmp_path.name}/a.yaml:")[0].isdigit()
            )
            assert error.hint
    assert 0 < n_refused < N_MUTANTS


@pytest.mark.parametrize("arguments", [("declare", "--check"), ("audit", "models")])
@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe",
        b"- &a x",
        b"[" * 9000,
        b"- {kind: 2026-13-01}",
        b"- {kind: {a: b}}",
        b"- 7",
        b"{",
        b"\x00",
    ],
)
def test_the_command_line_says_it_in_two_lines(
    cli: Cli, tmp_path: Path, raw: bytes, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "models").mkdir()
    folder = tmp_path / "declarations"
    folder.mkdir()
    (folder / "a.yaml").write_bytes(raw)
    ended: Ended = cli(*arguments)
    assert (ended.code, ended.out) == (2, "")
    first, second = ended.err.splitlines()
    assert first.startswith(f"error: {folder}/a.yaml:1: ")
    assert second.startswith("hint: ")
