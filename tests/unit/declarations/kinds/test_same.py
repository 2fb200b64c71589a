import pytest

from auditor.declarations.kinds.same import SameReader
from auditor.domain.declaration import SameDeclared, Selector
from auditor.errors import DeclarationError
from tests.builders.declarations import a_provenance
from tests.unit.declarations.kinds.reading import read_entry


def test_both_models_are_kept() -> None:
    text = '{model: {id: "name:store/x"}, same_as: {name: "llama*", expect: 1}}'
    expected = SameDeclared(Selector("name:store/x"), Selector(None, "llama*"), a_provenance())
    assert read_entry(SameReader(), text) == expected


def test_both_are_required() -> None:
    with pytest.raises(DeclarationError) as caught:
        read_entry(SameReader(), '{model: {id: "name:store/x"}}')
    assert caught.value.message == "a.yaml:1: same-as lacks same_as"
