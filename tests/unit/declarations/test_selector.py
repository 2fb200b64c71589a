import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.declarations.entry import Entry
from auditor.declarations.selector import (
    MIN_PREFIX,
    Candidate,
    described,
    mismatch,
    read_selector,
    select,
)
from auditor.domain.declaration import Selector
from auditor.errors import DeclarationError
from auditor.formats import yaml12

LLAMA = Candidate.of("sha256:aaaa1111", "header:old", names=("meta-llama/Llama-3.1-8B", "llama3:8b"))
QWEN = Candidate.of("sha256:aaaa2222", names=("Qwen/Qwen3-8B",))
STOCK = (LLAMA, QWEN)

names = st.text("abLl3-./:", min_size=1, max_size=8)
candidates = st.lists(st.lists(names, max_size=3), max_size=6).map(
    lambda stock: tuple(Candidate.of(f"sha256:{n:08}", names=called) for n, called in enumerate(stock))
)


def read(text: str) -> Selector:
    node = yaml12.read(text, "a.yaml", DeclarationError)
    return read_selector(Entry.of(node, what="selector"))


@pytest.mark.parametrize(
    ("text", "selector"),
    [
        ('{id: "sha256:aaaa"}', Selector("sha256:aaaa")),
        ("{name: llama*, expect: 3}", Selector(None, "llama*", 3, 3)),
        ('{name: llama*, expect: "1..5"}', Selector(None, "llama*", 1, 5)),
        ("{name: llama*, expect: 0..5}", Selector(None, "llama*", 0, 5)),
        ("{id: dep:1, name: llama*, expect: 2}", Selector("dep:1", "llama*", 2, 2)),
    ],
)
def test_selectors_are_read(text: str, selector: Selector) -> None:
    assert read(text) == selector


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "id or name is missing"),
        ("{expect: 1}", "id or name is missing"),
        ("{name: llama*}", "expect is missing beside a name"),
        ("{name: llama*, expect: 0}", "expect must allow at least one"),
        ("{name: llama*, expect: 5..1}", "expect must allow at least one"),
        ("{name: llama*, expect: many}", "expect must be a whole number, not 'many'"),
        ("{name: llama*, expect: [1, 2]}", "expect must be a whole number, not a list"),
        ("{host: gpu-1, expect: 1}", "unknown key 'host' in selector"),
    ],
)
def test_a_selector_that_says_too_little_is_refused(text: str, message: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        read(text)
    assert caught.value.message == f"a.yaml:1: {message}"


def test_deployments_are_selected_by_host_too() -> None:
    def of_deployments(text: str) -> Selector:
        node = yaml12.read(text, "a.yaml", DeclarationError)
        return read_selector(Entry.of(node, what="selector"), by_host=True)

    assert of_deployments("{host: gpu-*, expect: 1..5}") == Selector(None, None, 1, 5, "gpu-*")
    assert of_deployments("{id: dep:1, host: gpu-1}") == Selector("dep:1", host="gpu-1")
    for text, message in (
        ("{host: gpu-*}", "expect is missing beside a host"),
        ("{expect: 1}", "id or name or host is missing"),
    ):
        with pytest.raises(DeclarationError, match=f"^a.yaml:1: {message}$"):
            of_deployments(text)


def test_a_host_is_matched_as_a_whole_and_whatever_the_case() -> None:
    one = Candidate.of("dep:1", names=("chat",), hosts=("GPU-01", "10.0.0.1"))
    other, unplaced = (
        Candidate.of("dep:2", names=("chat",), hosts=("cpu-01",)),
        Candidate.of("dep:3", names=()),
    )
    stock = (one, other, unplaced)
    assert select(Selector(host="gpu-*"), stock) == (one,)
    assert select(Selector(host="*-01"), stock) == (one, other)
    assert select(Selector(host="gpu"), stock) == ()
    assert select(Selector(name="chat", host="cpu*"), stock) == (other,)
    assert described(Selector(name="chat", host="cpu*")) == "name chat, host cpu*"


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        (Selector("sha256:aaaa1111"), (LLAMA,)),
        (Selector("header:old"), (LLAMA,)),
        (Selector("sha256:aaaa1"), (LLAMA,)),
        (Selector("sha256:aaaa"), ()),
        (Selector("sha256:bbbbbbbb"), ()),
        (Selector(None, "llama-3.1*"), (LLAMA,)),
        (Selector(None, "META-LLAMA/*"), (LLAMA,)),
        (Selector(None, "llama3:8b"), (LLAMA,)),
        (Selector(None, "qwen/llama*"), ()),
        (Selector(None, "*8b"), STOCK),
        (Selector("sha256:aaaa1111", "qwen*"), ()),
        (Selector("sha256:aaaa2222", "qwen*"), (QWEN,)),
    ],
)
def test_every_condition_must_hold(selector: Selector, found: tuple[Candidate, ...]) -> None:
    assert select(selector, STOCK) == found


