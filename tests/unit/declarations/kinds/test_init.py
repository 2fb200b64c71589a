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
