"""Write the catalogue of hosts and regions from reference tables: a one-off, kept so that it can be checked.

    AUDITOR_REFERENCE=DIR python -m benchmarks.import_hosts

DIR holds ``entities/api_hosts.csv`` (hosts, environment variables, SDK packages, model-id prefixes and hub
organisations, each with the entity behind it) and ``entities/regions.csv``. Every row keeps its own source
and confidence: primary is high, secondary medium, memory is general knowledge and low. A row of which a part
is from memory is low: which part, its source does not say.

* An entity in brackets, ``(by value)``, means that the key alone does not decide; ``decided_by`` says what.
* ``local-runtime`` is no entity. Its ports go under ``local_ports``; everything else about it is dropped.
* A row that its note calls weak, and those of UNDECIDED, do not decide either.
* CUSTOMERS_NAME says which names at a host its customers make up: no model is told by them.
* PURPOSES says what is behind a key where that is not a model: no deployment follows from it.
* A place that is anywhere, that depends on what is not in its code, or that nobody states, is not outside the
  Union: nobody knows. The seat of whoever one contracts with is not where it computes.

Corrections go into UNDECIDED, PURPOSES, NAMELESS_PLACE, CUSTOMERS_NAME and ADDED, with a reason.
"""

import csv
import json
import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

Row = Mapping[str, str]
Json = dict[str, object]

