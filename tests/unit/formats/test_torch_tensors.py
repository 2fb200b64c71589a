import tracemalloc

import pytest

from auditor.errors import FormatError
from auditor.formats.pickle_machine import disassemble
from auditor.formats.pickle_values import Global
from auditor.formats.torch_tensors import Found, find_tensors, is_of_torch, unneeded
from tests.builders.bytes_file import BytesFile
from tests.builders.torch import (
    WEIGHT,
    TorchSpec,
    op_dict,
    op_global,
    op_int,
    op_state,
    op_tensor,
    op_text,
    op_tuple,
    whole,
)


def _found(body: bytes) -> Found:
    return find_tensors(disassemble(BytesFile(whole(body))).value)


def test_tensors_have_the_names_that_lead_to_them() -> None:
    (tensor,) = _found(op_dict({"model": op_dict({"w": op_tensor(WEIGHT, "7")})})).weights
    assert (tensor.name, tensor.group, tensor.dtype, tensor.shape) == ("model.w", "model", "F16", (4, 8))
    assert tensor.storage is not None
    assert (tensor.storage.key, tensor.storage.size_bytes) == ("7", 64)


def test_tensors_within_objects_parameters_and_subclasses_are_found() -> None:
    inner = op_tensor(WEIGHT, "0")
    parameter = op_global("torch._utils", "_rebuild_parameter") + op_tuple(inner, b"\x88", b"N") + b"R"
    module = (
        op_global("shop.nn", "Net") + b")\x81" + op_dict({"_parameters": op_dict({"w": parameter})}) + b"b"
    )
    assert [one.n_elements for one in _found(module).weights] == [32]
    function, call = inner[: inner.index(b"(")], inner[inner.index(b"(") : -1]
    typed = op_tuple(function, op_global("torch", "Tensor"), call, b"}")
    subclass = op_global("torch._tensor", "_rebuild_from_type_v2") + typed + b"R"
    assert [one.shape for one in _found(op_dict({"w": subclass})).weights] == [(4, 8)]


def test_an_untyped_storage_has_the_tensor_s_type() -> None:
    persistent = op_tuple(
        op_text("storage"),
        op_global("torch.storage", "UntypedStorage"),
        op_text("0"),
        op_text("cpu"),
        op_int(64),
    )
    args = op_tuple(
        persistent + b"Q",
        op_int(0),
        op_tuple(op_int(32)),
        op_tuple(op_int(1)),
        b"\x89",
        b"}",
        op_global("torch", "uint16"),
    )
    (tensor,) = _found(op_global("torch._utils", "_rebuild_tensor_v3") + args + b"R").weights
    assert (tensor.dtype, tensor.n_elements) == ("U16", 32)


def test_one_object_under_many_names_costs_one_look() -> None:
    body = op_state([WEIGHT]) + b"q\0"
    for level in range(60):
        body += b"0h%ch%c\x86q%c" % (level, level, level + 1)
    assert [one.n_elements for one in _found(body).weights] == [32]


@pytest.mark.parametrize(
    "spec", [TorchSpec("w", (2**40, 2**40), n_stored=1), TorchSpec("w", (-1,), n_stored=1)]
)
def test_a_shape_that_is_none_is_an_error(spec: TorchSpec) -> None:
    with pytest.raises(FormatError, match="tensor w has a shape that is not made of whole numbers"):
        _found(op_state([spec]))


def test_a_tensor_without_a_storage_is_an_error() -> None:
    with pytest.raises(FormatError, match="has no storage"):
        _found(op_global("torch._utils", "_rebuild_tensor_v2") + op_tuple(b"N", b"N", b")") + b"R")


def test_only_what_weights_need_is_needed() -> None:
    needed = [
        Global("torch", "FloatStorage"),
        Global("torch", "bfloat16"),
        Global("torch.storage", "UntypedStorage"),
        Global("collections", "OrderedDict"),
    ]
    foreign = [
        Global("os", "system"),
        Global("torch", "load"),
        Global("torch._utils", "_rebuild_x.y"),
        Global("builtins", "eval"),
    ]
    assert unneeded([*needed, *foreign]) == tuple(foreign)
    assert unneeded([Global("torch", "complex128"), Global("torch", "_utils._rebuild_tensor")]) == (
        Global("torch", "_utils._rebuild_tensor"),
    )
    assert is_of_torch(needed)
    assert not is_of_torch([Global("torchlike", "x")])


