from pathlib import Path

import pytest

from auditor.errors import SourceError
from auditor.sources.s3.account import Account, is_region, own_account
from auditor.sources.s3.signing import Keys
from auditor.sources.web.place import Place, place_of

ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "env-secret"}


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return {
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }


def _write(path: str, text: str) -> None:
    Path(path).write_text(text, encoding="utf-8")


def test_a_machine_that_is_not_set_up_asks_amazon_as_nobody(home: dict[str, str]) -> None:
    assert own_account(home) == Account()


def test_variables_come_before_files(home: dict[str, str]) -> None:
    _write(home["AWS_SHARED_CREDENTIALS_FILE"], "[default]\naws_access_key_id=F\naws_secret_access_key=f\n")
    _write(home["AWS_CONFIG_FILE"], "[default]\nregion=eu-west-3\nendpoint_url=https://file.example\n")
    account = own_account(
        home | ENVIRONMENT | {"AWS_REGION": "eu-central-1", "AWS_ENDPOINT_URL": "https://env.example"}
    )
    assert account == Account(place_of("https://env.example"), "eu-central-1", Keys("AKIAENV", "env-secret"))
    special = own_account(home | {"AWS_ENDPOINT_URL": "https://a", "AWS_ENDPOINT_URL_S3": "https://b"})
    assert special.endpoint == place_of("https://b")


def test_a_profile_is_read_from_both_files(home: dict[str, str]) -> None:
    _write(
        home["AWS_CONFIG_FILE"],
        "[default]\nregion=us-east-2\n[profile lab]\nregion = eu-north-1\nendpoint_url = http://minio:9000\n"
        "s3 =\n  max_concurrent_requests = 2\n  addressing_style = virtual\n",
    )
    _write(
        home["AWS_SHARED_CREDENTIALS_FILE"],
        "[default]\naws_access_key_id = D\naws_secret_access_key = d\n"
        "[lab]\naws_access_key_id = L\naws_secret_access_key = l%x\naws_session_token = t\n",
    )
    account = own_account(home | {"AWS_PROFILE": "lab"})
    assert account == Account(
        Place("http", "minio", 9000), "eu-north-1", Keys("L", "l%x", "t"), has_own_hosts=True
    )


@pytest.mark.parametrize(
    "said",
    [
        "credential_process = touch {}",
        "role_arn = arn:aws:iam::1:role/x\nsource_profile = y",
        "sso_session = x",
    ],
)
def test_nobody_is_asked_for_keys_and_no_program_is_run(
    home: dict[str, str], tmp_path: Path, said: str
) -> None:
    _write(home["AWS_CONFIG_FILE"], f"[default]\n{said.format(tmp_path / 'ran')}\n")
    assert own_account(home | {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.2/"}).keys is None
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
@pytest.mark.parametrize("text", ["planted-secret = 1", "[default]\nplanted-secret", "\0planted-secret"])
def test_a_broken_file_is_not_quoted(home: dict[str, str], name: str, text: str) -> None:
    _write(home[name], text)
    with pytest.raises(SourceError) as caught:
        own_account(home)
    assert "planted" not in str(caught.value) + caught.value.hint
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"AWS_REGION": "eu/west"}, "no region"),
        ({"AWS_ENDPOINT_URL": "ftp://x"}, "AWS_ENDPOINT_URL: not the URL of a server"),
        ({"AWS_ENDPOINT_URL": "https://me:planted@x"}, "AWS_ENDPOINT_URL: a URL with a user"),
        (ENVIRONMENT | {"AWS_SESSION_TOKEN": "planted\r\nX: y"}, "signs that no key has"),
    ],
)
def test_what_cannot_be_used_is_refused(home: dict[str, str], said: dict[str, str], message: str) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        own_account(home | said)
    assert "planted" not in str(caught.value)


@pytest.mark.parametrize(
    ("account", "bucket", "region", "server"),
    [
        (Account(), "models", "eu-west-1", "https://models.s3.eu-west-1.amazonaws.com:443"),
        (Account(), "my.models", "eu-west-1", "https://s3.eu-west-1.amazonaws.com:443 /my.models"),
        (Account(), "models", "cn-north-1", "https://models.s3.cn-north-1.amazonaws.com.cn:443"),
        (Account(Place("http", "minio", 9000)), "models", "x", "http://minio:9000 /models"),
        (
            Account(Place("http", "minio", 9000, "/base")),
            "models",
            "x",
            "http://minio:9000/base /base/models",
        ),
        (Account(Place("https", "s", 443), has_own_hosts=True), "models", "x", "https://models.s:443"),
    ],
)
def test_a_bucket_is_asked_for_at_its_endpoint(
    account: Account, bucket: str, region: str, server: str
) -> None:
    place, path = account.place(bucket, region)
    assert f"{place} {path}".strip() == server


@pytest.mark.parametrize(
    ("text", "expected"), [("eu-west-1", True), ("", False), ("evil.example", False), ("A", False)]
)
def test_a_region_is_told(text: str, *, expected: bool) -> None:
    assert is_region(text) is expected
