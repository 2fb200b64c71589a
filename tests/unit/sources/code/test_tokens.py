import pytest

from auditor.sources.code.tokens import Dialect, Kind, tokens


def _texts(text: str, dialect: Dialect) -> list[str]:
    return [token.text for token in tokens(text, dialect) if token.kind is Kind.TEXT]


@pytest.mark.parametrize(
    ("dialect", "text", "texts"),
    [
        (Dialect.SCRIPT, "'a' /* 'no' */ \"b\" // 'no'\n`c${x}d`", ["a", "b", "c{x}d"]),
        (Dialect.SCRIPT, "x = /'[/']/g; y = 'a' / 'b'", ["a", "b"]),
        (Dialect.SCRIPT, "`${f({a: `in`})} after` + 'b'", ["{} after", "b"]),
        (Dialect.SCRIPT, "'it\\'s' 'a\\u0041\\x42\\n' 'cut\n'next'", ["it's", "aAB\n", "cut", "next"]),
        (
            Dialect.SCRIPT,
            '`${process.env.BASE ?? "https://a.example"}/v1 ${x || \'y\'} ${a ? "b" : c}`',
            ["https://a.example/v1 y {}"],
        ),
        (Dialect.KOTLIN, '"${System.getenv("X") ?: "b"}/v1"', ["b/v1"]),
        (Dialect.C_SHARP, '$"{Environment.GetEnvironmentVariable("X") ?? "b"}/v1"', ["b/v1"]),
        (Dialect.JAVA, 'a = """\n  "quoted" // no\n"""; b = "x";', ['\n  "quoted" // no\n', "x"]),
        (Dialect.KOTLIN, '"a $name ${b.c}" """raw \\n"""', ["a {name} {b.c}", "raw \\n"]),
        (Dialect.GO, '`raw \\ "q"` "a\\"b" // "no"', ['raw \\ "q"', 'a"b']),
        (
            Dialect.C_SHARP,
            '@"C:\\" "x" @"say ""hi""" $"a{b}" """r"aw"""',
            ["C:\\", "x", 'say "hi"', "a{b}", 'r"aw'],
        ),
        (Dialect.SCRIPT, "'never closed", ["never closed"]),
        (Dialect.SCRIPT, "`never closed\n", ["never closed\n"]),
        (Dialect.GO, '/* never closed "x"', []),
    ],
)
def test_texts_and_comments_are_told_apart(dialect: Dialect, text: str, texts: list[str]) -> None:
    assert _texts(text, dialect) == texts


def test_a_token_knows_its_line() -> None:
    found = [(token.text, token.line) for token in tokens("a\n/*\n\n*/ b `x\ny` c", Dialect.SCRIPT)]
    assert found == [("a", 1), ("b", 4), ("x\ny", 4), ("c", 5)]
