"""What a pickle would do if it were loaded, found out without doing any of it.

A pickle is a program for a stack machine. `disassemble` runs it on symbols: an import pushes a `Global`, a
call pushes a `Made`, and nothing is imported, called or looked up. Numbers, texts and the containers of the
language itself are kept, since the shapes of tensors are made of them. A value may be a tuple of itself a
thousand times over, or a number of a million digits: whoever takes one looks at its type first, and never
makes text of it.

Source:
    Python, Lib/pickletools.py (the opcodes and what each does to the stack).
"""

import pickletools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from auditor.errors import FormatError
from auditor.formats.base import RandomAccess
from auditor.formats.pickle_stream import MAX_BYTES, PickleStream, TooLargeError
from auditor.formats.pickle_values import Global, Made
from auditor.formats.text import cleaned

# Torch writes some thirty instructions per tensor; the largest published shards hold some ten thousand.
MAX_INSTRUCTIONS: Final = 1_000_000
_MAX_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Disassembly:
    """What one pickle would do.

    Attributes:
        value: What loading would return.
        imports: What it would import, each once, in order.
        end: Offset of the byte after it.
    """

    value: object
    imports: tuple[Global, ...]
    end: int


class PickleError(FormatError):
    """A pickle that is broken, or too large to look through.

    Attributes:
        imports: What it imports before that.
        is_large: Nothing is wrong with it so far, but it holds more than is looked through.
    """

    def __init__(self, what: str, offset: int, imports: tuple[Global, ...], *, is_large: bool) -> None:
        names = ", ".join(cleaned(str(one), 80) for one in imports[:5])
        before = f", after it would import {names}" if names else ""
        super().__init__(f"pickle: {what}{before}", offset=offset)
        self.imports = imports
        self.is_large = is_large


def disassemble(file: RandomAccess, offset: int = 0, size: int = MAX_BYTES) -> Disassembly:
    """Follow the pickle at ``offset``, which ends before ``size`` bytes, to its end.

    Raises:
        PickleError: it is broken, or larger than is looked through.
    """
    stream, machine = PickleStream(file, offset, size), _Machine()
    at = offset
    try:
        for number, (opcode, argument, position) in enumerate(pickletools.genops(stream)):  # type: ignore[arg-type] # has what is used
            at = position if position is not None else at
            if number >= MAX_INSTRUCTIONS:
                raise TooLargeError
            machine.at = at
            machine.step(opcode.name, argument)
    except TooLargeError as error:
        what = "it holds more than the instructions that make a checkpoint"
        raise PickleError(what, at, machine.imports, is_large=True) from error
    except _ComputedNameError as error:
        what = "it imports something whose name is not written in it"
        raise PickleError(what, at, machine.imports, is_large=False) from error
    # What pickletools raises on odd bytes, and what an instruction does where the stack is not as it should.
    except (ValueError, LookupError, TypeError, ArithmeticError, DeprecationWarning) as error:
        raise PickleError("it is broken", at, machine.imports, is_large=False) from error
    return Disassembly(machine.result(), machine.imports, stream.tell())


class _ComputedNameError(Exception):
    """It imports what some call returns, or what is no text at all."""


class _Machine:
    """The stack, the memo and what was imported."""

    def __init__(self) -> None:
        self._stack: list[object] = []
        self._below: list[list[object]] = []
        self._memo: dict[object, object] = {}
        self._imports: dict[Global, None] = {}
        self._called: set[Global] = set()
        self._n_open = 0
        self.at = 0

    @property
    def imports(self) -> tuple[Global, ...]:
        """What is imported; ``getattr`` is not, where all that it does is to name an attribute."""
        found = (one for one in self._imports if self._n_open or one not in _GETATTR)
        return tuple(replace(one, is_called=one in self._called) for one in found)

    def result(self) -> object:
        return self._stack[-1] if self._stack else None

    def step(self, name: str, argument: object) -> None:
        """Do one instruction; unknown ones and those without an effect on the stack do nothing."""
        if name in _CONSTANTS:
            self._stack.append(_CONSTANTS[name])
        elif name in _LITERALS:
            self._stack.append(argument)
        elif name in _STEPS:
            _STEPS[name](self, argument)

    def mark(self, _: object) -> None:
        self._below.append(self._stack)
        self._stack = []

    def to_mark(self) -> list[object]:
        """Return what lies above the last mark, and take it and the mark off."""
        above, self._stack = self._stack, self._below.pop()
        return above

    def pop(self, _: object = None) -> object:
        if not self._stack and self._below:
            return self.to_mark()
        return self._stack.pop()

    def push(self, value: object) -> None:
        self._n_open += isinstance(value, Global) and value in _GETATTR
        self._stack.append(value)

    def top(self) -> object:
        return self._stack[-1]

    def import_name(self, module: object, name: object) -> Global:
        if not isinstance(module, str) or not isinstance(name, str):
            raise _ComputedNameError
        found = Global(_short(module), _short(name), self.at)
        self._imports.setdefault(found, None)
        return found

    def remember(self, argument: object) -> None:
        self._memo[len(self._memo) if argument is None else argument] = self.top()

    def recall(self, argument: object) -> None:
        self.push(self._memo[argument])

    def call(self) -> None:
        args, of = self.pop(), self.pop()
        self.make(of, args if isinstance(args, tuple) else (args,))

    def make(self, of: object, args: tuple[object, ...]) -> None:
        match of, args:
            case Global(), (Global() as owner, str() as attribute) if of in _GETATTR:
                # The attribute of something imported is a name within it, as a path is from protocol 4 on.
                self._n_open -= 1
                self.push(self.import_name(owner.module, f"{owner.name}.{attribute}"))
                return
            case Global(), _:
                self._called.add(of)
        self.push(Made(of, args))

    def put(self, items: list[object]) -> None:
        made = self.top()
        if isinstance(made, Made):
            made.put(items)

    def put_pairs(self, flat: list[object]) -> None:
        made = self.top()
        if isinstance(made, Made):
            made.put_pairs(flat)


