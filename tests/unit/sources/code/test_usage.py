"""Programs as people write them, and the traps among them."""

import pytest

from auditor.catalogue.hosts import load_hosts
from auditor.sources.code import python
from auditor.sources.code.tokens import Dialect
from auditor.sources.code.usage import uses
from tests.builders.effort import n_calls
from tests.unit.sources.code.reading import used

PYTHON: dict[str, tuple[str, list[str]]] = {
    "Bedrock by the names of its resources": (
        """
import boto3
bedrock = boto3.client("bedrock-runtime", region_name="eu-central-1")
bedrock.converse(modelId="arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-x")
bedrock.converse(modelId="arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-v2")
""",
        [
            "4 boto3: us.anthropic.claude-x (hosted) by amazon-aws in aws-bedrock us.",
            "5 boto3: anthropic.claude-v2 (hosted) by amazon-aws in aws eu-west-1",
        ],
    ),
    "a path that names the model, and a body that names another": (
        """
import requests
URL = "https://bedrock-runtime.eu-central-1.amazonaws.com/model/amazon.nova-pro-v1:0/invoke"
requests.post(URL, json={"model": "anthropic.claude-v2"})
""",
        [
            "4 request: amazon.nova-pro-v1:0 (hosted) at"
            " https://bedrock-runtime.eu-central-1.amazonaws.com/model/amazon.nova-pro-v1:0/invoke"
            " by amazon-aws in aws eu-central-1"
        ],
    ),
    "what a class is given": (
        """
import os
from enum import Enum
from openai import OpenAI
from pydantic import BaseModel, Field
class Config:
    MODEL = os.getenv("LLM_MODEL", "gpt-4o")
    SMALL: str = "gpt-4.1-mini"
class Settings(BaseModel):
    model: str = Field(default="o3-mini")
class Sort(str, Enum):
    LARGE = "gpt-4.1"
settings = Settings()
client = OpenAI()
client.chat.completions.create(model=Config.MODEL)
client.chat.completions.create(model=Config.SMALL)
client.chat.completions.create(model=settings.model)
client.chat.completions.create(model=Sort.LARGE.value)
class Chat:
    name = "gpt-4o-mini"
    def ask(self):
        return client.chat.completions.create(model=self.name)
""",
        [
            "15 openai: gpt-4o (hosted) by openai",
            "16 openai: gpt-4.1-mini (hosted) by openai",
            "17 openai: o3-mini (hosted) by openai",
            "18 openai: gpt-4.1 (hosted) by openai",
            "22 openai: gpt-4o-mini (hosted) by openai",
        ],
    ),
    "two classes that are given one name": (
        """
from openai import OpenAI
class A:
    name = "gpt-4o"
class B:
    name = "gpt-4.1"
    def ask(self):
        return OpenAI().chat.completions.create(model=self.name)
""",
        ["8 openai: self.name (unresolved)"],
    ),
    "a table, and two branches": (
        """
from openai import OpenAI
MODELS = {"fast": "gpt-4o-mini", "slow": "gpt-4.1"}
client = OpenAI()
client.chat.completions.create(model=MODELS["slow"])
def ask(sort, is_new):
    client.responses.create(model={"a": "o1", "b": "o3"}[sort])
    client.responses.create(model=MODELS[sort])
    client.responses.create(model="gpt-5" if is_new else "gpt-4")
""",
        [
            "5 openai: gpt-4.1 (hosted) by openai",
            "7 openai: o1 (hosted) by openai",
            "7 openai: o3 (hosted) by openai",
            "8 openai: gpt-4o-mini (hosted) by openai",
            "9 openai: gpt-5 (hosted) by openai",
            "9 openai: gpt-4 (hosted) by openai",
        ],
    ),
    "classes under another name": (
        """
from pydantic_ai import Agent as PydanticAgent
from vllm import LLM as Engine
import instructor
PydanticAgent("anthropic:claude-3-5-sonnet-latest")
Engine(model="mistralai/Mistral-7B-v0.1")
instructor.from_provider("groq/llama-3.1-8b-instant")
""",
        [
            "5 pydantic-ai: claude-3-5-sonnet-latest (hosted) by anthropic",
            "6 vllm: mistralai/Mistral-7B-v0.1 (repository) on vllm",
            "7 instructor: llama-3.1-8b-instant (hosted) by groq",
        ],
    ),
    "a provider of LangChain before a model": (
        """
from langchain.chat_models import init_chat_model
init_chat_model("google_vertexai:gemini-2.0-flash")
""",
        ["3 langchain: gemini-2.0-flash (hosted) by google"],
    ),
    "a request whose body has a name": (
        """
import requests
URL = "https://openrouter.ai/api/v1/chat/completions"
payload = {"model": "some/model"}
requests.request("POST", URL, json=payload)
""",
        ["4 request: some/model (hosted) at https://openrouter.ai/api/v1/chat/completions by openrouter"],
    ),
    "a path that is put together": (
        """
import os
from pathlib import Path
from transformers import AutoModelForCausalLM
AutoModelForCausalLM.from_pretrained(os.path.join("/srv/models", "qwen"))
AutoModelForCausalLM.from_pretrained(Path("/srv") / "llama")
AutoModelForCausalLM.from_pretrained(os.path.join(ROOT, "qwen"))
""",
        [
            "5 transformers: /srv/models/qwen (file) on transformers",
            "6 transformers: /srv/llama (file) on transformers",
            "7 transformers: {}/qwen (unresolved) on transformers",
        ],
    ),
    "a provider that an agent's model names": (
        """
from pydantic_ai import Agent
Agent("google-gla:gemini-2.5-flash")
Agent("google-vertex:gemini-2.5-pro")
""",
        [
            "3 pydantic-ai: gemini-2.5-flash (hosted) by google",
            "4 pydantic-ai: gemini-2.5-pro (hosted) by google",
        ],
    ),
    "the SDK of OpenAI, its own models": (
        """
from openai import OpenAI
client = OpenAI()
client.chat.completions.create(model="gpt-4o", messages=[])
""",
        ["4 openai: gpt-4o (hosted) by openai"],
    ),
    "the same SDK, a local server": (
        """
import openai
class Chat:
    def __init__(self, url="http://localhost:11434/v1"):
        self.client = openai.AsyncOpenAI(base_url=url, api_key="ollama")
    async def ask(self):
        return await self.client.chat.completions.create(model="llama3", messages=[])
""",
        ["7 openai: llama3 (store) at http://localhost:11434/v1"],
    ),
    "the same SDK, another provider": (
        """
import os
from openai import OpenAI
MODEL = "deepseek-chat"
client = OpenAI(base_url=os.getenv("BASE", "https://api.deepseek.com/v1"))
client.chat.completions.create(model=MODEL)
""",
        [
            "6 openai: deepseek-chat (hosted) at https://api.deepseek.com/v1 by deepseek in "
            "deepseek api.deepseek.com"
        ],
    ),
    "an address that only the running program knows": (
        """
import os
from openai import OpenAI
client = OpenAI(base_url=os.environ["LLM_URL"])
client.chat.completions.create(model="gpt-4o")
""",
        ["5 openai: gpt-4o (hosted) elsewhere"],
    ),
    "a host that only looks like OpenAI's": (
        """
from openai import OpenAI
client = OpenAI(base_url="https://api.openai.com.evil.example/v1")
client.chat.completions.create(model="gpt-4o")
""",
        ["4 openai: gpt-4o (hosted) at https://api.openai.com.evil.example/v1"],
    ),
    "an address set on the module": (
        """
import openai
openai.api_base = "http://10.0.0.3:8000/v1"
openai.ChatCompletion.create(model="mistral-7b")
""",
        ["4 openai: mistral-7b (store) at http://10.0.0.3:8000/v1"],
    ),
    "open weights of OpenAI do not tell who serves them": (
        """
from openai import OpenAI
OpenAI().chat.completions.create(model="gpt-oss-20b")
""",
        ["3 openai: gpt-oss-20b (hosted)"],
    ),
    "two clients in one file": (
        """
from openai import OpenAI
from anthropic import Anthropic
local = OpenAI(base_url="http://vllm:8000/v1")
claude = Anthropic()
local.chat.completions.create(model="Qwen/Qwen2.5-7B-Instruct")
claude.messages.create(model="claude-3-5-sonnet-latest")
""",
        [
            "6 openai: Qwen/Qwen2.5-7B-Instruct (repository) at http://vllm:8000/v1",
            "7 anthropic: claude-3-5-sonnet-latest (hosted) by anthropic",
        ],
    ),
    "a client within a client": (
        """
import instructor
from openai import OpenAI
client = instructor.from_openai(OpenAI(base_url="http://127.0.0.1:1234/v1"))
client.chat.completions.create(model="phi-4")
""",
        ["5 instructor: phi-4 (store) at http://127.0.0.1:1234/v1", "4 openai: at http://127.0.0.1:1234/v1"],
    ),
    "Azure, a deployment": (
        """
from openai import AzureOpenAI
client = AzureOpenAI(azure_endpoint="https://acme.openai.azure.com/", api_version="2024-06-01")
client.chat.completions.create(model="chat-prod", messages=[])
""",
        ["4 openai: as chat-prod at https://acme.openai.azure.com/ by microsoft"],
    ),
    "Azure through LangChain, deployment and model": (
        """
from langchain_openai import AzureChatOpenAI
llm = AzureChatOpenAI(azure_deployment="chat-prod", model="gpt-4o", azure_endpoint="https://a.openai.azure.com")
""",
        [
            "3 langchain-openai: as chat-prod at https://a.openai.azure.com by microsoft",
            "3 langchain-openai: gpt-4o (hosted) as gpt-4o at https://a.openai.azure.com by microsoft",
        ],
    ),
    "Bedrock": (
        """
import boto3
s3 = boto3.client("s3", region_name="us-east-1")
bedrock = boto3.client("bedrock-runtime", region_name="eu-central-1")
bedrock.converse(modelId="eu.anthropic.claude-3-5-sonnet-20240620-v1:0")
bedrock.invoke_model(modelId="mistral.mistral-7b-instruct-v0:2", body="{}")
""",
        [
            "5 boto3: eu.anthropic.claude-3-5-sonnet-20240620-v1:0 (hosted) by amazon-aws in aws-bedrock eu.",
            "6 boto3: mistral.mistral-7b-instruct-v0:2 (hosted) by amazon-aws in aws eu-central-1",
        ],
    ),
    "boto3 for everything else": (
        """
import boto3
boto3.client("s3").get_object(Bucket="models", Key="gpt.txt")
""",
        [],
    ),
    "Claude at Amazon and at Google": (
        """
from anthropic import AnthropicBedrock, AnthropicVertex
a = AnthropicBedrock(aws_region="eu-west-1")
a.messages.create(model="anthropic.claude-3-haiku-20240307-v1:0")
b = AnthropicVertex(region="europe-west4", project_id="p")
b.messages.create(model="claude-3-5-haiku@20241022")
""",
        [
            "4 anthropic: anthropic.claude-3-haiku-20240307-v1:0 (hosted) by amazon-aws in aws eu-west-1",
            "6 anthropic: claude-3-5-haiku@20241022 (hosted) by google in gcp europe-west4",
        ],
    ),
    "Vertex AI, its place told apart from the model": (
        """
import vertexai
from vertexai.generative_models import GenerativeModel
vertexai.init(project="p", location="europe-west3")
model = GenerativeModel("gemini-1.5-flash")
""",
        ["5 vertexai: gemini-1.5-flash (hosted) by google in gcp europe-west3"],
    ),
    "LangChain": (
        """
from langchain_openai import ChatOpenAI
from langchain_community.chat_models import ChatOllama
from langchain_mistralai import ChatMistralAI
a = ChatOpenAI(model="gpt-4o-mini", temperature=0)
b = ChatOpenAI(model_name="qwen", openai_api_base="http://vllm.ml.svc.cluster.local:8000/v1")
c = ChatOllama(model="llama3:8b")
d = ChatMistralAI(model="mistral-large-latest")
""",
        [
            "5 langchain-openai: gpt-4o-mini (hosted) by openai",
            "6 langchain-openai: qwen (store) at http://vllm.ml.svc.cluster.local:8000/v1",
            "7 langchain-community: llama3:8b (store) on ollama",
            "8 langchain-mistralai: mistral-large-latest (hosted) by mistral",
        ],
    ),
    "LlamaIndex": (
        """
from llama_index.llms.openai import OpenAI
from llama_index.llms.ollama import Ollama
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
a = OpenAI(model="gpt-4-turbo")
b = Ollama(model="mistral", request_timeout=60)
c = HuggingFaceEmbedding(model_name="BAAI/bge-small-en-v1.5")
""",
        [
            "5 llama-index: gpt-4-turbo (hosted) by openai",
            "6 llama-index: mistral (store) on ollama",
            "7 sentence-transformers: BAAI/bge-small-en-v1.5 (repository) on sentence-transformers",
        ],
    ),
    "LiteLLM": (
        """
import litellm
from litellm import completion
completion(model="bedrock/eu.anthropic.claude-3-sonnet-20240229-v1:0")
litellm.completion(model="ollama/llama2", api_base="http://localhost:11434")
completion(model="azure/chat-prod")
completion(model="claude-3-opus-20240229")
completion(model="some-alias")
""",
        [
            "4 litellm: eu.anthropic.claude-3-sonnet-20240229-v1:0 (hosted) by amazon-aws in aws-bedrock eu.",
            "5 litellm: llama2 (store) at http://localhost:11434 on ollama",
            "6 litellm: as chat-prod by microsoft",
            "7 litellm: claude-3-opus-20240229 (hosted) by anthropic",
            "8 litellm: some-alias (hosted)",
        ],
    ),
    "plain requests": (
        """
import requests, httpx
URL = "https://api.mistral.ai/v1/chat/completions"
requests.post(URL, json={"model": "mistral-large-latest"}, headers={"Authorization": "Bearer x"})
httpx.post("http://localhost:11434/api/generate", json={"model": "llama3.2", "prompt": "gpt-4"})
requests.get("https://docs.example.com/api.openai.com/v1/chat/completions")
""",
        [
            "4 request: mistral-large-latest (hosted) at https://api.mistral.ai/v1/chat/completions "
            "by mistral",
            "5 request: llama3.2 (store) at http://localhost:11434/api/generate",
            "6 request: at https://docs.example.com/api.openai.com/v1/chat/completions",
        ],
    ),
    "a hub that passes on to whom it is told": (
        """
from huggingface_hub import InferenceClient
there = InferenceClient("meta-llama/Llama-3.1-8B-Instruct", provider="fireworks-ai")
own = InferenceClient("meta-llama/Llama-3.2-1B-Instruct", provider="hf-inference")
whoever = InferenceClient("meta-llama/Llama-3.3-70B-Instruct", provider="auto")
""",
        [
            "3 huggingface-hub: meta-llama/Llama-3.1-8B-Instruct (hosted) by fireworks",
            "4 huggingface-hub: meta-llama/Llama-3.2-1B-Instruct (hosted) by huggingface",
            "5 huggingface-hub: meta-llama/Llama-3.3-70B-Instruct (hosted)",
        ],
    ),
    "plain requests to hosts that nobody knows, beside a local client": (
        """
import requests
from openai import OpenAI
local = OpenAI(base_url="http://localhost:8000/v1")
local.chat.completions.create(model="qwen3")
requests.post("https://gw.acme.example/v1/chat/completions", json={"model": "gpt-4o"})
requests.post("https://gw.acme.example/ask", json={"model": "gpt-4o-mini"})
payload = {"model": "claude-sonnet-4-5"}
requests.post("https://gw.acme.example/v1/messages", json=payload)
requests.post("https://cars.example/search", json={"model": "golf"})
requests.get("https://huggingface.co/api/models", params={"model": "gpt2"})
""",
        [
            "5 openai: qwen3 (store) at http://localhost:8000/v1",
            "6 request: gpt-4o (hosted) at https://gw.acme.example/v1/chat/completions",
            "7 request: gpt-4o-mini (hosted) at https://gw.acme.example/ask",
            "8 request: claude-sonnet-4-5 (hosted) at https://gw.acme.example/v1/messages",
        ],
    ),
    "the model in the address": (
        """
import requests
BASE = "https://generativelanguage.googleapis.com/v1beta"
requests.post(f"{BASE}/models/gemini-1.5-pro:generateContent?key=AIzaSyD-1234567890abcdefghijklmnop")
""",
        [
            "4 request: gemini-1.5-pro (hosted) at "
            "https://generativelanguage.googleapis.com/v1beta/models/gemini-1.5-pro:generateContent by google"
        ],
    ),
    "comments, documentation and other texts": (
        '''
"""Talks to gpt-4 at https://api.openai.com/v1."""
# client = OpenAI(model="gpt-4")
def f():
    """from openai import OpenAI; OpenAI(model="gpt-4")"""
    model = "golf"
    return "use gpt-4 or claude-3"
''',
        [],
    ),
    "weights in the program itself": (
        """
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, pipeline
from sentence_transformers import SentenceTransformer
from llama_cpp import Llama
NAME = "meta-llama/Llama-3.1-8B-Instruct"
AutoTokenizer.from_pretrained("gpt2"); AutoConfig.from_pretrained("gpt2")
AutoModelForCausalLM.from_pretrained(NAME, revision="0e9e39f")
pipeline("text-generation", model="mistralai/Mistral-7B-v0.1")
SentenceTransformer("all-MiniLM-L6-v2")
Llama(model_path="/models/x.gguf")
AutoModelForCausalLM.from_pretrained("./finetuned")
""",
        [
            "7 transformers: meta-llama/Llama-3.1-8B-Instruct (repository) on transformers",
            "8 transformers: mistralai/Mistral-7B-v0.1 (repository) on transformers",
            "9 sentence-transformers: all-MiniLM-L6-v2 (repository) on sentence-transformers",
            "10 llama.cpp: /models/x.gguf (file) on llama.cpp",
            "11 transformers: ./finetuned (file) on transformers",
        ],
    ),
    "a model that only the running program knows": (
        """
from openai import OpenAI
def ask(model):
    return OpenAI().chat.completions.create(model=model)
""",
        ["4 openai: model (unresolved)"],
    ),
    "a package in a namespace": (
        """
from google import genai
client = genai.Client(vertexai=True, project="p", location="europe-west1")
client.models.generate_content(model="gemini-2.0-flash", contents="x")
""",
        ["4 google-genai: gemini-2.0-flash (hosted) by google in gcp europe-west1"],
    ),
    "an address where a model would stand": (
        """
from huggingface_hub import InferenceClient, snapshot_download
snapshot_download("org/name")
a = InferenceClient(model="http://tgi.internal:8080")
b = InferenceClient("org/name")
""",
        [
            "3 huggingface-hub: org/name (repository) on huggingface-hub",
            "4 huggingface-hub: at http://tgi.internal:8080",
            "5 huggingface-hub: org/name (hosted) by huggingface",
        ],
    ),
    "a client within a with": (
        """
import httpx
with httpx.Client(base_url="https://api.together.xyz/v1") as c:
    c.post("/chat/completions", json={"model": "meta-llama/Llama-3-70b-chat-hf"})
""",
        ["4 request: meta-llama/Llama-3-70b-chat-hf (hosted) at https://api.together.xyz/v1 by together"],
    ),
    "a model of another package's call is not called through the client beside it": (
        """
from openai import OpenAI
import ragas
from .asking import ask
client = OpenAI(base_url="https://api.mistral.ai/v1")
client.chat.completions.create(model="mistral-small")
ragas.evaluate(model="gpt-4o")
ask(model="mistral-large-latest")
""",
        [
            "6 openai: mistral-small (hosted) at https://api.mistral.ai/v1 by mistral",
            "7 request: gpt-4o (hosted)",
            "8 openai: mistral-large-latest (hosted) at https://api.mistral.ai/v1 by mistral",
        ],
    ),
    "a provider that is told apart": (
        """
from langchain.chat_models import init_chat_model
init_chat_model("mistral-large-latest", model_provider="mistralai")
""",
        ["3 langchain: mistral-large-latest (hosted) by mistral"],
    ),
    "a package alone": ("import mistralai\nimport openai\n", ["1 mistralai: by mistral", "2 openai:"]),
    "vectors and traces are no models": ("import pinecone\nimport langfuse\nimport qdrant_client\n", []),
}

