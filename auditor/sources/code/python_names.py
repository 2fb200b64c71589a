"""Names in a syntax tree of Python: how they are spelled, and what they are given once in a whole file."""

import ast
from collections.abc import Iterator, Mapping
from typing import Final

# What gives the attribute of a data class its default.
_FIELDS: Final = frozenset({("Field",), ("field",)})


def path_of(node: ast.AST) -> tuple[str, ...]:
    """Return the words of ``a.b.c``, calls and items on the way passed over; empty for anything else."""
    words: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            words.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript | ast.Await):
            node = node.value
        elif isinstance(node, ast.Name):
            words.append(node.id)
            return tuple(reversed(words))
        else:
            return ()


def given_once(tree: ast.Module) -> Mapping[str, ast.expr]:
    """Return names that are given one value in the whole file, parameters' defaults among them."""
    given: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        for name, value in _named(node):
            given.setdefault(name, []).append(value)
    return {name: values[0] for name, values in given.items() if name and len(values) == 1}


def _named(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a statement gives a value."""
    if isinstance(node, ast.Assign):
        yield from ((".".join(path_of(target)), node.value) for target in node.targets)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield ".".join(path_of(node.target)), node.value
    elif isinstance(node, ast.AugAssign | ast.For):
        # Changed on the way: twice, so that it counts as no constant.
        yield from [(".".join(path_of(node.target)), node.target)] * 2
    elif isinstance(node, ast.ClassDef):
        for name, value in _attributes(node):
            yield from ((f"{owner}.{name}", value) for owner in (node.name, "self", "cls"))
    elif isinstance(node, ast.arguments):
        yield from _defaults(node)


def _attributes(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    """Yield what a class is given in its body; of a field its default."""
    for one in node.body:
        if isinstance(one, ast.Assign):
            yield from ((target.id, one.value) for target in one.targets if isinstance(target, ast.Name))
        elif isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and one.value is not None:
            is_field = isinstance(one.value, ast.Call) and path_of(one.value.func)[-1:] in _FIELDS
            yield one.target.id, (_field(one.value) or one.value) if is_field else one.value


def _field(call: ast.expr) -> ast.expr | None:
    if not isinstance(call, ast.Call):
        return None
    named = (word.value for word in call.keywords if word.arg == "default")
    return next(named, None) or (call.args[0] if call.args else None)


def _defaults(node: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    positional = [*node.posonlyargs, *node.args]
    for parameter, default in zip(reversed(positional), reversed(node.defaults), strict=False):
        yield parameter.arg, default
    for parameter, keyword_default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
        if keyword_default is not None:
            yield parameter.arg, keyword_default