LAUGHS = b")" + b"2\x86" * 40
DEEP = b")" + b"\x85" * 50_000
HUGE = b"\x8b\x20\x4e\0\0" + b"\1" * 20_000


def _call(name: str, *args: bytes) -> bytes:
    return op_global("torch._utils", name) + op_tuple(*args) + b"R"


def _storage(kind: bytes, key: bytes, count: bytes) -> bytes:
    return op_tuple(op_text("storage"), kind, key, op_text("cpu"), count) + b"Q"


@pytest.mark.parametrize("key", [LAUGHS, DEEP, HUGE, b"N", b"G" + bytes(8)])
def test_a_key_that_names_nothing_is_not_made_text(key: bytes) -> None:
    body = b"}(" + key + op_tensor(WEIGHT, "0") + op_int(7) + op_tensor(TorchSpec("b", (8,)), "1") + b"u"
    assert [one.name for one in _found(body).weights] == ["?", "7"]


@pytest.mark.parametrize("odd", [LAUGHS, DEEP, HUGE, b"N"])
def test_a_storage_named_or_counted_by_something_else_is_none(odd: bytes) -> None:
    kind, key, count = op_global("torch", "FloatStorage"), op_text("0"), op_int(4)
    for storage, begin in (
        (_storage(odd, key, count), op_int(0)),
        (_storage(kind, odd, count), op_int(0)),
        (_storage(kind, key, odd), op_int(0)),
        (_storage(kind, key, count), odd),
    ):
        body = _call("_rebuild_tensor_v2", storage, begin, op_tuple(op_int(4)))
        with pytest.raises(FormatError, match="has no storage"):
            _found(op_dict({"w": body}))


@pytest.mark.parametrize("odd", [LAUGHS, DEEP, HUGE, op_text("torch.float32")])
def test_a_number_type_that_is_none_is_an_error(odd: bytes) -> None:
    shape = op_tuple(op_int(4))
    storage = _storage(op_global("torch.storage", "UntypedStorage"), op_text("0"), op_int(16))
    for body in (
        _call("_rebuild_meta_tensor_no_storage", odd, shape),
        _call("_rebuild_tensor_v3", storage, op_int(0), shape, shape, b"\x89", b"}", odd),
    ):
        with pytest.raises(FormatError, match="has no number type"):
            _found(op_dict({"w": body}))


def test_a_number_type_s_name_is_safe_to_print() -> None:
    kind = op_text("torch") + op_text("x\x1b[2J") + b"\x93"
    body = _call("_rebuild_meta_tensor_no_storage", kind, op_tuple(op_int(4)))
    assert [one.dtype for one in _found(op_dict({"w": body})).weights] == ["x\\x1b[2J"]


def test_more_dimensions_than_tensors_have_are_no_shape() -> None:
    extents = b"(" + op_int(2**62) * 100_000 + b"t"
    body = _call("_rebuild_meta_tensor_no_storage", op_global("torch", "float32"), extents)
    with pytest.raises(FormatError, match="has a shape that is not made of whole numbers"):
        _found(op_dict({"w": body}))


def test_a_subclass_of_a_subclass_without_end_is_followed_to_its_tensor() -> None:
    inner = op_tensor(WEIGHT, "0")
    call = inner[inner.index(b"(") : -1]
    subclass = op_global("torch._tensor", "_rebuild_from_type_v2")
    end = b"t" * 3_000
    args = (b"(" + subclass + b"N") * 3_000 + b"(" + inner[: inner.index(b"(")] + b"N" + call + b"t" + end
    (tensor,) = _found(subclass + args + b"R").weights
    assert tensor.shape == (4, 8)


def test_what_is_nested_without_end_is_refused() -> None:
    deep = b"]" + b"Q" * 300 + b"0"
    assert _found(deep + op_state([WEIGHT])).weights
    states = b"]" * 40_000 + b"b" * 39_999
    with pytest.raises(FormatError, match="nested more deeply than checkpoints are"):
        _found(states)


def test_a_long_list_deep_down_costs_no_more_than_one_at_the_top() -> None:
    depth, n = 90, 100_000
    body = (b"](" * depth) + b"](" + b"]" * n + b"e" + b"e" * depth
    value = disassemble(BytesFile(whole(body))).value
    tracemalloc.start()
    assert find_tensors(value).weights == ()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # The numbers of what was seen; a path for each element would take ten times as much.
    assert peak < 20 * 1024 * 1024
