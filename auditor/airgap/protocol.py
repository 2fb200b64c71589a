"""What parent and worker say to each other: one request in, at most three lines of JSON out.

The worker speaks before each step that could end it: what the prison is like, which engine was
loaded, what came of inference. The first line is written before any foreign code runs. What comes
back is read as hostile: a line that is not exactly as described here counts as not having been said.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from auditor.airgap.probes import ATTEMPTS, Stage
from auditor.airgap.reach import Bait
from auditor.domain.attestation import Generation, Isolation

MAX_OUTPUT_BYTES: Final = 64 * 1024
"""Most that a worker may say; about ten times what an honest one does."""
_MAX_TEXT_CHARACTERS: Final = 500

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Settings:
    """How llama.cpp is run.

    Attributes:
        n_threads: Threads.
        is_plain: No memory mapping, no repacked weights, no flash attention: the fewest clever kernels.
    """

    n_threads: int
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What a worker is asked to do.

    Attributes:
        path: The file, absolute.
        prompt: Text to continue.
        n_tokens: Tokens to generate.
        settings: How llama.cpp is run.
        wanted: The strongest isolation to build.
        loads_unheld: Load the file even where no filter could be built (it is our own).
        memory_bytes: Address space the worker may use.
        cpu_s: Processor seconds it may use.
        bait: Where the listeners are.
    """

    path: str
    prompt: str
    n_tokens: int
    settings: Settings
    wanted: Isolation
    loads_unheld: bool
    memory_bytes: int
    cpu_s: int
    bait: Bait


@dataclass(frozen=True, slots=True)
class Prison:
    """What the worker built around itself, and what it could still reach.

    Attributes:
        isolation: The level.
        missing: Why it is not the strongest; empty when it is.
        answers: Stage, attempt and answer of every probe.
    """

    isolation: Isolation
    missing: str
    answers: tuple[tuple[Stage, str, str], ...]

    @property
    def leaks(self) -> bool:
        """Whether something got through a barrier that was up."""
        return any(stage is not Stage.OPEN and said == "reached" for stage, _, said in self.answers)


@dataclass(frozen=True, slots=True)
class Inference:
    """What came of it.

    Attributes:
        generation: What was generated, if anything was.
        refusal: Why nothing was; empty if something was.
        is_unread: The file was not given to llama.cpp at all.
    """

    generation: Generation | None
    refusal: str = ""
    is_unread: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """Everything a worker said before it ended; each part may be missing."""

    prison: Prison | None = None
    engine: str = ""
    inference: Inference | None = None


def encode(part: Request | Prison | Inference | str) -> bytes:
    """Return one line of JSON; a bare string names the engine."""
    body = {"engine": part} if isinstance(part, str) else asdict(part)
    return json.dumps({"line": _LINES[type(part)], **body}).encode() + b"\n"


_LINES: Final[Mapping[type, str]] = {
    Request: "request",
    Prison: "prison",
    Inference: "inference",
    str: "engine",
}


def decode_request(raw: bytes) -> Request:
    """Read the request, inside the worker; the parent is trusted, so anything odd may raise."""
    body = json.loads(raw)
    del body["line"]
    body["settings"] = Settings(**body["settings"])
    body["wanted"] = Isolation(body["wanted"])
    body["bait"] = Bait(**body["bait"])
    return Request(**body)


def decode_said(raw: bytes) -> Said:
    """Read what a worker said; unreadable, unexpected, repeated or late lines are dropped."""
    said = Said()
    for line in raw[:MAX_OUTPUT_BYTES].splitlines():
        try:
            said = _with_line(said, json.loads(line))
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
    return said


def printable(text: str) -> str:
    """Return text from a file or a process as one short line without control characters."""
    visible = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(visible.split())[:_MAX_TEXT_CHARACTERS]


def _with_line(said: Said, body: Json) -> Said:
    """Add a line, if it is the next one; what comes later cannot rewrite what was said before."""
    match body["line"]:
        case "prison" if said == Said():
            return Said(_prison(body))
        case "engine" if said.prison and not said.engine and not said.inference:
            return Said(said.prison, printable(_text(body, "engine")))
        case "inference" if said.prison and not said.inference:
            return Said(said.prison, said.engine, _inference(body))
        case _:
            raise ValueError("not the next line")


def _prison(body: Json) -> Prison:
    answers = body["answers"]
    if not isinstance(answers, list):
        raise ValueError("answers")
    return Prison(
        isolation=Isolation(_text(body, "isolation")),
        missing=printable(_text(body, "missing")),
        answers=tuple(_answer(entry) for entry in answers),
    )


_NAMES: Final = frozenset(attempt.name for attempt in ATTEMPTS)


def _answer(entry: object) -> tuple[Stage, str, str]:
    if not isinstance(entry, list):
        raise ValueError("answer")
    stage, name, said = entry
    if name not in _NAMES or not isinstance(said, str):
        raise ValueError("answer")
    return Stage(stage), str(name), printable(said)


def _inference(body: Json) -> Inference:
    generation = body["generation"]
    refusal, is_unread = printable(_text(body, "refusal")), body["is_unread"]
    if not isinstance(is_unread, bool) or (generation is None) is not bool(refusal):
        raise ValueError("inference")
    return Inference(_generation(generation) if generation is not None else None, refusal, is_unread)


def _generation(body: object) -> Generation:
    if not isinstance(body, dict):
        raise ValueError("generation")
    output_sha256 = _text(body, "output_sha256")
    if len(output_sha256) != 64 or not set(output_sha256) <= set("0123456789abcdef"):
        raise ValueError("output_sha256")
    return Generation(
        n_prompt_tokens=_count(body, "n_prompt_tokens"),
        n_generated_tokens=_count(body, "n_generated_tokens"),
        output_sha256=output_sha256,
        load_s=_seconds(body, "load_s"),
        tokens_per_s=_seconds(body, "tokens_per_s"),
        peak_memory_bytes=_count(body, "peak_memory_bytes"),
        n_threads=_count(body, "n_threads"),
        n_context=_count(body, "n_context"),
    )


def _text(body: Json, key: str) -> str:
    value = body[key]
    if not isinstance(value, str):
        raise ValueError(key)
    return value


def _count(body: Json, key: str) -> int:
    value = body[key]
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise ValueError(key)
    return value


def _seconds(body: Json, key: str) -> float:
    value = body[key]
    if not isinstance(value, float) or not 0 <= value < float("inf"):
        raise ValueError(key)
    return value
