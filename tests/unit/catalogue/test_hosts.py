import pytest

from auditor.catalogue import load
from auditor.catalogue.hosts import ECOSYSTEMS, bedrock_id, load_hosts
from auditor.catalogue.listing import Purpose
from auditor.domain.fact import Confidence

HOSTS = load_hosts()


@pytest.mark.parametrize(
    ("host", "entity", "region"),
    [
        ("api.openai.com", "openai", "openai api.openai.com"),
        ("eu.api.openai.com", "openai", "openai eu.api.openai.com"),
        ("https://api.mistral.ai/v1/chat/completions", "mistral", None),
        ("acme.openai.azure.com", "microsoft", None),
        ("bedrock-runtime.eu-central-1.amazonaws.com", "amazon-aws", "aws eu-central-1"),
        ("bedrock-runtime.eusc-de-east-1.amazonaws.eu", "aws-eusc", "aws eusc-de-east-1"),
        ("europe-west4-aiplatform.googleapis.com", "google", "gcp europe-west4"),
        ("aiplatform.googleapis.com", "google", None),
        ("chat.swedencentral.models.ai.azure.com", "microsoft", "azure swedencentral"),
        ("eastus.swedencentral.models.ai.azure.com", "microsoft", "azure swedencentral"),
        ("inference.de-txl.ionos.com", "ionos", "ionos de/txl"),
        ("ark.cn-beijing.volces.com", "bytedance", "volcengine cn-beijing"),
        ("token-plan-ams.xiaomimimo.com", "xiaomi", "xiaomi-mimo token-plan-ams"),
        ("https://{}-aiplatform.googleapis.com", "google", None),
        ("bedrock-runtime-fips.us-east-1.amazonaws.com", "amazon-aws", "aws us-east-1"),
        ("bedrock-runtime.eu-west-1.api.aws", "amazon-aws", "aws eu-west-1"),
        (
            "vpce-0a1b2c-3d4e5f-eu-west-1a.bedrock-runtime.eu-west-1.vpce.amazonaws.com",
            "amazon-aws",
            "aws eu-west-1",
        ),
        ("runtime-fips.sagemaker.us-gov-west-1.amazonaws.com", "amazon-aws", "aws us-gov-west-1"),
        ("acme.privatelink.openai.azure.com", "microsoft", None),
        ("chat.swedencentral.inference.ml.azure.com", "microsoft", "azure swedencentral"),
        ("chat.0a1b.inference.swedencentral.api.azureml.ms", "microsoft", "azure swedencentral"),
        ("aiplatform.europe-west3.rep.googleapis.com", "google", "gcp europe-west3"),
        ("aiplatform-genai1.p.googleapis.com", "google", None),
        ("12.europe-west4-34.prediction.vertexai.goog", "google", "gcp europe-west4"),
    ],
)
def test_a_host_is_matched_by_its_longest_suffix(host: str, entity: str, region: str | None) -> None:
    match = HOSTS.of_host(host)
    assert match is not None
    place = match.region.region if match.region else None
    assert match.listing.entity.value == entity
    assert (f"{place.provider} {place.code}" if place else None) == region


@pytest.mark.parametrize(
    "host",
    [
        "api.openai.com.evil.example",
        "notapi.openai.com",
        "api-openai.com",
        "evil.example/api.openai.com",
        "https://api.openai.com@evil.example/v1",
        "https://evil.example?u=api.openai.com",
        "bedrock-runtime.amazonaws.com",
        "bedrock-runtime.eu-west-1.api.aws.evil.example",
        "vpce-0a.s3.eu-west-1.vpce.amazonaws.com",
        "storage-genai1.p.googleapis.com",
        "s3.eu-central-1.amazonaws.com",
        "127.0.0.1:11434",
        "openai",
        "",
    ],
)
def test_a_host_that_only_looks_alike_is_nobodys(host: str) -> None:
    assert HOSTS.of_host(host) is None


