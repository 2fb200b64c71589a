from pathlib import Path

import pytest

from auditor.errors import PolicyError
from auditor.policy.bundle import assemble
from auditor.policy.choosing import load
from auditor.trust.canonical import canonical
from auditor.trust.digest import sha256
from tests.builders.policy import DUTY, EVIDENCE, PACK, a_bundle, a_list, changed, texts


def write(folder: Path, *rules: str, pack: str = PACK) -> Path:
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(pack, encoding="utf-8")
    if rules:
        (folder / "area.yaml").write_text(a_list(*rules), encoding="utf-8")
    return folder


OWN = changed(
    DUTY, id="ours", legal='{article: "1", source: C, text: 02024R1689-20260727}', applies_from="{law: art4}"
).replace("evidence: summary", "evidence: copyright-policy")


def test_all_shipped_packs_are_in_force_by_default() -> None:
    bundle = load()
    assert [pack.id for pack in bundle.packs] == [
        "declarations",
        "eu-ai-act",
        "licensing",
        "security",
        "sovereignty",
    ]
    assert len({rule.id for rule in bundle.rules}) == len(bundle.rules)


@pytest.mark.parametrize("chosen", [("security",), ("declarations", "security")])
def test_packs_can_be_chosen_and_what_judges_the_declarations_is_always_among_them(
    chosen: tuple[str, ...],
) -> None:
    bundle = load(chosen)
    assert [pack.id for pack in bundle.packs] == ["declarations", "security"]
    assert {rule.heading.pack for rule in bundle.rules} == {"declarations", "security"}
    assert bundle.classifications == ()


def test_an_unknown_pack_is_refused_with_those_there_are() -> None:
    with pytest.raises(PolicyError) as raised:
        load(("gdpr",))
    assert raised.value.message == "gdpr: no such pack"
    assert raised.value.hint == "shipped packs: declarations, eu-ai-act, licensing, security, sovereignty"


def test_a_users_pack_joins_the_shipped_ones(tmp_path: Path) -> None:
    folder = write(tmp_path / "example", OWN)
    for given in (folder, tmp_path):
        bundle = load(("security",), (given,))
        assert [pack.id for pack in bundle.packs] == ["declarations", "example", "security"]
        assert "ours" in {rule.id for rule in bundle.rules}


def test_a_users_pack_may_bring_kinds_of_evidence(tmp_path: Path) -> None:
    folder = write(tmp_path / "example", OWN.replace("copyright-policy", "house-rules"))
    kind = '- {id: house-rules, title: House rules, question: "Where?", article: own policy}\n'
    (folder / "evidence.yaml").write_text(kind, encoding="utf-8")
    assert "house-rules" in load(("security",), (folder,)).evidence


def test_a_folder_without_a_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as raised:
        load((), (tmp_path,))
    assert raised.value.message == f"{tmp_path}: there is no pack.yaml here"


def test_two_packs_cannot_share_a_name(tmp_path: Path) -> None:
    folder = write(tmp_path / "security", OWN, pack=changed(PACK, id="security"))
    with pytest.raises(PolicyError) as raised:
        load(("security",), (folder,))
    assert raised.value.message.endswith("there is already a security/pack.yaml")


def test_a_pack_that_is_not_text_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "example", OWN)
    (folder / "area.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(PolicyError) as raised:
        load((), (folder,))
    assert raised.value.message == f"{folder / 'area.yaml'}:1: not UTF-8 at byte 0"


def test_a_pack_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "example", OWN)
    (folder / "area.yaml").unlink()
    (folder / "area.yaml").mkdir()
    with pytest.raises(PolicyError) as raised:
        load((), (folder,))
    assert raised.value.message == f"{folder / 'area.yaml'}: not a file"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"law.yaml": None}, "law.yaml: is missing"),
        ({"evidence.yaml": None}, "evidence.yaml: is missing"),
        ({"example/area.yaml": None}, "example/pack.yaml: the pack has no rules"),
        (
            {"evidence.yaml": EVIDENCE + EVIDENCE},
            "evidence.yaml: the kind of evidence 'summary' is listed twice",
        ),
        (
            {"example/area.yaml": a_list(DUTY, DUTY)},
            "example/area.yaml:11: the id 'owed' is already taken at example/area.yaml:1",
        ),
        (
            {"example/pack.yaml": changed(PACK, id="other")},
            "example/pack.yaml: the pack 'other' must be in a folder of that name, not in 'example'",
        ),
    ],
)
def test_files_that_do_not_hold_together_are_refused(files: dict[str, str | None], message: str) -> None:
    merged = {**texts(), **files}
    with pytest.raises(PolicyError) as raised:
        assemble({name: text for name, text in merged.items() if text is not None})
    assert raised.value.message == message


def test_two_classifications_cannot_write_one_fact() -> None:
    first = (
        "id: one\nkind: classification\nversion: 1\ntitle: T\nsubject: model\nwrites: model.gpai\n"
        'legal: {article: "1", source: C, text: first}\nvalue: {evidence: notice}\n'
    )
    with pytest.raises(PolicyError) as raised:
        a_bundle(first, changed(first, id="two"))
    assert "the fact 'model.gpai' is already taken at example/area.yaml:1" in raised.value.message


def test_the_digest_is_over_the_files_in_force_and_not_over_their_tests() -> None:
    files = texts()
    digest = sha256(canonical({name: sha256(text.encode()) for name, text in files.items()}))
    cases = {"example/cases/owed.yaml": "cases: []\n"}
    assert assemble(files).sha256 == digest
    assert assemble({**files, **cases}).sha256 == digest
    assert assemble({**files, "law.yaml": files["law.yaml"] + "# later\n"}).sha256 != digest


def test_a_bundle_is_put_together_again_from_the_files_it_embeds() -> None:
    bundle = load()
    again = assemble(bundle.files)
    assert (again.rules, again.classifications, again.law, again.packs) == (
        bundle.rules,
        bundle.classifications,
        bundle.law,
        bundle.packs,
    )
    assert again.sha256 == bundle.sha256


def test_a_pack_is_found_by_id() -> None:
    assert load().pack("security").title == "Security of models and where they run"
