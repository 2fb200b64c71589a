import ast

import pytest

from auditor.domain.tri import Tri
from auditor.sources.code.base import Call
from auditor.sources.code.python import parse
from auditor.sources.code.switches import remote_code, switches


def a_call(source: str) -> ast.Call:
    node = ast.parse(source, mode="eval").body
    assert isinstance(node, ast.Call)
    return node


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("load('x', a=True, b=False, c=1, d='True', e=flag)", {"a": True, "b": False}),
        ("load('x')", {}),
        ("load('x', a=True, **more)", None),
    ],
)
def test_switches_are_those_that_are_written(source: str, found: object) -> None:
    assert switches(a_call(source)) == found


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("AutoModel.from_pretrained('a/b', trust_remote_code=True)", Tri.TRUE),
        ("AutoModel.from_pretrained('a/b', trust_remote_code=False)", Tri.FALSE),
        ("AutoModel.from_pretrained('a/b')", Tri.FALSE),
        ("AutoModel.from_pretrained('a/b', trust_remote_code=flag)", Tri.UNKNOWN),
        ("AutoModel.from_pretrained('a/b', **options)", Tri.UNKNOWN),
    ],
)
def test_a_repository_s_code_runs_where_the_call_says_so(source: str, expected: Tri) -> None:
    (call,) = (one for one in parse(source).calls if one.path)
    assert remote_code(call) is expected


def test_of_another_language_nothing_is_said() -> None:
    assert remote_code(Call(("pipeline",), 1)) is Tri.UNKNOWN
