"""Smallest sensible values, with keyword changes, and strategies for any value a type allows."""

import sqlite3
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from auditor.domain.artifact import Artifact, ArtifactFile
from auditor.domain.attestation import Attestation, Isolation, Machine, Outcome, Probe
from auditor.domain.audit import Audit, Exit, Inputs, Inventory, Run
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Known, Settler, SubjectKind, Unknown
from auditor.domain.finding import Finding, LegalReference, Reason, RuleKind, Severity, Tally, Verdict
from auditor.domain.header import Header
from auditor.domain.observation import Covered, FileId, FileSeen
from auditor.domain.scan import Scan
from auditor.domain.subject import Model, Organisation, Strength
from auditor.domain.tri import Tri
from auditor.domain.values import Range
from auditor.store import Begun, Occasion, ResultForm, Store

NOW: Final = datetime(2026, 11, 22, 9, 30, 0, 125, tzinfo=UTC)
TARGET: Final = "dir:/srv/models"


def a_file(**changes: Any) -> FileSeen:
    header = Header(
        "gguf", "3", "a" * 64, 2, 1_000_000, metadata=(("general.name", "Tiny"), ("llama.n", 4096))
    )
    file = FileSeen(
        TARGET,
        "tiny.gguf",
        "/srv/models/tiny.gguf",
        FileId(7, 11, 4096, 10**18, 4096),
        header,
        "",
        sha256="b" * 64,
    )
    return replace(file, **changes)


def a_covered(**changes: Any) -> Covered:
    return replace(Covered(TARGET, 1, "every file"), **changes)


def an_attestation(**changes: Any) -> Attestation:
    attestation = Attestation(
        artifact_sha256="c" * 64,
        file_name="tiny.gguf",
        is_self_test=True,
        engine="llama-cpp-python 0.3.16 (llama.cpp b1)",
        isolation=Isolation.NAMESPACE_SECCOMP,
        outcome=Outcome.PASSED,
        reason="8 tokens, nothing got out",
        probes=(Probe("ipv4-connect", "EPERM", "reached", True),),
        generation=None,
        performed_at=NOW,
        machine=Machine("gpu-01", "Linux 6.12.9", "EPYC", ("avx2", "fma")),
    )
    return replace(attestation, **changes)


def a_model(**changes: Any) -> Model:
    seen = a_file()
    artifact = Artifact("gguf", (ArtifactFile(f"{TARGET}#tiny.gguf", 4096, "b" * 64),), seen.header)
    model = Model("sha256:" + "b" * 64, Strength.CONTENT, artifact, (), (), (f"{TARGET}#tiny.gguf",))
    return replace(model, **changes)


def a_fact(name: str = "compute.update_flop", **changes: Any) -> Fact:
    claim = Claim(
        name, Range(1e24, 2e24, 1.5e24), Basis.CATALOGUED, Confidence.MEDIUM, "6PD", "catalogue#tiny"
    )
    claim = replace(claim, **changes)
    return Fact(name, Known(claim.value, (claim,)))


def a_finding(**changes: Any) -> Finding:
    reason = Reason(
        "all of", Tri.UNKNOWN, parts=(Reason("who provides it", Tri.UNKNOWN, fact="provider.name"),)
    )
    finding = Finding(
        rule="some-rule",
        rule_version=1,
        pack="some-pack",
        kind=RuleKind.PREFERENCE,
        title="Some rule",
        role=(),
        subject_id=a_model().id,
        subject_kind=SubjectKind.MODEL,
        subject_name="Tiny",
        verdict=Verdict.UNKNOWN,
        severity=Severity.HIGH,
        sentence="nobody says who provides it",
        reason=reason,
        missing=(),
        legal=LegalReference("our own policy"),
        remedy="Ask.",
    )
    return replace(finding, **changes)


def an_audit(*scans: Scan, **changes: Any) -> Audit:
    model = a_model()
    audit = Audit(
        as_of=date(2026, 11, 22),
        inputs=Inputs(
            tuple(scan.sha256 for scan in scans), "1" * 64, "2" * 64, (), "3" * 64, date(2026, 11, 22)
        ),
        organisation=Organisation("Example Clinic", date(2026, 11, 1)),
        systems=(),
        inventory=Inventory((model,), (), (), (), (), (a_covered(),)),
        facts={
            model.id: {
                "compute.update_flop": a_fact(),
                "provider.name": Fact("provider.name", Unknown("nothing says so", Settler.PROVIDER)),
            }
        },
        findings=(a_finding(),),
        tallies=(Tally("other-rule", RuleKind.DUTY, Verdict.NOT_APPLICABLE, False, "not its role", 1),),
        questions=(),
        evidence=(),
        attestations=(an_attestation(),),
    )
    return replace(audit, **changes)