@pytest.mark.parametrize("n_characters", range(1, len(LLAMA.id) + 1))
def test_a_beginning_of_an_id_needs_twelve_characters(n_characters: int) -> None:
    found = select(Selector(LLAMA.id[:n_characters]), (LLAMA,))
    assert found == ((LLAMA,) if n_characters >= MIN_PREFIX else ())


def test_a_whole_id_wins_over_a_longer_one_that_begins_with_it() -> None:
    short = Candidate.of("support-bot-one", names=())
    long = Candidate.of("support-bot-one-b", names=())
    assert select(Selector("support-bot-one"), (long, short)) == (short,)


@given(candidates, names)
def test_a_name_without_wildcards_matches_whole_names_or_last_parts(
    stock: tuple[Candidate, ...], name: str
) -> None:
    def is_called(one: Candidate) -> bool:
        full = {known.casefold() for known in one.names}
        last = {known.rpartition("/")[2] for known in full}
        return name.casefold() in (full if "/" in name else full | last)

    assert select(Selector(None, name), stock) == tuple(filter(is_called, stock))


@given(candidates, st.text(max_size=12))
def test_any_pattern_selects_some_of_the_candidates_in_order(
    stock: tuple[Candidate, ...], pattern: str
) -> None:
    found = select(Selector(None, pattern), stock)
    assert found == tuple(one for one in stock if one in found)
    assert select(Selector(None, "*"), found) == found


@given(st.lists(st.text("abc", min_size=1), unique=True, max_size=6), st.integers(0, 6), st.integers(0, 6))
def test_a_mismatch_is_reported_exactly_outside_the_expected_span(
    ids: list[str], low: int, extra: int
) -> None:
    selector = Selector(None, "x*", low, low + extra)
    assert (mismatch(selector, ids) is None) == (low <= len(ids) <= low + extra)


@pytest.mark.parametrize(
    ("selector", "ids", "sentence"),
    [
        (Selector(None, "x*"), (), "name x* matches nothing, 1 expected"),
        (
            Selector("dep:1"),
            (),
            "id dep:1 matches nothing, 1 expected; the beginning of an id needs 12 characters",
        ),
        (Selector("d" * 12), (), f"id {'d' * 12} matches nothing, 1 expected"),
        (Selector(None, "x*", 1, 2), ("c", "b", "a"), "name x* matches 3, 1 to 2 expected: a, b, c"),
        (Selector(None, "x*"), ("d", "c", "b", "a"), "name x* matches 4, 1 expected: a, b, c, ..."),
    ],
)
def test_a_mismatch_names_what_was_found(selector: Selector, ids: tuple[str, ...], sentence: str) -> None:
    assert mismatch(selector, ids) == sentence


def test_a_selector_is_described_by_its_conditions() -> None:
    assert described(Selector("dep:1", "x*")) == "id dep:1, name x*"
