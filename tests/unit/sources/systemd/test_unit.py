import pytest

from auditor.sources.systemd.unit import Entry, Unit, command, words


def read(text: str, name: str = "a.service") -> Unit:
    unit = Unit(name, name)
    unit.add(text, name)
    return unit


def test_settings_have_sections_and_lines_and_go_on_behind_a_backslash() -> None:
    unit = read(
        "# c\n[Service]\nExecStart=/bin/a \\\n; comment\n  --flag \\\n  x\nUser = u\n\n"
        "[Install]\nUser=v\nEnd=1\\"
    )

    assert unit.entries("Service", "ExecStart") == [Entry("/bin/a    --flag    x", 3, "a.service")]
    assert (unit.last("Service", "User"), unit.last("Install", "User")) == ("u", "v")
    assert (unit.last("Service", "Group"), unit.last("Install", "End")) == (None, "1")


def test_nothing_takes_back_what_was_said_before() -> None:
    unit = read("[Service]\nExecStart=a\n")
    unit.add("[Service]\nExecStart=\nExecStart=b\n", "a.service.d/x.conf")

    assert unit.entries("Service", "ExecStart") == [Entry("b", 3, "a.service.d/x.conf")]


@pytest.mark.parametrize(("name", "expected"), [("v@qwen.service", "m qwen 5%"), ("v@.service", "m %{i} 5%")])
def test_an_instance_is_known_from_the_name(name: str, expected: str) -> None:
    assert read("[Service]\nExecStart=m %i 5%%", name).last("Service", "ExecStart") == expected


def test_commands_have_marks_and_quotes() -> None:
    assert command("-+/bin/a 'b c' d") == ("/bin/a", "b c", "d")
    assert command("@/bin/a called b") == ("/bin/a", "b")
    assert command("") == ()
    assert words("it's") == ("it's",)
