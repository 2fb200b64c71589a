"""Words by which programs and settings name a base URL, a model, a deployment and a region."""

import re
from typing import TYPE_CHECKING, Final

from auditor.formats.address import Address, parse_address

if TYPE_CHECKING:
    from auditor.catalogue.hosts import Hosts

ADDRESS: Final = frozenset(
    {
        "baseurl", "apibase", "endpoint", "azureendpoint", "openaiapibase", "apiendpoint", "apiurl",
        "host", "url",
        "serverurl", "endpointurl", "baseaddress", "apihost", "uri", "openaibaseurl", "anthropicapiurl",
        "basepath",
        "inferenceserverurl", "endpointoverride", "baseapi", "openaiapibaseurl", "serviceurl", "baseuri",
        "apibaseurl",
        "ollamabaseurl", "ollamahost", "openaiproxy",
    }
)  # fmt: skip
MODEL: Final = frozenset(
    {
        "model", "modelname", "modelid", "modelkey", "chatmodel", "embeddingmodel", "defaultmodel",
        "llmmodel",
        "llm", "embedmodel", "chatmodelid", "embeddingmodelname", "chatmodelname", "modelidorpath",
        "foundationmodel",
        "modelstring", "aimodelid", "completionmodel", "modeltype",
    }
)  # fmt: skip
DEPLOYMENT: Final = frozenset(
    {
        "azuredeployment", "deploymentname", "deployment", "deploymentid", "engine",
        "azureopenaiapideploymentname",
        "chatdeployment", "deploymentormodelname", "endpointname", "chatdeploymentname",
    }
)  # fmt: skip
REGION: Final = frozenset(
    {"region", "regionname", "awsregion", "location", "vertexlocation", "googlecloudlocation", "regionid"}
)
KEY: Final = frozenset({"apikey", "apitoken", "accesstoken", "authtoken", "token", "secretkey", "key"})

# Paths under which models answer: OpenAI's, Anthropic's, Ollama's, Azure's, Bedrock's, Gemini's, TGI's.
_SERVES: Final = re.compile(
    r"/(?:v\d[\w.]*/(?:chat|completions|embeddings|responses|messages|rerank|audio|images|models)|chat/completions"
    r"|completions|api/(?:generate|chat|embed|embeddings)|openai/|serving-endpoints|inference|invocations|generate"
    r"|ai/v\d|accounts/[^/]+/ai/|model/[^/]+/(?:invoke|converse))(?:[-/:_?]|$|\w)"
)
# Of these those that serve nothing else anywhere, so that they tell of a model whoever the host is.
_SERVES_ALONE: Final = re.compile(
    r"/(?:chat/completions|v\d[\w.]*/(?:completions|embeddings)|openai/deployments/[^/]+(?:/[\w/]+)?"
    r"|model/[^/]+/(?:invoke|converse)(?:-[\w-]+)?|models/[\w.@-]+:(?:\w*[gG]enerateContent|embedContent))/?$"
)
_BASE: Final = re.compile(r"(?:/openai|/api|/compatible-mode|/ai|/inference|/llm)*(?:/v\d\w*)?/?")
_IN_PATH: Final = (
    re.compile(r"/models/([\w.@-]+):[a-z]\w+"),
    re.compile(r"/model/([^/]+)/(?:invoke|converse)"),
)
_DEPLOYMENT_IN_PATH: Final = re.compile(r"/deployments/([^/]+)")


def plain(word: str) -> str:
    """Return a key without case, signs, and the verb that a setter begins with."""
    letters = "".join(letter for letter in word if letter.isalnum())
    for verb in ("with", "set", "With", "Set"):
        # withModel, but not without or settings.
        if letters.startswith(verb) and letters[len(verb) : len(verb) + 1].isupper():
            letters = letters[len(verb) :]
    return letters.lower()


def url(text: str | None) -> Address | None:
    """Return the address that a text is, if it begins with ``http``."""
    if text is None or not text.lower().startswith(("http://", "https://")):
        return None
    return parse_address(text)


def serves_models(hosts: "Hosts", address: Address) -> bool:
    """Say whether an address is one at which models answer, by itself."""
    from auditor.catalogue.listing import Purpose

    has_path = _SERVES.search(address.path) is not None
    if address.is_local:
        return has_path
    match = hosts.of_host(address.host)
    if match is None:
        # Nobody that is known: a gateway, or a provider that is not listed.
        return _SERVES_ALONE.search(address.path) is not None
    if match.listing.purpose is Purpose.GENERAL:
        return has_path or any(word in address.host for word in ("bedrock", "maas", "model-serving", "ark."))
    if match.listing.purpose is not Purpose.MODELS:
        return False
    # The site of a provider shares the host where the host has no name of its own: openrouter.ai/docs.
    return has_path or match.listing.key.count(".") > 1 or _BASE.fullmatch(address.path) is not None


def may_serve_models(hosts: "Hosts", address: Address) -> bool:
    """Say whether a model may answer at an address: its host is not known for something else."""
    from auditor.catalogue.listing import Purpose

    match = hosts.of_host(address.host)
    return match is None or match.listing.purpose in {Purpose.MODELS, Purpose.GENERAL}


def model_in(address: Address) -> tuple[str | None, str | None]:
    """Return the model and the deployment that a path names."""
    model = next((found[1] for pattern in _IN_PATH if (found := pattern.search(address.path))), None)
    deployment = _DEPLOYMENT_IN_PATH.search(address.path)
    return model, deployment[1] if deployment else None
