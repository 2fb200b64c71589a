"""Words by which gateways, assistants and programs choose whom they call: ``provider: ollama``.

One row per provider and way to call it. A word counts only with those that are known to say it: what LiteLLM
calls ``lambda`` is a keyword in programs, where words are looked for within names (``ChatVertexAI``).

Sources:
    LiteLLM documentation, providers; litellm/constants.py and get_llm_provider (release 1.80).
    Continue documentation, reference of config.yaml and model providers (schema v1).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Route:
    """Whom a word stands for.

    Attributes:
        operator: Entity of the catalogue that is called; ``None`` where an address decides.
        runtime: Runtime that the word is for, on one's own machines unless an address says otherwise.
        has_own_address: Every customer of the operator has an address of his own, so that giving one is no
            sign of somebody else.
        names_deployment: What is named is a deployment, which may be called unlike its model.
        service: Key of the catalogue's host that stands for what is called, where no address is given.
    """

    operator: str | None = None
    runtime: str | None = None
    has_own_address: bool = False
    names_deployment: bool = False
    service: str = ""


ANYWHERE: Final = Route()
"""Whoever answers to a protocol: an address decides."""


@dataclass(frozen=True, slots=True)
class Said:
    """The words for one route, apart by white space.

    Attributes:
        route: Whom they stand for.
        every: Words of LiteLLM, of Continue and of programs.
        gateways: Words of LiteLLM and of Continue.
        litellm: Prefixes of LiteLLM's model ids, and values of ``custom_llm_provider``.
        continue_: Providers of Continue's models.
        hub: Values of ``provider`` of Hugging Face's clients that nobody else has.
        programs: Words in the modules, classes and model ids of libraries that call whom they are told to, in
            lower case and without signs.
    """

    route: Route
    every: str = ""
    gateways: str = ""
    litellm: str = ""
    continue_: str = ""
    programs: str = ""
    hub: str = ""


SAID: Final = (
    # Hosted by whoever is named, under one address for all.
    Said(Route("openai"), "openai", litellm="text-completion-openai"),
    Said(Route("anthropic"), "anthropic", litellm="anthropic_text", programs="claude"),
    Said(
        Route("mistral"), "mistral", "codestral", litellm="text-completion-codestral", programs="mistralai"
    ),
    Said(Route("cohere"), "cohere", litellm="cohere_chat"),
    Said(
        Route("google"),
        "gemini",
        programs="vertexai vertex google googlegla googlevertex googlevertexai googlegenai googlegenerativeai"
        " googleai googleanthropicvertex palm",
    ),
    Said(Route("fireworks"), "fireworks", litellm="fireworks_ai", programs="fireworksai"),
    Said(Route("together"), "together", litellm="together_ai", programs="togetherai"),
    Said(Route("voyage"), "voyage", programs="voyageai"),
    Said(Route("jina"), "jina", litellm="jina_ai"),
    Said(Route("ai21"), "ai21", litellm="ai21_chat"),
    Said(Route("black-forest-labs"), hub="black-forest-labs"),
    Said(Route("zhipu"), "zai", hub="zai-org", programs="zhipu zhipuai"),
    Said(Route("nvidia"), litellm="nvidia_nim", continue_="nvidia", programs="nvidia nvidianim"),
    Said(Route("github"), litellm="github github_copilot", programs="github githubcopilot"),
    Said(Route("alibaba-cloud"), litellm="dashscope", programs="dashscope tongyi"),
    Said(Route("bytedance"), litellm="volcengine", programs="volcengine"),
    Said(
        Route("huggingface"), litellm="huggingface", continue_="huggingface-inference-api", hub="hf-inference"
    ),
    Said(Route("featherless"), gateways="featherless", litellm="featherless_ai"),
    Said(Route("lambda"), gateways="lambda", litellm="lambda_ai"),
    Said(Route("inception-labs"), gateways="inception"),
    Said(Route("meta"), litellm="meta_llama"),
    Said(Route("fal"), litellm="fal_ai"),
    Said(Route("vercel"), litellm="vercel_ai_gateway"),
    Said(Route("nlpcloud"), litellm="nlp_cloud"),
    Said(Route("coreweave"), litellm="wandb"),
    Said(Route("aimlapi"), litellm="aiml"),
    Said(Route("runway"), litellm="runwayml"),
    Said(Route("baidu"), programs="qianfan"),
    Said(Route("tencent"), programs="hunyuan"),
    Said(Route("sber"), programs="gigachat"),
    Said(Route("yandex"), programs="yandexgpt"),
    # Those that everybody calls by their name.
    *(
        Said(Route(entity), entity)
        for entity in (
            "groq", "deepseek", "xai", "deepinfra", "openrouter", "perplexity", "replicate", "cerebras",
            "sambanova", "moonshot", "minimax", "nebius", "scaleway", "cloudflare", "ovhcloud",
        )
    ),
    *(
        Said(Route(entity), gateways=entity)
        for entity in (
            "novita", "siliconflow", "nscale", "friendli", "hyperbolic", "venice", "stability", "poe",
            "upstage",
        )
    ),
    *(
        Said(Route(entity), litellm=entity)
        for entity in (
            "elevenlabs", "deepgram", "assemblyai", "baseten", "publicai", "gmi", "clarifai",
        )
    ),
    # Hosted, under an address of the customer's own.
    Said(
        Route("microsoft", has_own_address=True, names_deployment=True, service="openai.azure.com"),
        "azure",
        litellm="azure_text",
        programs="azureopenai",
    ),
    Said(
        Route("microsoft", has_own_address=True, service="services.ai.azure.com"),
        litellm="azure_ai",
        programs="azureai",
    ),
    Said(
        Route("amazon-aws", has_own_address=True),
        "bedrock",
        litellm="bedrock_converse bedrock_mantle",
        continue_="bedrockimport",
        programs="bedrockconverse",
    ),
    Said(
        Route(
            "amazon-aws",
            has_own_address=True,
            names_deployment=True,
            service="runtime.sagemaker.*.amazonaws.com",
        ),
        "sagemaker",
        litellm="sagemaker_chat",
    ),
    Said(
        Route("google", has_own_address=True, service="aiplatform.googleapis.com"),
        litellm="vertex_ai vertex_ai_beta",
        continue_="vertexai",
    ),
    Said(Route("ibm", has_own_address=True), "watsonx", litellm="watsonx_text", programs="watson"),
    Said(
        Route("databricks", has_own_address=True, service="cloud.databricks.com"),
        litellm="databricks",
        programs="databricks",
    ),
    Said(Route("snowflake", has_own_address=True), litellm="snowflake", programs="snowflake"),
    Said(Route("oracle", has_own_address=True), litellm="oci"),
    # On one's own machines.
    Said(Route(runtime="ollama"), "ollama", litellm="ollama_chat", programs="ollamachat"),
    Said(Route(runtime="vllm"), "vllm", litellm="hosted_vllm", programs="hostedvllm"),
    Said(Route(runtime="lmstudio"), "lmstudio", litellm="lm_studio"),
    Said(Route(runtime="llamafile"), "llamafile"),
    Said(Route(runtime="xinference"), "xinference"),
    Said(Route(runtime="llama.cpp"), continue_="llama.cpp", programs="llamacpp"),
    Said(Route(runtime="infinity"), gateways="infinity"),
    Said(Route(runtime="lemonade"), gateways="lemonade"),
    Said(Route(runtime="docker-model-runner"), litellm="docker_model_runner", continue_="docker"),
    Said(Route(runtime="petals"), litellm="petals"),
    Said(Route(runtime="triton"), litellm="triton"),
    Said(Route(runtime="tgi"), continue_="huggingface-tgi"),
    Said(Route(runtime="tei"), continue_="huggingface-tei"),
    Said(Route(runtime="text-generation-webui"), continue_="text-gen-webui"),
    Said(Route(runtime="gpt4all"), programs="gpt4all"),
    Said(Route(runtime="localai"), programs="localai"),
    Said(Route(runtime="transformers"), programs="huggingfacepipeline"),
    Said(Route(runtime="onnxruntime"), programs="onnx"),
    Said(ANYWHERE, litellm="predibase litellm_proxy openai_like custom_openai custom"),
)  # fmt: skip


def _routes(words_of: Callable[[Said], str]) -> Mapping[str, Route]:
    return MappingProxyType({word: said.route for said in SAID for word in words_of(said).split()})


LITELLM: Final = _routes(lambda said: f"{said.every} {said.gateways} {said.litellm}")
"""By the prefix of LiteLLM's model ids, or ``custom_llm_provider``."""

