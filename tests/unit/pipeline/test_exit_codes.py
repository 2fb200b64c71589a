from pathlib import Path

from auditor.pipeline import exit_codes


def test_every_code_is_another_and_stands_in_the_readme() -> None:
    codes = [value for name, value in vars(exit_codes).items() if name.isupper()]
    table = (Path(__file__).parents[3] / "README.md").read_text().partition("## Exit codes")[2]
    assert len(codes) == len(set(codes)) == 6
    assert [code for code in codes if f"| {code} |" not in table] == []
