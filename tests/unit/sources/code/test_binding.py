from auditor.sources.code.binding import Bindings, runtime_in
from auditor.sources.code.python import parse
from tests.unit.sources.code.reading import HOSTS


def _addresses(text: str) -> dict[str, str | None]:
    """Address by call, of calls that go through something."""
    program = parse(text)
    bindings = Bindings(program, None, HOSTS)
    return {
        ".".join(program.calls[number].path): binding.address.text if binding.address else None
        for number, binding in bindings.of_call.items()
    }


def test_a_call_goes_through_the_client_it_is_called_on() -> None:
    text = "from openai import OpenAI\na = OpenAI(base_url='http://x/v1')\nb = OpenAI()\na.c()\nb.d()\ne.f()"
    assert _addresses(text) == {"OpenAI": None, "a.c": "http://x/v1", "b.d": None}


def test_a_client_that_is_given_to_another_says_where_that_calls() -> None:
    text = "from openai import OpenAI\nimport instructor\n"
    text += "a = OpenAI(base_url='http://x/v1')\ni = instructor.patch(a)\ni.z()"
    assert _addresses(text)["i.z"] == "http://x/v1"


def test_a_client_is_the_last_one_of_its_name() -> None:
    text = "import openai\na = openai.OpenAI(base_url='http://x/v1')\na = openai.OpenAI()\na.c()"
    assert _addresses(text)["a.c"] is None


def test_a_runtime_is_told_by_a_clients_name() -> None:
    assert (runtime_in("ChatOllama"), runtime_in("LMStudio"), runtime_in("ChatOpenAI")) == (
        "ollama",
        "lmstudio",
        "",
    )
