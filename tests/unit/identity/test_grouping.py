import gc
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.document import CodeFile, ModelCard, ShardIndex
from auditor.domain.header import FileRole, Shard
from auditor.domain.observation import (
    Covered,
    FileSeen,
    Observation,
    Problem,
    ProblemKind,
    SkipKind,
    Skipped,
    read_elsewhere,
)
from auditor.domain.serving import DeploymentState, ModelReference, ReferenceKind
from auditor.domain.subject import Strength
from auditor.identity import gaps, group
from tests.builders.observations import (
    TARGET,
    a_document,
    a_file,
    a_header,
    a_problem,
    a_use,
    an_entry,
    artifact_of,
)

A, B, C = "a" * 64, "b" * 64, "c" * 64


def test_the_same_bytes_at_two_places_are_one_model_with_two_deployments() -> None:
    inventory = group([a_file("x.gguf", sha256=A), a_file("sub/y.gguf", inode=2, bundle="sub", sha256=A)])
    assert [(model.id, model.locations) for model in inventory.models] == [
        (f"sha256:{A}", (f"{TARGET}#sub/y.gguf", f"{TARGET}#x.gguf"))
    ]
    assert {deployment.model_id for deployment in inventory.deployments} == {f"sha256:{A}"}
    assert len({deployment.id for deployment in inventory.deployments}) == 2


def test_files_with_one_header_but_unread_bytes_stay_two_models_with_one_alias() -> None:
    inventory = group([a_file("x.gguf"), a_file("y.gguf", inode=2)])
    first, second = inventory.models
    assert second.id == f"{first.id}.2"
    assert second.aliases == (first.id,)
    assert {first.strength, second.strength} == {Strength.HEADER}


def test_one_unread_file_under_two_links_is_one_model() -> None:
    inventory = group([a_file("x.gguf"), a_file("link.gguf")])
    assert [model.locations for model in inventory.models] == [(f"{TARGET}#link.gguf", f"{TARGET}#x.gguf")]


def test_hashing_later_keeps_the_header_id_as_an_alias() -> None:
    (before,) = group([a_file()]).models
    (after,) = group([a_file(sha256=A)]).models
    assert after.aliases == (before.id,)


def _shard(n: int, digest: str | None) -> FileSeen:
    header = a_header(shard=Shard(n, 2), n_parameters=500, sha256=str(n) * 64)
    return a_file(
        f"m-0000{n}-of-00002.gguf", inode=n, header=header, shard_set="m-of-00002.gguf", sha256=digest
    )


def test_shards_are_one_model_whose_id_ignores_their_names_and_order() -> None:
    one = group([_shard(1, A), _shard(2, B)]).models[0]
    other = group([_shard(1, B), _shard(2, A)]).models[0]
    assert one.id == other.id
    assert one.id.startswith("set:")
    assert artifact_of(one).header.n_parameters == 1_000
    assert artifact_of(one).size_bytes == 8_000


def test_a_set_with_a_missing_shard_has_no_content_id_and_is_a_problem() -> None:
    inventory = group([_shard(1, A)])
    assert inventory.models[0].strength is Strength.HEADER
    assert inventory.models[0].problems == ("shard 2 of 2 was not found",)
    assert inventory.problems == (
        Problem(
            TARGET, "m-00001-of-00002.gguf", "shard 2 of 2 was not found", category=ProblemKind.INCOMPLETE
        ),
    )


def test_a_set_is_at_the_place_of_its_first_file_and_keeps_its_deployment_when_one_comes_back() -> None:
    whole, part = group([_shard(1, A), _shard(2, B)]), group([_shard(2, B)])
    assert whole.models[0].locations == (f"{TARGET}#m-00001-of-00002.gguf",)
    assert part.models[0].locations == (f"{TARGET}#m-00002-of-00002.gguf",)
    assert whole.deployments[0].id == part.deployments[0].id


def test_incomplete_sets_with_the_same_shard_are_two_models() -> None:
    elsewhere = replace(
        _shard(1, A), locator="sub/m-00001-of-00002.gguf", shard_set="sub/m-of-00002.gguf", bundle="sub",
        path="/models/sub/m", file_id=replace(_shard(1, A).file_id, inode=9),
    )  # fmt: skip
    models = group([_shard(1, A), elsewhere]).models
    assert [model.strength for model in models] == [Strength.HEADER, Strength.HEADER]
    assert len({model.id for model in models}) == 2


def test_a_shard_that_cannot_be_read_is_one_problem_and_keeps_its_set_from_being_whole() -> None:
    broken = a_problem("m-00002-of-00002.gguf", "truncated")
    inventory = group([_shard(1, A), broken])
    assert inventory.problems == (broken,)
    assert inventory.models[0].problems == ("shard 2 of 2 was not readable",)


def test_an_index_of_absent_files_is_a_problem() -> None:
    index = a_document(ShardIndex(("a.safetensors", "b.safetensors")), locator="m.safetensors.index.json")
    reason = "none of the 2 files it names was found and read"
    assert group([index]).problems == (
        Problem(TARGET, "m.safetensors.index.json", reason, category=ProblemKind.INCOMPLETE),
    )


