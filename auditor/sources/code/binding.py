"""Which client a call goes through, and where that client calls."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from auditor.sources.code import words
from auditor.sources.code.base import Call, Import, Program, Value
from auditor.sources.code.sdks import Sdk, provider_in, sdk_of
from auditor.sources.code.tokens import Dialect
from auditor.sources.routing.routes import named

if TYPE_CHECKING:
    from auditor.catalogue.hosts import Hosts

# Clients that do not say whose they are: those of OpenAI's library for .NET.
_OF_OPENAI: Final = frozenset(
    {"ChatClient", "EmbeddingClient", "ImageClient", "AudioClient", "ResponsesClient", "GetChatClient"}
)
# What a general SDK is asked for where it is a model that is meant.
_SERVICES: Final = frozenset(
    {"bedrock-runtime", "bedrock", "bedrock-agent-runtime", "sagemaker-runtime", "runtime.sagemaker"}
)
_RUNTIMES: Final = {"ollama": "ollama", "lmstudio": "lmstudio", "llamacpp": "llama.cpp", "vllm": "vllm"}
# Clients of a hub that passes requests on to a provider.
_ROUTERS: Final = frozenset({"huggingface-hub", "@huggingface/inference"})
_MAX_OUTER: Final = 16


@dataclass(frozen=True, slots=True)
class Binding:
    """Through what a call goes.

    Attributes:
        sdk: The package; ``None`` for a plain request.
        entity: Whom it calls where no address says otherwise.
        decides: Whether that holds without more.
        address: Where it calls, as far as it is written.
        region: The region it is told.
        deployment: The deployment it is told.
        runtime: What runs the model, where the client says so.
    """

    sdk: Sdk | None
    entity: str | None = None
    decides: bool = False
    address: Value | None = None
    region: Value | None = None
    deployment: Value | None = None
    runtime: str = ""


@dataclass(frozen=True, slots=True)
class ImportedSdk:
    """An import of a package through which models are called."""

    imported: Import
    sdk: Sdk


class Bindings:
    """The bindings of one program.

    Attributes:
        sdks: Imports of packages through which models are called.
        of_call: The binding of each call that has one, by number.
    """

    def __init__(self, program: Program, dialect: Dialect | None, hosts: "Hosts") -> None:
        self._program, self._hosts = program, hosts
        self.sdks = [found for one in program.imports for found in _imported(one, dialect, hosts)]
        self._names: dict[str, tuple[Sdk, str, str]] = {
            local: (found.sdk, member, found.imported.module)
            for found in self.sdks
            for local, member in found.imported.names
        }
        self._clients: dict[str, Binding] = {}
        self._inner: dict[int, list[int]] = {}
        for number, call in enumerate(program.calls):
            if call.outer is not None:
                self._inner.setdefault(call.outer, []).append(number)
        self._given: dict[str, int] = {}
        for number, call in enumerate(program.calls):
            for value in [*call.positional, *(value for _, value in call.named)]:
                if value.symbol:
                    self._given.setdefault(value.symbol, number)
        self.of_call: dict[int, Binding] = {}
        for number, call in enumerate(program.calls):
            binding = self._bind(number, call)
            if binding is None:
                continue
            self.of_call[number] = binding
            target = call.assigned_to or (".".join(call.path) if self._is_setting(call) else "")
            if target:
                self._clients[target] = binding

    def around(self, number: int) -> Binding | None:
        """Return the binding of a call, or of the nearest one among whose arguments it stands."""
        own: Binding | None = None
        at: int | None = number
        for _ in range(_MAX_OUTER):
            if at is None:
                return own
            found = self.of_call.get(at)
            if own is None:
                own = found
            elif found is not None and own.address is None and found.sdk == own.sdk and found.address:
                return found
            at = self._program.calls[at].outer
        return own

    def requested(self, number: int) -> Value | None:
        """Return the address of the plain request that a call is, stands in, or is passed to by its name.

        Whoever answers there, it is none of the clients nearby.
        """
        at: int | None = number
        for _ in range(_MAX_OUTER):
            if at is None:
                return None
            if client := self.of_call.get(at):
                return client.address if client.sdk is None else None
            call = self._program.calls[at]
            candidates = [
                *call.positional,
                *(value for word, value in self.arguments(at) if word in words.ADDRESS),
            ]
            for value in candidates:
                if words.url(value.text) is not None:
                    return value
            at = self._given.get(call.assigned_to) if call.outer is None and call.assigned_to else call.outer
        return None

    def arguments(self, number: int) -> Iterator[tuple[str, Value]]:
        """Yield what a call is given by name, options that are calls of their own among it."""
        call = self._program.calls[number]
        for name, value in call.named:
            yield words.plain(name), value
        for inner in self._inner.get(number, ()):
            option = self._program.calls[inner]
            if not option.path:
                yield from ((words.plain(name), value) for name, value in option.named)
            elif len(option.positional) == 1:
                yield words.plain(option.path[-1]), option.positional[0]

    def member(self, words: tuple[str, ...]) -> str:
        """Return what a path ends in, by its package's name for it: ``from vllm import LLM as V``."""
        found = self._names.get(words[0]) if len(words) == 1 else None
        return (found[1] if found else "") or words[-1]

    def is_imported(self, symbol: str) -> bool:
        """Say whether a name is one of a package through which models are called, or a member of one."""
        return symbol.partition(".")[0] in self._names

    def _is_setting(self, call: Call) -> bool:
        """Say whether something is set on an object or module: ``openai.api_base = ...``."""
        return bool(call.path) and not call.positional and len(call.named) == 1 and not call.assigned_to

    def _bind(self, number: int, call: Call) -> Binding | None:
        base = self._base(call)
        address = self._address(number, call, base is not None)
        if base is None:
            return Binding(None, address=address) if address is not None else None
        given = dict(reversed(list(self.arguments(number))))
        region = next((given[word] for word in given if word in words.REGION), None)
        # init_chat_model("mistral-large-latest", model_provider="mistralai").
        provider = provider_in(told.text) if (told := given.get("modelprovider")) and told.text else None
        if provider is not None:
            base = replace(base, entity=provider, decides=provider != "openai")
        if base.sdk is not None and base.sdk.package in _ROUTERS and (told := given.get("provider")):
            # The hub passes it on to whoever is named; "auto" is whoever comes first for the account.
            route = named(told.text) if told.text else None
            base = replace(base, entity=route.operator if route else None, decides=route is not None)
        deployment = next((given[word] for word in given if word in words.DEPLOYMENT), None)
        inherited = self._inherited(number, call) if address is None else None
        if inherited is not None:
            base = replace(
                base, address=inherited.address or base.address, region=inherited.region or base.region
            )
        return replace(
            base,
            address=address or base.address,
            region=region or base.region,
            deployment=deployment or base.deployment,
        )

    def _base(self, call: Call) -> Binding | None:
        """Return what a call's first words stand for: a client, or a class of a package."""
        for length in range(len(call.path), 0, -1):
            if client := self._clients.get(".".join(call.path[:length])):
                return client
        if not call.path:
            return None
        if named := self._names.get(call.path[0]):
            sdk, member, module = named
            return self._of_class(sdk, member or ".".join(call.path), module, call)
        unnamed = [found for found in self.sdks if not found.imported.names]
        if not unnamed:
            return None
        entity = provider_in("".join(call.path[-2:])) or provider_in(call.path[0])
        if call.path[-1] in _OF_OPENAI or call.path[0] in _OF_OPENAI:
            entity = entity or "openai"
        if entity is None:
            return None
        own = (found for found in unnamed if found.sdk.entity == entity)
        wrapping = (found for found in unnamed if found.sdk.is_wrapper)
        chosen = next(own, None) or next(wrapping, None)
        return (
            self._of_class(chosen.sdk, "".join(call.path), chosen.imported.module, call) if chosen else None
        )

    def _of_class(self, sdk: Sdk, member: str, module: str, call: Call) -> Binding | None:
        if sdk.is_general and not self._asks_for_models(call, member):
            return None
        runtime = runtime_in(f"{member} {module} {sdk.package}")
        own = provider_in(member) or (provider_in(module) if sdk.entity is None else None)
        if own is None or own == sdk.entity:
            return Binding(sdk, sdk.entity, sdk.decides or sdk.is_general, runtime=runtime)
        return Binding(sdk, own, own != "openai", runtime=runtime)

    def _asks_for_models(self, call: Call, member: str) -> bool:
        if "Inference" in member:
            return True
        texts = [*call.positional, *(value for _, value in call.named)]
        return any(value.text in _SERVICES for value in texts) or any(
            (match := self._hosts.of_model(value.text)).maker is not None and match.name
            for value in texts
            if value.text
        )

    def _address(self, number: int, call: Call, is_bound: bool) -> Value | None:
        """Return where a call goes; of one through no known client, only if models answer there."""
        candidates = [value for word, value in self.arguments(number) if word in words.ADDRESS]
        candidates += [value for value in call.positional if words.url(value.text)]
        if is_bound:
            return candidates[0] if candidates else None
        for value in candidates:
            found = words.url(value.text)
            if found is not None and words.serves_models(self._hosts, found):
                return value
        return None

    def _inherited(self, number: int, call: Call) -> Binding | None:
        """Return a client with an address that a call is given: ``from_openai(OpenAI(base_url=...))``."""
        for value in [*call.positional, *(value for _, value in call.named)]:
            client = self._clients.get(value.symbol) if value.symbol else None
            if client is not None and client.address is not None:
                return client
        for inner in self._inner.get(number, ()):
            one = self._program.calls[inner]
            base = self._base(one)
            address = self._address(inner, one, base is not None)
            if base is not None and address is not None:
                return replace(base, address=address)
        return None


def _imported(one: Import, dialect: Dialect | None, hosts: "Hosts") -> Iterator[ImportedSdk]:
    """Yield the packages that an import is of: ``from google import genai`` names one in a namespace."""
    if sdk := sdk_of(hosts, one.module, dialect):
        yield ImportedSdk(one, sdk)
        return
    for local, member in one.names:
        if dialect is None and member and (sdk := sdk_of(hosts, f"{one.module}.{member}", dialect)):
            yield ImportedSdk(Import(f"{one.module}.{member}", ((local, ""),), one.line), sdk)


def runtime_in(words: str) -> str:
    """Return the runtime that a client is for, by its name; empty where it is for many."""
    lowered = words.lower()
    return next((name for word, name in _RUNTIMES.items() if word in lowered), "")


Environment = Mapping[str, str]
