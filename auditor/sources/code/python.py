"""Python to :class:`Program`, through the syntax tree of the standard library; nothing is executed."""

import ast
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from auditor.errors import FormatError
from auditor.formats.address import UNKNOWN_PART
from auditor.sources.code.base import Call, Import, Program, Value

_READS_ENVIRONMENT: Final = frozenset(
    {("os", "getenv"), ("os", "environ", "get"), ("environ", "get"), ("getenv",)}
)
_ENVIRONMENT: Final = frozenset({("os", "environ"), ("environ",)})
# Follows names to names; deeper is a trap.
_MAX_STEPS: Final = 8


def parse(text: str) -> Program:
    """Read a Python file.

    Raises:
        FormatError: it is no Python that this interpreter knows, or nested beyond reason.
    """
    try:
        with warnings.catch_warnings():
            # Invalid escapes in a stranger's text are not ours to report.
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        raise FormatError(f"not Python: {error.msg} in line {error.lineno}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise FormatError("not Python: nested too deeply, or with a null byte") from error
    return _Reader(tree).program


class _Reader:
    """Reads one tree, without recursion: a stranger's nests have no bound but the parser's."""

    def __init__(self, tree: ast.Module) -> None:
        self.program = Program()
        self._documentation = set(_documentation(tree))
        self._constants = _constants(tree)
        pending: deque[tuple[ast.AST, int | None, str]] = deque([(tree, None, "")])
        while pending:
            node, outer, target = pending.popleft()
            pending.extendleft(reversed(list(self._visit(node, outer, target))))

    def _visit(
        self, node: ast.AST, outer: int | None, target: str
    ) -> Iterator[tuple[ast.AST, int | None, str]]:
        if isinstance(node, ast.Import | ast.ImportFrom):
            self.program.imports.extend(_imports(node))
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr):
            target = self._assigned(node, outer)
        elif isinstance(node, ast.Call | ast.Dict):
            outer, target = self._called(node, outer, target), ""
        elif isinstance(node, ast.Constant | ast.JoinedStr):
            if id(node) not in self._documentation and (value := self._value(node)).text is not None:
                self.program.texts.append(value)
            return
        elif not isinstance(node, ast.Await):
            target = ""
        yield from ((child, outer, target) for child in ast.iter_child_nodes(node))

    def _called(self, node: ast.Call | ast.Dict, outer: int | None, target: str) -> int:
        if isinstance(node, ast.Call):
            call = Call(_path(node.func), node.lineno, assigned_to=target, outer=outer)
            call.positional = [self._value(argument) for argument in node.args]
            call.named = [(word.arg, self._value(word.value)) for word in node.keywords if word.arg]
            call.named += _chained(node.func, self._value)
        else:
            call = Call((), node.lineno, assigned_to=target, outer=outer)
            pairs = zip(node.keys, node.values, strict=True)
            call.named = [
                (key.value, self._value(value))
                for key, value in pairs
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            ]
        self.program.calls.append(call)
        return len(self.program.calls) - 1

    def _assigned(self, node: ast.Assign | ast.AnnAssign | ast.NamedExpr, outer: int | None) -> str:
        """Return the name a value gets; what is set on an object counts as given to it."""
        place = node.targets[0] if isinstance(node, ast.Assign) else node.target
        words = _path(place)
        if isinstance(place, ast.Attribute) and len(words) > 1 and node.value is not None:
            named = [(words[-1], self._value(node.value))]
            self.program.calls.append(Call(words[:-1], node.lineno, named=named, outer=outer))
        return ".".join(words)

    def _value(self, node: ast.AST, steps: int = 0) -> Value:
        line = getattr(node, "lineno", 1)
        if isinstance(node, ast.Constant):
            return Value(node.value if isinstance(node.value, str) else None, line)
        if isinstance(node, ast.JoinedStr):
            parts = (self._part(part, steps) for part in node.values)
            return Value("".join(parts), line)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and steps < _MAX_STEPS:
            left, right = self._value(node.left, steps + 1), self._value(node.right, steps + 1)
            both = (left.text, right.text)
            known = "".join(UNKNOWN_PART if text is None else text for text in both)
            return Value(None if both == (None, None) else known, line)
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            # os.getenv("MODEL") or "gpt-4o".
            first, last = self._value(node.values[0], steps), self._value(node.values[-1], steps)
            return Value(last.text, line, last.symbol, first.variable)
        words = _path(node)
        if isinstance(node, ast.Call | ast.Subscript):
            return self._environment(node, words, line, steps)
        constant = self._constants.get(".".join(words)) if words else None
        if constant is not None and steps < _MAX_STEPS:
            found = self._value(constant, steps + 1)
            if found.text is not None or found.variable:
                return Value(found.text, line, found.symbol, found.variable)
        return Value(None, line, ".".join(words))

    def _part(self, part: ast.expr, steps: int) -> str:
        inner = part.value if isinstance(part, ast.FormattedValue) else part
        text = self._value(inner, steps + 1).text if steps < _MAX_STEPS else None
        return UNKNOWN_PART if text is None else text

    def _environment(
        self, node: ast.Call | ast.Subscript, words: tuple[str, ...], line: int, steps: int
    ) -> Value:
        """Return what is read from the environment; of another call with one text, that text."""
        if isinstance(node, ast.Subscript):
            name = self._value(node.slice, steps + 1).text if steps < _MAX_STEPS else None
            is_environment = _path(node.value) in _ENVIRONMENT
            return Value(None, line, variable=name or "" if is_environment else "")
        texts = [self._value(argument, steps + 1) for argument in node.args] if steps < _MAX_STEPS else []
        if words in _READS_ENVIRONMENT and texts:
            default = next((word.value for word in node.keywords if word.arg == "default"), None)
            otherwise = texts[1] if len(texts) > 1 else self._value(default, steps + 1) if default else None
            return Value(otherwise.text if otherwise else None, line, variable=texts[0].text or "")
        # SecretStr("..."), HttpUrl("..."), Path("...").
        is_wrapped = len(texts) == 1 and not node.keywords and len(words) == 1 and words[0][:1].isupper()
        return Value(texts[0].text if is_wrapped else None, line)


