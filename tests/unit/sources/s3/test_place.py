import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import SourceError
from auditor.sources import Target
from auditor.sources.s3 import S3Source
from auditor.sources.s3.place import S3Place, s3_place


@pytest.mark.parametrize("spelling", ["//models/llm/tiny", "//models/llm/tiny/", "//models/llm/tiny//"])
def test_every_spelling_is_one_target(spelling: str) -> None:
    target = S3Source().resolve(Target("s3", spelling))
    assert str(target) == "s3://models/llm/tiny"
    assert S3Source().resolve(target) == target


@pytest.mark.parametrize("spelling", ["//models", "//models/"])
def test_a_whole_bucket_may_be_named(spelling: str) -> None:
    place = s3_place(spelling)
    assert (place, place.folder, str(place)) == (S3Place("models", ""), "", "//models")


@pytest.mark.parametrize(
    "text",
    [
        "models",
        "/models",
        "//",
        "//ab",
        "//a..b/x",
        "//-models",
        "//mo dels",
        "//a:b@models",
        "//models/\x1b[2J",
        "//arn:aws:s3:eu-west-1:1:accesspoint/x",
        f"//models/{'x' * 1025}",
        f"//{'a' * 64}",
    ],
)
def test_what_names_no_bucket_is_refused_with_advice(text: str) -> None:
    with pytest.raises(SourceError) as caught:
        s3_place(text)
    assert caught.value.hint.startswith("Write it as s3://BUCKET")


@given(st.text())
def test_any_text_is_a_place_or_refused(text: str) -> None:
    try:
        place = s3_place(text)
    except SourceError:
        return
    assert s3_place(str(place)) == place
