"""Organisations as they declare themselves, and every duty of the Act that each of them then has on a day.

A scenario is a folder: ``declarations.yaml`` as a user writes it, and ``scenario.yaml`` with the models that
lie there and, day by day, what the law asks for of whom: the roles that are had, and the duties under
``owed``, ``fails`` and ``unclear`` (with ``from DAY`` where they are to come). What is listed nowhere does
not apply, or is met.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from auditor.errors import PolicyError
from auditor.formats.writing import TensorSpec
from auditor.formats.yaml12 import read
from auditor.formats.yaml_node import Node
from tests.builders.gguf import gguf_file
from tests.conftest import Ended

Cli = Callable[..., Ended]
Told = dict[str, dict[str, list[str]]]

FOLDER: Final = Path(__file__).parent / "scenarios"
ROLES: Final = "roles"
ORGANISATION: Final = "organisation"


def plain(node: Node) -> Any:
    """Return a piece of YAML as mappings, lists and scalars."""
    if isinstance(node.content, Mapping):
        return {key: plain(value) for key, value in node.content.items()}
    if isinstance(node.content, tuple):
        return [plain(item) for item in node.content]
    return node.content


def loaded(path: Path) -> Any:
    return plain(read(path.read_text(encoding="utf-8"), path.name, PolicyError))


GROUPS: Final = loaded(FOLDER / "groups.yaml")


def days() -> Iterator[tuple[str, str]]:
    for folder in sorted(FOLDER.iterdir()):
        if folder.is_dir():
            yield from ((folder.name, str(day)) for day in loaded(folder / "scenario.yaml")["expect"])


def expected(scenario: str, day: str) -> Told:
    told = loaded(FOLDER / scenario / "scenario.yaml")["expect"]
    (states,) = [value for key, value in told.items() if str(key) == day]
    return {
        subject: {state: sorted(_spelled_out(names)) for state, names in by_state.items() if names}
        for subject, by_state in states.items()
        if any(by_state.values())
    }


def _spelled_out(names: list[str]) -> Iterator[str]:
    for name in names:
        yield from GROUPS.get(name, [name])


def a_model(folder: Path, number: int, model: Mapping[str, Any]) -> None:
    """Write a true header over a hole: as many parameters as the scenario says."""
    metadata = {
        "general.name": model["name"],
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.tokens": ["a"],
    }
    weights = TensorSpec("token_embd.weight", tuple(model["parameters"]), "BF16")
    path = folder / f"{number}.gguf"
    gguf_file(path, metadata=metadata, license=model["license"], tensors=[weights])


def judged(result: Any) -> Told:
    """Return roles had and duties that are not met, by subject and state."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for finding in result["findings"]:
        if finding["pack"] == "eu-ai-act" and finding["kind"] == "duty":
            of = finding["subject"]
            subject = (
                ORGANISATION
                if of["kind"] == ORGANISATION
                else of["id"]
                if of["kind"] == "system"
                else of["name"]
            )
            found[subject][_state(finding)].append(finding["rule"])
    for one in (*result["models"], *result["systems"]):
        subject = one["name"] if one in result["models"] else one["id"]
        roles = [
            name
            for name, fact in one["facts"].items()
            if name.startswith("role.") and fact.get("value") == "yes"
        ]
        if roles:
            found[subject][ROLES] = [name.removeprefix("role.") for name in roles]
    return {
        subject: {state: sorted(names) for state, names in by_state.items()}
        for subject, by_state in found.items()
    }


def _state(finding: Mapping[str, Any]) -> str:
    known = {"fail": "fails", "unknown": "owed" if finding["owed"] == "yes" else "unclear"}
    state = known[finding["verdict"]]
    return f"{state} from {finding['applies_from']}" if finding["upcoming"] else state


@pytest.mark.parametrize(("scenario", "day"), list(days()))
def test_what_an_organisation_owes_on_a_day_is_what_the_law_asks(
    cli: Cli, tmp_path: Path, scenario: str, day: str
) -> None:
    told = loaded(FOLDER / scenario / "scenario.yaml")
    (tmp_path / "models").mkdir()
    for number, model in enumerate(told["models"]):
        a_model(tmp_path / "models", number, model)
    (tmp_path / "declarations").mkdir()
    text = (FOLDER / scenario / "declarations.yaml").read_text(encoding="utf-8")
    (tmp_path / "declarations" / "register.yaml").write_text(text, encoding="utf-8")
    assert cli("scan", "--hash", "none", "--allow-empty", "dir:models").code == 0
    ended = cli("check", "--as-of", day, "--pack", "eu-ai-act", "--allow-empty", "dir:models")
    assert ended.code in {0, 10}, ended.err
    result = json.loads(cli("report", "-f", "json").out)["result"]
    assert result["as_of"] == day == date.fromisoformat(day).isoformat()
    assert judged(result) == expected(scenario, day)
