"""What keeping and reading the record costs: run with ``python -m benchmarks.record [N_MODELS]``.

An inventory of N models with a dozen facts and one finding each, in a database of its own.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, TypeVar

from auditor.domain.artifact import Artifact, ArtifactFile
from auditor.domain.audit import Audit, Exit, Inputs, Inventory
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Known, SubjectKind
from auditor.domain.finding import Finding, LegalReference, Reason, RuleKind, Severity, Verdict
from auditor.domain.header import Header
from auditor.domain.observation import FileId, FileSeen
from auditor.domain.scan import Scan
from auditor.domain.subject import Model, Organisation, Strength
from auditor.domain.tri import Tri
from auditor.store import Begun, Occasion, ResultForm, Store
from auditor.trust import sha256

T = TypeVar("T")

N_FACTS: Final = 12
NOW: Final = datetime(2026, 11, 22, tzinfo=UTC)
TARGET: Final = "dir:/srv/models"
HEADER: Final = Header("safetensors", "", "a" * 64, 291, 8_030_261_248)


def timed(what: str, work: Callable[[], T]) -> T:
    """Do something once and print how long it took."""
    begun = time.perf_counter()
    result = work()
    print(f"{what:<44} {time.perf_counter() - begun:.2f} s")
    return result


def files(n: int) -> Sequence[FileSeen]:
    """Return ``n`` files as a folder's source sees them."""
    return [
        FileSeen(
            TARGET,
            f"m{k}.safetensors",
            f"/srv/models/m{k}.safetensors",
            FileId(1, k, 10**9 + k, 10**18 + k, 10**9),
            HEADER,
            ".",
            sha256=sha256(str(k).encode()),
        )
        for k in range(n)
    ]


def model(k: int) -> Model:
    """Return the model of one of these files."""
    place = f"{TARGET}#m{k}.safetensors"
    digest = sha256(str(k).encode())
    artifact = Artifact("safetensors", (ArtifactFile(place, 10**9 + k, digest),), HEADER)
    return Model(f"sha256:{digest}", Strength.CONTENT, artifact, (), (), (place,))


def facts(of: Model) -> dict[str, Fact]:
    """Return a dozen facts of a model, each with a claim of its own."""
    named = {}
    for k in range(N_FACTS):
        claim = Claim(f"some.fact_{k}", k, Basis.MEASURED, Confidence.HIGH, "header", of.locations[0])
        named[claim.fact] = Fact(claim.fact, Known(claim.value, (claim,)))
    return named


def finding(of: Model) -> Finding:
    """Return a finding about a model."""
    return Finding(
        rule="some-rule",
        rule_version=1,
        pack="some-pack",
        kind=RuleKind.DUTY,
        title="Some rule",
        role=(),
        subject_id=of.id,
        subject_kind=SubjectKind.MODEL,
        subject_name=of.name,
        verdict=Verdict.UNKNOWN,
        severity=Severity.HIGH,
        sentence="nobody says who provides it",
        reason=Reason("who provides it", Tri.UNKNOWN, fact="provider.name"),
        missing=(),
        legal=LegalReference("own policy"),
        remedy="Ask.",
    )


def audit_of(n: int, scan: Scan) -> Audit:
    """Return an audit of ``n`` models."""
    models = tuple(model(k) for k in range(n))
    return Audit(
        as_of=NOW.date(),
        inputs=Inputs((scan.sha256,), "1" * 64, "2" * 64, (), "3" * 64, NOW.date()),
        organisation=Organisation("Example Clinic", date(2026, 11, 1)),
        systems=(),
        inventory=Inventory(models, (), (), (), (), ()),
        facts={one.id: facts(one) for one in models},
        findings=tuple(finding(one) for one in models),
        tallies=(),
        questions=(),
        evidence=(),
        attestations=(),
    )


def scanned(store: Store, seen: Sequence[FileSeen]) -> Scan:
    """Record one scan."""
    scan_id = store.begin_scan(Begun(TARGET, TARGET, NOW, "full", "auditor", "here"))
    store.add_observations(scan_id, seen)
    return store.finish_scan(scan_id, NOW)


def main(n: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name, Store.open(f"sqlite:///{name}/a.db") as store:
        seen = files(n)
        scan = timed(f"a scan of {n:,} files, written", lambda: scanned(store, seen))
        timed("the same again, unchanged", lambda: scanned(store, seen))
        timed("read", lambda: list(store.observations(scan.id)))
        audit = audit_of(n, scan)
        occasion = Occasion(
            (scan,), "0" * 64, 1, NOW, "auditor", "here", Exit(0, "nothing counted failed"), {}
        )
        timed(f"an audit of {n:,} models, written", lambda: store.append_audit(audit, occasion))
        timed("the same again, unchanged", lambda: store.append_audit(audit, occasion))
        timed("read, every digest checked", lambda: store.audit("latest"))
        timed("what its scans saw checked as well", lambda: store.verified_audit("latest"))
        timed("the whole record verified", lambda: store.verify_ledger(ResultForm(1, lambda _: "0" * 64)))
        for _ in range(1000):
            scanned(store, ())
        timed("the newest scans, 1,000 entries later", store.newest_scans)
        print(f"{'size':<44} {Path(name, 'a.db').stat().st_size / 2**20:.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
