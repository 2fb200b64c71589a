"""``litellm:FILE|DIR``: configuration of the LiteLLM proxy, and the models it passes requests on to.

The proxy is one deployment, and every entry of ``model_list`` another: whoever serves the model upstream,
under the name that callers of the proxy use. Files that the configuration includes are read where they
lie below the folder that is named.

Source:
    LiteLLM documentation: proxy/configs, proxy/config_settings, proxy/virtual_keys (release 1.80);
    proxy/master_key_rotations: without a key it accepts every request, and later releases refuse to start.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from auditor.domain.observation import Observation, Problem, Skipped
from auditor.domain.phrasing import counted, plain_spaces
from auditor.domain.serving import DeploymentState, Endpoint, InUse, Runtime
from auditor.domain.tri import Tri
from auditor.formats.address import joined, reach
from auditor.formats.yaml_stream import Value, read_all
from auditor.sources.base import Target
from auditor.sources.cleaning import clean, settings_of
from auditor.sources.credentials import secrets_below, without_credentials
from auditor.sources.path_source import PathSource
from auditor.sources.routing.routes import ANYWHERE, LITELLM, Route
from auditor.sources.routing.upstream import Asked, in_use_of, is_elsewhere, upstream, variable_in
from auditor.sources.setting_files import SettingFile, SettingKind, observe

if TYPE_CHECKING:
    from auditor.catalogue.hosts import Hosts

_RUNTIME: Final = "litellm"
_MASTER_KEY: Final = "LITELLM_MASTER_KEY"
_UNSAFE: Final = "dangerously_allow_unsafe_proxy"
_REGIONS: Final = ("vertex_location", "aws_region_name", "region_name", "watsonx_region_name")
_CALLBACKS: Final = ("callbacks", "success_callback", "failure_callback", "service_callback")


@dataclass(frozen=True, slots=True)
class LitellmSource(PathSource):
    """Reads what the proxy is configured to pass on, and to whom; nothing is called."""

    scheme: str = "litellm"
    summary: str = "models that a LiteLLM proxy passes requests on to (litellm:config.yaml)"

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        return observe(target, SettingKind("LiteLLM configuration", _is_candidate, _read))


def _is_candidate(name: str) -> bool:
    return name.lower().endswith((".yaml", ".yml"))


def _read(file: SettingFile) -> Iterator[Observation] | None:
    # Most YAML files below a folder are something else, and YAML is slow to read.
    if "model_list" not in file.text and not file.is_named:
        return None
    root = next((entry for entry in read_all(file.text) if _is_ours(entry, file)), None)
    return _of_file(file, root) if root is not None else None


def _of_file(file: SettingFile, root: Value) -> Iterator[Observation]:
    config = _Config(file.target, file.locator, root)
    yield config.proxy()
    yield from config.routes()
    if file.is_named:
        yield from config.included()


def routes(root: Value, target: str, locator: str) -> Iterator[Observation]:
    """Yield whom a proxy passes requests on to, whose configuration stands within something else.

    Args:
        root: The configuration.
        target: Target it was found under.
        locator: The file, or the object of a cluster.
    """
    yield from _Config(target, locator, root).routes()


def credentials_needed(root: Value) -> Tri:
    """Say whether callers of a proxy have to show a key, as far as its configuration says."""
    return _Config("", "", root).credentials_needed(root.at("general_settings"))[0]


def _is_ours(entry: Value, file: SettingFile) -> bool:
    # A proxy may keep its models in a database; then only a file that is named is known to be its own.
    return "model_list" in entry.entries or (file.is_named and "litellm_settings" in entry.entries)


class _Config:
    def __init__(self, target: str, locator: str, root: Value) -> None:
        # The catalogue is of no use to other sources, and costs its reading.
        from auditor.catalogue.hosts import load_hosts

        self._target, self._locator, self._root = target, locator, root
        self._hosts: Hosts = load_hosts()
        self._secrets = secrets_below(root)
        self._variables = {
            name: value.word for name, value in root.at("environment_variables").entries.items()
        }
        self._credentials = {
            one.at("credential_name").word: one.at("credential_values")
            for one in root.at("credential_list").items
        }

    def routes(self) -> Iterator[InUse | Problem]:
        models = self._root.at("model_list")
        if models.content is not None and not isinstance(models.content, tuple):
            reason = "model_list is not a list: its models are not known"
            yield Problem(self._target, self._at(models.line), reason)
        for entry in models.items:
            if entry.at("litellm_params").entries:
                yield clean(self._model(entry), self._secrets)
            else:
                reason = "an entry of model_list without litellm_params"
                yield Problem(self._target, self._at(entry.line), reason)

    def included(self) -> Iterator[Skipped]:
        for included in self._root.at("include").words:
            place = self._at(self._root.at("include").line)
            named = without_credentials(included, self._secrets)
            reason = f"it includes {named}, which is read if the folder is named"
            yield Skipped(self._target, place, reason)

    def _at(self, line: int) -> str:
        # An object of a cluster has no lines.
        return f"{self._locator}:{line}" if line else self._locator

    def proxy(self) -> InUse:
        general, library = self._root.at("general_settings"), self._root.at("litellm_settings")
        needs, why = self.credentials_needed(general)
        n_models = len(self._root.at("model_list").items)
        callbacks = sorted({word for name in _CALLBACKS for word in library.at(name).words})
        seen = InUse(
            target=self._target,
            locator=self._at(general.line if general.entries else self._root.line),
            state=DeploymentState.CONFIGURED,
            evidence=f"a LiteLLM proxy for {plain_spaces(counted(n_models, 'model'))}; {why}",
            model=None,
            runtime=Runtime(_RUNTIME),
            endpoint=_usual_endpoint(needs),
            settings=settings_of({"activity": "routes", "callbacks": ",".join(callbacks)}),
        )
        return clean(seen, self._secrets)

    def credentials_needed(self, general: Value) -> tuple[Tri, str]:
        """Say whether callers of the proxy have to show a key; that there is one is all that is looked at."""
        key = general.at("master_key").word or self._variables.get(_MASTER_KEY, "")
        if key:
            return Tri.TRUE, "a master key is set"
        for name in ("custom_auth", "enable_jwt_auth", "enable_oauth2_auth"):
            if general.at(name).word.lower() not in {"", "false", "no", "off", "0"}:
                return Tri.TRUE, f"{name} is set"
        if general.at(_UNSAFE).word.lower() == "true":
            return Tri.FALSE, f"no master key is set and {_UNSAFE} is, so that all may call it"
        # The usual place of the key is the environment; later releases start without one only if told to.
        return Tri.UNKNOWN, f"no master key is set in the file; {_MASTER_KEY} may be where it runs"

    def _model(self, entry: Value) -> InUse:
        alias, params = entry.at("model_name").word, self._params(entry.at("litellm_params"))
        route, model = self._routed(params.get("model", ""), params.get("custom_llm_provider", ""))
        asked = Asked(
            route,
            model,
            self._address(params, route),
            next((self._value(params[name]) for name in _REGIONS if params.get(name)), ""),
            entry.at("model_info", "base_model").word or params.get("base_model", ""),
            self._value(params.get("vertex_project", "")),
        )
        found = upstream(asked, self._hosts, self._secrets)
        told = {
            "deployment": found.deployment,
            "through": _RUNTIME,
            "wildcard": "yes" if "*" in alias + model else "",
            "address_variable": variable_in(asked.address),
        }
        seen = InUse(
            target=self._target,
            locator=self._at(entry.line),
            state=DeploymentState.CONFIGURED,
            evidence=f"a LiteLLM proxy passes requests for {alias or 'a model'} on to {found.words}",
            model=None,
            served_as=alias or None,
            region_written=asked.region,
            settings=settings_of(told),
        )
        return in_use_of(found, seen)

    def _params(self, params: Value) -> Mapping[str, str]:
        """Return the parameters of a model, with those of the credentials it refers to."""
        shared = self._credentials.get(params.at("litellm_credential_name").word, Value(None, params.line))
        return {name: value.word for name, value in {**shared.entries, **params.entries}.items()}

    def _routed(self, written: str, provider: str) -> tuple[Route, str]:
        """Return whom a model id stands for, by the word before its first slash, and the model."""
        written = self._value(written)
        before, slash, rest = written.partition("/")
        if provider in LITELLM:
            return LITELLM[provider], rest if slash and before == provider else written
        if slash and before in LITELLM:
            return LITELLM[before], rest
        if slash or is_elsewhere(written):
            return ANYWHERE, written
        maker = self._hosts.of_model(written).maker
        entity = maker.entity.value if maker is not None and maker.decides else None
        # Without a word before it, LiteLLM knows the models of some providers by their names.
        return (Route(entity) if entity in {"openai", "anthropic", "cohere"} else ANYWHERE), written

    def _address(self, params: Mapping[str, str], route: Route) -> str:
        names = ("api_base", "base_url", "aws_bedrock_runtime_endpoint")
        told = next((params[name] for name in names if params.get(name)), "")
        if not told and route.operator == "openai":
            told = next((self._variables[name] for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE")
                         if self._variables.get(name)), "")  # fmt: skip
        return self._value(told)

    def _value(self, written: str) -> str:
        """Return a value, with a variable that the file itself sets replaced by what that is."""
        return self._variables.get(variable_in(written), written) if is_elsewhere(written) else written


def _usual_endpoint(needs: Tri) -> Endpoint | None:
    """Return where the proxy listens unless its command says otherwise."""
    from auditor.catalogue.runtime_reading import known_runtimes

    usual = known_runtimes().entries[_RUNTIME].native
    if usual.host is None:
        return None
    return Endpoint(joined(usual.host, usual.port), reach(usual.host), needs_credentials=needs)