SCRIPT: dict[str, tuple[str, list[str]]] = {
    "constants with what counts where a variable is not set": (
        """
import OpenAI from "openai";
const A = process.env.A ?? "gpt-4o", LOOP = LOOP2, LOOP2 = LOOP;
const B: string = process.env.B || "gpt-4.1";
const C = getEnv("C", "o3-mini");
const D = B;
let changed = "gpt-4"; changed = "gpt-5";
const client = new OpenAI();
await client.chat.completions.create({ model: A });
await client.chat.completions.create({ model: B });
await client.chat.completions.create({ model: C });
await client.chat.completions.create({ model: D });
await client.chat.completions.create({ model: changed });
await client.chat.completions.create({ model: LOOP });
""",
        [
            "9 openai: gpt-4o (hosted) by openai",
            "10 openai: gpt-4.1 (hosted) by openai",
            "11 openai: o3-mini (hosted) by openai",
            "13 openai: changed (unresolved)",
            "14 openai: LOOP (unresolved)",
        ],
    ),
    "a request to a host that only looks like OpenAI's, beside a local client": (
        """
import OpenAI from "openai";
const local = new OpenAI({ baseURL: "http://localhost:8000/v1" });
await fetch("https://api.openai.com.evil.example/v1/chat/completions", {
  method: "POST", body: JSON.stringify({ model: "gpt-4o" }),
});
""",
        [
            "3 openai: at http://localhost:8000/v1",
            "5 request: gpt-4o (hosted) at https://api.openai.com.evil.example/v1/chat/completions",
        ],
    ),
    "the SDK of OpenAI, a local server": (
        """
import OpenAI from "openai";
const client = new OpenAI({ baseURL: "http://127.0.0.1:1234/v1", apiKey: "x" });
// const other = new OpenAI({ baseURL: "https://api.openai.com/v1" });
const r = await client.chat.completions.create({ model: "qwen2.5-7b", messages: [] });
""",
        ["5 openai: qwen2.5-7b (store) at http://127.0.0.1:1234/v1"],
    ),
    "Vercel AI SDK": (
        """
import { openai, createOpenAI } from "@ai-sdk/openai";
import { anthropic as claude } from '@ai-sdk/anthropic';
import { bedrock } from "@ai-sdk/amazon-bedrock";
import { generateText } from "ai";
await generateText({ model: openai("gpt-4o-mini"), prompt: "not gpt-3.5-turbo" });
await generateText({ model: claude("claude-3-5-sonnet-latest") });
await generateText({ model: bedrock("eu.amazon.nova-pro-v1:0") });
const local = createOpenAI({ baseURL: `http://localhost:${port}/v1` });
await generateText({ model: local("llama3") });
""",
        [
            "6 @ai-sdk/openai: gpt-4o-mini (hosted) by openai",
            "7 @ai-sdk/anthropic: claude-3-5-sonnet-latest (hosted) by anthropic",
            "8 @ai-sdk/amazon-bedrock: eu.amazon.nova-pro-v1:0 (hosted) by amazon-aws in aws-bedrock eu.",
            "10 @ai-sdk/openai: llama3 (store) at http://localhost/v1",
        ],
    ),
    "Bedrock": (
        """
const { BedrockRuntimeClient, InvokeModelCommand } = require("@aws-sdk/client-bedrock-runtime");
const client = new BedrockRuntimeClient({ region: "eu-central-1" });
client.send(new InvokeModelCommand({ modelId: "anthropic.claude-3-haiku-20240307-v1:0", body }));
""",
        [
            "4 @aws-sdk/client-bedrock-runtime: anthropic.claude-3-haiku-20240307-v1:0 (hosted) by "
            "amazon-aws "
            "in aws eu-central-1"
        ],
    ),
    "LangChain": (
        """
import { ChatOpenAI } from "@langchain/openai";
import { ChatOllama } from "@langchain/ollama";
const a = new ChatOpenAI({ model: "gpt-4o", configuration: { baseURL: "https://openrouter.ai/api/v1" } });
const b = new ChatOllama({ model: "llama3" });
""",
        [
            "4 @langchain/openai: gpt-4o (hosted) at https://openrouter.ai/api/v1 by openrouter",
            "5 @langchain/ollama: llama3 (store) on ollama",
        ],
    ),
    "fetch": (
        """
const MODEL = "llama3.1";
const r = await fetch("http://localhost:11434/api/chat", {
  method: "POST", body: JSON.stringify({ model: MODEL, messages: [{ role: "user", content: "it's" }] }),
});
/* fetch("https://api.groq.com/openai/v1/chat/completions") */
""",
        ["4 request: llama3.1 (store) at http://localhost:11434/api/chat"],
    ),
    "quotes in a pattern, apostrophes in markup": (
        """
import Anthropic from "@anthropic-ai/sdk";
const quoted = text.replace(/"/g, "'");
const page = <p>Don't call it</p>;
new Anthropic().messages.create({ model: "claude-3-haiku-20240307" });
""",
        ["5 @anthropic-ai/sdk: claude-3-haiku-20240307 (hosted) by anthropic"],
    ),
}

