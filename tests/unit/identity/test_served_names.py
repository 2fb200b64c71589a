from dataclasses import replace
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.serving import DeploymentState, InUse, ModelReference, ReferenceKind, Runtime
from auditor.identity.served_names import Resolved, by_model

A, B = "sha256:" + "a" * 64, "sha256:" + "b" * 64


def seen(
    words: str = "",
    kind: ReferenceKind = ReferenceKind.HOSTED,
    *,
    id_: str | None = None,
    served_as: str | None = None,
    target: str = "litellm:c",
) -> Resolved:
    model = ModelReference(words, kind) if words else None
    name = f"name:{kind}/{target}/{words}" if words else None
    one = InUse(
        target, words or "x", DeploymentState.CONFIGURED, "seen", model, served_as, runtime=Runtime("r")
    )
    return Resolved(one, id_ or name)


def told(*found: Resolved) -> set[tuple[frozenset[str], frozenset[str]]]:
    """The models, as the words of what was seen of each, and of what was seen of several."""
    return {
        (frozenset(_word(one) for one in group), frozenset(_word(one) for one in several))
        for group, several in by_model(found)
    }


def _word(one: Resolved) -> str:
    return one.words or one.model_id or one.seen.served_as or ""


def apart(*groups: str) -> set[tuple[frozenset[str], frozenset[str]]]:
    return {(frozenset(group.split()), frozenset[str]()) for group in groups}


def test_two_models_that_a_gateway_serves_under_one_name_are_two_models() -> None:
    one, other = (seen(words, served_as="chat") for words in ("gpt-4o", "gpt-35-turbo"))
    assert told(one, other) == apart("gpt-4o", "gpt-35-turbo")


def test_what_says_the_name_alone_speaks_of_every_model_that_is_served_by_it() -> None:
    one, other = (seen(words, served_as="chat") for words in ("gpt-4o", "gpt-35-turbo"))
    third = seen("mistral", served_as="big")
    listed = seen("Chat", ReferenceKind.STORE, target="endpoint:e")
    chat = frozenset({"chat"})
    assert told(one, listed, other, third) == {
        (frozenset({"gpt-4o"}), chat),
        (frozenset({"gpt-35-turbo"}), chat),
        (frozenset({"mistral"}), frozenset()),
    }


def test_a_name_that_one_model_is_served_by_is_that_model() -> None:
    configured = seen("org/x", ReferenceKind.REPOSITORY, served_as="chat", target="compose:c")
    started = seen("/models/x", ReferenceKind.FILE, served_as="chat", target="process:")
    listed = seen("chat", ReferenceKind.STORE, target="endpoint:e")
    for order in permutations((configured, started, listed)):
        assert told(*order) == apart("org/x /models/x chat")


def test_two_paths_in_one_target_are_two_models_and_in_two_containers_may_be_one() -> None:
    one = seen("/models/a", ReferenceKind.FILE, served_as="chat")
    other = seen("/models/b", ReferenceKind.FILE, served_as="chat")
    assert told(one, other) == apart("/models/a", "/models/b")
    elsewhere = Resolved(replace(other.seen, target="compose:c"), other.model_id)
    assert told(one, elsewhere) == apart("/models/a /models/b")


def test_what_is_stated_to_run_is_not_what_has_the_file_open() -> None:
    listed = seen("chat", ReferenceKind.STORE, id_=A, target="csv:register")
    opened = seen("chat", ReferenceKind.STORE, id_=B, target="process:")
    assert [len(group) for group, _ in by_model([listed, opened])] == [1, 1]


def test_what_has_the_words_of_one_of_several_goes_with_that_one() -> None:
    one = seen("org/a", ReferenceKind.REPOSITORY, id_=A, served_as="chat")
    other = seen("org/b", ReferenceKind.REPOSITORY, id_=B, served_as="chat")
    named = seen("org/a", ReferenceKind.REPOSITORY, served_as="chat", target="helm:h")
    assert sorted(
        (group[0].model_id, len(group), len(rest)) for group, rest in by_model([one, other, named])
    ) == [
        (A, 2, 0),
        (B, 1, 0),
    ]


_kinds = st.sampled_from(
    [ReferenceKind.HOSTED, ReferenceKind.REPOSITORY, ReferenceKind.STORE, ReferenceKind.FILE]
)
_seen = st.builds(
    seen,
    st.sampled_from("xyz"),
    _kinds,
    id_=st.sampled_from([None, None, A, B]),
    served_as=st.sampled_from([None, "x", "chat"]),
    target=st.sampled_from(["compose:c", "process:"]),
)


@given(st.lists(_seen, min_size=1, max_size=6))
def test_nothing_is_lost_no_model_has_two_contents_and_the_order_means_nothing(
    found: list[Resolved],
) -> None:
    models = list(by_model(found))
    assert {id(one) for group, several in models for one in (*group, *several)} == {id(one) for one in found}
    for group, _ in models:
        assert len({one.model_id for one in group if one.is_content}) <= 1
    assert told(*reversed(found)) == told(*found)
