"""``continue:FILE|DIR``: configuration of the Continue assistant, and the models that it calls.

``config.yaml`` and the files of agents, assistants and models beside it; ``config.json``, which came before.

Source:
    Continue documentation: reference of config.yaml (schema v1), reference of config.json, model providers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from auditor.domain.observation import Observation
from auditor.domain.serving import DeploymentState, InUse, ModelReference, ReferenceKind
from auditor.formats.yaml_stream import Value, read_all
from auditor.sources.base import Target
from auditor.sources.cleaning import clean, settings_of
from auditor.sources.credentials import secrets_below
from auditor.sources.path_source import PathSource
from auditor.sources.routing.routes import ANYWHERE, CONTINUE
from auditor.sources.routing.upstream import Asked, in_use_of, upstream, variable_in
from auditor.sources.setting_files import SettingFile, SettingKind, observe

if TYPE_CHECKING:
    from auditor.catalogue.hosts import Hosts

_CLIENT: Final = "continue"
# Of an Ollama or LM Studio server, whatever it lists; of others, what their makers list.
_WHATEVER_IS_THERE: Final = "AUTODETECT"
# One model each in config.json, by what it is for; of those that complete, several may be listed.
_SINGLE: Final[Mapping[str, str]] = {
    "tabAutocompleteModel": "autocomplete",
    "embeddingsProvider": "embed",
    "reranker": "rerank",
}


@dataclass(frozen=True, slots=True)
class ContinueSource(PathSource):
    """Reads which models an assistant is configured to call; nothing is called."""

    scheme: str = "continue"
    summary: str = "models that the Continue assistant calls (continue:~/.continue)"

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        return observe(target, SettingKind("Continue configuration", _is_candidate, _read))


def _is_candidate(name: str) -> bool:
    return name.lower().endswith((".yaml", ".yml")) or name.lower() == "config.json"


def _read(file: SettingFile) -> list[Observation] | None:
    from auditor.catalogue.hosts import load_hosts

    # Most YAML files below a folder are something else, and YAML is slow to read.
    if not file.is_named and not any(word in file.text for word in ("provider", "uses")):
        return None
    # JSON is YAML, but for tabs between its words; within its texts it has none.
    text = file.text.replace("\t", " ") if file.path.suffix.lower() == ".json" else file.text
    found: list[Observation] = []
    for root in read_all(text):
        secrets = secrets_below(root)
        found += [clean(_in_use(file, entry, role, load_hosts()), secrets) for entry, role in _models(root)]
    return found or None


def _models(root: Value) -> Iterator[tuple[Value, str]]:
    """Yield what stands for a model, and what it is for where its place says that."""
    for entry in root.at("models").items:
        if entry.at("provider").word or entry.at("uses").word:
            yield entry, ""
    for name, role in _SINGLE.items():
        place = root.at(name)
        for entry in place.items or (place,):
            # A reranker is named, not provided.
            if entry.at("provider").word or (role == "rerank" and entry.at("name").word):
                yield entry, role


def _in_use(file: SettingFile, entry: Value, role: str, hosts: "Hosts") -> InUse:
    title = entry.at("title").word or ("" if role == "rerank" else entry.at("name").word)
    seen = InUse(
        target=file.target,
        locator=file.at(entry.line),
        state=DeploymentState.CONFIGURED,
        evidence="",
        model=None,
        served_as=title or None,
    )
    block = entry.at("uses").word
    return _of_block(seen, entry, block) if block else _of_provider(seen, entry, role, hosts)


def _of_block(seen: InUse, entry: Value, block: str) -> InUse:
    """Return a model that is kept on Continue's hub, and whose provider is not known here."""
    told = {"through": _CLIENT, "model": entry.at("override", "model").word}
    return replace(
        seen,
        evidence=f"the Continue assistant uses the model block {block} of Continue's hub",
        model=ModelReference(block, ReferenceKind.UNRESOLVED),
        settings=settings_of(told),
    )


def _of_provider(seen: InUse, entry: Value, role: str, hosts: "Hosts") -> InUse:
    provider = entry.at("provider").word or entry.at("name").word
    # What a provider alone understands stands in env, and stood beside the rest before.
    places = (entry, entry.at("env"), entry.at("params"))
    model = next((place.at("model").word for place in places if place.at("model").word), "")
    asked = Asked(
        CONTINUE.get(provider, ANYWHERE),
        "" if model == _WHATEVER_IS_THERE else model,
        next((place.at("apiBase").word for place in places if place.at("apiBase").word), ""),
        next((place.at("region").word for place in places if place.at("region").word), ""),
    )
    deployment = next((place.at("deployment").word for place in places if place.at("deployment").word), "")
    if asked.route.names_deployment and deployment:
        asked = replace(asked, model=deployment, base_model=model)
    found = upstream(asked, hosts, secrets_below(entry))
    told = {
        "address_variable": variable_in(asked.address),
        "deployment": found.deployment,
        "provider": provider,
        "roles": ", ".join(entry.at("roles").words) or role,
        "through": _CLIENT,
    }
    seen = replace(
        seen,
        evidence=f"the Continue assistant calls {found.words}",
        region_written=asked.region,
        settings=settings_of(told),
    )
    return in_use_of(found, seen)