def _short(text: str) -> str:
    """Return a name that is no longer than names are; what is cut must not read as another."""
    return text if len(text) <= _MAX_NAME else f"{text[:_MAX_NAME]}\N{HORIZONTAL ELLIPSIS}"


def _tuple_of(machine: _Machine, n: int) -> None:
    machine.push(tuple([machine.pop() for _ in range(n)][::-1]))


def _global(machine: _Machine, argument: object) -> None:
    machine.push(machine.import_name(*str(argument).split(" ", 1)))


def _stack_global(machine: _Machine, _: object) -> None:
    name, module = machine.pop(), machine.pop()
    machine.push(machine.import_name(module, name))


def _instance(machine: _Machine, argument: object) -> None:
    args = tuple(machine.to_mark())
    _global(machine, argument)
    machine.make(machine.pop(), args)


def _object(machine: _Machine, _: object) -> None:
    of, *args = machine.to_mark()
    machine.make(of, tuple(args))


def _new_object_with_names(machine: _Machine, _: object) -> None:
    machine.pop()
    machine.call()


def _build(machine: _Machine, _: object) -> None:
    state, made = machine.pop(), machine.top()
    if isinstance(made, Made):
        made.state = state


def _dict(machine: _Machine, _: object) -> None:
    flat = machine.to_mark()
    machine.push(Made())
    machine.put_pairs(flat)


def _set_item(machine: _Machine, _: object) -> None:
    value, key = machine.pop(), machine.pop()
    machine.put_pairs([key, value])


_GETATTR: Final = frozenset({Global("builtins", "getattr"), Global("__builtin__", "getattr")})
_CONSTANTS: Final[dict[str, object]] = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False, "EMPTY_TUPLE": ()}
_LITERALS: Final = frozenset(
    op.name
    for op in pickletools.opcodes
    if op.arg is not None and not op.stack_before and op.stack_after and op.stack_after[0].name != "any"
)

_STEPS: Final[dict[str, Callable[[_Machine, object], object]]] = {
    "MARK": _Machine.mark,
    "POP": _Machine.pop,
    "POP_MARK": lambda machine, _: machine.to_mark(),
    "DUP": lambda machine, _: machine.push(machine.top()),
    **dict.fromkeys(("PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE"), _Machine.remember),
    **dict.fromkeys(("GET", "BINGET", "LONG_BINGET"), _Machine.recall),
    **dict.fromkeys(("EMPTY_LIST", "EMPTY_DICT", "EMPTY_SET"), lambda machine, _: machine.push(Made())),
    **dict.fromkeys(("EXT1", "EXT2", "EXT4", "NEXT_BUFFER"), lambda machine, _: machine.push(Made())),
    **dict.fromkeys(("LIST", "FROZENSET"), lambda machine, _: machine.push(Made(items=machine.to_mark()))),
    "DICT": _dict,
    "TUPLE": lambda machine, _: machine.push(tuple(machine.to_mark())),
    "TUPLE1": lambda machine, _: _tuple_of(machine, 1),
    "TUPLE2": lambda machine, _: _tuple_of(machine, 2),
    "TUPLE3": lambda machine, _: _tuple_of(machine, 3),
    "APPEND": lambda machine, _: machine.put([machine.pop()]),
    **dict.fromkeys(("APPENDS", "ADDITEMS"), lambda machine, _: machine.put(machine.to_mark())),
    "SETITEM": _set_item,
    "SETITEMS": lambda machine, _: machine.put_pairs(machine.to_mark()),
    "GLOBAL": _global,
    "STACK_GLOBAL": _stack_global,
    "INST": _instance,
    "OBJ": _object,
    **dict.fromkeys(("REDUCE", "NEWOBJ"), lambda machine, _: machine.call()),
    "NEWOBJ_EX": _new_object_with_names,
    "BUILD": _build,
    "PERSID": lambda machine, argument: machine.push(Made(args=(argument,), is_persistent=True)),
    "BINPERSID": lambda machine, _: machine.push(Made(args=(machine.pop(),), is_persistent=True)),
}