def a_result(audit: Audit) -> str:
    """Stand in for the digest of a canonical result: a function of what the audit says."""
    return f"{len(audit.findings):064x}"


RESULT: Final = ResultForm(1, a_result)


def begun(**changes: Any) -> Begun:
    return replace(Begun(TARGET, TARGET, NOW, "full", "auditor 0", "here"), **changes)


def finished(store: Store, *observations: Any, **changes: Any) -> Scan:
    scan_id = store.begin_scan(begun(**changes))
    store.add_observations(scan_id, observations)
    return store.finish_scan(scan_id, NOW)


def an_occasion(audit: Audit, *scans: Scan, **changes: Any) -> Occasion:
    occasion = Occasion(
        scans=scans,
        result_sha256=a_result(audit),
        result_form=RESULT.number,
        started_at=NOW,
        tool="auditor 0",
        host="here",
        exit=Exit(0, "nothing counted failed"),
        timings_s={"scan": 0.25, "check": 2.0},
    )
    return replace(occasion, **changes)


def appended(store: Store, audit: Audit, *scans: Scan, **changes: Any) -> Run:
    """Append an audit that rests on these scans."""
    resting = replace(audit, inputs=replace(audit.inputs, scans=tuple(scan.sha256 for scan in scans)))
    return store.append_audit(resting, an_occasion(resting, *scans, **changes))


def tamper(path: Path, *statements: str) -> None:
    """Change a database behind its program's back."""
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def _a_range(bounds: list[float]) -> Range:
    low, central, high = sorted(bounds)
    return Range(low, high, central)


_TEXT: Final = st.text(st.characters(exclude_categories=()), max_size=6)
"""Any text, with NUL, our mark and halves of surrogate pairs among it."""
_DAYS: Final = st.dates()
_LEAVES: Final[Mapping[object, st.SearchStrategy[Any]]] = {
    str: _TEXT | st.sampled_from(["", "\x1a", "\x1a\\ud800", "\udc80.gguf", "a\x00b"]),
    int: st.integers() | st.integers(0, 9),
    float: st.floats(allow_nan=False),
    bool: st.booleans(),
    date: _DAYS,
    datetime: st.datetimes(timezones=st.just(UTC)),
    Range: st.lists(st.floats(0, 1e300), min_size=3, max_size=3).map(_a_range)
    | st.floats(0, 1e300).map(lambda low: Range(low, low)),
    type(None): st.none(),
}


def any_of_type(form: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for every value a type of the domain allows, its defaults left aside."""
    if form in _LEAVES:
        return _LEAVES[form]
    if form is Reason:
        return st.recursive(
            st.builds(Reason, text=_TEXT, value=st.sampled_from(Tri), evidence=any_of_type(tuple[str, ...])),
            lambda parts: st.builds(Reason, _TEXT, st.sampled_from(Tri), parts=st.lists(parts).map(tuple)),
            max_leaves=3,
        )
    if is_dataclass(form):
        hints = get_type_hints(form)
        return st.builds(form, **{field.name: any_of_type(hints[field.name]) for field in fields(form)})  # type: ignore[arg-type] # a class, no instance
    if isinstance(form, type) and issubclass(form, Enum):
        return st.sampled_from(form)
    return _any_of_parts(get_origin(form), get_args(form))


def _any_of_parts(origin: object, arguments: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if origin in {Union, types.UnionType}:
        return st.one_of([any_of_type(argument) for argument in arguments])
    if origin is Mapping:
        return st.dictionaries(any_of_type(arguments[0]), any_of_type(arguments[1]), max_size=2)
    assert origin is tuple, origin
    if arguments[-1] is Ellipsis:
        return st.lists(any_of_type(arguments[0]), max_size=2).map(tuple)
    return st.tuples(*(any_of_type(argument) for argument in arguments))
