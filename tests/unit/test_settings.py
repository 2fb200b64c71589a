from datetime import date
from pathlib import Path

import pytest

from auditor.errors import SettingsError
from auditor.settings import Settings, load


def test_without_a_file_the_current_folder_is_home(tmp_path: Path) -> None:
    assert load(environment={}, folder=tmp_path) == Settings(
        folder=tmp_path,
        config=None,
        targets=(),
        declarations=tmp_path / "declarations",
        packs=(),
        database=f"sqlite:///{tmp_path / 'auditor.db'}",
    )


def test_paths_in_the_file_are_relative_to_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "d").mkdir(parents=True)
    (home / "auditor.toml").write_text(
        'targets = ["dir:/srv"]\npacks = ["licensing"]\ndeclarations = "d"\ndatabase = "x.db"\n'
    )
    settings = load(home / "auditor.toml", environment={}, folder=tmp_path)
    assert (settings.targets, settings.packs) == (("dir:/srv",), ("licensing",))
    assert settings.declarations == home / "d"
    assert settings.database == f"sqlite:///{home / 'x.db'}"


def test_the_command_line_speaks_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_text('database = "file.db"\n')
    environment = {"AUDITOR_DATABASE": "environment.db"}
    assert load(environment={}, folder=tmp_path).database.endswith("/file.db")
    assert load(environment=environment, folder=tmp_path).database.endswith("/environment.db")
    assert load(database="line.db", environment=environment, folder=tmp_path).database.endswith("/line.db")


def test_a_machine_is_called_what_the_environment_says_else_the_file(tmp_path: Path) -> None:
    assert load(environment={}, folder=tmp_path).host == ""
    (tmp_path / "auditor.toml").write_text('host = "gpu-01"\n')
    assert load(environment={}, folder=tmp_path).host == "gpu-01"
    assert load(environment={"AUDITOR_HOST": "gpu-02"}, folder=tmp_path).host == "gpu-02"


def test_a_database_url_is_taken_as_it_is(tmp_path: Path) -> None:
    assert load(database="postgresql://h/d", environment={}, folder=tmp_path).database == "postgresql://h/d"


def test_the_environment_may_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_text("")
    assert load(environment={"AUDITOR_CONFIG": str(path)}, folder=tmp_path).config == path


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("targets = [", "auditor.toml"),
        ("targets = 3", "targets must be a list of strings"),
        ("targets = [3]", "targets must be a list of strings"),
        ("declarations = []", "declarations must be a string"),
        ("target = []", "unknown key 'target'"),
        ('targets = ["dir:a", "dir:\\u0000"]', "targets holds a NUL character"),
        ('declarations = "\\u0000"', "declarations holds a NUL character"),
        ('database = "a\\u0000.db"', "database holds a NUL character"),
    ],
)
def test_a_file_that_means_nothing_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "auditor.toml").write_text(text)
    with pytest.raises(SettingsError) as raised:
        load(environment={}, folder=tmp_path)
    assert says in raised.value.message
    assert raised.value.hint


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError):
        load(environment={}, folder=tmp_path)


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such file"):
        load(tmp_path / "gone.toml", environment={}, folder=tmp_path)


def test_a_declarations_folder_that_is_named_must_be_there_for_what_reads_it(tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_text('declarations = "declaratons"\n')
    settings = load(environment={}, folder=tmp_path)
    with pytest.raises(SettingsError) as caught:
        settings.refuse_missing_declarations()
    assert (caught.value.message, caught.value.hint) == (
        f"{tmp_path}/auditor.toml: declarations: no such folder: {tmp_path}/declaratons",
        "Correct it, or make the folder: auditor declare organisation --write.",
    )
    (tmp_path / "declaratons").mkdir()
    settings.refuse_missing_declarations()


def test_a_declarations_folder_that_is_not_named_need_not_be_there(tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").touch()
    load(environment={}, folder=tmp_path).refuse_missing_declarations()


def test_a_folder_that_is_called_like_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").mkdir()
    with pytest.raises(SettingsError) as caught:
        load(environment={}, folder=tmp_path)
    assert caught.value.message == f"{tmp_path}/auditor.toml: not a file"


def test_which_rules_are_wanted_is_read_with_paths_from_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_text(
        'profile = "eu-finance"\npolicies = ["rules"]\npack_keys = ["house.pub"]\n'
        '[severity]\nno-digest = "high"\n'
        '[parameters.house]\nage = 3\nsince = 2026-01-02\nformats = ["gguf"]\nstrict = true\n'
        'share = 0.5\nword = "x"\n'
    )
    settings = load(environment={}, folder=tmp_path)
    assert settings.profile == "eu-finance"
    assert settings.policies == (tmp_path / "rules",)
    assert settings.pack_keys == (tmp_path / "house.pub",)
    assert settings.severity == {"no-digest": "high"}
    assert settings.parameters == {
        "house": {
            "age": 3,
            "since": date(2026, 1, 2),
            "formats": ("gguf",),
            "strict": True,
            "share": 0.5,
            "word": "x",
        }
    }


def test_signatures_of_packs_are_required_where_the_file_says_so(tmp_path: Path) -> None:
    assert load(environment={}, folder=tmp_path).require_signed_packs is False
    for word, required in (("true", True), ("false", False)):
        (tmp_path / "auditor.toml").write_text(f"require_signed_packs = {word}\n")
        assert load(environment={}, folder=tmp_path).require_signed_packs is required


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("severity = 3", "severity must be a table"),
        ("[severity]\na = 3", "severity: a must be a string"),
        ("parameters = []", "parameters must be a table"),
        ("[parameters]\nhouse = 3", "parameters: house must be a table"),
        ("[parameters.house]\na = [3]", "house.a: neither a word"),
        ("[parameters.house]\na = 2026-01-02T10:00:00", "house.a: neither a word"),
        ("[parameters.house.a]\nb = 1", "house.a: neither a word"),
        ('profile = ["a"]', "profile must be a string"),
        ('policies = "rules"', "policies must be a list of strings"),
        ('require_signed_packs = "true"', "require_signed_packs must be true or false"),
        ("require_signed_packs = 1", "require_signed_packs must be true or false"),
    ],
)
def test_a_choice_of_rules_that_means_nothing_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "auditor.toml").write_text(text)
    with pytest.raises(SettingsError) as raised:
        load(environment={}, folder=tmp_path)
    assert says in raised.value.message
    assert raised.value.hint
