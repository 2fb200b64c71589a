"""From a program to the models it uses; one use per package, endpoint and model."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from auditor.sources.code import words
from auditor.sources.code.attribution import Attribution, Use, is_name
from auditor.sources.code.base import Call, Program, Value
from auditor.sources.code.binding import Binding, Bindings, runtime_in
from auditor.sources.code.constants import spelled
from auditor.sources.code.loaders import loaded
from auditor.sources.code.origins import Origins
from auditor.sources.code.sdks import LOCAL
from auditor.sources.code.switches import remote_code
from auditor.sources.code.tokens import Dialect

if TYPE_CHECKING:
    from auditor.catalogue.hosts import Hosts

# Calls whose first argument by place is a model, whatever package they are of.
_BY_PLACE: Final = frozenset(
    {
        "GenerativeModel", "GetChatClient", "ChatClient", "EmbeddingClient", "ImageClient", "AudioClient",
        "GetEmbeddingClient", "getGenerativeModel", "InferenceClient", "AsyncInferenceClient",
        "init_chat_model", "AddOpenAIChatCompletion", "AddOpenAITextEmbeddingGeneration",
        "AddOllamaChatCompletion", "AddGoogleAIGeminiChatCompletion", "AddMistralChatCompletion",
        "ChatOllama", "Ollama", "OllamaLLM", "OllamaEmbeddings", "OpenAIModel", "OpenAIChatModel",
        "OpenAIResponsesModel", "AnthropicModel", "GeminiModel", "GoogleModel", "MistralModel", "GroqModel",
        "CohereModel", "BedrockConverseModel", "LiteLLMModel", "LiteLlm", "TextEmbeddingModel", "LM",
    }
)  # fmt: skip
# Words that mean something else elsewhere, by the beginning of the package whose model they take first.
_OF_PACKAGE: Final[Mapping[str, frozenset[str]]] = {
    "@ai-sdk/": frozenset({"chat", "responses", "completion", "languageModel", "chatModel", "embedding",
                           "textEmbeddingModel", "textEmbedding", "image", "transcription", "speech"}),
    "ollama": frozenset({"chat", "generate", "embed", "embeddings"}),
    "replicate": frozenset({"run", "stream", "async_run"}),
    "litellm": frozenset({"completion", "acompletion", "embedding", "aembedding", "responses"}),
    "pydantic-ai": frozenset({"Agent"}),
    "instructor": frozenset({"from_provider"}),
}  # fmt: skip
_BY_SECOND_PLACE: Final = frozenset({"OllamaChatClient", "OllamaApiClient", "OllamaEmbeddingGenerator"})
# How scripts import what is their own: by a path, or by the names that build tools give to folders.
_OWN: Final = (".", "@/", "~/", "#")
_DEPLOYED_BY_PLACE: Final = frozenset(
    {
        "AddAzureOpenAIChatCompletion",
        "AddAzureOpenAITextEmbeddingGeneration",
        "GetChatClient",
        "GetEmbeddingClient",
    }
)


def uses(
    program: Program, dialect: Dialect | None, hosts: "Hosts", environment: Mapping[str, str]
) -> list[Use]:
    """Return the models that a program uses, in the order of lines.

    Args:
        program: The program.
        dialect: Its language; ``None`` for Python.
        hosts: The catalogue of hosts.
        environment: Variables whose values are known from beside the program.
    """
    usage = _Usage(program, dialect, hosts, environment)
    found = list(usage.uses())
    return distinct([*found, *usage.imports(is_alone=not found)])


def distinct(found: Iterable[Use]) -> list[Use]:
    """Return uses that say something new, in the order of lines; the most telling must come first."""
    kept: dict[tuple[object, ...], Use] = {}
    told = _Told()
    for use in found:
        if not told.says(use):
            key = (use.package, use.address, use.is_elsewhere, use.operator, use.model, use.deployment)
            told.add(kept.setdefault(key, use))
    return sorted(kept.values(), key=lambda use: use.line)


class _Told:
    """What uses have said so far, to be asked without going through them."""

    def __init__(self) -> None:
        self._packages: set[str] = set()
        self._hosts: set[str] = set()
        self._ways: set[tuple[object, ...]] = set()

    def add(self, use: Use) -> None:
        """Take note of a use."""
        self._packages.add(use.package)
        self._ways.add((use.package, use.address, use.is_elsewhere))
        if use.address:
            self._hosts.add(use.address.host)

    def says(self, use: Use) -> bool:
        """Say whether something without a model adds nothing to what is known."""
        if use.model is not None or use.deployment:
            return False
        if use.what == "names":
            return use.address is not None and use.address.host in self._hosts
        if use.what == "imports" or (use.address is None and not use.is_elsewhere):
            return use.package in self._packages
        return (use.package, use.address, use.is_elsewhere) in self._ways


class _Usage:
    def __init__(
        self, program: Program, dialect: Dialect | None, hosts: "Hosts", environment: Mapping[str, str]
    ) -> None:
        self._program, self._hosts = program, hosts
        self._bindings = Bindings(program, dialect, hosts)
        self._attribution = Attribution(hosts, environment)
        self._origins = Origins(program)
        # A program may have thousands of calls: what is the same for each is made once.
        bound = [*dict.fromkeys(self._bindings.of_call.values())]
        self._regions = {
            (one.sdk, one.entity): one.region for one in reversed(bound) if one.region is not None
        }
        self._ways = [*bound, *_unused(self._bindings, bound)]
        self._addressed = [way for way in self._ways if way.address is not None]
        self._by_entity = {way.entity: way for way in reversed(self._ways)}

    def uses(self) -> Iterator[Use]:
        """Yield what is used, the most telling first; a call may show up more than once."""
        local = loaded(self._program)
        for one in local:
            call, runtime = self._program.calls[one.call], one.loader.runtime
            code = remote_code(call)
            yield Use(call.line, "loads", runtime, one.reference, runtime=runtime, remote_code=code)
        taken = {one.call for one in local}
        for number, call in enumerate(self._program.calls):
            if number not in taken:
                yield from self._called(number, call)
        yield from self._clients()
        yield from self._addresses()

    def _called(self, number: int, call: Call) -> Iterator[Use]:
        binding = self._bindings.around(number)
        requested = self._bindings.requested(number) if binding is None else None
        for value, is_deployment in self._meant(self._models(number, call, binding)):
            if requested is not None:
                yield from self._requested(call, value, requested)
                continue
            through = binding or self._apart(call, value)
            if through is not None:
                # A constant is named where it stands, but used here.
                yield self._attribution.use(
                    max(call.line, value.line), self._placed(through), value, is_deployment=is_deployment
                )

    def _meant(self, models: Iterable[tuple[Value, bool]]) -> Iterator[tuple[Value, bool]]:
        """Yield every model that a value may name; a constant of a provider's own package spells its name."""
        for value, is_deployment in models:
            for one in (value, *value.others):
                name = spelled(one.symbol.rpartition(".")[2]) if one.text is None and one.symbol else None
                told = replace(one, text=name) if name and self._bindings.is_imported(one.symbol) else one
                yield told, is_deployment

    def _requested(self, call: Call, value: Value, address: Value) -> Iterator[Use]:
        """Yield a model that is named in a request to somebody who is not known to serve models."""
        found = words.url(address.text)
        if found is None or not words.may_serve_models(self._hosts, found):
            return
        # Where nothing but models answers, whatever is asked for is one.
        if self._attribution.is_known(value) or (is_name(value) and words.serves_models(self._hosts, found)):
            yield self._attribution.use(max(call.line, value.line), Binding(None, address=address), value)

    def _models(self, number: int, call: Call, binding: Binding | None) -> Iterator[tuple[Value, bool]]:
        """Yield what names a model in a call, and whether it is the name of a deployment."""
        for word, value in ((words.plain(name), value) for name, value in call.named):
            if not _is_told(value):
                continue
            if word in words.MODEL and (binding is not None or value.text):
                yield value, False
            elif word in words.DEPLOYMENT and binding is not None:
                yield value, True
        if number not in self._bindings.of_call or not call.path or binding is None:
            return
        yield from _chained(call, binding)
        last = self._bindings.member(call.path)
        place = 1 if last in _BY_SECOND_PLACE else 0
        if len(call.positional) <= place or words.url(call.positional[place].text):
            return
        value = call.positional[place]
        if not (value.text or value.variable) or not is_name(value):
            return
        if last in _DEPLOYED_BY_PLACE and binding.entity == "microsoft":
            yield value, True
        elif (
            last in _BY_SECOND_PLACE or _takes_model(call, last, binding) or self._attribution.is_known(value)
        ):
            yield value, False

    def _placed(self, binding: Binding) -> Binding:
        """Return a client with the region its library is told elsewhere: ``vertexai.init(location=...)``."""
        if binding.region is not None:
            return binding
        region = self._regions.get((binding.sdk, binding.entity))
        return binding if region is None else replace(binding, region=region)

    def _apart(self, call: Call, value: Value) -> Binding | None:
        """Return what a model is called through that is named in a call of no client that is known."""
        origin = self._origins.of(call.path)
        if origin is None or origin.imported.module.startswith(_OWN):
            return self._nearest(value)
        # A package of somebody else's calls its model its own way, and no client of this file.
        return Binding(None) if self._attribution.is_known(value) else None

    def _nearest(self, value: Value) -> Binding | None:
        """Return what a model is called through that is named apart from any call: the only way there is."""
        if not is_name(value):
            return None
        ways, addressed = self._ways, self._addressed
        maker = self._attribution.maker(value)
        if maker is not None and (own := self._by_entity.get(maker.entity.value)) is not None:
            return own
        if len(ways) != 1 and len(addressed) != 1:
            return None
        chosen = addressed[0] if len(addressed) == 1 else ways[0]
        return chosen if maker is not None or chosen.sdk is None or chosen.address else None

    def _clients(self) -> Iterator[Use]:
        """Yield clients that nobody in the file names a model for."""
        for number, binding in self._bindings.of_call.items():
            call = self._program.calls[number]
            if binding.sdk is not None and (call.assigned_to or binding.address is not None):
                yield self._attribution.use(call.line, self._placed(binding), None)

    def _addresses(self) -> Iterator[Use]:
        """Yield addresses at which models answer, those first that name the model."""
        found = [(value, address) for value in self._program.texts if (address := words.url(value.text))]
        for value, address in sorted(found, key=lambda pair: words.model_in(pair[1]) == (None, None)):
            if words.serves_models(self._hosts, address):
                yield self._attribution.use(value.line, Binding(None, address=value), None)

    def imports(self, *, is_alone: bool) -> Iterator[Use]:
        """Yield packages that are imported.

        Args:
            is_alone: Nothing else was found. Beside it, a namespace that tells nobody in particular adds
                nothing: clients of Azure take their types from OpenAI's.
        """
        for found in self._bindings.sdks:
            sdk, line = found.sdk, found.imported.line
            if sdk.is_general or (sdk.entity is None and sdk.is_wrapper):
                continue
            if not (is_alone or sdk.decides or found.imported.names):
                continue
            is_here = sdk.entity == LOCAL
            yield Use(
                line,
                "imports",
                sdk.package,
                operator=sdk.entity if sdk.decides and not is_here else None,
                runtime=runtime_in(sdk.package) if is_here else "",
            )