def test_a_resource_that_is_named_like_a_region_is_not_there() -> None:
    match = HOSTS.of_host("westeurope.openai.azure.com")
    assert match is not None
    assert match.region is None


@pytest.mark.parametrize(
    ("written", "maker", "organisation", "place"),
    [
        ("gpt-4o-2024-08-06", "openai", "", None),
        ("ft:gpt-4o-mini:acme::abc", "openai", "", None),
        ("text-embedding-004", "google", "", None),
        ("text-embedding-3-large", "openai", "", None),
        ("text-embedding-v3", "alibaba-cloud", "", None),
        ("eu.anthropic.claude-3-5-sonnet-20240620-v1:0", "anthropic", "", "eu."),
        ("apac.amazon.nova-lite-v1:0", "amazon-aws", "", "apac."),
        ("global.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic", "", "global."),
        ("arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-3", "anthropic", "", "eu."),
        ("arn:aws:bedrock:eu-west-3::foundation-model/mistral.mistral-7b", "mistral", "", "eu-west-3"),
        ("projects/p/locations/l/publishers/google/models/gemini-2.0-flash", "google", "", None),
        ("unsloth/Llama-3.2-1B-Instruct", "meta", "unsloth", None),
        ("meta-llama/Llama-3.1-8B", "meta", "meta-llama", None),
        ("someone/llama-3-tuned", None, "someone", None),
        ("Qwen2.5-7B-Instruct", "alibaba", "", None),
        ("HyperCLOVAX-SEED", "naver", "", None),
        ("commander", None, "", None),
        ("philosophy", None, "", None),
        ("eu.something", None, "", None),
        ("", None, "", None),
    ],
)
def test_a_model_id_names_its_maker(
    written: str, maker: str | None, organisation: str, place: str | None
) -> None:
    match = HOSTS.of_model(written)
    assert (match.maker.entity.value if match.maker else None) == maker
    assert match.organisation == organisation
    assert (match.place.region.code if match.place else None) == place


@pytest.mark.parametrize(
    ("ecosystem", "name", "entity", "decides"),
    [
        ("pypi", "MistralAI", "mistral", True),
        ("pypi", "openai", "openai", False),
        ("pypi", "langchain_anthropic", "anthropic", True),
        ("pypi", "ollama", "ollama", False),
        ("npm", "@ai-sdk/openai-compatible", None, False),
        ("nuget", "azure.ai.openai", "microsoft", True),
        ("go", "github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types", "amazon-aws", True),
        ("maven", "com.anthropic:anthropic-java", "anthropic", True),
    ],
)
def test_a_package_is_found_as_its_registry_compares_names(
    ecosystem: str, name: str, entity: str | None, decides: bool
) -> None:
    listing = HOSTS.package(ecosystem, name)
    assert listing is not None
    assert (listing.entity.value, listing.decides) == (entity, decides)


def test_a_package_of_another_name_is_not_found() -> None:
    assert HOSTS.package("pypi", "openai-whisper-helper") is None
    assert HOSTS.package("go", "github.com/openai") is None


def test_a_variable_says_whether_its_value_decides() -> None:
    by_value, key = HOSTS.variable("OPENAI_BASE_URL"), HOSTS.variable("ANTHROPIC_API_KEY")
    assert by_value is not None
    assert (by_value.entity.value, by_value.decided_by, by_value.decides) == (None, "value", False)
    assert key is not None
    assert (key.entity.value, key.decides, key.entity.confidence) == ("anthropic", True, Confidence.MEDIUM)
    assert HOSTS.variable("anthropic_api_key") is None


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("acme-hr.openai.azure.com", True),
        ("westeurope.openai.azure.com", True),
        ("westeurope.api.cognitive.microsoft.com", False),
        ("europe-west4-aiplatform.googleapis.com", False),
        ("abc123.us-east-1.aws.endpoints.huggingface.cloud", True),
        ("chat.westeurope.inference.ml.azure.com", True),
        ("eu.api.openai.com", False),
        ("gpu-01", False),
    ],
)
def test_a_host_is_one_customers_or_that_of_all(host: str, is_own: bool) -> None:
    assert HOSTS.is_customers_own(host) is is_own


