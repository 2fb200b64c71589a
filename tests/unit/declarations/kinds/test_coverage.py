import pytest

from auditor.declarations.kinds.coverage import CoverageReader
from auditor.domain.declaration import CoverageAccepted
from auditor.errors import DeclarationError
from tests.builders.declarations import a_provenance
from tests.unit.declarations.kinds.reading import read_entry


def test_every_field_is_kept() -> None:
    text = '{locator: "dir:/srv/models/broken.gguf", reason: cut off in a move}'
    assert read_entry(CoverageReader(), text) == CoverageAccepted(
        "dir:/srv/models/broken.gguf", "cut off in a move", a_provenance()
    )


def test_a_reason_is_required() -> None:
    with pytest.raises(DeclarationError) as caught:
        read_entry(CoverageReader(), "{locator: x}")
    assert caught.value.message == "a.yaml:1: accept-coverage lacks reason"
