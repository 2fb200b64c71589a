"""Reads a snippet, or a folder of them, and says in one line each what is used."""

from collections.abc import Mapping
from pathlib import Path

from auditor.catalogue.hosts import load_hosts
from auditor.domain.observation import Observation
from auditor.domain.serving import InUse
from auditor.sources.base import Target
from auditor.sources.code import CodeSource, braces, python
from auditor.sources.code.attribution import Use
from auditor.sources.code.tokens import Dialect
from auditor.sources.code.usage import uses

HOSTS = load_hosts()


def used(text: str, dialect: Dialect | None = None, **environment: str) -> list[str]:
    program = python.parse(text) if dialect is None else braces.parse(text, dialect)
    return [line(use) for use in uses(program, dialect, HOSTS, environment)]


def line(use: Use) -> str:
    """``LINE PACKAGE: MODEL (KIND) as DEPLOYMENT at ADDRESS by OPERATOR in REGION on RUNTIME``."""
    words = [f"{use.line} {use.package or 'request'}:"]
    words += [f"{use.model.written} ({use.model.kind})"] if use.model else []
    words += [f"as {use.deployment}"] if use.deployment else []
    words += [f"at {use.address}"] if use.address else []
    words += ["elsewhere"] if use.is_elsewhere else []
    words += [f"by {use.operator}"] if use.operator else []
    words += [f"in {use.region.provider} {use.region.code}"] if use.region else []
    words += [f"on {use.runtime}"] if use.runtime else []
    return " ".join(words)


def observed(folder: Path, files: Mapping[str, str | bytes]) -> list[Observation]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(CodeSource().observe(Target("code", str(folder))))


def in_use(folder: Path, files: Mapping[str, str | bytes]) -> list[InUse]:
    return [one for one in observed(folder, files) if isinstance(one, InUse)]