@pytest.mark.parametrize(
    ("name", "host", "within"),
    [
        ("anything", "Acme-HR.openai.azure.com", "acme-hr.openai.azure.com"),
        ("anything", "{}.openai.azure.com", ""),
        ("my-endpoint", "runtime.sagemaker.eu-central-1.amazonaws.com", "account"),
        ("12345", "europe-west4-aiplatform.googleapis.com", "account"),
        ("gemini-2.5-pro", "europe-west4-aiplatform.googleapis.com", None),
        ("gpt-4o", "api.openai.com", None),
        ("gpt-4o", "gpu-01", None),
    ],
)
def test_a_name_means_something_at_the_customer_who_made_it_up(
    name: str, host: str, within: str | None
) -> None:
    assert HOSTS.within(name, host, "openai.azure.com", "account") == within


def test_every_row_of_the_tables_is_there() -> None:
    assert len(HOSTS.hosts) + len(HOSTS.local_ports) == 227
    assert sum(len(HOSTS.packages[name]) for name in ECOSYSTEMS) == 205
    assert (len(HOSTS.environment), len(HOSTS.model_prefixes), len(HOSTS.organisations)) == (144, 173, 73)


def test_whoever_runs_the_machine_is_no_entity() -> None:
    rows = [*HOSTS.hosts.values(), *HOSTS.environment.values(), *HOSTS.local_ports.values()]
    assert "local-runtime" not in {row.entity.value for row in rows}


def test_memory_weighs_little_and_says_so() -> None:
    rows = [*HOSTS.hosts.values(), *HOSTS.environment.values(), *HOSTS.model_prefixes.values()]
    from_memory = [row for row in rows if row.entity.source == "general knowledge"]
    assert {row.entity.confidence for row in from_memory} == {Confidence.LOW}
    assert {row.entity.checked_on for row in from_memory} == {None}


def test_what_serves_no_model_is_told_apart() -> None:
    purposes = {
        key: HOSTS.hosts[key].purpose for key in ("pinecone.io", "cloud.langfuse.com", "huggingface.co")
    }
    assert purposes == {
        "pinecone.io": Purpose.VECTORS,
        "cloud.langfuse.com": Purpose.TRACING,
        "huggingface.co": Purpose.WEIGHTS,
    }


def test_the_catalogues_digest_names_the_hosts_too(tmp_path: object) -> None:
    import shutil
    from pathlib import Path

    from auditor.catalogue.reading import DATA, read

    copy = Path(str(tmp_path)) / "data"
    shutil.copytree(DATA, copy)
    assert read(copy).sha256 == load().sha256
    regions = copy / "regions.json"
    regions.write_text(regions.read_text().replace("Dublin", "Cork"))
    assert read(copy).sha256 != load().sha256


def test_a_prefix_that_ends_in_a_slash_is_an_organisation() -> None:
    found = HOSTS.of_model("sakana/any-name")
    assert found.maker is not None
    assert (found.maker.entity.value, found.name) == ("sakana", "any-name")
    assert HOSTS.of_model("sakanas/any-name").maker is None


@pytest.mark.parametrize(
    ("written", "model"),
    [
        (
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-pro-v1:0",
            "us.amazon.nova-pro-v1:0",
        ),
        ("arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-v2", "anthropic.claude-v2"),
        *(
            (one, one)
            for one in (
                "arn:aws:bedrock:eu-west-3:1:application-inference-profile/abc",
                "arn:aws:bedrock:eu-west-3:1:provisioned-model/abc",
                "arn:aws:bedrock:eu-west-3:1:foundation-model/",
                "anthropic.claude-v2",
                "",
            )
        ),
    ],
)
def test_an_arn_of_what_every_customer_has_is_its_model(written: str, model: str) -> None:
    assert bedrock_id(written) == model