def _path(node: ast.AST) -> tuple[str, ...]:
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


def _chained(node: ast.AST, value: Callable[[ast.AST], Value]) -> list[tuple[str, Value]]:
    """Return what the earlier calls of a chain are given: ``ChatOpenAI(model="x").bind(...)``."""
    found: list[tuple[str, Value]] = []
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Call):
            found += [(word.arg, value(word.value)) for word in node.keywords if word.arg]
            node = node.func
        else:
            node = node.value
    return found


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for name in node.names:
            local = name.asname or name.name.partition(".")[0]
            yield Import(name.name, ((local, ""),), node.lineno)
    elif node.module and not node.level:
        names = tuple((name.asname or name.name, name.name) for name in node.names)
        yield Import(node.module, names, node.lineno)


def _documentation(tree: ast.Module) -> Iterator[int]:
    """Yield texts that are statements: nobody uses them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant | ast.JoinedStr):
            yield id(node.value)


def _constants(tree: ast.Module) -> Mapping[str, ast.expr]:
    """Return names that are given one value in the whole file, parameters' defaults among them."""
    given: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                given.setdefault(".".join(_path(target)), []).append(node.value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            given.setdefault(".".join(_path(node.target)), []).append(node.value)
        elif isinstance(node, ast.AugAssign | ast.For):
            # Changed on the way: twice, so that it counts as no constant.
            given.setdefault(".".join(_path(node.target)), []).extend([node.target, node.target])
        elif isinstance(node, ast.arguments):
            for parameter, default in _defaults(node):
                given.setdefault(parameter, []).append(default)
    return {name: values[0] for name, values in given.items() if name and len(values) == 1}


def _defaults(node: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    positional = [*node.posonlyargs, *node.args]
    for parameter, default in zip(reversed(positional), reversed(node.defaults), strict=False):
        yield parameter.arg, default
    for parameter, keyword_default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
        if keyword_default is not None:
            yield parameter.arg, keyword_default
