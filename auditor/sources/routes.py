"""Words by which gateways and assistants choose whom they call: ``bedrock/...``, ``provider: ollama``.

Sources:
    LiteLLM documentation, providers; litellm/constants.py and get_llm_provider (release 1.80).
    Continue documentation, reference of config.yaml and model providers (schema v1).
"""

from collections.abc import Mapping
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
    """

    operator: str | None = None
    runtime: str | None = None
    has_own_address: bool = False
    names_deployment: bool = False


ANYWHERE: Final = Route()
"""Whoever answers to a protocol: an address decides."""

_AZURE: Final = Route("microsoft", has_own_address=True, names_deployment=True)
_FOUNDRY: Final = Route("microsoft", has_own_address=True)
_AMAZON: Final = Route("amazon-aws", has_own_address=True)
_SAGEMAKER: Final = Route("amazon-aws", has_own_address=True, names_deployment=True)
_GOOGLE: Final = Route("google", has_own_address=True)

_HOSTED: Final = {
    "openai": "openai", "anthropic": "anthropic", "mistral": "mistral", "codestral": "mistral",
    "cohere": "cohere", "groq": "groq", "deepseek": "deepseek", "gemini": "google", "xai": "xai",
    "fireworks": "fireworks", "together": "together", "deepinfra": "deepinfra", "openrouter": "openrouter",
    "perplexity": "perplexity", "replicate": "replicate", "cerebras": "cerebras", "sambanova": "sambanova",
    "voyage": "voyage", "jina": "jina", "ai21": "ai21", "moonshot": "moonshot", "minimax": "minimax",
    "novita": "novita", "nebius": "nebius", "scaleway": "scaleway", "siliconflow": "siliconflow",
    "cloudflare": "cloudflare", "nscale": "nscale", "friendli": "friendli", "featherless": "featherless",
    "hyperbolic": "hyperbolic", "lambda": "lambda", "venice": "venice", "inception": "inception-labs",
    "stability": "stability", "poe": "poe", "upstage": "upstage",
}  # fmt: skip
_LOCAL: Final = {
    "ollama": "ollama", "vllm": "vllm", "lmstudio": "lmstudio", "llamafile": "llamafile",
    "xinference": "xinference", "infinity": "infinity",
}  # fmt: skip


def _routes(hosted: Mapping[str, str], local: Mapping[str, str], **others: Route) -> Mapping[str, Route]:
    return MappingProxyType(
        {
            **{word: Route(entity) for word, entity in {**_HOSTED, **hosted}.items()},
            **{word: Route(runtime=runtime) for word, runtime in {**_LOCAL, **local}.items()},
            **others,
        }
    )


LITELLM: Final = _routes(
    {
        "text-completion-openai": "openai", "anthropic_text": "anthropic", "cohere_chat": "cohere",
        "fireworks_ai": "fireworks", "together_ai": "together", "jina_ai": "jina", "ai21_chat": "ai21",
        "text-completion-codestral": "mistral", "huggingface": "huggingface", "nvidia_nim": "nvidia",
        "github": "github", "github_copilot": "github", "dashscope": "alibaba-cloud",
        "volcengine": "bytedance",
        "zai": "zhipu", "meta_llama": "meta", "featherless_ai": "featherless", "lambda_ai": "lambda",
        "ovhcloud": "ovhcloud", "elevenlabs": "elevenlabs", "deepgram": "deepgram",
        "assemblyai": "assemblyai", "fal_ai": "fal", "vercel_ai_gateway": "vercel", "baseten": "baseten",
        "nlp_cloud": "nlpcloud", "wandb": "coreweave", "publicai": "publicai",
        "aiml": "aimlapi", "gmi": "gmi", "runwayml": "runway", "clarifai": "clarifai",
    },
    {
        "ollama_chat": "ollama", "hosted_vllm": "vllm", "lm_studio": "lmstudio", "lemonade": "lemonade",
        "docker_model_runner": "docker-model-runner", "petals": "petals",
    },
    azure=_AZURE, azure_text=_AZURE, azure_ai=_FOUNDRY,
    bedrock=_AMAZON, bedrock_converse=_AMAZON, bedrock_mantle=_AMAZON, sagemaker=_SAGEMAKER,
    sagemaker_chat=_SAGEMAKER,
    vertex_ai=_GOOGLE, vertex_ai_beta=_GOOGLE,
    databricks=Route("databricks", has_own_address=True), watsonx=Route("ibm", has_own_address=True),
    watsonx_text=Route("ibm", has_own_address=True), snowflake=Route("snowflake", has_own_address=True),
    oci=Route("oracle", has_own_address=True), predibase=ANYWHERE, triton=Route(runtime="triton"),
    litellm_proxy=ANYWHERE, openai_like=ANYWHERE, custom_openai=ANYWHERE, custom=ANYWHERE,
)  # fmt: skip
"""By the prefix of LiteLLM's model ids, or ``custom_llm_provider``."""

CONTINUE: Final = _routes(
    {
        "nvidia": "nvidia", "huggingface-inference-api": "huggingface",
        "ovhcloud": "ovhcloud", "inception": "inception-labs", "zai": "zhipu",
    },
    {"llama.cpp": "llama.cpp", "lemonade": "lemonade", "docker": "docker-model-runner"},
    azure=_AZURE, bedrock=_AMAZON, bedrockimport=_AMAZON, sagemaker=_SAGEMAKER, vertexai=_GOOGLE,
    watsonx=Route("ibm", has_own_address=True),
    **{
        "huggingface-tgi": Route(runtime="tgi"), "huggingface-tei": Route(runtime="tei"),
        "text-gen-webui": Route(runtime="text-generation-webui"),
    },
)  # fmt: skip
"""By the provider of a model of Continue."""
