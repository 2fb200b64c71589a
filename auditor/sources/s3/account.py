"""Where a bucket is asked for, and with which keys: what this machine is set up for.

Variables of the environment come before the profile in ``~/.aws``. Nobody is asked: no metadata service, no
single sign-on, no role, and no program that a profile names is run.

Source:
    AWS SDKs and Tools Reference Guide, "Environment variables list", "Shared config and credentials files",
    "Service-specific endpoints".
"""

import configparser
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.errors import FormatError, SourceError
from auditor.sources.reading import read_text
from auditor.sources.s3.signing import Keys
from auditor.sources.web.place import Place, place_of

USUAL_REGION: Final = "us-east-1"
_MOST_BYTES: Final = 1_000_000
_REGION: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_KEY: Final = re.compile(r"[!-~]{1,4096}")


@dataclass(frozen=True, slots=True)
class Account:
    """What requests to buckets need.

    Attributes:
        endpoint: Server that buckets are asked for at; ``None`` for that of Amazon in the region.
        region: The region, as far as it is known.
        keys: What requests are signed with; ``None`` where nobody's name is on them.
        has_own_hosts: At such a server each bucket has a host of its own.
    """

    endpoint: Place | None = None
    region: str = USUAL_REGION
    keys: Keys | None = None
    has_own_hosts: bool = False

    def place(self, bucket: str, region: str) -> tuple[Place, str]:
        """Return the server of a bucket, and what paths in it begin with."""
        end = ".cn" if region.startswith("cn-") else ""
        server = self.endpoint or Place("https", f"s3.{region}.amazonaws.com{end}", 443)
        # A dot in a bucket's name makes a host that no certificate is for.
        if "." in bucket or (self.endpoint is not None and not self.has_own_hosts):
            return server, f"{server.path}/{bucket}"
        return Place(server.scheme, f"{bucket}.{server.host}", server.port), server.path


def is_region(text: str) -> bool:
    """Say whether text may be the name of a region."""
    return _REGION.fullmatch(text) is not None


def own_account(environment: Mapping[str, str] | None = None) -> Account:
    """Return what this machine is set up for.

    Raises:
        SourceError: its settings cannot be read, or say nothing that can be used.
    """
    said = os.environ if environment is None else environment
    profile = said.get("AWS_PROFILE") or said.get("AWS_DEFAULT_PROFILE") or "default"
    config = _section(said, "AWS_CONFIG_FILE", "config", profile)
    secrets = _section(said, "AWS_SHARED_CREDENTIALS_FILE", "credentials", profile)
    region = said.get("AWS_REGION") or said.get("AWS_DEFAULT_REGION") or config.get("region") or USUAL_REGION
    if not is_region(region):
        raise SourceError("the region that is set is no region", hint="Set AWS_REGION.")
    url = said.get("AWS_ENDPOINT_URL_S3") or said.get("AWS_ENDPOINT_URL") or config.get("endpoint_url")
    style = re.search(r"^\s*addressing_style\s*=\s*(\w+)", config.get("s3", ""), re.MULTILINE)
    return Account(
        endpoint=_endpoint(url) if url else None,
        region=region,
        keys=_keys({name.lower(): value for name, value in said.items()}) or _keys(secrets) or _keys(config),
        has_own_hosts=style is not None and style[1] == "virtual",
    )


def _endpoint(url: str) -> Place:
    try:
        return place_of(url)
    except SourceError as error:
        raise SourceError(f"AWS_ENDPOINT_URL: {error.message}", hint="Write it as https://HOST.") from None


def _section(said: Mapping[str, str], variable: str, name: str, profile: str) -> Mapping[str, str]:
    """Return what a file says of a profile; nothing where there is no such file, or no such profile."""
    path = Path(said.get(variable) or f"~/.aws/{name}")
    parser = configparser.RawConfigParser(default_section="", strict=False)
    try:
        parser.read_string(read_text(os.path.realpath(path.expanduser()), _MOST_BYTES))
    except FileNotFoundError:
        return {}
    except (OSError, RuntimeError, FormatError, configparser.Error):
        # What is wrong with a file is told by quoting it, and keys are what is in it.
        raise SourceError(f"the {name} file of the profile cannot be read", hint=f"See {variable}.") from None
    for section in (f"profile {profile}", profile):
        if parser.has_section(section):
            return dict(parser.items(section))
    return {}


def _keys(said: Mapping[str, str]) -> Keys | None:
    access, secret = said.get("aws_access_key_id", ""), said.get("aws_secret_access_key", "")
    token = said.get("aws_session_token") or None
    if not access or not secret:
        return None
    if not all(_KEY.fullmatch(word) for word in (access, secret, token or "-")):
        raise SourceError("the keys that are set have signs that no key has", hint="Set them again.")
    return Keys(access, secret, token)
