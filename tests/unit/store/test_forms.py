from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

import pytest
from cattrs import Converter
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.observation import Observation
from auditor.store import forms
from auditor.store.forms import CHANGES, Change, members, name_now, teach


class Fault(StrEnum):
    """What is the matter, as it is called today."""

    UNREADABLE = "unreadable"
    ALTERED = "altered"


@dataclass(frozen=True)
class Remark:
    """A part, as it is today."""

    text: str
    about: tuple[str, ...]


@dataclass(frozen=True)
class Trouble:
    """A class that went through two forms; in the first it was a ``Problem``."""

    reason: str
    fault: Fault
    remarks: tuple[Remark, ...]
    counts: Mapping[Fault, int]
    offset: int | None


@dataclass(frozen=True)
class Whole:
    """Its neighbour in a union, which never changed."""

    n_seen: int


MADE_UP = (
    Change(Fault, renamed={"broken": "unreadable", "cut off": "unreadable"}),
    Change(Remark, since={"about": ["nothing"]}),
    Change(Trouble, was=("Problem",), renamed={"cause": "reason", "why": "reason"}, since={"offset": None}),
)
"""Two forms ago a fault was ``cut off`` or ``broken``, a reason a ``why``, and one ago a ``cause``."""

FIRST_WORDS = {"broken": Fault.UNREADABLE, "cut off": Fault.UNREADABLE, "altered": Fault.ALTERED}
WORDS = st.sampled_from(sorted(FIRST_WORDS))
FIRST_FORM = st.fixed_dictionaries(
    {
        "fault": WORDS,
        "remarks": st.lists(st.fixed_dictionaries({"text": st.text()}), max_size=3),
        "counts": st.dictionaries(WORDS, st.integers(), max_size=3),
        "size": st.integers(),
    }
)
TODAY = st.builds(
    Trouble,
    st.text(),
    st.sampled_from(Fault),
    st.lists(st.builds(Remark, st.text(), st.lists(st.text()).map(tuple))).map(tuple),
    st.dictionaries(st.sampled_from(Fault), st.integers()),
    st.none() | st.integers(),
)


def reader(changes: tuple[Change, ...] = MADE_UP) -> Converter:
    converter = Converter(detailed_validation=False)
    teach(converter, changes)
    return converter


@given(FIRST_FORM, st.sampled_from(["why", "cause", "reason"]), st.text())
def test_what_an_earlier_form_wrote_is_read_under_the_names_of_today(
    written: dict[str, object], name: str, reason: str
) -> None:
    read = reader().structure({**written, name: reason}, Trouble)
    said = [Remark(remark["text"], ("nothing",)) for remark in written["remarks"]]  # type: ignore[attr-defined] # a list
    counts = {FIRST_WORDS[word]: n for word, n in written["counts"].items()}  # type: ignore[attr-defined] # a mapping
    assert read == Trouble(reason, FIRST_WORDS[str(written["fault"])], tuple(said), counts, None)


@given(TODAY)
def test_what_is_written_today_is_read_as_if_nothing_had_ever_changed(trouble: Trouble) -> None:
    written = Converter().unstructure(trouble)
    assert reader().structure(written, Trouble) == reader(()).structure(written, Trouble) == trouble
    assert set(written) == {field.name for field in fields(Trouble)} == set(asdict(trouble))


@given(FIRST_FORM, st.text())
def test_without_the_table_an_earlier_form_is_not_read(written: dict[str, object], reason: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        reader(()).structure({**written, "why": reason}, Trouble)


def test_a_member_of_a_union_is_known_by_every_name_it_had() -> None:
    assert members(Trouble | Whole, MADE_UP) == {"Problem": Trouble, "Trouble": Trouble, "Whole": Whole}
    assert members(Whole | Remark, MADE_UP) == {"Whole": Whole, "Remark": Remark}
    assert "Problem" in members(Observation)


def test_a_name_is_what_it_is_called_now() -> None:
    assert name_now(Fault, "cut off", MADE_UP) == "unreadable"
    assert name_now(Fault, "altered", MADE_UP) == "altered"
    assert name_now(Whole, "why", MADE_UP) == "why"


@pytest.mark.parametrize(
    ("of", "said", "message"),
    [
        (Trouble, {"renamed": {"why": "cause"}}, "Trouble has no 'cause'"),
        (Trouble, {"renamed": {"offset": "reason"}}, "Trouble still has 'offset'"),
        (Trouble, {"since": {"size": 0}}, "Trouble has no 'size'"),
        (Fault, {"renamed": {"broken": "gone"}}, "Fault has no 'gone'"),
        (Fault, {"renamed": {"altered": "unreadable"}}, "Fault still has 'altered'"),
        (str, {}, "str is neither a dataclass nor an enum of words"),
    ],
)
def test_a_change_that_would_read_todays_record_otherwise_is_refused(
    of: type, said: dict[str, Mapping[str, str]], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        Change(of, **said)  # type: ignore[arg-type] # of either field


def test_a_class_or_enum_has_one_change() -> None:
    named = [change.of for change in CHANGES]
    assert len(named) == len(set(named))
    assert forms.RECORD_FORM >= 1
