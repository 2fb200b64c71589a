from dataclasses import replace

from auditor.domain.mention import Listing
from auditor.domain.serving import DeploymentState, InUse, ModelReference, ReferenceKind, Stated
from auditor.identity import group
from tests.builders.observations import a_file

NOTHING = Stated()
DIGEST = "cd" * 32


def a_row(written: str, sha256: str | None = None, stated: Stated = NOTHING) -> InUse:
    return InUse(
        target="csv:list.csv",
        locator="list.csv:2",
        state=DeploymentState.DECLARED,
        evidence=f"a spreadsheet lists the model {written}",
        model=ModelReference(written, ReferenceKind.STORE, sha256=sha256),
        stated=stated,
    )


def test_what_a_row_states_is_of_the_model_that_it_lists() -> None:
    row = a_row("triage", stated=Stated(license="MIT", publisher="Acme", purpose="triage"))
    (model,) = group([row]).models
    listing = Listing(
        "csv:list.csv#list.csv:2", "a spreadsheet lists the model triage", "MIT", "Acme", "triage"
    )
    assert model.listings == (listing,)


def test_a_row_with_a_digest_speaks_of_the_bytes_and_any_other_of_its_name() -> None:
    file = a_file("triage.gguf", sha256=DIGEST)
    by_digest, by_name = (
        a_row("triage", DIGEST, stated=Stated(license="MIT")),
        a_row("triage", stated=Stated(license="MIT")),
    )
    (joined,) = group([file, by_digest]).models
    assert [one.license for one in joined.listings] == ["MIT"]
    apart = {model.id.partition(":")[0]: len(model.listings) for model in group([file, by_name]).models}
    assert apart == {"sha256": 0, "name": 1}


def test_what_is_configured_is_no_list_and_a_row_may_state_nothing() -> None:
    configured = replace(a_row("a", stated=Stated(license="MIT")), state=DeploymentState.CONFIGURED)
    silent = a_row("b", stated=Stated(is_own_machine=True))
    assert [model.listings for model in group([configured, silent]).models] == [(), ()]