OUT: Final = Path(__file__).parent.parent / "auditor" / "catalogue" / "data"
# The day the tables were put together: what has no day of its own ages from it.
ASSEMBLED: Final = date(2026, 11, 22)
LEVELS: Final = {"primary": "high", "secondary": "medium", "memory": "low"}
# Days of the copies that sources name.
DAYS: Final = {
    "borderlint": date(2026, 8, 22), "models.dev": date(2026, 7, 2), "botocore": date(2026, 11, 22),
    "litellm": date(2026, 11, 22), "llmabacus.com": date(2026, 6, 12),
}  # fmt: skip
# How a row says that where it computes is not known.
UNSTATED: Final = re.compile(r"\bnot stated\b|\bnot in the terms\b|\bplace not public\b")
SECTIONS: Final = {
    "host": "hosts", "env": "environment", "model-prefix": "model_prefixes", "hub-org": "organisations",
}  # fmt: skip
ECOSYSTEMS: Final = ("pypi", "npm", "maven", "go", "nuget", "cargo")
# Keys that do not decide although they name an entity, and what does.
UNDECIDED: Final = {
    # Clients of a program that by default runs on the same machine.
    **dict.fromkeys(
        [
            "sdk-pypi ollama", "sdk-npm ollama", "sdk-maven io.github.ollama4j:ollama4j",
            "sdk-pypi langchain-ollama",
            "sdk-go github.com/ollama/ollama/api", "sdk-nuget OllamaSharp", "sdk-cargo ollama-rs",
            "sdk-pypi lmstudio", "sdk-npm @lmstudio/sdk",
        ],
        "base URL",
    ),
    # OpenAI-compatible hosts are called with these as well; the tables say so of their siblings.
    **dict.fromkeys(
        [
            "sdk-npm @ai-sdk/openai", "sdk-pypi langchain-openai", "sdk-npm @langchain/openai",
            "sdk-maven dev.langchain4j:langchain4j-open-ai", "sdk-go github.com/openai/openai-go",
            "sdk-maven org.springframework.ai:spring-ai-starter-model-openai", "sdk-cargo async-openai",
        ],
        "base URL",
    ),
    # Downloads weights, runs them here, or calls one of many providers.
    **dict.fromkeys(
        [
            "sdk-pypi huggingface-hub", "sdk-pypi langchain-huggingface", "sdk-npm @huggingface/inference",
            "sdk-pypi modelscope", "env HF_TOKEN", "env HUGGINGFACEHUB_API_TOKEN",
            "env HUGGING_FACE_HUB_TOKEN",
        ],
        "use",
    ),
    # A library, or a proxy that is hosted by whoever runs it.
    "sdk-pypi litellm": "model", "env LITELLM_MASTER_KEY": "base URL",
    # Names weights as well, which may run anywhere.
    **dict.fromkeys(["hub-org ggml-org/"], "repackager"),
}  # fmt: skip
# What is behind a key that is not a model somebody serves.
PURPOSES: Final = {
    **dict.fromkeys(["pinecone", "qdrant", "weaviate"], "vectors"),
    **dict.fromkeys(["langfuse", "langchain"], "tracing"),
    # Everything the provider sells answers under these, or is reached with these.
    **dict.fromkeys(
        [
            "amazonaws.eu", "amazonaws.com.cn", "oraclecloud.eu", "sovcloud-api.fr", "s3nsapis.fr",
            "hana.ondemand.com",
            "snowflakecomputing.com", "cloud.databricks.com", "azuredatabricks.net", "gcp.databricks.com",
            "volces.com",
            "bytepluses.com", "api.cloudflare.com", "modal.run", "proxy.runpod.net", "onstackit.cloud",
            "api.gcore.com",
            "api.infomaniak.com", "api.cognitive.microsoft.com", "cognitiveservices.azure.com",
            "tencentmaas.com",
            "AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_DEFAULT_REGION", "GOOGLE_APPLICATION_CREDENTIALS",
            "GITHUB_TOKEN",
            "GOOGLE_CLOUD_LOCATION", "GOOGLE_CLOUD_UNIVERSE_DOMAIN", "ALIBABA_CLOUD_ACCESS_KEY_ID",
            "SCW_SECRET_KEY",
            "OCI_CONFIG_FILE", "DATABRICKS_HOST", "DATABRICKS_TOKEN", "SNOWFLAKE_ACCOUNT",
            "CLOUDFLARE_ACCOUNT_ID",
            "CLOUDFLARE_API_TOKEN", "MODAL_TOKEN_ID", "RUNPOD_API_KEY", "WANDB_API_KEY", "VULTR_API_KEY",
            "NGC_API_KEY",
            "DIGITALOCEAN_ACCESS_TOKEN", "TENCENTCLOUD_SECRET_ID", "GOOGLE_API_KEY", "AZURE_API_KEY",
            "IONOS_API_TOKEN",
            "boto3", "oci", "databricks-sdk", "tencentcloud-sdk-python", "snowflake-ml-python", "modal",
            "runpod",
            "huggingface-hub", "modelscope", "com.databricks:databricks-sdk-java",
            "google-cloud-aiplatform", "sagemaker",
        ],
        "general",
    ),
    **dict.fromkeys(["login.sovcloud-identity.fr", "login.sovcloud-identity.de", "onsovcloud.de"], "sign-in"),
    "huggingface.co": "weights",
}  # fmt: skip
# Hosts whose first label is a name that whoever rents them chose; it may well read like a region.
NAMELESS_PLACE: Final = frozenset(
    {"openai.azure.com", "services.ai.azure.com", "cognitiveservices.azure.com"}
)
# Other hosts of services that the tables list: FIPS, dual stack, private links, regional endpoints. A row
# whose form was not found anywhere, only concluded from its siblings, is from memory.
_AWS: Final = "endpoint rules of the AWS SDKs, public code search"
_GOOGLE: Final = "docs.cloud.google.com vertex-ai/docs/general/googleapi-access-methods"
_GOOGLE_CODE: Final = "Google client libraries and REST reference, public code search"
_AZURE: Final = "copies of Microsoft's private DNS zone values, public code search"
_CONCLUDED: Final = "memory"
ADDED: Final = (
    ("bedrock-runtime-fips.*.amazonaws.com", "amazon-aws", "Bedrock, FIPS endpoint", _AWS),
    ("bedrock-runtime.*.api.aws", "amazon-aws", "Bedrock, dual stack", _AWS),
    ("bedrock-runtime-fips.*.api.aws", "amazon-aws", "Bedrock, FIPS endpoint, dual stack", _AWS),
    ("bedrock-runtime.*.vpce.amazonaws.com", "amazon-aws", "Bedrock through PrivateLink", _AWS),
    ("bedrock-mantle.*.vpce.amazonaws.com", "amazon-aws", "Bedrock through PrivateLink", _AWS),
    ("bedrock-runtime-fips.*.vpce.amazonaws.com", "amazon-aws", "Bedrock through PrivateLink", _CONCLUDED),
    ("bedrock-agent-runtime.*.amazonaws.com", "amazon-aws", "Bedrock agents", _CONCLUDED),
    ("bedrock-agent-runtime.*.vpce.amazonaws.com", "amazon-aws", "Bedrock agents, PrivateLink", _CONCLUDED),
    ("runtime-fips.sagemaker.*.amazonaws.com", "amazon-aws", "SageMaker endpoints, FIPS endpoint", _AWS),
    ("runtime.sagemaker.*.api.aws", "amazon-aws", "SageMaker endpoints, dual stack", _AWS),
    ("runtime.sagemaker.*.vpce.amazonaws.com", "amazon-aws", "SageMaker, PrivateLink", _CONCLUDED),
    ("inference.*.api.azureml.ms", "microsoft", "Azure ML endpoints", _CONCLUDED),
    ("inference.*.privatelink.api.azureml.ms", "microsoft", "Azure ML, private link", _CONCLUDED),
    ("cognitiveservices.azure.us", "microsoft", "Azure Government AI services", _AZURE),
    ("cognitiveservices.azure.cn", "azure-china", "Azure China AI services", _AZURE),
    ("aiplatform.*.rep.googleapis.com", "google", "Vertex AI, regional endpoint", _GOOGLE_CODE),
    ("aiplatform-*.p.googleapis.com", "google", "Vertex AI, Private Service Connect", _GOOGLE),
    ("*-aiplatform-*.p.googleapis.com", "google", "Vertex AI, Private Service Connect", _CONCLUDED),
    ("aiplatform.mtls.googleapis.com", "google", "Vertex AI global, mutual TLS", _GOOGLE_CODE),
    ("*-aiplatform.mtls.googleapis.com", "google", "Vertex AI regional, mutual TLS", _GOOGLE_CODE),
    ("generativelanguage.mtls.googleapis.com", "google", "Gemini API, mutual TLS", _CONCLUDED),
    ("prediction.vertexai.goog", "google", "Vertex AI, dedicated endpoint", _GOOGLE_CODE),
)
# Names that customers make up for deployments and endpoints of theirs: all of them, the numbers of endpoints
# of Vertex AI (a model of Google's or a publisher's has a name), all but those of Databricks' own.
_ALL: Final = ".+"
_VERTEX: Final = "(?:.*/)?(?:[0-9]+|endpoints/[^/]+)"
_DATABRICKS: Final = "(?!databricks-).+"
CUSTOMERS_NAME: Final = {
    **dict.fromkeys(
        [
            "openai.azure.com", "openai.azure.us", "openai.azure.cn", "services.ai.azure.com",
            "cognitiveservices.azure.com", "cognitiveservices.azure.us", "cognitiveservices.azure.cn",
            "api.cognitive.microsoft.com", "models.ai.azure.com", "inference.ai.azure.com",
            "inference.ml.azure.com", "inference.*.api.azureml.ms", "inference.*.privatelink.api.azureml.ms",
            "runtime.sagemaker.*.amazonaws.com", "runtime-fips.sagemaker.*.amazonaws.com",
            "runtime.sagemaker.*.api.aws", "runtime.sagemaker.*.vpce.amazonaws.com",
            "endpoints.huggingface.cloud", "prediction.vertexai.goog", "pai-eas.aliyuncs.com", "modal.run",
            "api.runpod.ai", "proxy.runpod.net",
        ],
        _ALL,
    ),
    **dict.fromkeys(
        [
            "aiplatform.googleapis.com", "*-aiplatform.googleapis.com", "aiplatform.eu.rep.googleapis.com",
            "aiplatform.us.rep.googleapis.com", "aiplatform.*.rep.googleapis.com",
            "aiplatform-*.p.googleapis.com", "*-aiplatform-*.p.googleapis.com",
            "aiplatform.mtls.googleapis.com", "*-aiplatform.mtls.googleapis.com",
        ],
        _VERTEX,
    ),
    **dict.fromkeys(["cloud.databricks.com", "azuredatabricks.net", "gcp.databricks.com"], _DATABRICKS),
}  # fmt: skip
# The region of a resource is not where it computes: the type of each deployment says that.
DEPLOYMENT_TYPES: Final = {"azure": "azure-openai"}
# Those that compute on machines of the region itself, whatever their provider has besides.
OWN_MACHINES: Final = frozenset(
    {"inference.ml.azure.com", "inference.*.api.azureml.ms", "inference.*.privatelink.api.azureml.ms"}
)
# Countries of places that are no one place.
NO_PLACE: Final = frozenset({"ANY", "DEPENDS"})
# Whose regions a host's labels are looked for among.
REGIONS_OF: Final = {
    "amazon-aws": ["aws"], "aws-eusc": ["aws"], "aws-china": ["aws"], "microsoft": ["azure", "azure-gov"],
    "azure-china": ["azure-china"], "google": ["gcp"], "s3ns": ["s3ns"], "ibm": ["ibm-cloud"],
    "oracle": ["oci", "oci-eu-sovereign", "oci-gov", "oci-dedicated"], "alibaba-cloud": ["alibaba-cloud"],
    "huawei-cloud": ["huawei-cloud"], "bytedance": ["volcengine"], "tencent": ["tencent-cloud"],
    "stackit": ["stackit"], "ionos": ["ionos"], "scaleway": ["scaleway"], "xiaomi": ["xiaomi-mimo"],
    "openai": ["openai"], "black-forest-labs": ["black-forest-labs"], "minimax": ["minimax"],
    "zhipu": ["zhipu"],
    "moonshot": ["moonshot"], "deepseek": ["deepseek"], "anthropic": ["aws"], "huggingface": ["aws", "gcp",
    "azure"],
}  # fmt: skip


