"""Configuration of proxies, servers and assistants: LiteLLM, Continue, LocalAI, Triton."""

from collections.abc import Iterator
from typing import Final

from auditor.domain.observation import Skipped
from auditor.domain.serving import InUse
from auditor.domain.tri import Tri
from benchmarks.agreement.base import Compared, Entry, in_use, observed

# The entity of the catalogue that stands behind a provider's word.
_OPERATORS: Final = {"gemini": "google", "together_ai": "together"}
_UNNAMED: Final = "AUTODETECT"


def litellm(entry: Entry) -> Iterator[Compared]:
    """Compare a proxy, and whom it passes requests on to."""
    proxy, *routes = in_use("litellm", entry.path)
    expected = entry.expected
    yield Compared(entry, "n_models", expected["n_models"], len(routes))
    needs = proxy.endpoint.needs_credentials if proxy.endpoint else None
    yield Compared(entry, "master_key", expected["master_key"] == "set", needs is Tri.TRUE)
    said = dict(proxy.settings).get("callbacks", "")
    yield Compared(entry, "callbacks", expected["callbacks"], sorted(filter(None, said.split(","))))
    for number, (model, route) in enumerate(zip(expected["models"], routes, strict=False)):
        yield Compared(entry, f"{number}.alias", model["alias"], route.served_as)
        provider, _, name = model["model"].partition("/")
        written = route.model.written if route.model else None
        yield Compared(
            entry, f"{number}.model", name if provider != "os.environ" else model["model"], written
        )
        wildcard = dict(route.settings).get("wildcard") == "yes"
        yield Compared(entry, f"{number}.wildcard", model["wildcard"], wildcard)
        yield Compared(entry, f"{number}.api_base", _base(model["api_base"]), _address(route))
        third = model["hosted_third_party"]
        yield Compared(entry, f"{number}.hosted_third_party", third, route.is_hosted)
        if third and model["api_base"] is None:
            yield Compared(entry, f"{number}.provider", _OPERATORS.get(provider, provider), route.operator)


def continue_(entry: Entry) -> Iterator[Compared]:
    """Compare the models of an assistant."""
    seen = in_use("continue", entry.path)
    yield Compared(entry, "n_models", len(entry.expected["models"]), len(seen))
    for number, (model, one) in enumerate(zip(entry.expected["models"], seen, strict=False)):
        yield Compared(entry, f"{number}.name", model["name"], one.served_as)
        named = None if model["model"] == _UNNAMED else model["model"]
        yield Compared(entry, f"{number}.model", named, one.model.written if one.model else None)
        yield Compared(entry, f"{number}.provider", model["provider"], dict(one.settings).get("provider"))
        yield Compared(entry, f"{number}.apiBase", model["apiBase"], _address(one))


def localai(entry: Entry) -> Iterator[Compared]:
    """Compare a model of LocalAI; what a gallery could install is named as left out."""
    seen = observed("localai", entry.path)
    found = [one for one in seen if isinstance(one, InUse)]
    if entry.expected["kind"] == "localai-gallery":
        is_left_out = any(isinstance(one, Skipped) for one in seen)
        yield Compared(entry, "kind", ([], True), (found, is_left_out))
        return
    (one,) = found
    settings = dict(one.settings)
    yield Compared(entry, "name", entry.expected["name"], one.served_as)
    yield Compared(entry, "backend", entry.expected["backend"], settings.get("backend"))
    yield Compared(entry, "model", entry.expected["model"], _whole(one))
    if "mmproj" in entry.expected:
        yield Compared(entry, "mmproj", entry.expected["mmproj"], settings.get("mmproj"))


def triton(entry: Entry) -> Iterator[Compared]:
    """Compare a model of a repository of Triton."""
    (expected,) = entry.expected["deployments"]
    seen = [one for one in in_use("triton", entry.path.parent.parent) if one.model is not None]
    names = {(one.served_as or one.model.written if one.model else ""): one for one in seen}
    one = names.get(expected["models"][0])
    yield Compared(entry, "models", expected["models"], [expected["models"][0]] if one else sorted(names))
    yield Compared(entry, "runtime", expected["runtime"], one.runtime.name if one and one.runtime else None)
    # A platform is a backend together with the format that it loads.
    said = dict(one.settings) if one else {}
    yield Compared(entry, "backend", expected["backend"], said.get("backend") or said.get("platform"))


def _base(written: str | None) -> str | None:
    # An address in a variable is kept as the variable's name.
    return None if (written or "").startswith("os.environ/") else written


def _address(one: InUse) -> str | None:
    return one.endpoint.address if one.endpoint else None


def _whole(one: InUse) -> str | None:
    """Return what is loaded as the file writes it: a repository and the file of it are kept apart."""
    if one.model is None:
        return None
    file = dict(one.settings).get("weight_file")
    return f"huggingface://{one.model.written}/{file}" if file else one.model.written
