"""Keys, tokens and passwords: told by their name or form, and taken out of what is kept."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, quote, urlencode

if TYPE_CHECKING:
    # Errors of every source come through here; a scan of a folder reads no YAML.
    from auditor.formats.yaml_stream import Value

REMOVED: Final = "***"

_SECRET_NAME: Final = re.compile(
    r"(?:^|[^a-z])(?:api|access|secret|private|master|salt|encryption|admin|auth|sas|account|license|ngc)[-_.]?keys?"
    r"|(?:^|[-_.])keys?$|apikeys?|passw(?:or)?d|passphrase|secret|token(?!i[sz]|[-_.]?(?:limit|count|length|usage))"
    r"|credential|(?:^|[-_.])(?:pwd|sig|sas|jwt|pat|auth|bearer|cookie|dsn)(?:$|[-_.])|signature"
    r"|authori[sz]ation|googleaccessid",
    re.IGNORECASE,
)
# Names with such a word in them that hold no secret: a file, a number, a way.
_HARMLESS_NAME: Final = re.compile(
    r"tokens$|(?:file|path|dir|endpoint|url|algorithm|source|type|mode|limit|name|id)s?$|^ssl[-_]|keypad|token[-_]ids?",
    re.IGNORECASE,
)
# Tokens that tell themselves, as their providers write them: Hugging Face, OpenAI and Anthropic, NVIDIA,
# GitHub, GitLab, Slack, AWS, Google, JWT; Groq, Replicate, Fireworks, LangSmith, Pinecone; xAI, Perplexity,
# Cerebras, Tavily; a private key. Names on the hub begin alike (hf-internal-testing, pplx-70b-online).
_TOKEN: Final = re.compile(
    r"\bhf_[A-Za-z0-9]{12,}|\bapi_org_[A-Za-z0-9]{8,}|\bsk-[A-Za-z0-9_-]{8,}|\bnvapi-[A-Za-z0-9_-]{8,}"
    r"|\bgh[opusr]_[A-Za-z0-9]{16,}|\bgithub_pat_[A-Za-z0-9_]{16,}|\bglpat-[A-Za-z0-9_-]{8,}"
    r"|\bxox[a-z]-[A-Za-z0-9-]{8,}|\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b|\bABSK[\w+/=]{20,}|\bAIza[A-Za-z0-9_-]{20,}|\bya29\.[\w-]+"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}[A-Za-z0-9_.-]*"
    r"|\b(?:gsk|r8|fw|lsv2|pcsk)_[A-Za-z0-9_]{10,}|\b(?:xai|pplx|csk)-[A-Za-z0-9]{16,}|\btvly-[A-Za-z0-9-]{16,}"
    r"|-----BEGIN[\s\S]*"
)
# Tokens without a form of their own are told by length and mixture, where no other word is expected.
_RUN: Final = re.compile(r"[A-Za-z0-9+_=]{32,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_USER_INFO: Final = re.compile(r"(?<=://)[^/?#\s]*@")
# Without a scheme, or with one whose slashes a path has lost, user and password tell themselves by the host
# behind them: an image and its digest (name:tag@sha256:...) read alike but for that.
_BARE_USER_INFO: Final = re.compile(
    r"(?<=\w:/)[^/?#\s:]{1,256}:[^/?#\s]{0,256}@|(?<![\w.%+-])[\w.%+-]+:[^/?#\s]{0,256}@"
    r"(?=[\w.-]+(?::\d{1,5}(?!\w)|/)|[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?![\w.-])|localhost\b)"
)
# --api-key=..., token=...: what is not a flag of its own, and no part of an address.
_ASSIGNED: Final = re.compile(r"(?<![\w.-])(-{0,2}[A-Za-z][\w.-]*)=(?!=)([^\s&\"',;]+)")
_QUERY: Final = re.compile(r"(?<=\?)[^#\s]*")
_FRAGMENT: Final = re.compile(r"(?<=\w)#.*$")
# Placeholders such as "ollama" and "lm-studio" are set as keys everywhere: what is short, or has no digit, is
# taken out only where it is the whole of a text.
_SHORTEST_WITHIN: Final = 12
_SHORTEST_WITH_DIGITS: Final = 8


def is_secret_name(name: str) -> bool:
    """Say whether a flag, variable or field of this name holds a secret."""
    bare = name.lstrip("-")
    if bare.lower().endswith(("key-id", "key_id")):
        return True
    return _SECRET_NAME.search(bare) is not None and _HARMLESS_NAME.search(bare) is None


def secrets_in(environment: Mapping[str, str | None]) -> frozenset[str]:
    """Return the values of those variables whose names say that they are secret."""
    return frozenset(value for name, value in environment.items() if value and is_secret_name(name))


def secrets_below(*values: "Value") -> frozenset[str]:
    """Return the words below values of a document whose names say that they are secret."""
    return frozenset(
        word
        for value in values
        for inner in value.walk()
        for name, named in inner.entries.items()
        if is_secret_name(name)
        for word in named.words
    )


def looks_secret(text: str) -> bool:
    """Say whether a word of a program is, or holds, something that looks like a credential."""
    return _TOKEN.search(text) is not None or any(
        any(letter.isdigit() for letter in found) for found in _RUN.findall(text)
    )


def without_credentials(text: str, secrets: Iterable[str] = ()) -> str:
    """Return a text without user information and secrets of a URL, without tokens and without known secrets.

    Args:
        text: A model's name, a path, an address.
        secrets: Values that are known to be secret.
    """
    text = _BARE_USER_INFO.sub("", _USER_INFO.sub("", text))
    if "://" in text:
        text = _FRAGMENT.sub("", _QUERY.sub(_open_query, text).removesuffix("?"))
    text = _known(frozenset(secrets)).removed_from(text)
    return _TOKEN.sub(REMOVED, _ASSIGNED.sub(_open_assignment, text))


class _Known:
    """Values that are known to be secret, found in a text without trying each of them."""

    def __init__(self, secrets: frozenset[str]) -> None:
        self._whole = secrets
        telling = {one for one in secrets if _is_telling(one)}
        self._within = telling | {quote(one, safe="") for one in telling}
        # Keys of one provider begin alike, and are of few lengths.
        self._lengths: dict[str, set[int]] = {}
        for one in self._within:
            self._lengths.setdefault(one[:_SHORTEST_WITH_DIGITS], set()).add(len(one))

    def removed_from(self, text: str) -> str:
        """Return a text without them, also where one overlaps another."""
        if text and text in self._whole:
            return REMOVED
        if not self._within:
            return text
        parts, end = list[str](), 0
        for start, stop in self._spans(text):
            if start >= end:
                parts += (text[end:start], REMOVED)
            end = max(end, stop)
        return "".join((*parts, text[end:]))

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        for start in range(len(text) - _SHORTEST_WITH_DIGITS + 1):
            lengths = self._lengths.get(text[start : start + _SHORTEST_WITH_DIGITS], ())
            found = [length for length in lengths if text[start : start + length] in self._within]
            if found:
                yield start, start + max(found)


@lru_cache(maxsize=4)
def _known(secrets: frozenset[str]) -> _Known:
    # One document has thousands of texts, and the same secrets for each.
    return _Known(secrets)


def _is_telling(secret: str) -> bool:
    has_digit = any(letter.isdigit() for letter in secret)
    return len(secret) >= (_SHORTEST_WITH_DIGITS if has_digit else _SHORTEST_WITHIN)


def _open_query(query: re.Match[str]) -> str:
    pairs = parse_qsl(query.group(), keep_blank_values=True)
    signed = any(name.lower().startswith(("x-amz-", "x-goog-", "x-oss-")) for name, _ in pairs)
    kept = () if signed or _is_sas(pairs) else [pair for pair in pairs if not is_secret_name(pair[0])]
    return urlencode(kept, safe="/:,@")


def _open_assignment(assigned: re.Match[str]) -> str:
    return f"{assigned[1]}={REMOVED}" if is_secret_name(assigned[1]) else assigned.group()


def _is_sas(pairs: list[tuple[str, str]]) -> bool:
    # An Azure shared access signature: the version of the service and the signature, in two letters each.
    return {"sv", "sig"} <= {name.lower() for name, _ in pairs}
