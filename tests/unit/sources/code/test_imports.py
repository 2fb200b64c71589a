import pytest

from auditor.sources.code.base import Import
from auditor.sources.code.imports import imports
from auditor.sources.code.tokens import Dialect, tokens


def _imports(text: str, dialect: Dialect) -> list[Import]:
    return imports(list(tokens(text, dialect)), dialect)


@pytest.mark.parametrize(
    ("text", "module", "names"),
    [
        ('import A from "m"', "m", (("A", ""),)),
        ('import A, { B, C as D } from "m"', "m", (("A", ""), ("B", "B"), ("D", "C"))),
        ('import * as ns from "m"', "m", (("ns", ""),)),
        ('import type { T } from "m"', "m", (("T", "T"),)),
        ('import "m"', "m", ()),
        ('const { A, B: C } = require("m")', "m", (("A", "A"), ("C", "B"))),
        ('const x = await import("m")', "m", (("x", ""),)),
        ('export { A } from "m"', "m", (("A", "A"),)),
    ],
)
def test_scripts(text: str, module: str, names: tuple[tuple[str, str], ...]) -> None:
    assert _imports(text, Dialect.SCRIPT) == [Import(module, names, 1)]


@pytest.mark.parametrize(
    "text", ["import.meta.env", "a.require('m')", "export const a = 1", "import", "require", "// import 'm'"]
)
def test_what_only_looks_like_one_imports_nothing(text: str) -> None:
    assert _imports(text, Dialect.SCRIPT) == []


def test_java_kotlin_and_c_sharp() -> None:
    assert _imports("import a.b.C;\nimport static a.b.D.*;", Dialect.JAVA) == [
        Import("a.b.C", (("C", "C"),), 1),
        Import("a.b.D", (), 2),
    ]
    assert _imports("import a.b.C as D", Dialect.KOTLIN) == [Import("a.b.C", (("D", "C"),), 1)]
    text = "using A.B;\nglobal using C;\nusing (var x = y) {}\nusing D = E.F;\nusing var z = w;"
    assert _imports(text, Dialect.C_SHARP) == [
        Import("A.B", (), 1),
        Import("C", (), 2),
        Import("E.F", (("D", "F"),), 4),
    ]


def test_go_calls_a_package_by_its_last_word_or_by_what_it_is_told() -> None:
    text = 'import "a/b/v2"\nimport (\n "c/go-d"\n e "f/g"\n _ "h"\n)'
    assert [(one.module, dict(one.names)) for one in _imports(text, Dialect.GO)] == [
        ("a/b/v2", {"b": ""}),
        ("c/go-d", {"go-d": "", "d": "", "god": ""}),
        ("f/g", {"e": ""}),
        ("h", {"_": ""}),
    ]


def test_imports_of_go_in_one_line_are_told_apart() -> None:
    assert [(one.module, dict(one.names)) for one in _imports('import ( "a/b"; . "c/d" )', Dialect.GO)] == [
        ("a/b", {"b": ""}),
        ("c/d", {".": ""}),
    ]
