"""Scans as ``scan --json`` prints them: what was counted, and each model and place that was seen."""

import json
from collections.abc import Iterator, Sequence
from typing import Final

import click

from auditor.domain.header import OF_A_MODEL
from auditor.domain.observation import (
    Access,
    FileSeen,
    Observation,
    Problem,
    StoreEntry,
    place_of,
)
from auditor.domain.scan import Scan
from auditor.domain.serving import DeploymentState, InUse
from auditor.pipeline.scanning import Seen
from auditor.reports import wording
from auditor.store import Store

_Block = dict[str, object]
# What lies on a hub or in a bucket has no state.
_PRESENT: Final = DeploymentState.PRESENT.value


def print_scans(store: Store, done: Sequence[tuple[Scan, Seen]]) -> None:
    """Print scans as a JSON list; what was seen is read back and printed one by one, however much it is."""
    click.echo("[", nl=False)
    for number, (scan, seen) in enumerate(done):
        head = _dumped(_head(scan, seen)).removesuffix("\n}")
        click.echo(f'{"," if number else ""}\n{head},\n  "seen": [', nl=False)
        for place, block in enumerate(_blocks(store.observations(scan.id))):
            click.echo(f"{',' if place else ''}\n    {_dumped(block, indent=None)}", nl=False)
        click.echo("\n  ]\n}", nl=False)
    click.echo("\n]")


def _dumped(block: _Block, indent: int | None = 2) -> str:
    return wording.encodable(json.dumps(block, indent=indent, ensure_ascii=False))


def _head(scan: Scan, seen: Seen) -> _Block:
    states = [state for state in DeploymentState if state in seen.kept.uses or state in seen.kept.unnamed]
    return {
        "id": scan.id,
        "target": scan.target,
        "hash": scan.hash_mode,
        "n_files": seen.n_files,
        "n_by_state": {state.value: seen.kept.uses.get(state, 0) for state in states},
        "n_unnamed_by_state": {state.value: seen.kept.unnamed.get(state, 0) for state in states},
        "complete": seen.is_complete,
        "how_far": list(seen.kept.how_far),
        "problems": [_of_problem(one) for one in seen.problems],
        "not_read": [{"locator": one.place, "reason": one.reason} for one in seen.not_read],
        "left_out": dict(seen.kept.left_out),
        "also_here": [one.elsewhere for one in seen.kept.elsewhere if one.elsewhere],
    }


def _of_problem(one: Problem) -> _Block:
    return {
        "kind": one.category.value,
        "locator": one.place,
        "reason": one.reason,
        "offset": one.offset,
        "sha256": one.sha256,
        "size_bytes": one.size_bytes,
        "runs_code": one.runs_code,
    }


def _blocks(observations: Iterator[Observation]) -> Iterator[_Block]:
    for one in observations:
        match one:
            case FileSeen():
                is_here = one.access is not Access.REMOTE
                yield _block(
                    place_of(one.target, one.locator),
                    state=_PRESENT if is_here else None,
                    model=one.header.name,
                    format=one.header.format,
                    role=None if one.header.role in OF_A_MODEL else one.header.role.value,
                    sha256=one.sha256,
                )
            case StoreEntry():
                yield _block(
                    place_of(one.target, one.bundle), state=_PRESENT, model=one.name, store=one.store
                )
            case InUse():
                yield _of_use(one)
            case _:
                continue


def _of_use(one: InUse) -> _Block:
    return _block(
        place_of(one.target, one.locator),
        state=one.state.value,
        model=one.model.written if one.model else None,
        sha256=one.model.sha256 if one.model else None,
        served_as=one.served_as,
        runtime=one.runtime.name if one.runtime else None,
        operator=one.operator,
        region=f"{one.region.provider}:{one.region.code}" if one.region else None,
        address=one.endpoint.address if one.endpoint else None,
        host=one.host,
        workload=one.workload,
    )


def _block(place: str, **said: str | None) -> _Block:
    """Return what is known of a place."""
    return {"place": place, **{name: value for name, value in said.items() if value}}
