"""Declarations that cannot be meant so: two lines, exit 2, and nothing is evaluated."""

from pathlib import Path

import pytest

from tests.builders.gguf import gguf_file
from tests.unit.cli.conftest import Cli

HEAD = "- kind: system\n  by: N\n  on: 2026-11-01\n  id: a\n  name: A\n"
BOMB = "- &a [x]\n" + "".join(f"- &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20))

BAD = {
    "a key twice": (f"{HEAD}  name: B\n".encode(), 6, "'name' is written twice"),
    "a number for a day": (f"{HEAD}  union_placed_on: 1e25\n".encode(), 6, "union_placed_on must be a day"),
    "a number for a text": (f"{HEAD}  owner: 1e25\n".encode(), 6, "owner must be text, not '1e+25'"),
    "a number for a count": (f"{HEAD}  log_retention_days: 1e25\n".encode(), 6, "must be a whole number"),
    "Norway for a no": (f"{HEAD}  own_name: NO\n".encode(), 6, "own_name must be true or false, not 'NO'"),
    "a word for a yes": (f"{HEAD}  own_name: yes\n".encode(), 6, "own_name must be true or false, not 'yes'"),
    "a text for a day": (
        f'{HEAD}  union_placed_on: "2026-01-01"\n'.encode(),
        6,
        "union_placed_on must be a day",
    ),
    "no day of the calendar": (
        f"{HEAD}  union_placed_on: 2026-02-30\n".encode(),
        6,
        "is not a day of the calendar",
    ),
    "a time of day": (
        f"{HEAD}  union_placed_on: 2026-02-03T10:00:00Z\n".encode(),
        6,
        "is not a day of the calendar",
    ),
    "a key nobody knows": (f"{HEAD}  own_nme: true\n".encode(), 6, "unknown key 'own_nme' in system"),
    "a tab": (f"{HEAD}\towner: x\n".encode(), 6, "not YAML"),
    "an anchor": (f"{HEAD}  owner: &x ward\n".encode(), 6, "anchor &x"),
    "aliases of aliases": (BOMB.encode(), 1, "anchor &a"),
    "a merge key": (f"{HEAD}  <<: {{owner: x}}\n".encode(), 6, "'<<' is not a value a file may hold"),
    "a tag": (f"{HEAD}  owner: !!python/object:os.system x\n".encode(), 6, "tag '!!python/object:os.system'"),
    "a second document": (f"{HEAD}---\n{HEAD}".encode(), 6, "another document begins"),
    "YAML 1.1": (f"%YAML 1.1\n---\n{HEAD}".encode(), 2, "is not YAML 1.2"),
    "UTF-16": (HEAD.encode("utf-16"), 1, "not UTF-8 at byte 0"),
    "Windows-1252": (HEAD.replace("name: A", "name: Größe").encode("cp1252"), 5, "not UTF-8 at byte"),
    "a byte of nothing": (f"{HEAD}  owner: x\0y\n".encode(), 6, "a character that YAML does not allow"),
    "a turned text": (f"{HEAD}  owner: x\u202ey\n".encode(), 6, "a character that cannot be printed"),
    "megabytes": (HEAD.encode() + b"#" * 4_000_000, 1, "larger than 4000000 bytes"),
    "nests without end": (b"- " * 3000 + b"\n", 1, "nested too deeply"),
    "a mapping for a list": (b"kind: system\n", 1, "must be a list of mappings"),
    "a list of words": (b"- system\n", 1, "a declaration must be a mapping"),
    "infinity": (f"{HEAD}  log_retention_days: .inf\n".encode(), 6, "is not a number one can compare with"),
    "a screen without a reason": (
        f"{HEAD}  screen: [{{annex_iii: 5d, answer: no}}]\n".encode(),
        6,
        "answer no has no reason",
    ),
}


@pytest.mark.parametrize(("raw", "line", "what"), BAD.values(), ids=BAD)
def test_what_cannot_be_meant_stops_everything_with_file_and_line(
    cli: Cli, tmp_path: Path, raw: bytes, line: int, what: str
) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf", license="mit")
    folder = tmp_path / "declarations"
    folder.mkdir()
    (folder / "a.yaml").write_bytes(raw)
    for arguments in (("audit", "models"), ("declare", "--check")):
        ended = cli(*arguments)
        assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 2), arguments
        error, hint = ended.err.splitlines()
        assert error.startswith(f"error: {folder}/a.yaml:{line}: ")
        assert what in error
        assert hint.startswith("hint: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["declarations", "models"]
