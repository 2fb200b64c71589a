import pytest

from auditor.errors import FormatError
from auditor.formats.pickle_machine import Global, disassemble
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
    assert is_of_torch(needed)
    assert not is_of_torch([Global("torchlike", "x")])
