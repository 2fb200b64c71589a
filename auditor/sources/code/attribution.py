"""Who operates a model that is called, where, and what its words are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from auditor.domain.serving import ModelReference, ReferenceKind, Region
from auditor.domain.tri import Tri
from auditor.formats.address import Address, parse_address
from auditor.sources.code import words
from auditor.sources.code.base import Value
from auditor.sources.code.binding import Binding, runtime_in
from auditor.sources.code.loaders import kind_of, written_of
from auditor.sources.code.sdks import LOCAL, routed

if TYPE_CHECKING:
    from auditor.catalogue.hosts import Hosts
    from auditor.catalogue.listing import Listing

# Longer is no model's name, but a text that stands where one would.
_MAX_MODEL: Final = 200
# Whose prefixes LiteLLM and LangChain choose a provider by, without being told: get_llm_provider,
# init_chat_model.
_ROUTED_BY_NAME: Final = frozenset({"gpt-", "o1", "o3", "o4-", "claude-", "text-embedding-"})
# The only maker that has weights to download under a name like those of its hosted models.
_OPEN_WEIGHTS: Final = "gpt-oss"


@dataclass(frozen=True, slots=True)
class Use:
    """A model in use, within a file.

    Attributes:
        line: Line, from 1.
        what: What is seen: ``calls``, ``loads``, ``imports``, ``names``, ``configures``,
            ``depends on``, ``sets``.
        package: The package it is used through; empty for a plain request.
        model: The model; ``None`` where nobody says which.
        deployment: Name it is deployed under at a provider.
        address: Where it is called, as far as that is known.
        is_elsewhere: An address is given whose value is not known here.
        operator: Who operates it.
        region: Where it is computed.
        runtime: What runs it, if it runs here.
        remote_code: Whether it lets code of the model's repository run.
    """

    line: int
    what: str
    package: str
    model: ModelReference | None = None
    deployment: str = ""
    address: Address | None = None
    is_elsewhere: bool = False
    operator: str | None = None
    region: Region | None = None
    runtime: str = ""
    remote_code: Tri = Tri.UNKNOWN


class Attribution:
    """Says of a client and a model what follows from the catalogue, and no more."""

    def __init__(self, hosts: "Hosts", environment: Mapping[str, str]) -> None:
        self._hosts, self._environment = hosts, environment

    def use(self, line: int, binding: Binding, value: Value | None, *, is_deployment: bool = False) -> Use:
        """Return the use of a model through a client.

        Args:
            line: Line, from 1.
            binding: The client.
            value: What names the model; ``None`` where nothing does.
            is_deployment: It names a deployment, which is not the model's name.
        """
        if value is not None and binding.address is None and words.url(value.text) is not None:
            # InferenceClient(model="http://tgi:8080").
            binding, value = replace(binding, address=value), None
        if value is not None and binding.sdk is not None and binding.sdk.is_wrapper:
            binding, value = self._routed(binding, value)
        address, is_elsewhere = self._address(binding)
        model, deployment = words.model_in(address) if address is not None else (None, None)
        if model is not None and (value is None or binding.sdk is None):
            # Of a request the path decides, whatever its body says.
            value, is_deployment = Value(model, line), False
        elif deployment is not None and value is None:
            value, is_deployment = Value(deployment, line), True
        match = self._hosts.of_model((value.text if value else None) or "")
        operator = self._operator(address, is_elsewhere, binding, match.maker)
        is_at_azure = operator == "microsoft" or (operator is None and binding.entity == "microsoft")
        is_here = address.is_local if address is not None else binding.entity == LOCAL and not is_elsewhere
        reference, name_there = self._reference(
            value, is_here, is_deployment=is_deployment or (is_at_azure and not is_here)
        )
        if reference is not None and reference.kind is ReferenceKind.HOSTED:
            within = self._hosts.within(reference.written, address.host) if address else None
            # Of a deployment whose address is not known nobody knows whose it is.
            reference = replace(reference, within="" if within is None and name_there else within)
        told = binding.deployment.text if binding.deployment else None
        return Use(
            line=line,
            what="calls" if value or binding.sdk else "names",
            package=binding.sdk.package if binding.sdk else "",
            model=reference,
            deployment=name_there or (told if told and not is_deployment else ""),
            address=address,
            is_elsewhere=is_elsewhere,
            operator=operator,
            region=match.place.region if match.place else self._region(address, operator, binding),
            runtime=binding.runtime if is_here else "",
        )

    def is_known(self, value: Value) -> bool:
        """Say whether a value reads as a model whose maker the catalogue knows."""
        return bool(value.text) and is_name(value) and self.maker(value) is not None

    def maker(self, value: Value) -> "Listing | None":
        """Return whose model a value names."""
        return self._hosts.of_model(value.text or "").maker

    def _routed(self, binding: Binding, value: Value) -> tuple[Binding, Value]:
        """Return the client that a library chooses by the model's name, and the name that it passes on."""
        entity, model = routed(value.text or "")
        if entity is not None:
            runtime = runtime_in((value.text or "").partition("/")[0].partition(":")[0])
            binding = replace(
                binding, entity=entity, decides=entity != "openai", runtime=runtime or binding.runtime
            )
            return binding, replace(value, text=model)
        maker = self.maker(value)
        if binding.entity in {None, "litellm"} and maker is not None and maker.key in _ROUTED_BY_NAME:
            return replace(binding, entity=maker.entity.value, decides=True), value
        return binding, value

    def _reference(
        self, value: Value | None, is_here: bool, *, is_deployment: bool
    ) -> tuple[ModelReference | None, str]:
        """Return the model, and the name of its deployment where that is what is given.

        Whoever deploys a model at Azure names the deployment; a name like a model's is taken at its word.
        """
        if value is None:
            return None, ""
        written = written_of(value)[:_MAX_MODEL]
        kind = kind_of(value, ReferenceKind.STORE if is_here else ReferenceKind.HOSTED)
        if kind is ReferenceKind.REPOSITORY and not is_here:
            kind = ReferenceKind.HOSTED
        if is_deployment and kind is not ReferenceKind.UNRESOLVED and not self.is_known(value):
            return None, written
        if kind is ReferenceKind.HOSTED:
            # The catalogue of hosts is there: it was asked for the maker.
            from auditor.catalogue.hosts import bedrock_id

            return ModelReference(bedrock_id(written), kind), written if is_deployment else ""
        return ModelReference(written, kind), written if is_deployment else ""

    def _address(self, binding: Binding) -> tuple[Address | None, bool]:
        """Return where a client calls, and whether that is said in words that are not known here."""
        value = binding.address
        if value is None:
            return None, False
        text = self._environment.get(value.variable, value.text) if value.variable else value.text
        found = parse_address(text) if text else None
        return found, found is None

    def _operator(
        self, address: Address | None, is_elsewhere: bool, binding: Binding, maker: "Listing | None"
    ) -> str | None:
        if address is not None:
            match = self._hosts.of_host(address.host)
            return match.listing.entity.value if match and match.listing.decides else None
        if is_elsewhere or binding.entity in {None, LOCAL}:
            return None
        # Many others answer to this client as well: a model must be asked for that only its own maker serves.
        is_theirs = maker is not None and maker.key != _OPEN_WEIGHTS and maker.entity.value == binding.entity
        return binding.entity if binding.decides or is_theirs else None

    def _region(self, address: Address | None, operator: str | None, binding: Binding) -> Region | None:
        match = self._hosts.of_host(address.host) if address is not None else None
        if match is not None and match.region is not None:
            return match.region.region
        code = binding.region.text if binding.region is not None else None
        found = self._hosts.regions.of(operator, code) if operator and code else None
        return found.region if found else None


def is_name(value: Value) -> bool:
    """Say whether a value can be a name: of one word, and not a text for people."""
    text = value.text
    if text is None:
        return True
    return 0 < len(text) <= _MAX_MODEL and not any(letter.isspace() or letter in "<>\"'" for letter in text)
