"""From settings to the models that a program is told to use.

Settings that begin alike belong together: ``OPENAI_BASE_URL`` with ``OPENAI_MODEL``,
``spring.ai.openai.base-url`` with ``spring.ai.openai.chat.options.model``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Final

from auditor.sources.code import words
from auditor.sources.code.attribution import Attribution, Use, is_name
from auditor.sources.code.base import Value
from auditor.sources.code.binding import Binding, runtime_in
from auditor.sources.code.sdks import LOCAL, PROVIDERS, Sdk
from auditor.sources.code.settings import Setting
from auditor.sources.code.usage import distinct

if TYPE_CHECKING:
    from auditor.catalogue.hosts import Hosts

_PLACEHOLDER: Final = re.compile(
    r"|none|null|true|false|your[-_ ].*|<.*>|x{3,}.*|\.\.\.|change[-_]?me.*|todo|\{\}"
    r"|dummy|autodetect|\d+(?:\.\d+)?|empty|fake|ollama|local|lm-studio"
    r"|(?:sk-)?(?:no|not)[-_ ]?(?:key[-_ ]?)?(?:required|needed)",
    re.IGNORECASE,
)
# The longest first: AZURE_OPENAI_CHAT_DEPLOYMENT_NAME, OPENAI_API_BASE_URL.
_ENDINGS: Final = tuple(
    sorted(
        (
            word
            for word in (*words.ADDRESS, *words.MODEL, *words.DEPLOYMENT, *words.REGION, *words.KEY)
            # LLM_MODEL belongs to LLM_BASE_URL: a word that begins with a name does not end one.
            if not word.startswith(("llm", "openai", "ollama", "azureo", "anthropic", "google", "vertex"))
        ),
        key=len,
        reverse=True,
    )
)


# llm: {provider: openai, model: gpt-4o}.
_SAYS_PROVIDER: Final = frozenset({"provider", "apitype", "type", "llmprovider", "vendor", "backend"})


_LITELLM: Final = Sdk("litellm", None, decides=False, is_wrapper=True)


class _Role(Enum):
    ADDRESS = "address"
    MODEL = "model"
    DEPLOYMENT = "deployment"
    REGION = "region"
    KEY = "key"


@dataclass(slots=True)
class _Scope:
    """Settings that belong together.

    Attributes:
        entity: Whom its name stands for; ``None`` where it says nobody.
        name: Its last word, in lower case.
        is_routed: A proxy goes by the beginning of a model's name: ``bedrock/...``.
        told: What is set, by role.
    """

    entity: str | None
    name: str
    is_routed: bool = False
    told: dict[_Role, list[Setting]] = field(default_factory=dict)


def configured(settings: list[Setting], hosts: "Hosts", environment: Mapping[str, str]) -> list[Use]:
    """Return the models that settings tell of, in the order of lines.

    Args:
        settings: The settings of one file.
        hosts: The catalogue of hosts.
        environment: Variables whose values are known from beside the file.
    """
    return distinct(_Configured(settings, hosts, environment).uses())


class _Configured:
    def __init__(self, settings: list[Setting], hosts: "Hosts", environment: Mapping[str, str]) -> None:
        self._hosts, self._attribution = hosts, Attribution(hosts, environment)
        self._scopes: dict[tuple[str, ...], _Scope] = {}
        self._providers: dict[tuple[str, ...], str] = {}
        for setting in settings:
            if words.plain(setting.path[-1]) in _SAYS_PROVIDER and words.plain(setting.text) in PROVIDERS:
                provider = words.plain(setting.text)
                key, _, _ = _scope((*setting.path[:-1], ""))
                self._providers[key] = provider
            role = _role(setting.path)
            if role is None or _PLACEHOLDER.fullmatch(setting.text.strip()) is not None:
                continue
            key, entity, name = _scope(setting.path)
            scope = self._scopes.setdefault(key, _Scope(entity, name, "litellm_params" in setting.path))
            scope.told.setdefault(role, []).append(setting)
        for key, provider in self._providers.items():
            named = self._scopes.get(key)
            if named is not None and named.entity is None:
                named.entity, named.name = PROVIDERS[provider], provider

    def uses(self) -> Iterator[Use]:
        """Yield what is used, scopes with an address or a model before those with a key alone."""
        for scope in self._scopes.values():
            yield from self._of(scope)
        for scope in self._scopes.values():
            yield from self._keys(scope)

    def _of(self, scope: _Scope) -> Iterator[Use]:
        binding = self._binding(scope)
        models = [
            (setting, is_deployment)
            for role, is_deployment in ((_Role.MODEL, False), (_Role.DEPLOYMENT, True))
            for setting in scope.told.get(role, ())
            if is_name(Value(setting.text, setting.line))
        ]
        for setting, is_deployment in models:
            value = Value(setting.text, setting.line)
            is_certain = scope.entity is not None or (binding.address is not None)
            if is_certain or (not is_deployment and self._is_hosted(value)):
                use = self._attribution.use(setting.line, binding, value, is_deployment=is_deployment)
                yield replace(use, what="configures")
        if binding.address is not None and (scope.entity is not None or not models):
            yield self._attribution.use(binding.address.line, binding, None)

    def _binding(self, scope: _Scope) -> Binding:
        address = next(
            (found for found in scope.told.get(_Role.ADDRESS, ()) if self._is_ours(scope, found)), None
        )
        region = next(iter(scope.told.get(_Role.REGION, ())), None)
        return Binding(
            _LITELLM if scope.is_routed else None,
            scope.entity,
            scope.entity not in {None, "openai", LOCAL},
            Value(address.text, address.line) if address else None,
            Value(region.text, region.line) if region else None,
            runtime=runtime_in(scope.name),
        )

    def _is_ours(self, scope: _Scope, setting: Setting) -> bool:
        """Say whether an address is that of a model: by itself, or by the company it keeps."""
        from auditor.formats.address import parse_address

        found = words.url(setting.text)
        if found is not None and words.serves_models(self._hosts, found):
            return True
        if scope.entity is not None:
            # OLLAMA_HOST=gpu-01:11434 has no scheme.
            return parse_address(setting.text) is not None
        return (
            found is not None and _Role.MODEL in scope.told and (found.is_local or found.path.endswith("/v1"))
        )

    def _is_hosted(self, value: Value) -> bool:
        """Say whether a model by itself tells that somebody is asked for it, not of open weights."""
        maker = self._attribution.maker(value)
        return maker is not None and maker.key.endswith("-") and "/" not in (value.text or "")

    def _keys(self, scope: _Scope) -> Iterator[Use]:
        for setting in scope.told.get(_Role.KEY, ()):
            listing = self._hosts.variable(setting.path[-1])
            if listing is None or listing.purpose != "models":
                continue
            # The credential itself stays where it is.
            if listing.decides:
                yield Use(setting.line, "sets", setting.path[-1], operator=listing.entity.value)
            elif scope.entity == listing.entity.value and scope.told.keys() == {_Role.KEY}:
                # Whose API it opens, an address would say; that one is called, it says by itself.
                yield Use(setting.line, "sets", setting.path[-1])


def _role(path: tuple[str, ...]) -> _Role | None:
    name = words.plain(path[-1])
    ending = next((ending for ending in _ENDINGS if name.endswith(ending)), "")
    by_role = {
        _Role.KEY: words.KEY, _Role.MODEL: words.MODEL, _Role.DEPLOYMENT: words.DEPLOYMENT,
        _Role.REGION: words.REGION, _Role.ADDRESS: words.ADDRESS,
    }  # fmt: skip
    # Outside of capitals, a longer word that ends alike is another word: car_model, ghost.
    is_variable = path[-1].isupper()
    if not is_variable and name != ending and not any(provider in name for provider in PROVIDERS):
        return None
    return next((role for role, listed in by_role.items() if ending in listed), None)


def _scope(path: tuple[str, ...]) -> tuple[tuple[str, ...], str | None, str]:
    """Return what a setting belongs to, and whom that stands for."""
    for length in range(len(path), 0, -1):
        word = path[length - 1]
        parts = re.split(r"[_\-\s]", word.lower())
        for n_parts in range(len(parts), 0, -1):
            plain = "".join(parts[:n_parts])
            if plain in PROVIDERS:
                return (*path[: length - 1], plain), PROVIDERS[plain], plain
    last = path[-1]
    name = words.plain(last)
    ending = next((ending for ending in _ENDINGS if name.endswith(ending)), "")
    return (*path[:-1], name.removesuffix(ending)), None, ""
