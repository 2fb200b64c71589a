"""A cluster's API, by the context of a kubeconfig: reads only, bounded, nobody else asked.

A kubeconfig may name a program that makes the credentials (``exec``), or a way to renew them with others
(``auth-provider``). Whoever can write that file would have us run it, so neither is followed: a context
with a token or a certificate has to be named. No redirect is followed, and a proxy only where the file names
one. Certificates and keys that stand in the file itself the client keeps in files of its own until the end.
"""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from auditor.errors import SourceError
from auditor.formats.text import printable_name

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 10.0
ANSWER_SECONDS: Final = 30.0
"""Whole time that one answer may take, however slowly it drips."""

MAX_ANSWER_BYTES: Final = 32_000_000
"""A page of a hundred objects, which are some ten kilobytes each."""

_CHUNK: Final = 1 << 16
_ON_ITS_OWN: Final = ("exec", "auth-provider")


class AnswerError(Exception):
    """The cluster did not answer a request with what was asked for.

    Attributes:
        reason: One sentence without a full stop.
        status: Status of the answer, if there was one.
        is_lost: Whether nothing further is to be expected of the cluster.
    """

    def __init__(self, reason: str, status: int | None = None, *, is_lost: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.status, self.is_lost = reason, status, is_lost


@dataclass(frozen=True, slots=True)
class Cluster:
    """The API of a cluster.

    Attributes:
        server: Its address.
        namespace: Namespace that the context names.
        pool: Connections, as the official client sets them up.
        headers: What every request carries, credentials among it.
        answer_seconds: Whole time that one answer may take.
        read_seconds: Time that may pass without a byte of it.
    """

    server: str
    namespace: str | None
    pool: Any = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    answer_seconds: float = ANSWER_SECONDS
    read_seconds: float = READ_SECONDS

    def get(self, path: str, query: Mapping[str, str]) -> Mapping[str, Any]:
        """Return the object that a path answers with.

        Raises:
            AnswerError: it answers with something else, or not at all.
        """
        from urllib3 import Timeout
        from urllib3.exceptions import HTTPError

        url = f"{self.server}{path}?{urlencode(query)}"
        timeout = Timeout(connect=CONNECT_SECONDS, read=self.read_seconds)
        try:
            answer = self.pool.request(
                "GET",
                url,
                headers=dict(self.headers),
                timeout=timeout,
                retries=False,
                redirect=False,
                preload_content=False,
            )
            try:
                return self._read(answer)
            finally:
                # What is left of an answer that was cut short is not waited for.
                answer.close()
        except (HTTPError, OSError) as error:
            raise AnswerError(_transport(error), is_lost=True) from error

    def _read(self, answer: Any) -> Mapping[str, Any]:
        if answer.status != 200:
            raise AnswerError(f"answered with status {answer.status}", answer.status)
        ends, raw = time.monotonic() + self.answer_seconds, bytearray()
        while chunk := answer.read1(_CHUNK):
            raw += chunk
            if len(raw) > MAX_ANSWER_BYTES:
                raise AnswerError(f"an answer of more than {MAX_ANSWER_BYTES} bytes")
            if time.monotonic() > ends:
                raise AnswerError(
                    f"an answer that took more than {self.answer_seconds:g} seconds", is_lost=True
                )
        try:
            found = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise AnswerError("an answer that is not JSON") from error
        if not isinstance(found, dict):
            raise AnswerError("an answer that is no object")
        return found


def connect(context: str | None) -> Cluster:
    """Return the cluster of a context: the current one of the kubeconfig, or that in which this runs.

    Raises:
        SourceError: the client is not installed, or there is no such context, or it takes a program.
    """
    try:
        from kubernetes import client
        from kubernetes.config import incluster_config, kube_config
    except ImportError as error:
        raise SourceError(
            "kubernetes: the client is not installed", hint="Install it: pip install 'auditor[kubernetes]'."
        ) from error
    settings = client.Configuration()
    # Where a cluster is, is told by the kubeconfig alone.
    settings.proxy = None
    try:
        namespace = _configured(settings, incluster_config, kube_config, context)
    except SourceError:
        raise
    except Exception as error:
        # The client lets through whatever a file that is made up otherwise makes it stumble over.
        raise SourceError(
            f"kubernetes: the kubeconfig cannot be used: {printable_name(type(error).__name__)}",
            hint="Check it: kubectl config view.",
        ) from error
    return _cluster(client.ApiClient(settings), namespace)


def _configured(settings: Any, inside: Any, files: Any, context: str | None) -> str | None:
    """Set where the cluster is and who asks; return the namespace that is named.

    Raises:
        SourceError: there is no such context, or it takes a program.
    """
    merged = files.KubeConfigMerger(os.environ.get("KUBECONFIG") or files.KUBE_CONFIG_DEFAULT_LOCATION).config
    if merged is not None:
        namespace = _chosen(merged.value, context)
        files.KubeConfigLoader(config_dict=merged, active_context=context).load_and_set(settings)
        return namespace
    if context is None and "KUBERNETES_SERVICE_HOST" in os.environ:
        inside.load_incluster_config(client_configuration=settings)
        return None
    raise SourceError("kubernetes: no kubeconfig", hint="Name one in KUBECONFIG.")


def _cluster(api: Any, namespace: str | None) -> Cluster:
    from auditor import __version__

    headers = {"Accept": "application/json", "User-Agent": f"auditor/{__version__}"}
    for way in api.configuration.auth_settings().values():
        if way["in"] == "header" and way["value"]:
            headers[way["key"]] = way["value"]
    return Cluster(api.configuration.host.rstrip("/"), namespace, api.rest_client.pool_manager, headers)


def _chosen(merged: Mapping[str, Any], context: str | None) -> str | None:
    """Return the namespace of the context that is used.

    Raises:
        SourceError: there is no such context, or its user is made out by a program.
    """
    name = context or merged.get("current-context")
    chosen = _named(merged, "contexts", name)
    if not name or chosen is None:
        raise SourceError(
            f"kubernetes: no context {printable_name(str(name or ''))!r} in the kubeconfig",
            hint="See kubectl config get-contexts, and name one: kubernetes:live:CONTEXT.",
        )
    used = chosen.get("context") or {}
    user = (_named(merged, "users", used.get("user")) or {}).get("user") or {}
    if any(way in user for way in _ON_ITS_OWN):
        raise SourceError(
            f"kubernetes: context {printable_name(str(name))!r} takes a program to log in, which is not run",
            hint="Name a context with a token: kubectl create token, kubectl config set-credentials.",
        )
    namespace = used.get("namespace")
    return namespace if isinstance(namespace, str) else None


def _named(merged: Mapping[str, Any], kind: str, name: object) -> Mapping[str, Any] | None:
    for one in merged.get(kind) or ():
        held = getattr(one, "value", one)
        if isinstance(held, Mapping) and held.get("name") == name:
            return held
    return None


def _transport(error: Exception) -> str:
    """Return what kept a request from being answered; never its address, where more may stand."""
    from urllib3 import exceptions

    match error:
        case exceptions.SSLError():
            return "its certificate does not verify"
        case exceptions.NewConnectionError():
            return "no connection"
        case exceptions.ConnectTimeoutError() | exceptions.ReadTimeoutError():
            return "no answer in time"
        case _:
            return f"no answer ({type(error).__name__})"
