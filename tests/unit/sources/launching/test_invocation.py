import re
from pathlib import Path

from auditor.domain.serving import Activity, ModelReference, ReferenceKind, Runtime
from auditor.sources import launching
from auditor.sources.launching.invocation import Launch, with_fetched


def test_settings_are_what_is_told_sorted() -> None:
    launch = Launch(Runtime("vllm"), Activity.SERVES, config="a.yaml")

    assert launch.settings == (
        ("activity", "serves"),
        ("config", "a.yaml"),
        ("offline", "unknown"),
    )


def test_what_is_fetched_for_a_server_is_served_by_it() -> None:
    one, two = (ModelReference(name, ReferenceKind.STORE) for name in ("a", "b"))
    server = Launch(Runtime("ollama"), Activity.SERVES, (one,), unresolved=("A",))
    fetched = Launch(Runtime("ollama"), Activity.FETCHES, (one, two), unresolved=("A", "B"))

    assert with_fetched(server, fetched) == Launch(
        Runtime("ollama"), Activity.SERVES, (one, two), unresolved=("A", "B")
    )


def test_what_the_door_leads_to_does_not_lead_back_to_it() -> None:
    folder = Path(launching.__path__[0])
    back = [
        path.name
        for path in folder.glob("*.py")
        if re.search(r"^\s*from auditor\.sources\.launching\.launch import", path.read_text(), re.MULTILINE)
    ]

    assert back == []
