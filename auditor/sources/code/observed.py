"""From a use that was read in a file to what is observed of it."""

from dataclasses import replace

from auditor.domain.serving import DeploymentState, Endpoint, InUse, Runtime
from auditor.domain.tri import Tri
from auditor.sources.cleaning import clean
from auditor.sources.code.attribution import Use
from auditor.sources.code.joining import Found
from auditor.sources.credentials import looks_secret


def in_use(target: str, found: Found) -> InUse:
    """Return what is observed of a use; nothing in it looks like a credential."""
    use, locator = _without_secrets(found.use), found.locator
    backed = [
        f"{_evidence(_without_secrets(one.use))} ({one.locator}:{one.use.line})" for one in found.backed_by
    ]
    endpoint = None
    if use.address is not None:
        # Whoever calls it without TLS can; that one calls it with TLS does not say that one must.
        is_encrypted = Tri.FALSE if use.address.scheme == "http" else Tri.UNKNOWN
        endpoint = Endpoint(str(use.address), is_encrypted=is_encrypted)
    seen = InUse(
        target=target,
        locator=f"{locator}:{use.line}",
        state=DeploymentState.USED_IN_CODE,
        evidence="; ".join((_evidence(use), *backed)),
        model=use.model,
        served_as=use.deployment or None,
        runtime=Runtime(use.runtime) if use.runtime else None,
        endpoint=endpoint,
        host=use.address.host if use.address is not None else None,
        operator=use.operator,
        region=use.region,
        remote_code=use.remote_code,
        settings=(("sdk", use.package),) if use.package else (),
    )
    return clean(seen)


def _without_secrets(use: Use) -> Use:
    """Return a use in which nothing looks like a credential; a word that did is not known any more."""
    model, address = use.model, use.address
    if model is not None:
        is_secret = looks_secret(model.written) or looks_secret(model.revision or "")
        model = None if is_secret else model
    if address is not None and looks_secret(address.path):
        address = replace(address, path="")
    if address is not None and looks_secret(address.host):
        address = None
    deployment = "" if looks_secret(use.deployment) else use.deployment
    return replace(use, model=model, address=address, deployment=deployment)


def _evidence(use: Use) -> str:
    if use.what == "sets":
        return f"{use.package} is set"
    named = use.model.written if use.model else f"deployment {use.deployment}" if use.deployment else ""
    if use.what in {"imports", "depends on", "loads"}:
        through = f" with {use.package}" if use.what == "loads" else ""
        return f"{use.what} {named or use.package}{through}"
    through = f" through {use.package}" if use.package else ""
    where = f" at {use.address}" if use.address else ""
    if use.is_elsewhere:
        where = " at an address that is only known where it runs"
    return f"{use.what} {named or 'a model'}{through}{where}"
