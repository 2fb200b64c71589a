import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.rights import FileRights, Rights, Writer

FILE, FOLDER = 0o100000, 0o040000


@pytest.mark.parametrize(
    ("mode", "is_own_group", "writers"),
    [
        (FILE | 0o644, False, set()),
        (FILE | 0o664, False, {Writer.GROUP}),
        (FILE | 0o664, True, set()),
        (FILE | 0o646, False, {Writer.OTHERS}),
        (FILE | 0o666, False, {Writer.GROUP, Writer.OTHERS}),
        (FILE | 0o666, True, {Writer.OTHERS}),
        (FOLDER | 0o755, False, set()),
        (FOLDER | 0o777, False, {Writer.GROUP, Writer.OTHERS}),
        (FOLDER | 0o1777, False, set()),
        # Of a file the bit means nothing.
        (FILE | 0o1666, False, {Writer.GROUP, Writer.OTHERS}),
    ],
)
def test_who_may_write_besides_the_owner(mode: int, is_own_group: bool, writers: set[Writer]) -> None:
    assert Rights(mode, 1000, 100, is_own_group).writers == writers


def test_they_read_as_in_a_listing() -> None:
    assert str(Rights(FILE | 0o664, 1000, 100)) == "-rw-rw-r--, owner 1000, group 100"


def test_they_have_a_short_text_for_the_record() -> None:
    rights = FileRights(
        Rights(FILE | 0o644, 1000, 100), Rights(FOLDER | 0o755, 1000, 1000, is_own_group=True)
    )
    assert rights.code == "100644 1000:100, 40755 1000:1000 own"


@given(st.builds(FileRights))
def test_the_short_text_reads_back(rights: FileRights) -> None:
    assert FileRights.parse(rights.code) == rights


@pytest.mark.parametrize(
    "code", ["", "100644 0:0", "100644 0:0, 40755", "rw 0:0, rw 0:0", "1 1:1, 1 1:1, 1 1:1"]
)
def test_another_text_is_none(code: str) -> None:
    with pytest.raises(ValueError, match=r"unpack|invalid literal"):
        FileRights.parse(code)
