import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.observation import Problem, Skipped
from auditor.errors import FormatError
from auditor.sources.code import notebooks
from auditor.sources.code.base import MAX_TOKENS
from tests.unit.sources.code.reading import in_use, observed

CALL = 'client.chat.completions.create(model="gpt-4o")'


def code(*lines: str) -> dict[str, object]:
    # In the order in which Jupyter writes them.
    return {"cell_type": "code", "outputs": [], "source": [f"{line}\n" for line in lines]}


def notebook(*cells: dict[str, object], language: str = "python", indent: int | None = 1) -> str:
    metadata = {"language_info": {"name": language}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4}, indent=indent)


def test_code_cells_are_one_program_and_a_use_has_its_line_in_the_file(tmp_path: Path) -> None:
    text = notebook(
        {"cell_type": "markdown", "source": [CALL]},
        code("%pip install openai", "from openai import OpenAI", "client = OpenAI()"),
        code("def broken(:"),
        code("%%bash", "echo for"),
        code("%%time", "größe = 1", CALL),
        {**code("1"), "outputs": [{"text": [CALL]}]},
    )
    (seen,) = in_use(tmp_path, {"a/try.ipynb": text})
    (_, line, _) = (n for n, one in enumerate(text.split("\n"), 1) if "client.chat" in one)
    assert (seen.locator, seen.operator) == (f"a/try.ipynb:{line}", "openai")
    assert (seen.model and seen.model.written) == "gpt-4o"


@pytest.mark.parametrize(
    "text",
    [
        notebook(code("from openai import OpenAI", "client = OpenAI()", CALL), indent=None),
        json.dumps(
            {
                "worksheets": [
                    {
                        "cells": [
                            {"cell_type": "code", "input": f"import openai\nclient = openai.OpenAI()\n{CALL}"}
                        ]
                    }
                ]
            }
        ),
    ],
)
def test_it_is_read_however_it_is_written(tmp_path: Path, text: str) -> None:
    (seen,) = in_use(tmp_path, {"try.ipynb": text})
    assert (seen.locator, seen.operator) == ("try.ipynb:1", "openai")


def test_one_of_another_language_is_not_read_as_python(tmp_path: Path) -> None:
    text = notebook(code("from openai import OpenAI", "OpenAI()." + CALL), language="R")
    assert in_use(tmp_path, {"try.ipynb": text}) == []


@pytest.mark.parametrize("language", ["pyspark", "python3", "sparkmagic", "IPython"])
def test_python_under_another_name_is_read(tmp_path: Path, language: str) -> None:
    text = notebook(
        code("from openai import OpenAI", "OpenAI()." + CALL.partition(".")[2]), language=language
    )
    assert [one.operator for one in in_use(tmp_path, {"try.ipynb": text})] == ["openai"]


@pytest.mark.parametrize(
    ("lines", "model", "runtime"),
    [
        (["!ollama pull llama3:8b"], "llama3:8b", "ollama"),
        (["x = 1", "if x:", "    !ollama pull \\", "        llama3:8b"], "llama3:8b", "ollama"),
        (["%%bash", "ollama run llama3:8b"], "llama3:8b", "ollama"),
        (["%%script bash", "ollama run llama3:8b"], "llama3:8b", "ollama"),
        (["!vllm serve Qwen/Qwen2.5-7B"], "Qwen/Qwen2.5-7B", "vllm"),
    ],
)
def test_what_a_cell_gives_to_a_shell_is_read_as_a_script(
    tmp_path: Path, lines: list[str], model: str, runtime: str
) -> None:
    (seen,) = in_use(tmp_path, {"try.ipynb": notebook(code("import os"), code(*lines))})
    assert (seen.model and seen.model.written, seen.runtime and seen.runtime.name) == (model, runtime)


def test_an_address_that_a_shell_command_calls_is_seen(tmp_path: Path) -> None:
    (seen,) = in_use(
        tmp_path, {"try.ipynb": notebook(code("!curl https://api.openai.com/v1/chat/completions"))}
    )
    assert seen.operator == "openai"


def test_cells_that_are_not_read_are_told_by_their_numbers(tmp_path: Path) -> None:
    text = notebook(
        {"cell_type": "markdown", "source": ["# x"]},
        code("def broken(:"),
        code("%%sql", "select 1"),
        code("%%html", "<b>"),
    )
    found = observed(tmp_path, {"try.ipynb": text, "r.ipynb": notebook(code("x <- 1"), language="R")})
    assert [one.reason for one in found if isinstance(one, Problem)] == [
        "cell 2 is not Python: invalid syntax in its line 1"
    ]
    assert [one.reason for one in found if isinstance(one, Skipped)] == [
        "a notebook of R, which is not read",
        "cells of other languages, not read: 3 (%%sql), 4 (%%html)",
    ]


def test_a_notebook_that_would_take_more_memory_than_any_that_people_write_is_told(tmp_path: Path) -> None:
    text = notebook(code(*["x=1"] * (MAX_TOKENS // 3 + 1)), indent=None)
    (problem, _) = observed(tmp_path, {"try.ipynb": text})
    assert isinstance(problem, Problem)
    assert problem.reason == "not read: it has more than 250,000 words and signs"


@pytest.mark.parametrize("text", ["{", "[]", '{"nbformat": 4}'])
def test_what_is_no_notebook_is_a_problem(tmp_path: Path, text: str) -> None:
    (problem, _) = observed(tmp_path, {"try.ipynb": text})
    assert isinstance(problem, Problem)
    assert problem.locator == "try.ipynb"


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda some: (
            st.lists(some)
            | st.dictionaries(
                st.sampled_from(["cells", "worksheets", "cell_type", "source", "input", "metadata", "code"]),
                some,
            )
        ),
    )
)
def test_whatever_it_holds_reading_it_ends(root: object) -> None:
    try:
        found = notebooks.parse(json.dumps(root))
    except FormatError:
        return
    assert list(found.lines) == sorted(found.lines)
