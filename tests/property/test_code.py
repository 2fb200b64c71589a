"""Whatever a file holds, reading it ends, and nothing secret comes out."""

import string

from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.catalogue.hosts import load_hosts
from auditor.errors import FormatError
from auditor.formats.address import parse_address
from auditor.sources.code import braces, python
from auditor.sources.code.configured import configured
from auditor.sources.code.joining import Found
from auditor.sources.code.observed import in_use
from auditor.sources.code.settings import parse_environment, parse_properties, parse_yaml
from auditor.sources.code.tokens import Dialect, tokens
from auditor.sources.code.usage import uses

HOSTS = load_hosts()
PIECES = [
    "import ", "from ", "openai", "OpenAI", "(", ")", "{", "}", "[", "]", ".", ",", ":", ";", "=", ":=",
    "=>", '"', "'", "`",
    "/*", "*/", "//", "/", "\\", "\n", " ", "model", "base_url", "baseURL", "new ", "require", "using ",
    "${", "$", "@", '"""',
    "gpt-4o", "http://localhost:11434/v1", "https://api.openai.com/v1", "create", "client", "+", "<", ">",
    "??", "||", "await ",
    "#", "- ", "name: ", "value: ", "&a ", "*a", "!t ", "\t", "MODEL", "_", "é", "\u202e", "\x00", "\ud800",
]  # fmt: skip
programs = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=80)
secrets = st.text(string.ascii_letters + string.digits, min_size=24, max_size=40).map(
    lambda text: f"sk-{text}"
)


@given(programs, st.sampled_from(Dialect))
@example("import(", Dialect.SCRIPT)
@example("using A =", Dialect.C_SHARP)
@example('import "', Dialect.GO)
def test_any_text_is_some_program(text: str, dialect: Dialect) -> None:
    for use in uses(braces.parse(text, dialect), dialect, HOSTS, {}):
        assert 1 <= use.line <= text.count("\n") + 1


@given(programs)
def test_any_text_is_python_or_refused(text: str) -> None:
    try:
        program = python.parse(text)
    except FormatError:
        return
    assert isinstance(uses(program, None, HOSTS, {}), list)


@given(programs)
def test_any_text_is_settings_or_refused(text: str) -> None:
    for parse in (parse_environment, parse_properties, parse_yaml):
        try:
            found = parse(text)
        except FormatError:
            continue
        assert isinstance(configured(found, HOSTS, {}), list)


@given(programs, st.sampled_from(Dialect))
def test_tokens_come_in_the_order_of_the_text(text: str, dialect: Dialect) -> None:
    lines = [token.line for token in tokens(text, dialect)]
    assert lines == sorted(lines)


@given(st.text())
def test_any_text_is_an_address_or_none(text: str) -> None:
    found = parse_address(text)
    assert found is None or "@" not in str(found).removesuffix(found.path)
    assert HOSTS.of_host(text) is None or found is not None
    assert HOSTS.of_model(text).name in text.replace("//", "/") or "/" in text


@settings(max_examples=60)
@given(secrets, st.integers(0, 5))
def test_a_planted_key_never_comes_out(secret: str, place: int) -> None:
    model, user, path, query, key, revision = (secret if place == n else "x" for n in range(6))
    text = (
        "from openai import OpenAI\nfrom transformers import AutoModel\n"
        f"c = OpenAI(api_key='{key}', base_url='https://{user}:{user}@api.groq.com/{path}?k={query}')\n"
        f"c.chat.completions.create(model='{model}')\n"
        f"AutoModel.from_pretrained('org/name', revision='{revision}')\n"
    )
    found = [in_use("code:/x", Found("a.py", use)) for use in uses(python.parse(text), None, HOSTS, {})]
    assert len(found) == 2
    assert secret not in repr(found)
