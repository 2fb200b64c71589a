"""What a program that serves nothing is told to call: models of others, by the variables it is started with.

::

    Invocation.environment --configured--> Use, as of a .env file --calls--> InUse, configured

A server of one's own is seen itself, where it is started; of a server that is started here its own words tell
whom it passes requests on to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from auditor.domain.serving import DeploymentState, InUse
from auditor.sources.credentials import is_secret_name
from auditor.sources.launching.configured import Written
from auditor.sources.launching.invocation import Invocation
from auditor.sources.launching.launch import launches
from auditor.sources.variables import is_open

if TYPE_CHECKING:
    from auditor.sources.code.attribution import Use
    from auditor.sources.code.joining import Found
    from auditor.sources.code.settings import Setting


def calls(invocation: Invocation, written: Written) -> Iterator[InUse]:
    """Yield the models of others that the variables of a program name, or whose operators they name.

    Args:
        invocation: What is started.
        written: Where that stands.
    """
    if not invocation.environment:
        return
    # A source that meets no variables reads neither programs nor the catalogue of hosts.
    from auditor.catalogue.hosts import load_hosts
    from auditor.sources.code.configured import configured
    from auditor.sources.code.observed import in_use

    told = list(_settings(invocation, written))
    uses = [
        use
        for use in configured(told, load_hosts(), {})
        if use.what == "sets"
        or use.operator is not None
        or (use.address is not None and not use.address.is_local)
    ]
    if not uses or launches(invocation):
        return
    for found in _backed(written.locator, uses):
        seen = in_use(written.target, found)
        yield replace(
            seen,
            locator=written.locator if written.line is None else seen.locator,
            state=DeploymentState.CONFIGURED,
            evidence=f"{written.workload} is configured: {seen.evidence}",
            workload=written.workload,
            container=written.container,
            settings=tuple(sorted((*seen.settings, *_known(written)))),
        )


def _backed(locator: str, uses: Sequence["Use"]) -> Iterator["Found"]:
    """Yield uses, a key among what the use of its operator's models is backed by."""
    from auditor.sources.code.joining import Found

    own: list[Found] = []
    for use in sorted(uses, key=lambda one: one.what == "sets"):
        same = next((one for one in own if one.use.operator == use.operator), None)
        if use.what == "sets" and same is not None:
            same.backed_by.append(Found(locator, use))
        else:
            own.append(Found(locator, use))
    yield from own


def _settings(invocation: Invocation, written: Written) -> Iterator["Setting"]:
    from auditor.sources.code.settings import Setting

    for name, value in invocation.environment.items():
        # Of a key only that it is set is looked at, wherever its value comes from.
        if value is None or is_open(value):
            if is_secret_name(name):
                yield Setting((name,), f"${{{name}}}", _line(name, value, written))
        else:
            yield Setting((name,), value, _line(name, value, written))


def _line(name: str, value: str | None, written: Written) -> int:
    for words in (f"{name}={value}", value, name):
        if words and words in written.lines:
            return written.lines[words]
    return written.line or 0


def _known(written: Written) -> Iterator[tuple[str, str]]:
    yield from ((name, value) for name, value in written.settings.items() if value)
