import pytest

from auditor.sources.code.cells import read_cell


@pytest.mark.parametrize(
    ("written", "python"),
    [
        (["x = 1", "print(x)"], ["x = 1", "print(x)"]),
        (["files = !ls -l", "f()"], ["files = None", "f()"]),
        (["d = %who_ls", "f()"], ["d = None", "f()"]),
        (["r = %time f()", "g()"], ["r = f()", "g()"]),
        (["%time r = f(", "    1)"], ["r = f(", "    1)"]),
        (["%timeit -n 10 -r3 f()"], ["f()"]),
        (["time f()"], ["f()"]),
        (["x?", "f()"], ["pass", "f()"]),
        (["?x.y", "x.y??", "f()"], ["pass", "pass", "f()"]),
        (["pip install groq", "f()"], ["pass", "f()"]),
        (["if x:", "    !pip install groq", "f()"], ["if x:", "    pass", "f()"]),
        (["%load_ext sql", "%pip install x", "f()"], ["pass", "pass", "f()"]),
        (["!curl x \\", "  -d y", "f()"], ["pass", "", "f()"]),
        (["%%time", "f()"], ["", "f()"]),
        (["%%capture out", "!ls", "f()"], ["", "pass", "f()"]),
        (["%%writefile app.py", "f()"], ["", "f()"]),
        (["%python", "f()"], ["", "f()"]),
        # A text that looks like IPython in a cell that is Python is a text.
        (['x = """', "%who", "!ls", '"""'], ['x = """', "%who", "!ls", '"""']),
        (["x = (1", "  != 2)", "!ls"], ["x = (1", "  != 2)", "pass"]),
        (["pip = 1", "pip.x", "!ls"], ["pip = 1", "pip.x", "pass"]),
    ],
)
def test_what_ipython_adds_becomes_what_it_does_for_the_program(
    written: list[str], python: list[str]
) -> None:
    cell = read_cell(1, written)
    assert (cell.python, cell.fault, cell.language) == (tuple(python), "", "")
    assert cell.lines == tuple(written)


@pytest.mark.parametrize(
    ("written", "shell"),
    [
        (["!ls", "x = 1", "y = !a \\", " b"], [(0, "ls"), (2, "a \\\n b")]),
        (["%sx ls", "!!pwd"], [(0, "ls"), (1, "pwd")]),
        (["%%bash", "a", "b"], [(0, "\na\nb")]),
        (["%%!", "a"], [(0, "\na")]),
        (["%%writefile run.sh", "a"], [(0, "\na")]),
        (["%sh", "a"], [(0, "\na")]),
    ],
)
def test_what_is_for_a_shell_is_kept_with_its_line(written: list[str], shell: list[tuple[int, str]]) -> None:
    assert read_cell(1, written).shell == tuple(shell)


@pytest.mark.parametrize(
    ("written", "language"),
    [
        (["%%sql", "select 1"], "%%sql"),
        (["%md", "# x"], "%%md"),
        (["%%writefile a.json", "{}"], "%%writefile"),
    ],
)
def test_a_cell_of_another_language_is_told(written: list[str], language: str) -> None:
    cell = read_cell(1, written)
    assert (cell.language, set(cell.python)) == (language, {""})


@pytest.mark.parametrize("written", [["def f(:"], ["x", "  y"], ["\0"]])
def test_a_cell_that_is_no_python_says_why(written: list[str]) -> None:
    cell = read_cell(1, written)
    assert cell.fault
    assert set(cell.python) == {""}
