import re

from auditor import resources
from auditor.declarations.kinds import KINDS
from auditor.declarations.kinds.base import COMMON_OPTIONAL, COMMON_REQUIRED


def test_kinds_are_those_of_the_documentation() -> None:
    names = [kind.name for kind in KINDS]
    assert names == [
        *("organisation", "system", "amendment", "hosting", "training", "incident", "evidence"),
        *("accept-coverage", "same-as", "waiver", "resolve"),
    ]


def test_no_key_is_named_twice() -> None:
    for kind in KINDS:
        keys = (*COMMON_REQUIRED, *COMMON_OPTIONAL, *kind.required, *kind.optional)
        assert len(set(keys)) == len(keys)


def test_templates_name_every_field_of_their_kind() -> None:
    for kind in KINDS:
        # An amendment is made by answering; a screen point by point, in a session.
        if kind.name != "amendment":
            text = (resources.TEMPLATES / "declarations" / f"{kind.name}.yaml").read_text(encoding="utf-8")
            named = set(re.findall(r"^  (?:# )?(\w+):", text, re.MULTILINE))
            assert {*kind.required, *kind.optional} - {"screen"} <= named, kind.name