def main() -> None:
    """Read the reference tables and write both data files."""
    reference = Path(os.environ["AUDITOR_REFERENCE"]) / "entities"
    _write("hosts.json", _hosts([*_rows(reference / "api_hosts.csv"), *_added()]))
    _write("regions.json", _regions(_rows(reference / "regions.csv")))


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _added() -> list[Row]:
    names = ("key", "entity_id", "service", "source")
    rows = [{"type": "host", "note": "", **dict(zip(names, row, strict=True))} for row in ADDED]
    return [{**row, "confidence": "memory" if row["source"] == _CONCLUDED else "secondary"} for row in rows]


def _hosts(rows: list[Row]) -> Json:
    listed: dict[str, dict[str, Json]] = {name: {} for name in SECTIONS.values()}
    packages: dict[str, dict[str, Json]] = {name: {} for name in ECOSYSTEMS}
    ports: dict[str, Json] = {}
    for row in rows:
        kind, key = row["type"], row["key"].rstrip("/") if row["type"] == "hub-org" else row["key"]
        if row["entity_id"] == "local-runtime":
            if kind == "host":
                ports[key.rpartition(":")[2]] = _listing(row)
        elif kind.startswith("sdk-"):
            packages[kind.removeprefix("sdk-")][key] = _listing(row)
        else:
            listed[SECTIONS[kind]][key] = _listing(row)
    return {**listed, "packages": packages, "local_ports": ports}


