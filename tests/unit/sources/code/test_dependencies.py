import pytest

from auditor.errors import FormatError
from auditor.sources.code.dependencies import depended, reader_of
from tests.unit.sources.code.reading import HOSTS, line

FILES: dict[str, tuple[str, list[str]]] = {
    "requirements-dev.txt": (
        "# mistralai\n-r base.txt\nopenai>=1.2 ; python_version > "
        "'3'\nLangChain_Anthropic[x]==0.1\nopenai-extra\nboto3\n",
        ["3 openai:", "4 LangChain_Anthropic: by anthropic"],
    ),
    "pyproject.toml": (
        '[project]\nname = "x"\ndependencies = [\n "cohere~=5",\n]\n'
        '[project.optional-dependencies]\nlocal = ["ollama"]\n'
        '[tool.poetry.dependencies]\npython = "^3.11"\ngroq = "*"\n'
        '[dependency-groups]\ndev = ["mistralai"]\n',
        ["4 cohere: by cohere", "7 ollama: on ollama", "10 groq: by groq", "12 mistralai: by mistral"],
    ),
    "package.json": (
        '{"name": "openai-demo",\n "dependencies": {"ai": "^4",\n  "@ai-sdk/mistral": "1"},\n'
        ' "devDependencies": {"@anthropic-ai/sdk": "x"}}',
        ["2 ai:", "3 @ai-sdk/mistral: by mistral", "4 @anthropic-ai/sdk: by anthropic"],
    ),
    "pom.xml": (
        "<project><!-- "
        "<dependency><groupId>com.openai</groupId><artifactId>openai-java</artifactId></dependency>\n-->\n"
        "<dependency>\n <groupId>com.anthropic</groupId>\n "
        "<artifactId>anthropic-java</artifactId>\n</dependency></project>",
        ["3 com.anthropic:anthropic-java: by anthropic"],
    ),
    "build.gradle.kts": (
        'dependencies {\n  // implementation("com.cohere:cohere-java:1")\n'
        '  implementation("dev.langchain4j:langchain4j-bedrock:1.0")\n}',
        ["3 dev.langchain4j:langchain4j-bedrock: by amazon-aws"],
    ),
    "build.gradle": (
        "dependencies {\n implementation 'software.amazon.awssdk:bedrockruntime'\n}",
        ["2 software.amazon.awssdk:bedrockruntime: by amazon-aws"],
    ),
    "go.mod": (
        "module x\n\nrequire (\n\tgithub.com/anthropics/anthropic-sdk-go v1.2.0\n\t// "
        "github.com/openai/openai-go v1\n)\n",
        ["4 github.com/anthropics/anthropic-sdk-go: by anthropic"],
    ),
    "App.csproj": (
        '<Project><ItemGroup>\n<PackageReference Include="azure.ai.openai" Version="2" />\n'
        '<!-- <PackageReference Include="Anthropic" /> --></ItemGroup></Project>',
        ["2 azure.ai.openai: by microsoft"],
    ),
    "Cargo.toml": ('[dependencies]\nasync-openai = "0.2"\n', ["2 async-openai:"]),
    "Pipfile": ('[packages]\nvoyageai = "*"\n[dev-packages]\n', ["2 voyageai: by voyage"]),
}


@pytest.mark.parametrize(("name", "text", "expected"), [(n, *rest) for n, rest in FILES.items()], ids=FILES)
def test_the_packages_of_a_file(name: str, text: str, expected: list[str]) -> None:
    read = reader_of(name)
    assert read is not None
    assert [line(use) for use in depended(read(text), HOSTS)] == expected


@pytest.mark.parametrize("name", ["package-lock.json", "notes.txt", "pom.txt", "settings.gradle.kts.bak"])
def test_other_files_name_no_packages(name: str) -> None:
    assert reader_of(name) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [("package.json", "["), ("package.json", "[" * 200_000), ("pyproject.toml", "= 1"), ("Cargo.toml", "[")],
)
def test_a_broken_file_is_refused(name: str, text: str) -> None:
    read = reader_of(name)
    assert read is not None
    with pytest.raises(FormatError, match=r"not (JSON|TOML)"):
        read(text)


def test_a_file_of_another_shape_names_nothing() -> None:
    for name, text in (("package.json", "[1]"), ("package.json", '{"dependencies": []}'), ("go.mod", "")):
        read = reader_of(name)
        assert read is not None
        assert read(text) == []
