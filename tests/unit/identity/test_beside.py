from auditor.domain.document import (
    CodeFile,
    LicenseText,
    LoaderConfig,
    ModelCard,
    ModelConfig,
    PipelineIndex,
    ShardIndex,
)
from auditor.domain.mention import DocumentAt
from auditor.domain.observation import Observation, Problem, Skipped
from auditor.domain.subject import Model
from auditor.identity import group
from auditor.identity.beside import above, beside
from tests.builders.observations import TARGET, a_document, a_file

CARD, OTHER = ModelCard(licenses=("mit",)), ModelCard(licenses=("apache-2.0",))
LICENSE, INDEX = LicenseText("MIT License", "0" * 64), ShardIndex(("x",))


def _models(*seen: Observation) -> dict[str, Model]:
    return {model.locations[0].partition("#")[2]: model for model in group(seen).models}


def _file(locator: str, inode: int) -> Observation:
    bundle = locator.rpartition("/")[0] or "."
    return a_file(locator, inode=inode, sha256=f"{inode:064x}", bundle=bundle)


def test_what_lies_one_folder_up_speaks_where_there_is_none_of_its_kind_and_may_mean_something_else() -> None:
    found = _models(
        _file("repo/gguf/a.gguf", 1),
        a_document(CARD, locator="repo/README.md", bundle="repo"),
        a_document(ModelConfig(), locator="repo/config.json", bundle="repo"),
        a_document(OTHER, locator="repo/gguf/README.md", bundle="repo/gguf"),
    )
    assert found["repo/gguf/a.gguf"].documents == (
        DocumentAt(f"{TARGET}#repo/gguf/README.md", OTHER, 1),
        DocumentAt(f"{TARGET}#repo/config.json", ModelConfig(), 2, is_above=True),
    )


def test_every_kind_that_can_mean_them_speaks_down_and_indexes_and_adapters_do_not() -> None:
    beside = (
        ("README.md", CARD),
        ("LICENSE", LICENSE),
        ("config.json", ModelConfig()),
        ("tokenizer_config.json", LoaderConfig()),
        ("modules.json", PipelineIndex()),
        ("modeling_x.py", CodeFile("modeling_x.py")),
        ("model.safetensors.index.json", INDEX),
    )
    seen = (a_document(document, locator=name) for name, document in beside)
    model = _models(_file("sub/a.gguf", 1), *seen)["sub/a.gguf"]
    assert {at.document for at in model.documents} == {document for _, document in beside[:-1]}


def test_it_counts_all_weights_it_may_mean_and_speaks_only_one_folder_down() -> None:
    found = _models(
        _file("a.gguf", 1),
        _file("x/b.gguf", 2),
        _file("y/c.gguf", 3),
        _file("x/deep/d.gguf", 4),
        a_document(CARD),
    )
    sharing = {name: [at.n_sharing for at in model.documents] for name, model in found.items()}
    assert sharing == {"a.gguf": [1], "x/b.gguf": [3], "y/c.gguf": [3], "x/deep/d.gguf": []}


def test_a_document_one_folder_up_that_was_not_read_is_not_known_either() -> None:
    found = _models(
        _file("sub/a.gguf", 1),
        Problem(TARGET, "config.json", "not JSON", bundle="."),
        Skipped(TARGET, "LICENSE", "link out of the folder, not followed", bundle="."),
        Problem(TARGET, "other.gguf", "truncated"),
    )
    assert found["sub/a.gguf"].unread == ("../LICENSE", "../config.json")


def test_one_of_its_own_speaks_even_where_it_cannot_be_read() -> None:
    found = _models(
        _file("sub/a.gguf", 1),
        Problem(TARGET, "sub/README.md", "not YAML", bundle="sub"),
        a_document(CARD),
    )
    assert (found["sub/a.gguf"].documents, found["sub/a.gguf"].unread) == ((), ("README.md",))


def test_the_folder_above() -> None:
    places = ("a/b", "a", ".")
    assert [above(("t", place)) for place in places] == [("t", "a"), ("t", "."), ("t", "")]


def test_a_model_counts_once_where_it_lies_both_in_a_folder_and_right_below_it() -> None:
    models = {("t", "."): frozenset("ab"), ("t", "x"): frozenset("bc"), ("t", "x/y"): frozenset("d")}
    around = beside([a_document(CARD, target="t")], [], models)
    sharing = {bundle: [at.n_sharing for at in one.documents] for bundle, one in around.items()}
    assert sharing == {("t", "."): [2], ("t", "x"): [3], ("t", "x/y"): []}