def test_an_index_makes_one_model_of_files_with_any_names() -> None:
    index = a_document(ShardIndex(("a.safetensors", "b.safetensors")), locator="m.safetensors.index.json")
    files = [
        a_file(
            f"{name}.safetensors", inode=n, header=a_header(format="safetensors", sha256=name * 64), sha256=d
        )
        for n, (name, d) in enumerate((("a", A), ("b", B)))
    ]
    (model,) = group([*files, index]).models
    assert model.id.startswith("set:")
    assert len(artifact_of(model).files) == 2


def test_a_problem_that_two_targets_see_at_one_place_is_one() -> None:
    inner = Problem("dir:/models/sub", "x.gguf", "truncated")
    outer = Problem("dir:/models", "sub/x.gguf", "truncated")
    assert group([inner, outer]).problems == (outer,)


def test_vocabularies_and_projectors_are_listed_but_not_models() -> None:
    vocabulary = a_file("vocab.gguf", header=a_header(role=FileRole.VOCABULARY, n_tensors=0), sha256=A)
    projector = a_file("mmproj.gguf", inode=2, header=a_header(role=FileRole.PROJECTOR), sha256=B)
    inventory = group([vocabulary, projector])
    assert inventory.models == ()
    assert inventory.not_models == (
        (f"{TARGET}#mmproj.gguf", "projector"),
        (f"{TARGET}#vocab.gguf", "vocabulary only"),
    )


def test_an_adapter_is_a_model_of_its_own() -> None:
    inventory = group([a_file(header=a_header(role=FileRole.ADAPTER), sha256=A)])
    assert [model.id for model in inventory.models] == [f"sha256:{A}"]


def test_what_runs_by_the_digest_of_a_manifest_is_its_weights_and_not_their_adapter() -> None:
    manifest = "e" * 64
    entry = an_entry("mine:latest", target="ollama:", bundle="mine", store="ollama", revision=manifest)
    weights = a_file("weights", target="ollama:", bundle="mine", sha256=A)
    header = a_header(role=FileRole.ADAPTER, sha256="2" * 64)
    adapter = a_file("z", target="ollama:", bundle="mine", inode=2, sha256=B, header=header)
    running = a_use(
        target="endpoint:http://gpu:11434",
        operator=None,
        model=ModelReference("mine:latest", ReferenceKind.STORE, sha256=manifest),
    )
    inventory = group([entry, weights, adapter, running])
    assert {one.model_id for one in inventory.deployments if one.seen} == {f"sha256:{A}"}


def test_two_store_names_on_one_blob_are_one_model() -> None:
    seen: list[Observation] = [
        a_file("one:latest", bundle="one:latest", target="ollama:", sha256=A),
        a_file("two:latest", bundle="two:latest", target="ollama:", sha256=A),
        an_entry("one:latest", target="ollama:", bundle="one:latest", store="ollama"),
        an_entry("two:latest", target="ollama:", bundle="two:latest", store="ollama"),
    ]
    inventory = group(seen)
    assert [
        [name.name for name in model.names if name.given_by == "ollama"] for model in inventory.models
    ] == [["one:latest", "two:latest"]]
    assert {(d.name, d.runtime, d.state) for d in inventory.deployments} == {
        ("one:latest", "ollama", DeploymentState.PRESENT),
        ("two:latest", "ollama", DeploymentState.PRESENT),
    }


def test_a_document_beside_several_models_says_how_many_it_may_mean() -> None:
    seen: list[Observation] = [a_file("x.gguf", sha256=A), a_file("y.gguf", inode=2, sha256=B), a_document()]
    assert [[at.n_sharing for at in model.documents] for model in group(seen).models] == [[2], [2]]


def test_documents_that_could_not_be_read_are_named_with_the_models_they_lie_beside() -> None:
    seen: list[Observation] = [
        a_file("sub/a.gguf", bundle="sub", sha256=A),
        a_file("b.gguf", inode=2, sha256=B),
        Problem(TARGET, "sub/README.md", "broken YAML", bundle="sub"),
        Skipped(TARGET, "sub/config.json", "link out of the folder, not followed", bundle="sub"),
        a_problem("sub/other.gguf", "truncated"),
    ]
    unread = {model.locations: model.unread for model in group(seen).models}
    assert unread == {(f"{TARGET}#sub/a.gguf",): ("README.md", "config.json"), (f"{TARGET}#b.gguf",): ()}


def test_documents_of_another_bundle_do_not_speak() -> None:
    seen: list[Observation] = [a_file(sha256=A), a_document(CodeFile("modeling_x.py"), bundle="elsewhere")]
    assert group(seen).models[0].documents == ()


def test_bytes_that_are_not_what_the_store_says_are_a_problem() -> None:
    inventory = group([a_file(sha256=A, declared_sha256=B)])
    reason = f"altered: its store says sha256 {B[:12]}..., its bytes {A[:12]}..."
    assert inventory.models[0].problems == (reason,)
    assert [(p.reason, p.category) for p in inventory.problems] == [(reason, ProblemKind.ALTERED)]


