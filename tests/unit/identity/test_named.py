from auditor.domain.fact import Claim, Settler, Silence
from auditor.domain.serving import ModelReference, ReferenceKind
from auditor.domain.subject import Model, NameAt, Strength
from auditor.identity import measured

NAMED = Model(
    id="name:repository/Qwen/Qwen3-8B",
    strength=Strength.NAME,
    artifact=None,
    names=(NameAt("Qwen/Qwen3-8B", "reference", "kubernetes:m#a.yaml:3"),),
    documents=(),
    locations=("kubernetes:m#a.yaml:3",),
    reference=ModelReference("Qwen/Qwen3-8B", ReferenceKind.REPOSITORY),
)


def test_of_a_name_only_the_name_is_known_and_the_rest_says_why_it_is_not() -> None:
    said = tuple(measured.assess(NAMED))
    claimed = {one.fact: one.value for one in said if isinstance(one, Claim)}
    assert claimed == {
        "identity.strength": "name",
        "identity.store_vouches": False,
        "model.name": "Qwen/Qwen3-8B",
    }
    silent = {one.fact: one.unknown for one in said if isinstance(one, Silence)}
    assert {"identity.sha256", "model.n_parameters", "unsafe.custom_code"} <= silent.keys()
    assert {unknown.reason for unknown in silent.values()} == {
        "only its name is known: its bytes were not seen"
    }
    assert {unknown.who for unknown in silent.values()} == {Settler.FILE_OWNER}