JAVA: dict[str, tuple[str, list[str]]] = {
    "LangChain4j, a local server": (
        """
import dev.langchain4j.model.openai.OpenAiChatModel;
class A {
  private static final String MODEL = "qwen2.5";
  // baseUrl("https://api.openai.com/v1")
  ChatModel m = OpenAiChatModel.builder().baseUrl("http://vllm:8000/v1").modelName(MODEL).build();
}
""",
        ["6 dev.langchain4j: qwen2.5 (store) at http://vllm:8000/v1"],
    ),
    "Bedrock": (
        """
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
class A { void f() {
  var client = BedrockRuntimeClient.builder().region(Region.EU_CENTRAL_1).build();
  client.converse(ConverseRequest.builder().modelId("eu.anthropic.claude-3-haiku-20240307-v1:0").build());
} }
""",
        [
            "6 software.amazon.awssdk:bedrockruntime: eu.anthropic.claude-3-haiku-20240307-v1:0 (hosted) "
            "by amazon-aws in aws-bedrock eu."
        ],
    ),
    "a constant of the SDK spells a model": (
        """
import com.openai.models.ChatModel;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
class A { Object p = ChatCompletionCreateParams.builder().model(ChatModel.GPT_4O).build(); }
""",
        ["4 com.openai:openai-java: gpt-4o (hosted) by openai"],
    ),
    "a constant of one's own spells nothing": (
        """
import com.example.ChatModel;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
class A { Object p = ChatCompletionCreateParams.builder().model(ChatModel.GPT_4O).build(); }
""",
        ["4 com.openai:openai-java: ChatModel.GPT_4O (unresolved)"],
    ),
    "a constant that is imported by itself": (
        """
import dev.langchain4j.model.openai.OpenAiChatModel;
import static dev.langchain4j.model.openai.OpenAiChatModelName.GPT_4_O_MINI;
class A { Object m = OpenAiChatModel.builder().modelName(GPT_4_O_MINI).build(); }
""",
        ["4 dev.langchain4j: gpt-4o-mini (hosted) by openai"],
    ),
    "a variable with a default": (
        """
import dev.langchain4j.model.openai.OpenAiChatModel;
class A {
  static final String MODEL = System.getenv().getOrDefault("MODEL", "gpt-4.1");
  Object m = OpenAiChatModel.builder().modelName(MODEL).build();
}
""",
        ["5 dev.langchain4j: gpt-4.1 (hosted) by openai"],
    ),
}

