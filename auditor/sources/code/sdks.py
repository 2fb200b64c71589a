"""Which package an import belongs to, and who is called through it unless a base URL says otherwise.

Packages themselves, and whose they are, stand in the catalogue; here is what the catalogue cannot say: under
which name a package is imported. Which word of a wrapper stands for which provider, `routes` says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from auditor.sources.code.tokens import Dialect
from auditor.sources.routing.routes import PROGRAMS

if TYPE_CHECKING:
    from auditor.catalogue.hosts import Hosts

LOCAL: Final = "(local)"
"""Stands for no entity: whoever runs the program runs the model too."""

# Imports whose package has another name; the longest that fits counts.
_PYTHON: Final = {
    "google.generativeai": "google-generativeai", "google.genai": "google-genai",
    "google.cloud.aiplatform": "google-cloud-aiplatform", "vertexai": "vertexai",
    "azure.ai.inference": "azure-ai-inference", "azure.ai.projects": "azure-ai-projects",
    "azure.ai.openai": "azure-ai-openai", "cerebras.cloud.sdk": "cerebras-cloud-sdk",
    "fireworks": "fireworks-ai", "volcenginesdkarkruntime": "volcengine-python-sdk", "zai": "zai-sdk",
    "deepgram": "deepgram-sdk", "gen_ai_hub": "sap-ai-sdk-gen", "writerai": "writer-sdk", "reka": "reka-api",
    "tencentcloud.hunyuan": "tencentcloud-sdk-python-hunyuan", "databricks.sdk": "databricks-sdk",
    "snowflake.cortex": "snowflake-ml-python", "perplexity": "perplexityai", "stability_sdk": "stability-sdk",
}  # fmt: skip
_JAVA: Final = {
    "com.openai": "com.openai:openai-java", "com.anthropic": "com.anthropic:anthropic-java",
    "com.google.genai": "com.google.genai:google-genai",
    "com.google.cloud.vertexai": "com.google.cloud:google-cloud-vertexai",
    "com.azure.ai.openai": "com.azure:azure-ai-openai",
    "com.azure.ai.inference": "com.azure:azure-ai-inference",
    "software.amazon.awssdk.services.bedrockruntime": "software.amazon.awssdk:bedrockruntime",
    "software.amazon.awssdk.services.sagemakerruntime": "software.amazon.awssdk:sagemakerruntime",
    "com.cohere": "com.cohere:cohere-java", "com.alibaba.dashscope": "com.alibaba:dashscope-sdk-java",
    "com.tencentcloudapi.hunyuan": "com.tencentcloudapi:tencentcloud-sdk-java-hunyuan",
    "com.volcengine.ark": "com.volcengine:volcengine-java-sdk-ark-runtime",
    "com.deepl.api": "com.deepl.api:deepl-java",
    "com.ibm.watsonx": "com.ibm.watsonx:watsonx-ai", "io.github.ollama4j": "io.github.ollama4j:ollama4j",
    "com.sap.ai.sdk.orchestration": "com.sap.ai.sdk:orchestration",
}  # fmt: skip
_C_SHARP: Final = {
    "Amazon.BedrockRuntime": "AWSSDK.BedrockRuntime", "DeepL": "DeepL.net",
    "Microsoft.SemanticKernel": "Microsoft.SemanticKernel",
    "Microsoft.Extensions.AI": "Microsoft.Extensions.AI",
    "Azure.AI.OpenAI": "Azure.AI.OpenAI", "Azure.AI.Inference": "Azure.AI.Inference",
    "Azure.AI.Projects": "Azure.AI.Projects", "OpenAI": "OpenAI", "Anthropic.SDK": "Anthropic.SDK",
    "Anthropic": "Anthropic", "Google.GenAI": "Google.GenAI", "Mscc.GenerativeAI": "Mscc.GenerativeAI",
    "Google.Cloud.AIPlatform.V1": "Google.Cloud.AIPlatform.V1", "Mistral.SDK": "Mistral.SDK",
    "OllamaSharp": "OllamaSharp", "TencentCloud.Hunyuan": "TencentCloudSDK.Hunyuan",
}  # fmt: skip
# Libraries that call whom they are told to, by the module, class or model's prefix that is used.
_WRAPPERS: Final = (
    "langchain", "langchain_community", "langchain_classic", "llama_index", "litellm", "pydantic_ai",
    "haystack",
    "haystack_integrations", "crewai", "autogen", "autogen_ext", "semantic_kernel", "dspy", "instructor",
    "agno",
    "smolagents", "aisuite", "agents", "@langchain", "llamaindex", "@llamaindex", "ai", "@ai-sdk", "@mastra",
    "dev.langchain4j", "org.springframework.ai", "github.com/tmc/langchaingo",
    "github.com/cloudwego/eino-ext",
    "Microsoft.SemanticKernel", "Microsoft.Extensions.AI", "LangChain",
)  # fmt: skip
PROVIDERS: Final[Mapping[str, str]] = {word: route.operator or LOCAL for word, route in PROGRAMS.items()}
"""Whom words of wrappers' modules, classes and model ids stand for; the longest that fits counts."""
# Whom a client calls unless told otherwise, where that needs a model of theirs as well to be believed.
_BY_DEFAULT: Final = frozenset({"openai"})


