from datetime import UTC, datetime

import pytest

from auditor.sources.s3.signing import Keys, Request, escaped, signed

# Source: AWS, "Authenticating Requests: Using the Authorization Header", its examples and keys.
KEYS = Keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
HOST = "examplebucket.s3.amazonaws.com"
DAY = datetime(2013, 5, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "query", "headers", "signature"),
    [
        (
            "/test.txt",
            {},
            {"Range": "bytes=0-9"},
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "/",
            {"max-keys": "2", "prefix": "J"},
            {},
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
        ("/", {"lifecycle": ""}, {}, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
    ],
)
def test_requests_are_signed_as_amazon_says(
    path: str, query: dict[str, str], headers: dict[str, str], signature: str
) -> None:
    made = signed(Request("GET", HOST, path, query, headers), KEYS, "us-east-1", DAY)
    assert made["Authorization"].endswith(f"Signature={signature}")
    assert made["Authorization"].startswith(
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders="
    )


def test_a_session_token_is_sent_and_signed() -> None:
    keys = Keys(KEYS.access, KEYS.secret, "planted-token")
    made = signed(Request("GET", HOST, "/", {}, {}), keys, "us-east-1", DAY)
    assert made["X-Amz-Security-Token"] == "planted-token"
    assert "x-amz-security-token" in made["Authorization"]


def test_neither_keys_nor_what_they_sign_show_the_secret() -> None:
    keys = Keys("planted-name", "planted-secret", "planted-token")
    assert "planted" not in repr(keys)
    assert "planted-secret" not in str(signed(Request("GET", HOST, "/", {}, {}), keys, "us-east-1", DAY))


def test_a_query_is_sent_as_it_is_signed() -> None:
    request = Request("GET", HOST, "/b", {"prefix": "a b/ü&c", "list-type": "2"}, {})
    assert request.target == "/b?list-type=2&prefix=a%20b%2F%C3%BC%26c"
    assert escaped("a b/ü+c", "/") == "a%20b/%C3%BC%2Bc"