def test_problems_are_kept_and_the_order_of_observations_does_not_matter() -> None:
    seen: list[Observation] = [
        a_file("x.gguf", sha256=A),
        a_file("y.gguf", inode=2, sha256=C),
        a_problem("b"),
        a_problem("a"),
    ]
    forward, backward = group(seen), group(reversed(seen))
    assert forward.models == backward.models
    assert forward.deployments == backward.deployments
    assert (
        [problem.locator for problem in forward.problems]
        == ["a", "b"]
        == [p.locator for p in backward.problems]
    )


def test_a_deployment_keeps_its_id_when_its_model_changes() -> None:
    before = group([a_file(sha256=A)]).deployments[0]
    after = group([replace(a_file(sha256=B), header=a_header(n_parameters=2))]).deployments[0]
    assert before.id == after.id
    assert before.model_id != after.model_id


def test_places_of_two_targets_are_two_deployments_whatever_they_are_called() -> None:
    seen = [
        a_file("model.gguf", inode=n, target=f"dir:/t{n}", path=f"/t{n}/model.gguf", sha256=digest)
        for n, digest in ((1, A), (2, B))
    ]
    found = {place.locator: (place.id, place.model_id) for place in group(seen).deployments}
    assert found["dir:/t1#model.gguf"][0] != found["dir:/t2#model.gguf"][0]
    assert {model for _, model in found.values()} == {f"sha256:{A}", f"sha256:{B}"}


def test_a_place_keeps_its_id_when_another_target_is_added_and_however_its_folder_is_spelled() -> None:
    def id_of(target: str, *others: Observation) -> str:
        file = a_file("x/model.gguf", target=target, path="/t/x/model.gguf", sha256=A)
        return next(d.id for d in group([file, *others]).deployments if d.locator.startswith(f"{target}#"))

    alone = id_of("dir:/t")
    other = a_file("x/model.gguf", inode=2, target="dir:/a", path="/a/x/model.gguf", sha256=B)
    assert {alone, id_of("dir:/t", other), id_of("dir:/t/"), id_of("dir:/./t")} == {alone}


def test_no_two_places_have_one_id() -> None:
    seen = [
        a_file("m.gguf", inode=n, target=target, path=f"/{n}/m.gguf", sha256=digest)
        for n, (target, digest) in enumerate([("dir:a", A), ("dir:./a", B)])
    ]
    ids = [place.id for place in group(seen).deployments]
    assert len(ids) == len(set(ids)) == 2
    assert sorted(ids)[1] == f"{sorted(ids)[0]}.2"


TARGETS = ("dir:/a", "dir:/b", "ollama:")


@st.composite
def _observations(draw: st.DrawFn) -> list[Observation]:
    """Whatever scans can hold: the same names in several targets, the same bytes, the same headers."""
    seen: list[Observation] = []
    places = st.tuples(st.sampled_from(TARGETS), st.sampled_from(("", "x/", "x/y/")))
    for n, (target, folder) in enumerate(draw(st.lists(places, max_size=8))):
        bundle, name = folder.rstrip("/") or ".", draw(st.sampled_from(("m.gguf", "m-00001-of-00002.gguf")))
        digest = draw(st.sampled_from((A, B, None)))
        key = f"{folder}m-of-00002.gguf" if "-of-" in name else None
        file = a_file(
            f"{folder}{name}", inode=n, target=target, bundle=bundle, sha256=digest, shard_set=key,
            path=f"/{n}",
        )  # fmt: skip
        seen += [
            file,
            a_document(ModelCard(), locator=f"{folder}README.md", bundle=bundle, target=target),
            an_entry(f"acme/{n % 2}", target=target, bundle=bundle, store="ollama"),
            Problem(target, f"{folder}config.json", "not JSON", bundle=bundle),
            Skipped(target, f"{folder}a.pkl", "pickle", SkipKind.FORMAT),
        ]
    return [*seen, *(Covered(target, 1, "all") for target in TARGETS)]


@given(data=st.data())
def test_the_order_of_observations_means_nothing(data: st.DataObject) -> None:
    seen = data.draw(_observations())
    shuffled = data.draw(st.permutations(seen))
    inventory = group(seen)
    assert group(shuffled) == inventory
    assert gaps(shuffled) == inventory.gaps
    ids = [place.id for place in inventory.deployments]
    assert len(set(ids)) == len(ids)


def test_what_another_target_of_the_audit_reads_was_looked_at() -> None:
    one, other = (
        read_elsewhere("dir:app", f"{scheme}.yaml", f"{scheme}:app") for scheme in ("compose", "helm")
    )
    read = Covered("compose:app", 1, "every compose file")
    assert group([one, other, read]).skipped == (other,)


@pytest.mark.parametrize("is_on", [True, False])
def test_grouping_leaves_the_search_for_cycles_as_it_was(is_on: bool) -> None:
    def observations() -> Iterator[Observation]:
        yield a_file(sha256=A)
        raise OSError

    (gc.enable if is_on else gc.disable)()
    try:
        group([a_file(sha256=A)])
        with pytest.raises(OSError):
            group(observations())
        assert gc.isenabled() == is_on
    finally:
        gc.enable()