@dataclass(frozen=True, slots=True)
class Sdk:
    """A package through which models are called.

    Attributes:
        package: Its name.
        entity: Whom it calls, or :data:`LOCAL`; ``None`` where it calls whom it is told to.
        decides: Whether that stands without a base URL being known.
        is_general: It is for everything a provider sells; that a model is meant, something else must show.
        is_wrapper: Classes and model ids say whom it calls.
    """

    package: str
    entity: str | None
    decides: bool
    is_general: bool = False
    is_wrapper: bool = False


def sdk_of(hosts: "Hosts", module: str, dialect: Dialect | None) -> Sdk | None:
    """Return the package that an import is of; ``None`` if nothing is known of it, or no model is behind it.

    Args:
        hosts: The catalogue of hosts.
        module: As it is imported.
        dialect: Language; ``None`` for Python.
    """
    from auditor.catalogue.listing import Purpose

    ecosystem, package = _package(module, dialect)
    wrapper = next((name for name in _WRAPPERS if _is_below(module, name)), "")
    listing = hosts.package(ecosystem, package) if package else None
    if listing is None:
        if not wrapper:
            return None
        entity = provider_in(module.removeprefix(wrapper))
        is_known = entity is not None and entity not in _BY_DEFAULT
        return Sdk(package or wrapper, entity, is_known, is_wrapper=True)
    if listing.purpose not in {Purpose.MODELS, Purpose.GENERAL}:
        return None
    entity = listing.entity.value
    if entity in {"ollama", "element-labs"}:
        entity = LOCAL
    is_wrapper = bool(wrapper) or package == "litellm" or package.startswith("langchain-")
    is_general = listing.purpose is Purpose.GENERAL
    return Sdk(listing.key, entity, listing.decides, is_general=is_general, is_wrapper=is_wrapper)


def _package(module: str, dialect: Dialect | None) -> tuple[str, str]:
    """Return ecosystem and package of an import."""
    if dialect is Dialect.SCRIPT:
        n_parts = 2 if module.startswith("@") else 1
        return "npm", "/".join(module.split("/")[:n_parts])
    if dialect is Dialect.GO:
        return "go", module
    if dialect in {Dialect.JAVA, Dialect.KOTLIN}:
        return "maven", _longest(module, _JAVA) or ""
    if dialect is Dialect.C_SHARP:
        return "nuget", _longest(module, _C_SHARP) or module
    return "pypi", _longest(module, _PYTHON) or module.partition(".")[0].replace("_", "-")


def _longest(module: str, names: Mapping[str, str]) -> str | None:
    fitting = [name for name in names if _is_below(module, name)]
    return names[max(fitting, key=len)] if fitting else None


def _is_below(module: str, name: str) -> bool:
    return module == name or module.startswith((f"{name}.", f"{name}/"))


def provider_in(words: str) -> str | None:
    """Return whom the longest word of a wrapper's module, class or function stands for."""
    plain = "".join(letter for letter in words.lower() if letter.isalnum())
    fitting = [word for word in PROVIDERS if word in plain]
    # azure stands before openai in AzureChatOpenAI, bedrock before anthropic in AnthropicBedrock.
    for first in ("ollama", "llamacpp", "azure", "bedrock", "vertex"):
        if first in fitting:
            return PROVIDERS[first]
    return PROVIDERS[max(fitting, key=len)] if fitting else None


def routed(model: str) -> tuple[str | None, str]:
    """Return whom a model id in the form ``PROVIDER/MODEL`` or ``PROVIDER:MODEL`` calls, and the model."""
    for sign in ("/", ":"):
        before, found, rest = model.partition(sign)
        word = "".join(letter for letter in before.lower() if letter.isalnum())
        if found and rest and word in PROVIDERS:
            return PROVIDERS[word], rest
    return None, model
