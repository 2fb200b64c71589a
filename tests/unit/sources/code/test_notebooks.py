import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.observation import Problem
from auditor.errors import FormatError
from auditor.sources.code import notebooks
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
        _, lines = notebooks.parse(json.dumps(root))
    except FormatError:
        return
    assert list(lines) == sorted(lines)
