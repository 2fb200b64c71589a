import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from auditor.errors import IntegrityError
from auditor.store.tables import AnyText, metadata

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy's


def test_every_table_can_be_made_on_postgresql() -> None:
    statements = [str(CreateTable(table).compile(dialect=_DIALECT)) for table in metadata.sorted_tables]
    assert len(statements) == 9
    assert not any("WITHOUT ROWID" in statement for statement in statements)


def test_text_from_outside_goes_in_escaped_and_comes_out_as_it_was() -> None:
    column = AnyText()
    written = column.process_bind_param("\udcff", _DIALECT)
    assert written == "\x1a\\udcff"
    assert column.process_result_value(written, _DIALECT) == "\udcff"
    assert column.process_bind_param(None, _DIALECT) is None
    assert column.process_result_value(None, _DIALECT) is None


@pytest.mark.parametrize("text", ["\x1aé", "\x1a\\x", "\x1a\\u12"])
def test_text_that_never_went_in_like_that_was_altered(text: str) -> None:
    with pytest.raises(IntegrityError, match="a text: altered"):
        AnyText().process_result_value(text, _DIALECT)
