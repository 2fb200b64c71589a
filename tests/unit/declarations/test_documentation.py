import hashlib
import re
from dataclasses import replace
from pathlib import Path

from auditor.declarations import Beside, bind, derive_roles, load
from auditor.declarations.kinds import KINDS
from auditor.domain.evidence import EvidenceState
from auditor.domain.fact import Claim
from auditor.domain.facts import FACTS
from auditor.domain.observation import Problem
from auditor.domain.vocabulary import ROLES
from auditor.policy import load as policies
from auditor.policy import terms_of
from tests.builders.declarations import TODAY, a_deployment, a_model, an_inventory
from tests.builders.observations import a_use

PAGE = Path(__file__).parents[3] / "docs" / "declarations.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
FILE = PAGE.parent / "examples" / "declarations" / "clinic.yaml"


def test_the_page_prints_the_example_file() -> None:
    assert [FILE.read_text(encoding="utf-8")] == EXAMPLE


def test_the_example_shows_every_kind_once_and_every_field() -> None:
    (example,) = EXAMPLE
    declarations = load(FILE.parent)
    assert sorted(one.kind for one in declarations.given) == sorted(kind.name for kind in KINDS)
    assert len(declarations.entries) == len(KINDS)
    written = set(re.findall(r"^[- ] (\w+):", example, re.MULTILINE))
    optional = {"serves", "url", "sha256", "expect"}
    assert {key for kind in KINDS for key in (*kind.required, *kind.optional)} - optional <= written


def test_the_example_binds_and_answers_every_question_about_its_system(tmp_path: Path) -> None:
    folder = tmp_path / "declarations"
    folder.mkdir()
    (folder / "clinic.yaml").write_text(EXAMPLE[0], encoding="utf-8")
    (folder / "summary.pdf").write_bytes(b"summary")
    (folder / "grant.pdf").write_bytes(b"grant")
    scout, notes = a_model("meta-llama/Llama-4-Scout-17B-16E"), a_model("clinic-notes-8b")
    listed = a_model("Clinic Notes", id_="name:store/1/Clinic Notes")
    seen = a_use(locator="node.yaml:1", host="gpu-01")
    place = replace(a_deployment(scout, "llama-4-scout", id_="dep:llama-4-scout"), seen=(seen,))
    broken = Problem("dir:/srv/models", "broken.gguf", "cut off")
    inventory = replace(an_inventory(scout, notes, listed, problems=(broken,)), deployments=(place,))
    rules = terms_of(policies())
    result = bind(load(folder), inventory, as_of=TODAY, beside=Beside(rules, TODAY))
    assert result.problems == ()
    assert [one.model_id for one in result.same[listed.id]] == [notes.id]
    assert result.systems[0].deployment_ids == (place.id,)
    assert all(isinstance(one, Claim) for one in result.claims["triage"])
    assert {one.fact for one in result.claims["triage"]} == {
        name for name, one in FACTS.items() if name.startswith("system.") and one.producer == "declarations"
    }
    hosting = result.claims[place.id]
    assert all(isinstance(one, Claim) for one in hosting)
    assert {one.fact for one in hosting} == {
        "deployment.hosted",
        "deployment.operator",
        "hosting.country",
        "hosting.operator_country",
        "hosting.third_country",
        *(
            name
            for name, one in FACTS.items()
            if name.startswith("hosting.") and one.producer == "declarations"
        ),
    }
    assert [(one.subject_ids, one.state) for one in result.evidence] == [
        ((notes.id,), EvidenceState.VALID),
        ((notes.id,), EvidenceState.VALID),
    ]
    assert [one.subject_ids for one in result.waivers] == [(place.id,)]
    (resolved,) = (claim for one in result.resolved for _, claim in one.claims)
    assert (resolved.fact, resolved.value, resolved.settles) == ("license.concluded", "Apache-2.0", True)
    assert hashlib.sha256(b"summary").hexdigest() in result.evidence[0].locator
    roles = derive_roles(result, (scout, notes), {})
    values = {
        (one.fact, key): one.value for key, said in roles.items() for one in said if isinstance(one, Claim)
    }
    assert values == {
        ("role.gpai_provider", scout.id): False,
        ("role.gpai_provider", notes.id): False,
        ("role.auth_rep_gpai", scout.id): False,
        ("role.auth_rep_gpai", notes.id): False,
        ("model.trained_here", scout.id): False,
        ("model.trained_here", notes.id): False,
        ("modifier.placed", scout.id): False,
        ("modifier.placed", notes.id): True,
        ("role.sys_provider", "triage"): True,
        ("role.deployer", "triage"): True,
        ("role.former_deployer", "triage"): False,
        ("role.importer", "triage"): False,
        ("role.distributor", "triage"): False,
        ("role.product_manufacturer", "triage"): False,
        ("role.auth_rep_hr", "triage"): False,
        ("role.supplier", "triage"): False,
        ("role.first_provider", "triage"): False,
    }


def test_the_page_names_every_kind_and_role() -> None:
    for word in (*(kind.name for kind in KINDS), *ROLES):
        assert f"`{word}`" in TEXT
