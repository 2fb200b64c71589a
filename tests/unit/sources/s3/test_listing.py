import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.errors import FormatError
from auditor.sources.s3.listing import Page, Stored, parse

_BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><ListBucketResult><Name>&j;</Name></ListBucketResult>"
)


def _page(contents: str, more: str = "") -> bytes:
    return f"<ListBucketResult>{more}<Contents>{contents}</Contents></ListBucketResult>".encode()


def test_a_page_is_its_objects_and_where_it_goes_on() -> None:
    raw = (
        b'<?xml version="1.0"?><s3:ListBucketResult xmlns:s3="http://s3.amazonaws.com/doc/2006-03-01/">'
        b"<s3:IsTruncated>true</s3:IsTruncated><s3:NextContinuationToken>a/b=</s3:NextContinuationToken>"
        b"<s3:EncodingType>url</s3:EncodingType><s3:Contents><s3:Key>a+b%2B%C3%BC</s3:Key><s3:Size>5</s3:Size>"
        b"<s3:ETag>&quot;ab-2&quot;</s3:ETag><s3:Owner><s3:ID>x</s3:ID><s3:Size>9</s3:Size></s3:Owner></s3:Contents>"
        b"</s3:ListBucketResult>"
    )
    assert parse(raw) == Page((Stored("a b+ü", 5, '"ab-2"'),), "a/b=")


@pytest.mark.parametrize(
    ("contents", "stored"),
    [
        ("<Key>a+b%2B</Key><Size>0</Size>", Stored("a+b%2B", 0)),
        ("<Key>k</Key><Size>-1</Size>", Stored("k", None)),
        (f"<Key>k</Key><Size>{'9' * 5000}</Size>", Stored("k", None)),
        ("<Key>k</Key><ETag>planted</ETag>", Stored("k", None)),
        ("<Key>k</Key><ChecksumAlgorithm>SHA256</ChecksumAlgorithm>", Stored("k", None, has_sha256=True)),
        (
            "<Key>k</Key><ChecksumAlgorithm>SHA256</ChecksumAlgorithm><ChecksumType>COMPOSITE</ChecksumType>",
            Stored("k", None),
        ),
    ],
)
def test_an_object_is_what_is_said_of_it(contents: str, stored: Stored) -> None:
    assert parse(_page(contents)) == Page((stored,))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not XML"),
        (b"<html><body/></html>", "listing is none"),
        (b"<ListBucketResult>", "not XML"),
        (b"<ListBucketResult>" + b"<a>" * 100, "listing is none"),
        (_BOMB.encode(), "declares entities"),
        (_page("</Contents><Contents>" * 10_000), "more than 10,000 objects"),
        (_page("", "<IsTruncated>true</IsTruncated>"), "does not say where"),
        (b'<?xml version="1.0" encoding="no-such"?><ListBucketResult/>', "not XML"),
    ],
)
def test_what_is_no_listing_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(FormatError, match=reason):
        parse(raw)


@given(st.binary() | st.text().map(lambda text: _page(f"<Key>{text}</Key>")))
@example(_page("<Key>%FF%00</Key>", "<EncodingType>url</EncodingType>"))
def test_any_bytes_are_a_page_or_refused(raw: bytes) -> None:
    try:
        page = parse(raw)
    except FormatError:
        return
    assert all(stored.key for stored in page.objects)
