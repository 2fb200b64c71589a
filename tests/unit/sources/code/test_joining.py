from pathlib import Path

from tests.unit.sources.code.reading import in_use

LETTERS = 'from mistralai import Mistral\nMistral().chat.complete(model="mistral-large-latest")\n'


def places(folder: Path, files: dict[str, str | bytes]) -> list[tuple[str, str]]:
    return [(one.locator, one.evidence) for one in in_use(folder, files)]


def test_a_dependency_and_a_key_back_the_call_that_is_resolved_below(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "requirements.txt": "mistralai==1.2\n",
        ".env": "MISTRAL_API_KEY=abc\n",
        "src/letters.py": LETTERS,
    }
    ((locator, evidence),) = places(tmp_path, files)
    assert locator == "src/letters.py:2"
    assert evidence.startswith("calls mistral-large-latest through mistralai; ")
    assert "sets" not in evidence.partition(";")[0]
    assert "MISTRAL_API_KEY is set (.env:1)" in evidence
    assert "depends on mistralai (requirements.txt:1)" in evidence
    assert "abc" not in evidence


def test_what_nothing_resolves_stays_a_use_of_its_own(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a/requirements.txt": "mistralai\nopenai\n",
        "b/letters.py": LETTERS,
        "b/requirements.txt": "anthropic\n",
    }
    found = [locator for locator, _ in places(tmp_path, files)]
    assert found == ["a/requirements.txt:1", "a/requirements.txt:2", "b/letters.py:2", "b/requirements.txt:1"]


def test_a_variable_that_a_program_reads_is_no_second_model(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        ".env": "CHAT_MODEL=gpt-4.1\nAZURE_OPENAI_ENDPOINT=https://kis.openai.azure.com\n",
        "chat.py": (
            "import os\nfrom openai import AzureOpenAI\n"
            'c = AzureOpenAI(azure_endpoint="https://kis.openai.azure.com")\n'
            'c.chat.completions.create(model="gpt-4.1")\n'
        ),
    }
    ((locator, evidence),) = places(tmp_path, files)
    assert locator == "chat.py:4"
    assert evidence.count("(.env:") == 2
