"""Whatever the words of a command are, reading them raises nothing and keeps no secret."""

import shlex
from dataclasses import fields, is_dataclass

from hypothesis import assume, given
from hypothesis import strategies as st

from auditor.catalogue.runtime_reading import known_runtimes
from auditor.catalogue.runtimes import Command, Purpose, RuntimeEntry, Takes
from auditor.domain.serving import ReferenceKind
from auditor.sources.launching.invocation import Invocation
from auditor.sources.launching.launch import launches
from auditor.sources.references import reference

ENTRIES = sorted(known_runtimes().entries.values(), key=lambda entry: entry.id)
COMMANDS = [(entry, command) for entry in ENTRIES for command in entry.commands]
FLAGS = sorted(
    {flag for entry in ENTRIES for setting in entry.settings.values() for flag in setting.flags}
    | {flag for entry in ENTRIES for model in entry.models for flag in model.setting.flags}
)
SECRET_FLAGS = [
    "--api-key",
    "--hf-token",
    "--password",
    "--api-keys",
    "--admin-key",
    "--token",
    "--aws-secret-access-key",
]
SECRET_VARIABLES = [
    "HF_TOKEN",
    "VLLM_API_KEY",
    "LITELLM_MASTER_KEY",
    "NGC_API_KEY",
    "DB_PASSWORD",
    "AWS_SECRET_ACCESS_KEY",
]
ODD = [
    "$X",
    "${X:-$Y}",
    "$(X)",
    "{{ .Values.x }}",
    "'",
    '"',
    "\\",
    "{",
    "[" * 50,
    "--",
    "-",
    "=",
    "--=x",
    "\0",
    "é\u202e",
    "%(x)s",
    "sh",
    "-c",
    "&&",
    ";",
]

text = st.text(max_size=12)
words = st.one_of(
    text,
    st.sampled_from(FLAGS),
    st.sampled_from(ODD),
    st.sampled_from(["org/name", "/m/x.gguf", "8000", "a=b"]),
)
variables = st.dictionaries(
    st.one_of(text, st.sampled_from(["X", "Y", "OLLAMA_HOST", "MODEL_ID", "HOSTNAME", "PORT"])),
    st.one_of(st.none(), text),
)
secrets = st.text("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", min_size=16, max_size=40).map(
    lambda kept: f"Zq7{kept}"
)


def _texts(value: object) -> list[str]:
    if is_dataclass(value):
        return [found for one in fields(value) for found in _texts(getattr(value, one.name))]
    if isinstance(value, tuple):
        return [found for part in value for found in _texts(part)]
    return [value] if isinstance(value, str) else []


@given(st.sampled_from(COMMANDS), st.lists(words, max_size=8), variables, st.booleans())
def test_odd_words_behind_a_known_command_are_no_error(
    known: tuple[RuntimeEntry, Command],
    arguments: list[str],
    environment: dict[str, str | None],
    in_shell: bool,
) -> None:
    argv = (*known[1].words, *arguments)
    command = ("sh", "-c", " ".join(argv)) if in_shell else argv
    for launch in launches(Invocation(command, environment=environment, image="vllm/vllm-openai:v1.0")):
        assert launch.runtime.name in known_runtimes().entries
        assert all(name and value for name, value in launch.settings)


@given(st.lists(words, max_size=6), st.lists(words, max_size=6), variables, text)
def test_words_that_nobody_knows_are_no_error(
    command: list[str], arguments: list[str], environment: dict[str, str | None], image: str
) -> None:
    launches(Invocation(tuple(command), tuple(arguments), environment, image=image))


@given(
    st.sampled_from(COMMANDS),
    st.sampled_from(SECRET_FLAGS),
    st.sampled_from(SECRET_VARIABLES),
    st.sampled_from(FLAGS),
    secrets,
    st.sampled_from(
        ["apart", "joined", "variable", "assigned", "in a URL", "in a query", "in a model", "several"]
    ),
    st.booleans(),
)
def test_a_secret_is_kept_nowhere(
    known: tuple[RuntimeEntry, Command],
    flag: str,
    variable: str,
    other: str,
    secret: str,
    how: str,
    in_shell: bool,
) -> None:
    credentials = known[0].settings.get(Purpose.CREDENTIALS)
    # Behind a flag that takes one value, a second word is no key: it is whatever the command takes.
    assume(
        how != "several"
        or credentials is None
        or flag not in credentials.flags
        or credentials.takes is Takes.SEVERAL
    )
    argv, environment = list(known[1].words), {}
    said = {
        "apart": [flag, secret],
        "joined": [f"{flag}={secret}"],
        "several": [flag, "one", secret],
        "variable": [other, f"${{{variable}}}", f"--x=${variable}", f"${{{variable}:-{secret}}}"],
        "assigned": [other, f"${variable}"],
        "in a URL": [other, f"https://user:{secret}@hub.example/x.gguf", f"s3://{secret}@bucket/x"],
        "in a query": [
            other,
            f"https://hub.example/x.gguf?download=true&token={secret}&X-Amz-Signature={secret}",
        ],
        "in a model": [flag, secret, other, f"org/{secret}", f"/models/{secret}/x.gguf"],
    }[how]
    if how in ("variable", "in a model"):
        environment[variable] = secret
    argv += said
    if in_shell:
        script = " ".join(word if word.startswith("$") else shlex.quote(word) for word in argv)
        argv = ["sh", "-c", f"export {variable}={secret}; {script}" if how == "assigned" else script]
    elif how == "assigned":
        argv = ["env", f"{variable}={secret}", *argv]
    for image in (None, "ollama/ollama", "nvcr.io/nim/meta/llama:1.0.0"):
        found = launches(Invocation(tuple(argv), environment=dict(environment), image=image))
        assert [kept for kept in _texts(found) if secret in kept] == []


@given(text, st.sampled_from(ReferenceKind), st.one_of(st.none(), text))
def test_any_words_are_a_reference_or_none(written: str, kind: ReferenceKind, revision: str | None) -> None:
    found = reference(written, kind, revision)
    assert found is None or found.written.strip()
