from auditor.sources.launching.env_files import parse


def test_a_file_of_variables_is_read_as_shells_and_compose_do() -> None:
    text = """
# A=comment
; B=comment
export C=one two # comment
D="quoted # no comment" # comment
E='$C'
F=${C}-x${G:-y}
H=
I = spaced
J=a#b
K="say \\"hi\\""
not an assignment
"""

    assert parse(text) == {
        "C": "one two",
        "D": "quoted # no comment",
        "E": "$C",
        "F": "one two-xy",
        "H": "",
        "I": "spaced",
        "J": "a#b",
        "K": 'say "hi"',
    }


def test_a_secret_is_not_copied_into_another_variable() -> None:
    assert parse("API_KEY=abc\nURL=http://$API_KEY@h") == {"API_KEY": "abc", "URL": "http://${API_KEY}@h"}
