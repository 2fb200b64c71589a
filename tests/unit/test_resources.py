from auditor import resources


def test_the_shipped_folders_are_there() -> None:
    assert (resources.MIGRATIONS / "env.py").is_file()
    assert (resources.TEMPLATES / "dossier").is_dir()
    assert (resources.POLICIES / "law.yaml").is_file()