def _chained(call: Call, binding: Binding) -> Iterator[tuple[Value, bool]]:
    """Yield what methods of a chain are given first, of those whose first argument by place is a model."""
    for name, value in dict(reversed(call.named)).items():
        if not _is_told(value) or words.url(value.text) or not is_name(value):
            continue
        if name in _DEPLOYED_BY_PLACE and binding.entity == "microsoft":
            yield value, True
        elif name in _BY_PLACE and name in call.path[1:]:
            yield value, False


def _unused(bindings: Bindings, bound: Iterable[Binding]) -> Iterator[Binding]:
    """Yield a way through each package that no call is bound to."""
    called = {way.sdk for way in bound}
    for found in bindings.sdks:
        if not found.sdk.is_general and found.sdk not in called:
            yield Binding(found.sdk, found.sdk.entity, found.sdk.decides)


def _takes_model(call: Call, last: str, binding: Binding) -> bool:
    """Say whether the first argument by place of a call is a model, by what is called."""
    package = binding.sdk.package if binding.sdk else ""
    if last in _BY_PLACE or any(
        last in named for start, named in _OF_PACKAGE.items() if package.startswith(start)
    ):
        return True
    # openai("gpt-4o") of the Vercel AI SDK.
    return package.startswith("@ai-sdk/") and len(call.path) == 1


def _is_told(value: Value) -> bool:
    return bool(value.text or value.symbol or value.variable)