def _listing(row: Row) -> Json:
    entity, key = row["entity_id"], row["key"]
    in_brackets = entity.startswith("(")
    undecided = UNDECIDED.get(f"{row['type']} {key}")
    listing: Json = {"entity": None if in_brackets or entity == "local-runtime" else entity}
    if in_brackets:
        listing["decided_by"] = entity.strip("()").removeprefix("by ")
    elif undecided or row["note"].startswith("weak"):
        listing["decided_by"] = undecided or "base URL"
    if purpose := PURPOSES.get(key) or PURPOSES.get(entity):
        listing["purpose"] = purpose
    if key in NAMELESS_PLACE:
        listing["names_region"] = False
    if key in CUSTOMERS_NAME:
        listing["customers_name"] = CUSTOMERS_NAME[key]
    if key in OWN_MACHINES:
        listing["computes_in_region"] = True
    listing["service"] = row["service"]
    return listing | ({"note": row["note"]} if row["note"] else {}) | _backing(row)


def _backing(row: Row) -> Json:
    level, source = LEVELS[row["confidence"]], row["source"]
    if re.search(r"\bmemory\b", source):
        level = "low"
    if row["confidence"] == "memory":
        source = "general knowledge"
    on = next((day for name, day in DAYS.items() if source.startswith(name)), None)
    begins = on or ASSEMBLED
    return {
        "source": source,
        "confidence": level,
        "checked_on": on.isoformat() if on else None,
        # A year: hosts and owners change about that often.
        "stale_after": begins.replace(year=begins.year + 1).isoformat(),
    }


def _regions(rows: list[Row]) -> Json:
    providers: dict[str, dict[str, Json]] = {}
    for row in rows:
        cells = {
            name: row[name]
            for name in ("kind", "location", "country", "eu", "gdpr_zone", "note")
            if row[name]
        }
        if row["kind"] == "deployment_sku" and row["note"].startswith("regional"):
            # As of Bedrock's ids without a profile: the region that is called.
            cells["country"] = "REGION"
        if row["country"] in NO_PLACE:
            cells["eu"] = "depends"
        if UNSTATED.search(f"{row['location']}; {row['note']}"):
            cells |= {"country": "DEPENDS", "eu": "depends", "gdpr_zone": "depends"}
        providers.setdefault(row["provider"], {})[row["code"]] = {**cells, **_backing(row)}
    return {"of_entity": REGIONS_OF, "deployment_types": DEPLOYMENT_TYPES, "providers": providers}


def _write(name: str, document: Json) -> None:
    (OUT / name).write_text(_lines(document) + "\n", encoding="utf-8")


def _lines(node: object, depth: int = 0) -> str:
    """Return JSON that a person can review: one line per row."""
    if not isinstance(node, dict) or "source" in node or not node:
        return json.dumps(node, ensure_ascii=False)
    pad = " " * (depth + 1)
    inside = (f"{pad}{json.dumps(key)}: {_lines(value, depth + 1)}" for key, value in node.items())
    return "{\n" + ",\n".join(inside) + "\n" + " " * depth + "}"


if __name__ == "__main__":
    main()
