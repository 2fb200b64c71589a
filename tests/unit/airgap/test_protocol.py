import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.airgap.probes import ATTEMPTS, Stage
from auditor.airgap.protocol import (
    MAX_OUTPUT_BYTES,
    Inference,
    Prison,
    Request,
    Said,
    Settings,
    decode_request,
    decode_said,
    encode,
    printable,
)
from auditor.airgap.reach import Bait
from auditor.domain.attestation import Generation, Isolation

PRISON = Prison(Isolation.NAMESPACE_SECCOMP, "", ((Stage.SECCOMP, "ipv4-connect", "EPERM"),))
GENERATION = Generation(4, 16, "ab" * 32, 0.5, 100.0, 2**20, 2, 64)

counts = st.integers(0, 2**63 - 1)
seconds = st.floats(0, 1e9)
generations = st.builds(
    Generation,
    n_prompt_tokens=counts,
    n_generated_tokens=counts,
    output_sha256=st.binary(min_size=32, max_size=32).map(bytes.hex),
    load_s=seconds,
    tokens_per_s=seconds,
    peak_memory_bytes=counts,
    n_threads=counts,
    n_context=counts,
)
words = st.text(max_size=600).map(printable)
inferences = st.one_of(
    st.builds(Inference, generations),
    st.builds(Inference, st.none(), words.filter(bool), st.booleans()),
)
prisons = st.builds(
    Prison,
    isolation=st.sampled_from(Isolation),
    missing=words,
    answers=st.lists(
        st.tuples(
            st.sampled_from(Stage),
            st.sampled_from([attempt.name for attempt in ATTEMPTS]),
            st.sampled_from(["reached", "EPERM", "ENETUNREACH"]),
        ),
        max_size=20,
    ).map(tuple),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_a_request_arrives_as_it_was_sent() -> None:
    request = Request(
        path="/srv/\udcff.gguf",
        prompt="Grüße \U0001f600",
        n_tokens=16,
        settings=Settings(2, is_plain=True),
        wanted=Isolation.SECCOMP,
        loads_unheld=True,
        memory_bytes=2**40,
        cpu_s=9,
        bait=Bait(1, 2, 3, 4, "a", "/b"),
    )
    assert decode_request(encode(request)) == request


@given(prisons, words, inferences)
def test_what_a_worker_says_arrives_as_it_was_said(prison: Prison, engine: str, inference: Inference) -> None:
    raw = encode(prison) + encode(engine) + encode(inference)
    assert decode_said(raw) == Said(prison, engine, inference)


@given(st.binary())
def test_any_bytes_are_read_without_complaint(raw: bytes) -> None:
    assert decode_said(raw) == Said()


@given(st.sampled_from(["prison", "engine", "inference", "other"]), st.dictionaries(st.text(), json_values))
def test_any_json_is_read_without_complaint(line: str, body: dict[str, object]) -> None:
    assert decode_said(json.dumps({**body, "line": line}).encode()) == Said()


@given(st.sampled_from(sorted(json.loads(encode(Inference(GENERATION)))["generation"])), json_values)
def test_a_generation_with_any_other_value_is_refused_or_of_the_right_type(key: str, value: object) -> None:
    body = json.loads(encode(Inference(GENERATION)))
    body["generation"][key] = value
    said = decode_said(encode(PRISON) + json.dumps(body).encode())
    if said.inference is not None:
        assert said.inference.generation is not None
        assert type(getattr(said.inference.generation, key)) is type(getattr(GENERATION, key))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("n_threads", True),
        ("n_threads", -1),
        ("n_threads", 2**63),
        ("n_threads", "2"),
        ("load_s", float("nan")),
        ("load_s", float("inf")),
        ("load_s", -1.0),
        ("load_s", 1),
        ("output_sha256", "AB" * 32),
        ("output_sha256", "ab"),
        ("output_sha256", None),
    ],
)
def test_a_generation_that_cannot_be_is_not_believed(key: str, value: object) -> None:
    body = json.loads(encode(Inference(GENERATION)))
    body["generation"][key] = value
    assert decode_said(encode(PRISON) + json.dumps(body).encode()) == Said(PRISON)


@pytest.mark.parametrize(
    "change",
    [
        {"generation": None},
        {"generation": None, "refusal": "no", "is_unread": 1},
        {"refusal": "no"},
        {"refusal": None},
        {"generation": []},
    ],
)
def test_an_inference_that_contradicts_itself_is_not_believed(change: dict[str, object]) -> None:
    body = json.loads(encode(Inference(GENERATION))) | change
    assert decode_said(encode(PRISON) + json.dumps(body).encode()) == Said(PRISON)


@pytest.mark.parametrize(
    "change",
    [
        {"isolation": "steel"},
        {"answers": {}},
        {"answers": ["x"]},
        {"answers": [["seccomp", "ipv4-connect"]]},
        {"answers": [["seccomp", "teleport", "EPERM"]]},
        {"answers": [["seccomp", "ipv4-connect", 1]]},
        {"answers": [["cellar", "ipv4-connect", "EPERM"]]},
    ],
)
def test_a_prison_that_is_not_one_of_ours_is_not_believed(change: dict[str, object]) -> None:
    assert decode_said(json.dumps(json.loads(encode(PRISON)) | change).encode()) == Said()


def test_later_lines_cannot_rewrite_earlier_ones() -> None:
    leaking = replace(PRISON, answers=((Stage.SECCOMP, "ipv4-connect", "reached"),))
    refused = Inference(None, "first")
    raw = encode(leaking) + encode(PRISON) + encode("one") + encode("two")
    raw += encode(refused) + encode(Inference(GENERATION)) + encode("three") + encode(PRISON)
    assert decode_said(raw) == Said(leaking, "one", refused)


def test_nothing_is_believed_before_the_prison_has_been_described() -> None:
    assert decode_said(encode("engine") + encode(Inference(GENERATION))) == Said()


def test_what_comes_after_the_bound_is_not_read() -> None:
    assert decode_said(b" " * MAX_OUTPUT_BYTES + b"\n" + encode(PRISON)) == Said()


def test_depth_that_exhausts_the_parser_is_not_believed() -> None:
    assert decode_said(b"[" * (MAX_OUTPUT_BYTES - 1)) == Said()


@given(st.text())
def test_printable_text_is_one_short_line(text: str) -> None:
    shown = printable(text)
    assert shown == "" or shown.isprintable()
    assert len(shown) <= 500
    assert printable(shown) == shown.strip()


@pytest.mark.parametrize(
    ("stage", "said", "leaks"),
    [
        (Stage.SECCOMP, "reached", True),
        (Stage.NAMESPACE, "reached", True),
        (Stage.OPEN, "reached", False),
        (Stage.SECCOMP, "EPERM", False),
    ],
)
def test_only_a_barrier_that_is_up_can_leak(stage: Stage, said: str, leaks: bool) -> None:
    prison = Prison(Isolation.NONE, "", ((stage, "ipv4-connect", "EPERM"), (stage, "unix-path", said)))
    assert prison.leaks is leaks
