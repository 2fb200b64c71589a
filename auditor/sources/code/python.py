"""Python to :class:`Program`, through the syntax tree of the standard library; nothing is executed."""

import ast
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from auditor.errors import FormatError
from auditor.formats.address import UNKNOWN_PART
from auditor.sources.code.base import Call, Import, Program, Value
from auditor.sources.code.python_names import given_once, path_of
from auditor.sources.code.switches import switches

_READS_ENVIRONMENT: Final = frozenset(
    {("os", "getenv"), ("os", "environ", "get"), ("environ", "get"), ("getenv",)}
)
_ENVIRONMENT: Final = frozenset({("os", "environ"), ("environ",)})
# Follows names to names; deeper is a trap.
_MAX_STEPS: Final = 8
_LONGEST: Final = 4096
_MAX_ENTRIES: Final = 20


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
        self._constants = given_once(tree)
        self._known: dict[int, Value] = {}
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
        elif isinstance(node, ast.withitem):
            target = ".".join(path_of(node.optional_vars)) if node.optional_vars is not None else ""
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
            call = Call(path_of(node.func), node.lineno, assigned_to=target, outer=outer)
            call.positional = [self._value(argument) for argument in node.args]
            call.named = [(word.arg, self._value(word.value)) for word in node.keywords if word.arg]
            call.named += _chained(node.func, self._value)
            call.switches = switches(node)
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
        words = path_of(place)
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
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Div) and steps < _MAX_STEPS:
            both = [self._value(one, steps + 1) for one in (node.left, node.right)]
            # Path("/models") / "qwen" is the only quotient of a text.
            return _together(both, line, "/" if isinstance(node.op, ast.Div) else "")
        if isinstance(node, ast.IfExp) and steps < _MAX_STEPS:
            return _one_of([self._value(one, steps + 1) for one in (node.body, node.orelse)], line)
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            # os.getenv("MODEL") or "gpt-4o".
            first, last = self._value(node.values[0], steps), self._value(node.values[-1], steps)
            return Value(last.text, line, last.symbol, first.variable)
        words = path_of(node)
        if isinstance(node, ast.Call | ast.Subscript):
            return self._environment(node, words, line, steps)
        constant = self._constant(words)
        if constant is not None and steps < _MAX_STEPS:
            found = self._of_constant(constant, steps + 1)
            if found.text is not None or found.variable:
                return replace(found, line=line)
        return Value(None, line, ".".join(words))

    def _of_constant(self, node: ast.expr, steps: int) -> Value:
        """Return what a name is given, read once: names in names are many in few words."""
        if id(node) not in self._known:
            # What stands for itself is not known.
            self._known[id(node)] = Value(None, node.lineno)
            found = self._value(node, steps)
            is_short = len(found.text or "") <= _LONGEST
            self._known[id(node)] = found if is_short else Value(None, node.lineno)
        return self._known[id(node)]

    def _constant(self, words: tuple[str, ...]) -> ast.expr | None:
        """Return what a name stands for; of an object of a class of this file what the class says."""
        # Of a member of an enumeration its value.
        path = words[:-1] if len(words) > 2 and words[-1] == "value" else words
        found = self._constants.get(".".join(path)) if path else None
        if found is None and len(path) == 2:
            made = self._constants.get(path[0])
            of_class = path_of(made.func) if isinstance(made, ast.Call) else ()
            found = self._constants.get(".".join((*of_class[-1:], path[1]))) if of_class else None
        return found

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
            is_environment = path_of(node.value) in _ENVIRONMENT
            if not is_environment and steps < _MAX_STEPS:
                return self._entry(node.value, name, line, steps + 1)
            return Value(None, line, variable=name or "")
        texts = [self._value(argument, steps + 1) for argument in node.args] if steps < _MAX_STEPS else []
        if words[-2:] == ("path", "join") and texts:
            return _together(texts, line, "/")
        is_own = len(node.args) == 2 and any("env" in word.lower() for word in words)
        if (words in _READS_ENVIRONMENT or is_own) and texts:
            default = next((word.value for word in node.keywords if word.arg == "default"), None)
            otherwise = texts[1] if len(texts) > 1 else self._value(default, steps + 1) if default else None
            return Value(otherwise.text if otherwise else None, line, variable=texts[0].text or "")
        # SecretStr("..."), HttpUrl("..."), Path("...").
        is_wrapped = len(texts) == 1 and not node.keywords and len(words) == 1 and words[0][:1].isupper()
        return Value(texts[0].text if is_wrapped else None, line)

    def _entry(self, table: ast.expr, name: str | None, line: int, steps: int) -> Value:
        """Return an entry of a table that is written out; of an unknown one any of them."""
        written = table if isinstance(table, ast.Dict) else self._constants.get(".".join(path_of(table)))
        if not isinstance(written, ast.Dict):
            return Value(None, line)
        pairs = zip(written.keys, written.values, strict=True)
        known = {
            key.value: value
            for key, value in pairs
            if isinstance(key, ast.Constant) and isinstance(value, ast.Constant)
        }
        if name is not None:
            return replace(self._value(known[name], steps), line=line) if name in known else Value(None, line)
        return _one_of([self._value(value, steps) for value in list(known.values())[:_MAX_ENTRIES]], line)


def _together(parts: list[Value], line: int, between: str) -> Value:
    """Return texts one behind the other, a place for those that are not known."""
    texts = [part.text for part in parts]
    if all(text is None for text in texts):
        return Value(None, line)
    return Value(between.join(UNKNOWN_PART if text is None else text for text in texts), line)


def _one_of(found: list[Value], line: int) -> Value:
    """Return a value that is one of several."""
    told = [replace(one, line=line) for one in found if one.text is not None or one.symbol or one.variable]
    return replace(told[0], others=tuple(told[1:])) if told else Value(None, line)


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