GO: dict[str, tuple[str, list[str]]] = {
    "two packages in one line": (
        """
import ( openai "github.com/sashabaranov/go-openai"; "github.com/ollama/ollama/api" )
func main() {
 cfg := openai.DefaultConfig("tok"); cfg.BaseURL = "https://api.fireworks.ai/inference/v1"
 openai.NewClientWithConfig(cfg).Ask(openai.ChatCompletionRequest{Model: "accounts/fireworks/models/llama"})
 _ = api.ChatRequest{Model: "gemma2"}
}
""",
        [
            "5 github.com/sashabaranov/go-openai: accounts/fireworks/models/llama (hosted) "
            "at https://api.fireworks.ai/inference/v1 by fireworks",
            "6 github.com/ollama/ollama/api: gemma2 (store) on ollama",
        ],
    ),
    "constants of the SDKs spell their models": (
        """
package main
import (
 "github.com/openai/openai-go"
 "github.com/anthropics/anthropic-sdk-go"
)
func f() {
 c := openai.NewClient()
 c.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{Model: openai.ChatModelGPT4o})
 a := anthropic.NewClient()
 a.Messages.New(ctx, anthropic.MessageNewParams{Model: anthropic.ModelClaude3_7SonnetLatest})
}
""",
        [
            "9 github.com/openai/openai-go: gpt-4o (hosted) by openai",
            "11 github.com/anthropics/anthropic-sdk-go: claude-3-7-sonnet-latest (hosted) by anthropic",
        ],
    ),
    "a constant of the SDK that is no model is not resolved": (
        """
package main
import "github.com/anthropics/anthropic-sdk-go"
func f() { c := anthropic.NewClient(); c.Messages.New(ctx, anthropic.P{Model: anthropic.ModelClaude3}) }
""",
        ["4 github.com/anthropics/anthropic-sdk-go: anthropic.ModelClaude3 (unresolved) by anthropic"],
    ),
    "a local server": (
        """
package main
import (
    "context"
    openai "github.com/sashabaranov/go-openai"
)
func main() {
    config := openai.DefaultConfig("key")
    config.BaseURL = "http://localhost:11434/v1"
    client := openai.NewClientWithConfig(config)
    client.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "llama3"})
}
""",
        ["11 github.com/sashabaranov/go-openai: llama3 (store) at http://localhost:11434/v1"],
    ),
    "an option": (
        """
package main
import "github.com/openai/openai-go"
import "github.com/openai/openai-go/option"
func main() {
    client := openai.NewClient(option.WithBaseURL("https://api.scaleway.ai/v1"))
    client.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{Model: "llama-3.3-70b-instruct"})
}
""",
        [
            "7 github.com/openai/openai-go: llama-3.3-70b-instruct (hosted) at "
            "https://api.scaleway.ai/v1 by scaleway"
        ],
    ),
}

