from pathlib import Path

import pytest

from auditor.domain.observation import Covered, Problem, Skipped
from auditor.domain.serving import DeploymentState, Endpoint, InUse, ModelReference, ReferenceKind, Runtime
from auditor.domain.tri import Tri
from auditor.errors import SourceError
from auditor.sources.base import Target
from auditor.sources.code import CodeSource
from auditor.sources.code.source import MAX_BYTES
from tests.unit.sources.code.reading import in_use, observed

SECRETS = (
    "sk-proj-abcdefghijklmnop1234",
    "hunter2hunter2hunter2hunter2hunter2",
    "AIzaSyD-1234567890abcdefghijklm",
)


def test_a_use_says_where_it_stands_what_is_called_and_who_operates_it(tmp_path: Path) -> None:
    text = "from openai import OpenAI\nc = OpenAI(base_url='https://api.mistral.ai/v1')\nc.x.create(model='mistral-small')"

    assert in_use(tmp_path, {"app/chat.py": text}) == [
        InUse(
            target=f"code:{tmp_path}",
            locator="app/chat.py:3",
            state=DeploymentState.USED_IN_CODE,
            evidence="calls mistral-small through openai at https://api.mistral.ai/v1",
            model=ModelReference("mistral-small", ReferenceKind.HOSTED),
            endpoint=Endpoint("https://api.mistral.ai/v1"),
            host="api.mistral.ai",
            operator="mistral",
            settings=(("sdk", "openai"),),
        )
    ]


def test_a_local_base_url_makes_it_local_whatever_the_sdk_is_called(tmp_path: Path) -> None:
    text = "from anthropic import Anthropic\nAnthropic(base_url='http://localhost:11434').messages.create(model='qwen3')"

    (found,) = in_use(tmp_path, {"chat.py": text})

    assert (found.operator, found.host, found.region) == (None, "localhost", None)
    assert found.endpoint == Endpoint("http://localhost:11434", is_encrypted=Tri.FALSE)


def test_a_model_that_is_loaded_runs_here(tmp_path: Path) -> None:
    text = "from transformers import AutoModel\nAutoModel.from_pretrained('org/name', revision='abc')"

    (found,) = in_use(tmp_path, {"load.py": text})

    assert found.model == ModelReference("org/name", ReferenceKind.REPOSITORY, "abc")
    assert (found.runtime, found.operator, found.evidence) == (
        Runtime("transformers"),
        None,
        "loads org/name with transformers",
    )


def test_a_program_that_lets_the_repository_s_code_run_is_told(tmp_path: Path) -> None:
    text = "from transformers import AutoModel\nAutoModel.from_pretrained('acme/reader', {})\n"
    told = {"open.py": "trust_remote_code=True", "shut.py": "trust_remote_code=False"}
    found = in_use(tmp_path, {name: text.format(argument) for name, argument in told.items()})
    told_of = [(seen.locator, seen.remote_code) for seen in found]
    assert told_of == [("open.py:2", Tri.TRUE), ("shut.py:2", Tri.FALSE)]


def test_what_is_vendored_is_skipped_and_said_to_be(tmp_path: Path) -> None:
    files = {
        "node_modules/openai/index.js": 'import OpenAI from "openai"',
        "env/pyvenv.cfg": "",
        "env/lib/x.py": "import openai",
        "src/a.py": "import mistralai",
    }
    found = observed(tmp_path, files)

    assert [one.locator for one in found if isinstance(one, Skipped)] == ["env", "node_modules"]
    assert [one.locator for one in found if isinstance(one, InUse)] == ["src/a.py:1"]
    assert isinstance(found[-1], Covered)
    assert found[-1].n_seen == 1


def test_broken_files_are_problems_and_the_rest_is_read(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.py": "def (:\n",
        "b.py": b"\0\0\0",
        "c.py": "#" * (MAX_BYTES + 1),
        "d.yaml": "model: [\n",
        "package.json": "{",
        "pyproject.toml": "[",
        "e.py": "import cohere\n",
        "f.py": "(" * 5000,
    }
    found = observed(tmp_path, files)

    reasons = {one.locator: one.reason.partition(":")[0] for one in found if isinstance(one, Problem)}
    assert reasons == {
        "a.py": "not Python",
        "b.py": "not text",
        "c.py": f"{MAX_BYTES + 1} bytes is too large for what its name says it is",
        "d.yaml": "line 2",
        "f.py": "not Python",
        "package.json": "not JSON",
        "pyproject.toml": "not TOML",
    }
    assert [one.locator for one in found if isinstance(one, InUse)] == ["e.py:1"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.py").write_text("import openai")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "folder").symlink_to(outside)
    (tmp_path / "in" / "a.py").symlink_to(outside / "a.py")

    assert [type(one) for one in observed(tmp_path / "in", {})] == [Covered]


def test_what_an_env_file_sets_is_known_to_the_programs_below_it(tmp_path: Path) -> None:
    files = {
        ".env": "LLM_URL=http://vllm:8000/v1\n",
        "app/chat.py": "import os\nfrom openai import OpenAI\n"
        "OpenAI(base_url=os.environ['LLM_URL']).c(model='m')",
        ".env.example": "OPENAI_BASE_URL=https://api.openai.com/v1\nOPENAI_MODEL=gpt-4o",
    }
    assert [one.evidence for one in in_use(tmp_path, files)] == [
        "calls m through openai at http://vllm:8000/v1"
    ]


@pytest.mark.parametrize("secret", SECRETS)
def test_credentials_are_never_kept(tmp_path: Path, secret: str) -> None:
    files = {
        "a.py": f"from openai import OpenAI\n"
        f"OpenAI(api_key='{secret}', base_url='https://u:{secret}@api.groq.com/{secret}')"
        f".c(model='{secret}')",
        "b.ts": f'import OpenAI from "openai"; new OpenAI({{ model: "{secret}", '
        f'baseURL: "http://x/v1?k={secret}" }});',
        ".env": f"OPENAI_API_KEY={secret}\nOPENAI_MODEL={secret}\n"
        f"MISTRAL_API_KEY={secret}\nOPENAI_BASE_URL=http://x/{secret}",
        "c.yaml": f"openai: {{model: '{secret}', base_url: 'https://{secret}:x@api.openai.com/v1#{secret}'}}",
        "d.properties": f"spring.ai.openai.api-key={secret}\nspring.ai.openai.base-url=https://{secret}@x.example/",
    }
    found = observed(tmp_path, files)
    assert sum(isinstance(one, InUse) for one in found) >= 5
    assert secret not in repr(found)


def test_one_file_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import cohere")
    found = list(CodeSource().observe(Target("code", str(tmp_path / "a.py"))))
    assert [one.locator for one in found if isinstance(one, InUse)] == ["a.py:1"]


def test_a_folder_that_is_not_there_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        list(CodeSource().observe(Target("code", str(tmp_path / "gone"))))


def test_a_target_is_its_absolute_path(tmp_path: Path) -> None:
    target = CodeSource().resolve(Target("code", f"{tmp_path}/a/.."))
    assert target == Target("code", str(tmp_path))
