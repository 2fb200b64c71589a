"""Imports of languages with C's braces."""

import itertools
from typing import Final

from auditor.sources.code.base import Import
from auditor.sources.code.tokens import Dialect, Kind, Token

_END: Final = Token(Kind.OTHER, "", 0)
# Far more than any import names; what is longer was none.
_LONGEST: Final = 400
# What the methods end with that Semantic Kernel adds to a builder: `using` may stand once for the whole
# project, in another file, and nobody else names methods so.
_SEMANTIC_KERNEL: Final = "Microsoft.SemanticKernel"
_ADDED_BY_IT: Final = ("ChatCompletion", "TextEmbeddingGeneration")


def imports(found: list[Token], dialect: Dialect) -> list[Import]:
    """Return what a file imports."""
    read = {
        Dialect.SCRIPT: _script,
        Dialect.JAVA: _java,
        Dialect.KOTLIN: _java,
        Dialect.GO: _go,
        Dialect.C_SHARP: _c_sharp,
    }[dialect]
    listed: list[Import] = []
    for at, token in enumerate(found):
        if token.kind is Kind.NAME and token.text in {"import", "require", "using", "export"}:
            listed += read(found, at)
    return [*listed, *_implied(found, listed)] if dialect is Dialect.C_SHARP else listed


def _implied(found: list[Token], listed: list[Import]) -> list[Import]:
    """Return what a program of C# must import elsewhere, by what it calls."""
    if any(one.module.startswith(_SEMANTIC_KERNEL) for one in listed):
        return []
    lines = (
        token.line
        for at, token in enumerate(found)
        if token.kind is Kind.NAME
        and token.text.startswith("Add")
        and token.text.endswith(_ADDED_BY_IT)
        and (_at(found, at - 1).text, _at(found, at + 1).text) == (".", "(")
    )
    return [Import(_SEMANTIC_KERNEL, (), line) for line in itertools.islice(lines, 1)]


def _at(found: list[Token], at: int) -> Token:
    return found[at] if 0 <= at < len(found) else _END


def _script(found: list[Token], at: int) -> list[Import]:
    line, follows = found[at].line, _at(found, at + 1)
    if follows.text == "(" and found[at].text != "export":
        module = _at(found, at + 2)
        if module.kind is not Kind.TEXT or _at(found, at - 1).text == ".":
            return []
        return [Import(module.text, _names_before(found, at), line)]
    if found[at].text == "require":
        return []
    if follows.kind is Kind.TEXT:
        return [Import(follows.text, (), line)] if found[at].text == "import" else []
    end = at + 1
    while end < at + _LONGEST and _at(found, end).text not in {"from", ";", "=", "(", ""}:
        end += 1
    module = _at(found, end + 1)
    if _at(found, end).text != "from" or module.kind is not Kind.TEXT:
        return []
    return [Import(module.text, _names(found[at + 1 : end]), line)]


def _names(between: list[Token]) -> tuple[tuple[str, str], ...]:
    """Return local names and members of ``A, { b as c }``; ``A`` and ``* as a`` are the module."""
    names: list[tuple[str, str]] = []
    is_inside = False
    for at, token in enumerate(between):
        is_inside = (is_inside or token.text == "{") and token.text != "}"
        if token.kind is not Kind.NAME or token.text in {"as", "type"}:
            continue
        before = _at(between, at - 1).text if at else ""
        if before in {"as", ":"} and names and is_inside:
            names[-1] = (token.text, names[-1][1])
        else:
            names.append((token.text, token.text if is_inside else ""))
    return tuple(names)


def _names_before(found: list[Token], at: int) -> tuple[tuple[str, str], ...]:
    """Return the names in ``const { A } = require(...)``, ``const a = await import(...)``."""
    start = at - 1
    while _at(found, start).text == "await":
        start -= 1
    if _at(found, start).text != "=":
        return ()
    end = start
    while start > 0 and at - start < _LONGEST and found[start].text not in {"const", "let", "var", ";"}:
        start -= 1
    return _names(found[start + 1 : end])


def _dotted(found: list[Token], at: int) -> tuple[str, int]:
    words: list[str] = []
    while _at(found, at).kind is Kind.NAME or _at(found, at).text == "*":
        words.append(found[at].text)
        at += 1
        if _at(found, at).text != ".":
            break
        at += 1
    return ".".join(words), at


def _java(found: list[Token], at: int) -> list[Import]:
    if found[at].text != "import":
        return []
    start = at + 2 if _at(found, at + 1).text == "static" else at + 1
    path, after = _dotted(found, start)
    last = path.rpartition(".")[2]
    local = _at(found, after + 1).text if _at(found, after).text == "as" else last
    return [Import(path.removesuffix(".*"), () if last == "*" else ((local, last),), found[at].line)]


def _go(found: list[Token], at: int) -> list[Import]:
    if found[at].text != "import":
        return []
    if _at(found, at + 1).text != "(":
        return _go_one(found, at + 1)
    listed: list[Import] = []
    at += 2
    while at < len(found) and found[at].text != ")":
        one = _go_one(found, at)
        listed += one
        at += 2 if one and found[at].kind is not Kind.TEXT else 1
    return listed


def _go_one(found: list[Token], at: int) -> list[Import]:
    first, second = _at(found, at), _at(found, at + 1)
    if first.kind is Kind.TEXT:
        return [Import(first.text, _go_names(first.text), first.line)]
    # Beside a name a dot may stand there; a semicolon parts imports in one line.
    is_alias = first.kind is Kind.NAME or first.text == "."
    if is_alias and second.kind is Kind.TEXT and second.line == first.line:
        return [Import(second.text, ((first.text, ""),), first.line)]
    return []


def _go_names(path: str) -> tuple[tuple[str, str], ...]:
    """Return what a module may be called: its package says, and that is in another file."""
    parts = [part for part in path.split("/") if not (part[:1] == "v" and part[1:].isdigit())]
    last = parts[-1] if parts else path
    short = last.removeprefix("go-").removesuffix("-go").removesuffix("-sdk")
    names = dict.fromkeys([last, short, last.replace("-", "")])
    return tuple((name, "") for name in names)


def _c_sharp(found: list[Token], at: int) -> list[Import]:
    if found[at].text != "using" or _at(found, at + 1).text == "(":
        return []
    start = at + 2 if _at(found, at + 1).text == "static" else at + 1
    local = ""
    if _at(found, start + 1).text == "=":
        local, start = found[start].text, start + 2
    path, after = _dotted(found, start)
    if not path or _at(found, after).text != ";":
        return []
    return [Import(path, ((local, path.rpartition(".")[2]),) if local else (), found[at].line)]
