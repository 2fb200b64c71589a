import pickle
import pickletools
from collections import OrderedDict
from pathlib import Path

import pytest

from auditor.formats import pickle_machine
from auditor.formats.pickle_machine import PickleError, disassemble
from auditor.formats.pickle_values import Global, Made
from tests.builders.bytes_file import BytesFile
from tests.builders.torch import op_global, op_text


def _result(raw: bytes) -> object:
    return disassemble(BytesFile(raw)).value


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("value", [1, 2**70, -5, True, None, 1.5, "é", (1, (2, 3), ()), (1, 2, 3, 4)])
def test_plain_values_are_kept_under_every_protocol(value: object, protocol: int) -> None:
    assert _result(pickle.dumps(value, protocol)) == value


@pytest.mark.parametrize("protocol", range(6))
def test_containers_and_calls_keep_what_is_put_into_them(protocol: int) -> None:
    shared = [1, 2]
    value = _result(pickle.dumps(OrderedDict(a=shared, b=shared, c={"k": {3}}), protocol))
    assert isinstance(value, Made)
    assert value.of == Global("collections", "OrderedDict")
    pairs = dict(value.pairs or value.args[0].items)  # type: ignore[attr-defined] # protocol 0 lists pairs
    assert pairs["a"] is pairs["b"]
    assert pairs["a"].items == [1, 2]


def test_nothing_is_imported_or_called(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    raw = b"cpathlib\nPath\n(V" + str(mark).encode() + b"\ntR(cos\nsystem\nVtrue\no0cos\nsystem\n."
    found = disassemble(BytesFile(raw))
    assert found.imports == (Global("pathlib", "Path"), Global("os", "system"))
    assert found.end == len(raw)
    assert not mark.exists()


def test_every_opcode_is_known_to_do_something_or_nothing() -> None:
    known = set(pickle_machine._STEPS) | pickle_machine._LITERALS | set(pickle_machine._CONSTANTS)
    assert {op.name for op in pickletools.opcodes} - known == {"PROTO", "FRAME", "STOP", "READONLY_BUFFER"}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b".",
        b"\x80",
        b"0.",
        b"R.",
        b"t.",
        b"h\5.",
        b"\x93.",
        b"Ix\n.",
        b"S'\\x'\n.",
        b"\xfe",
        b"cos.",
        b"I1",
    ],
)
def test_broken_ones_are_errors_with_an_offset(raw: bytes) -> None:
    if raw == b".":
        assert _result(raw) is None
        return
    with pytest.raises(PickleError) as caught:
        _result(raw)
    assert caught.value.offset is not None
    assert not caught.value.is_large


def test_what_is_too_large_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pickle_machine, "MAX_INSTRUCTIONS", 10)
    with pytest.raises(PickleError) as caught:
        _result(b"N" * 20 + b".")
    assert caught.value.is_large
    with pytest.raises(PickleError) as caught:
        _result(b"V" + b"x" * 2_000_000)
    assert caught.value.is_large


def test_data_that_are_not_all_there_are_broken_however_much_they_say_they_are() -> None:
    with pytest.raises(PickleError) as caught:
        _result(b"\x8e" + (2**62).to_bytes(8, "little"))
    assert not caught.value.is_large


def test_instructions_across_blocks_are_read_whole() -> None:
    texts = [f"{n}" * 500 for n in range(1000)]
    value = _result(pickle.dumps(texts, 2))
    assert isinstance(value, Made)
    assert value.items == texts
    lines = _result(b"(" + b"".join(f"V{text}\n".encode() for text in texts) + b"l.")
    assert isinstance(lines, Made)
    assert lines.items == texts


# A tuple of itself twice, forty times over; a tuple in a tuple, fifty thousand times over.
LAUGHS = b")" + b"2\x86" * 40
DEEP = b")" + b"\x85" * 50_000


@pytest.mark.parametrize(
    "value", [LAUGHS, DEEP, b"K\1", b"N", b"\x8b\x20\x4e\0\0" + b"\1" * 20_000, b"cos\nf\n)R"]
)
@pytest.mark.parametrize("is_module", [True, False])
def test_a_name_that_is_no_text_is_never_made_one(value: bytes, is_module: bool) -> None:
    text = b"X\1\0\0\0x"
    with pytest.raises(PickleError, match="imports something whose name is not written in it") as caught:
        _result(b"\x80\4" + (value + text if is_module else text + value) + b"\x93.")
    assert caught.value.imports == ((Global("os", "f"),) if value.startswith(b"c") else ())


def test_a_name_that_is_cut_reads_as_no_other() -> None:
    raw = b"c" + b"a" * 300 + b"\nx\n."
    (found,) = disassemble(BytesFile(raw)).imports
    assert found == Global("a" * 200 + "\u2026", "x")


def test_what_is_remembered_by_an_old_number_is_recalled() -> None:
    assert _result(b"I7\np00\n0g00\n.") == 7
    assert _result(b"I7\np5\n0g5\n.") == 7


@pytest.mark.parametrize(
    ("content", "imports"),
    [
        # getattr(acme.Net, "made"): a name within acme, nothing else.
        (
            op_global("builtins", "getattr") + b"(" + op_global("acme", "Net") + op_text("made") + b"tR",
            ["acme.Net", "acme.Net.made"],
        ),
        # The same, and then it is called on something that a call returns.
        (
            op_global("builtins", "getattr")
            + b"\x94("
            + op_global("acme", "Net")
            + op_text("made")
            + b"tR0h\x00("
            + op_global("acme", "Net")
            + b")R"
            + op_text("made")
            + b"tR",
            ["builtins.getattr", "acme.Net", "acme.Net.made"],
        ),
        # By INST, with another one left over.
        (
            b"(" + op_global("acme", "Net") + op_text("made") + b"ibuiltins\ngetattr\n"
            b"0" + op_global("builtins", "getattr"),
            ["acme.Net", "builtins.getattr", "acme.Net.made"],
        ),
    ],
    ids=["named", "called on what is made", "left over"],
)
def test_an_attribute_that_is_named_is_a_name_and_getattr_otherwise_stays(
    content: bytes, imports: list[str]
) -> None:
    found = disassemble(BytesFile(b"\x80\x04" + content + b"."))
    assert [str(one) for one in found.imports] == imports