CONTINUE: Final = _routes(lambda said: f"{said.every} {said.gateways} {said.continue_}")
"""By the provider of a model of Continue."""

PROGRAMS: Final = _routes(lambda said: f"{said.every} {said.programs}")
"""By a word in a module, class or model id of a library that calls whom it is told to."""


def _plain(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())


_ANY: Final = {
    _plain(word): said.route
    for said in reversed(SAID)
    for column in (said.litellm, said.continue_, said.programs, said.hub, said.gateways, said.every)
    for word in column.split()
    if said.route != ANYWHERE
}
# together ai, azure ai foundry, hugging face inference api.
_MOST_WORDS: Final = 4
_WORD: Final = re.compile(r"[^\W_]+")


def named(text: str) -> Route | None:
    """Return whom words of people name, however they spell it: ``Amazon Bedrock``, ``fireworks-ai``.

    Of several, the one whose customers have addresses of their own is the one that is called: *Claude on
    Bedrock*. ``None`` where nobody is named, or more than one.
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    found: list[Route] = []
    start = 0
    while start < len(words):
        ends = range(min(len(words), start + _MOST_WORDS), start, -1)
        end = next((end for end in ends if "".join(words[start:end]) in _ANY), None)
        if end is not None:
            found.append(_ANY["".join(words[start:end])])
        start = end or start + 1
    if any(route.runtime for route in found):
        return found[0] if len(found) == 1 else None
    own = [route for route in found if route.has_own_address] or found
    return own[0] if len({route.operator for route in own}) == 1 else None