C_SHARP: dict[str, tuple[str, list[str]]] = {
    "a client whose type is declared before it": (
        """using OpenAI.Chat;
ChatClient client = new("gpt-4o", key);
Point p = new(1, 2);
""",
        ["2 OpenAI: gpt-4o (hosted) by openai"],
    ),
    "a deployment behind the client it is asked of": (
        """using Azure.AI.OpenAI;
var a = new AzureOpenAIClient(new Uri("https://a.openai.azure.com"), key).GetChatClient("own-name");
""",
        ["2 Azure.AI.OpenAI: as own-name at https://a.openai.azure.com by microsoft"],
    ),
    "a package that is imported for the whole project, in another file": (
        """
builder.Services.AddOllamaChatCompletion("phi3", new Uri("http://localhost:11434"));
builder.Services.AddOpenAIChatCompletion("gpt-4o", key);
builder.Services.AddChatCompletionLog("gpt-4o-mini");
""",
        [
            "2 Microsoft.SemanticKernel: phi3 (store) at http://localhost:11434 on ollama",
            "3 Microsoft.SemanticKernel: gpt-4o (hosted) by openai",
        ],
    ),
    "a model in a chain": (
        """using Microsoft.SemanticKernel;
var k = Kernel.CreateBuilder().AddOllamaChatCompletion("phi3", new Uri("http://localhost:11434")).Build();
""",
        ["2 Microsoft.SemanticKernel: phi3 (store) at http://localhost:11434 on ollama"],
    ),
    "Azure, a deployment": (
        """
using Azure.AI.OpenAI;
using OpenAI.Chat;
class P { void F() {
  var client = new AzureOpenAIClient(new Uri("https://acme.openai.azure.com/"), credential);
  ChatClient chat = client.GetChatClient("chat-prod");
} }
""",
        ["6 Azure.AI.OpenAI: as chat-prod at https://acme.openai.azure.com/ by microsoft"],
    ),
    "a model is its own maker's, not the neighbour's": (
        """
using Anthropic.SDK;
using OllamaSharp;
class P { void F() {
  var local = new OllamaApiClient(new Uri("http://localhost:11434"), "llama3");
  var claude = new AnthropicClient();
  var asked = new MessageParameters() { Model = "claude-3-5-sonnet-20241022" };
} }
""",
        [
            "5 OllamaSharp: llama3 (store) at http://localhost:11434 on ollama",
            "7 Anthropic.SDK: claude-3-5-sonnet-20241022 (hosted) by anthropic",
        ],
    ),
    "Semantic Kernel and Ollama": (
        """
using Microsoft.SemanticKernel;
using OllamaSharp;
class P { void F() {
  builder.AddOpenAIChatCompletion(modelId: "gpt-4o", apiKey: key);
  var local = new OllamaApiClient(new Uri("http://localhost:11434"), "llama3");
  /* builder.AddOpenAIChatCompletion("gpt-3.5-turbo", key); */
  var text = @"C:\\"; var more = $"use {model} or gpt-4";
} }
""",
        [
            "5 Microsoft.SemanticKernel: gpt-4o (hosted) by openai",
            "6 OllamaSharp: llama3 (store) at http://localhost:11434 on ollama",
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), PYTHON.values(), ids=PYTHON)
def test_python(text: str, expected: list[str]) -> None:
    assert sorted(used(text)) == sorted(expected)


@pytest.mark.parametrize(("text", "expected"), SCRIPT.values(), ids=SCRIPT)
def test_javascript_and_typescript(text: str, expected: list[str]) -> None:
    assert used(text, Dialect.SCRIPT) == expected


@pytest.mark.parametrize(("text", "expected"), JAVA.values(), ids=JAVA)
def test_java(text: str, expected: list[str]) -> None:
    assert used(text, Dialect.JAVA) == expected


@pytest.mark.parametrize(("text", "expected"), GO.values(), ids=GO)
def test_go(text: str, expected: list[str]) -> None:
    assert used(text, Dialect.GO) == expected


@pytest.mark.parametrize(("text", "expected"), C_SHARP.values(), ids=C_SHARP)
def test_c_sharp(text: str, expected: list[str]) -> None:
    assert used(text, Dialect.C_SHARP) == expected


def test_a_variable_that_is_set_beside_the_program_is_known() -> None:
    text = "import os\nfrom openai import OpenAI\n"
    text += "OpenAI(base_url=os.environ['URL']).chat.completions.create(model='m')"
    assert used(text, URL="http://vllm:8000/v1") == ["3 openai: m (store) at http://vllm:8000/v1"]


def _effort(n_clients: int) -> int:
    calls = "".join(
        f"c{one} = OpenAI(base_url='http://h{one}:1/v1')\nc{one}.chat.completions.create(model='m{one}')\n"
        f"ask(model='gpt-4o-{one}')\n"
        for one in range(n_clients)
    )
    program, hosts = python.parse(f"from openai import OpenAI\n{calls}"), load_hosts()
    return n_calls(lambda: uses(program, None, hosts, {}))


def test_many_calls_cost_no_more_each_than_few() -> None:
    _effort(10)
    assert _effort(400) < 3 * _effort(200)
