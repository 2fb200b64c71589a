import json

import pytest

from auditor.domain.document import ChatTemplate, LoaderConfig
from auditor.domain.header import Anomaly
from auditor.errors import FormatError
from auditor.formats import loader_config
from auditor.formats.chat_template import MAX_BYTES, anomalies_in, parse

PLAIN = "{% for message in messages %}{{ message['content'] }}{% endfor %}"
ESCAPING = "{{ ''.__class__.__mro__ }}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (PLAIN, ()),
        ("", ()),
        (ESCAPING, (Anomaly("escaping-template", 7, "it reaches outside its sandbox: __class__"),)),
        ("import os", (Anomaly("suspicious-template", 7, "it contains import os"),)),
    ],
)
def test_what_a_template_reaches_for_is_told(text: str, found: tuple[Anomaly, ...]) -> None:
    assert anomalies_in(text, "it", 7) == found


def test_a_file_of_its_own_is_one_template() -> None:
    assert parse(PLAIN.encode(), "chat_template.jinja") == ChatTemplate(1)
    found = parse(ESCAPING.encode(), "chat_template.jinja")
    assert [one.detail for one in found.anomalies] == [
        "chat_template.jinja reaches outside its sandbox: __class__"
    ]


@pytest.mark.parametrize(
    ("value", "n", "codes"),
    [
        (PLAIN, 1, []),
        (ESCAPING, 1, ["escaping-template"]),
        (
            [{"name": "default", "template": PLAIN}, {"name": "tool", "template": ESCAPING}],
            2,
            ["escaping-template"],
        ),
        ({"default": PLAIN, "rag": "os.system('x')"}, 2, ["suspicious-template"]),
        ([PLAIN, {"name": "none"}, {"template": 3}], 0, []),
        (None, 0, []),
    ],
)
def test_settings_hold_one_or_several(value: object, n: int, codes: list[str]) -> None:
    raw = json.dumps({"chat_template": value}).encode()
    found = parse(raw, "chat_template.json")
    assert (found.n_templates, [one.code for one in found.anomalies]) == (n, codes)
    of_tokenizer = loader_config.parse(raw, "tokenizer_config.json").template
    assert (of_tokenizer is None) == (n == 0)
    assert of_tokenizer is None or [one.code for one in of_tokenizer.anomalies] == codes


def test_a_tokenizer_without_a_template_holds_none() -> None:
    assert loader_config.parse(b"{}", "tokenizer_config.json") == LoaderConfig()


@pytest.mark.parametrize(
    ("raw", "name", "message"),
    [
        (b"\xff\xfe", "chat_template.jinja", "chat_template.jinja: not UTF-8"),
        (b"[]", "chat_template.json", "chat_template.json"),
        (b" " * (MAX_BYTES + 1), "chat_template.json", "at most 4,000,000 are read"),
    ],
)
def test_what_is_no_template_is_an_error(raw: bytes, name: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        parse(raw, name)
