"""Values that stand in what installs a chart: Argo CD, Flux, the Helm controller of k3s, helmfile.

Source:
    https://argo-cd.readthedocs.io/en/release-3.4/user-guide/helm/ on the order of values; the fields of
    HelmRelease (helm.toolkit.fluxcd.io), HelmChart (helm.cattle.io) and helmfile.yaml: general knowledge.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from auditor.formats.yaml_stream import Value, read
from auditor.sources.helm.values import is_on, overlaid

INSTALLS: Final = re.compile(
    r"^[\"']?kind[\"']?:[ \t]*[\"']?(?:HelmRelease|HelmChart|Application|ApplicationSet)[\"']?[ \t]*(?:#.*)?$"
    r"|^releases:",
    re.MULTILINE,
)
"""What a file says that may install a chart."""

_MOST_PARAMETERS: Final = 1_000
_KEY: Final = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True, slots=True)
class Installed:
    """A release as it is written.

    Attributes:
        chart: Name of the chart, where that is said.
        name: Name of the release.
        namespace: Namespace it is installed in.
        values: The values that are written there.
        files: Files of values, as they are named there; the values count above them.
        unread: Where further values come from that are not in a file.
    """

    chart: str | None
    name: str | None
    namespace: str | None
    values: Value
    files: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def installed(document: Value) -> Iterator[Installed]:
    """Yield the releases that a document installs.

    Raises:
        FormatError: values that are written as a text in it are not YAML.
    """
    group = (document.at("apiVersion").text or "").partition("/")[0]
    match document.at("kind").text, group:
        case "HelmRelease", "helm.toolkit.fluxcd.io":
            yield _flux(document)
        case "HelmChart", "helm.cattle.io":
            yield _k3s(document)
        case "Application", "argoproj.io":
            yield from _argo(document.at("spec"), document.at("metadata", "name").text)
        case "ApplicationSet", "argoproj.io":
            template = document.at("spec", "template")
            yield from _argo(template.at("spec"), template.at("metadata", "name").text)
        case None, _:
            releases = document.at("releases").items
            yield from (_helmfile(one) for one in releases if is_on(one.at("installed"), otherwise=True))


def _flux(document: Value) -> Installed:
    spec, metadata = document.at("spec"), document.at("metadata")
    chart = spec.at("chart", "spec", "chart").text or spec.at("chartRef", "name").text
    return Installed(
        chart=_last(chart),
        name=spec.at("releaseName").text or metadata.at("name").text,
        namespace=spec.at("targetNamespace").text or metadata.at("namespace").text,
        values=spec.at("values"),
        unread=tuple(f"{one.at('kind').text} {one.at('name').text}" for one in spec.at("valuesFrom").items),
    )


def _k3s(document: Value) -> Installed:
    spec, metadata = document.at("spec"), document.at("metadata")
    return Installed(
        chart=_last(spec.at("chart").text),
        name=metadata.at("name").text,
        namespace=spec.at("targetNamespace").text or metadata.at("namespace").text,
        values=_written(spec.at("valuesContent")),
    )


def _argo(spec: Value, name: str | None) -> Iterator[Installed]:
    namespace = spec.at("destination", "namespace").text
    for source in (spec.at("source"), *spec.at("sources").items):
        helm = source.at("helm")
        chart = source.at("chart").text or source.at("path").text
        if not helm.entries and source.at("chart").text is None:
            continue
        values = overlaid(_written(helm.at("values")), helm.at("valuesObject"))
        yield Installed(
            chart=_last(chart),
            name=helm.at("releaseName").text or name,
            namespace=namespace,
            values=overlaid(values, _parameters(helm.at("parameters"))),
            unread=tuple(f"file {file}" for file in helm.at("valueFiles").texts),
        )


def _helmfile(release: Value) -> Installed:
    values = Value(None, release.line)
    files: list[str] = []
    for one in release.at("values").items:
        if one.text is not None:
            files.append(one.text)
        values = overlaid(values, one) if one.entries else values
    return Installed(
        chart=_last(release.at("chart").text),
        name=release.at("name").text,
        namespace=release.at("namespace").text,
        values=values,
        files=tuple(files),
    )


def _written(value: Value) -> Value:
    """Return what a text that is YAML itself says, with its lines in the file."""
    if value.text is None:
        return value
    # The text of a block begins on the line below its name.
    return read(value.text, value.line if "\n" in value.text else value.line - 1)


def _parameters(listed: Value) -> Value:
    """Return values that are given one by one, ``a.b.c`` and what it is."""
    found = Value(None, listed.line)
    for one in listed.items[:_MOST_PARAMETERS]:
        keys = _KEY.findall(one.at("name").text or "")
        # A place in a list is not one by name: what it changes is not known, and left out.
        if keys and "[" not in (one.at("name").text or "") and len(keys) <= 32:
            value = one.at("value")
            for key in reversed(keys):
                value = Value({key: value}, one.line)
            found = overlaid(found, value)
    return found


def _last(chart: str | None) -> str | None:
    """Return the name of a chart: what stands behind the repository, without a version."""
    return chart.rstrip("/").rpartition("/")[2].partition(":")[0] if chart else None
