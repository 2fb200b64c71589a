"""What a tracking server's registry lists, asked page by page; nothing is written there."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

from auditor.domain.observation import Observation, Problem, Skipped
from auditor.formats.json_object import JsonObject, text_in
from auditor.sources.cleaning import clean
from auditor.sources.mlflow.folder import stated, version_of
from auditor.sources.web.client import Answer, Client
from auditor.sources.web.place import Place

VERSIONS: Final = "/api/2.0/mlflow/model-versions/search"
"""Every version of every registered model; the one request that is sent, once for each page."""

_PAGE: Final = 1000
_MOST_PAGES: Final = 100


def observe(target: str, place: Place, client: Client, key: str | None) -> Iterator[Observation]:
    """Yield every version that is registered.

    Raises:
        NoAnswerError: there was no whole answer.
    """
    token = ""
    for _ in range(_MOST_PAGES):
        answer = _asked(client, token, key)
        rows = answer.value.get("model_versions", []) if isinstance(answer.value, dict) else None
        if not isinstance(rows, list):
            yield Problem(target, str(place), _no_list(answer))
            return
        for row in rows:
            if isinstance(row, dict):
                yield from _version(target, place, row)
        token = (text_in(answer.value, "next_page_token") if isinstance(answer.value, dict) else None) or ""
        if not token:
            return
    yield Skipped(target, str(place), f"more than {_MOST_PAGES * _PAGE} versions")


def _asked(client: Client, token: str, key: str | None) -> Answer:
    query = {"max_results": str(_PAGE), **({"page_token": token} if token else {})}
    answer = client.ask("GET", f"{VERSIONS}?{urlencode(query)}")
    return client.ask("GET", f"{VERSIONS}?{urlencode(query)}", key) if answer.is_refusal and key else answer


def _no_list(answer: Answer) -> str:
    if answer.is_refusal:
        return "it asks for credentials: what is registered is not known (MLFLOW_TRACKING_TOKEN)"
    if 300 <= answer.status < 400:
        return "it redirects, which is not followed: name the address it redirects to"
    return "it does not answer as a registry of MLflow"


def _version(target: str, place: Place, row: JsonObject) -> Iterator[Observation]:
    name, version = text_in(row, "name"), text_in(row, "version")
    if not name or not version:
        yield Problem(target, str(place), "a version without its name or number")
        return
    aliases = row.get("aliases")
    told = {
        "aliases": ", ".join(map(str, aliases)) if isinstance(aliases, list) else None,
        "run": text_in(row, "run_id"),
        "source": text_in(row, "source"),
        "stage": text_in(row, "current_stage"),
        "status": text_in(row, "status"),
    }
    yield clean(version_of(target, f"{name}/{version}", name, version, told, stated(_tags(row))))


def _tags(row: JsonObject) -> dict[str, str | None]:
    tags = row.get("tags")
    listed = [tag for tag in tags if isinstance(tag, dict)] if isinstance(tags, list) else []
    return {text_in(tag, "key") or "": text_in(tag, "value") for tag in listed}
