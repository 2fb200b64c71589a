"""A small record with something of everything: a scan, an attestation, and an audit that rests on them."""

import itertools
import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from auditor import __version__
from auditor.domain.audit import Audit, Exit
from auditor.domain.declaration import DeclaredAsGiven, Provenance
from auditor.domain.document import CodeFile, ImportedCode, ModelCard, ModelConfig
from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import Basis, Confidence, Fact, Settler, Unknown
from auditor.domain.observation import Covered, FileId, Observation, Problem, ProblemKind, read_elsewhere
from auditor.domain.rights import FileRights
from auditor.domain.scan import Scan
from auditor.domain.serving import DeploymentState, OpenFile
from auditor.domain.subject import Incident
from auditor.domain.waiver import Granted, Waiver, WaiverState
from auditor.reports.document.result import result_sha256
from auditor.reports.document.shape import RESULT_FORM
from auditor.store import Begun, EvidenceFolder, Occasion, Store
from auditor.store.store import Effects
from auditor.trust import sha256
from tests.builders.audit import STARTED, a_deployment, a_header, a_service, digest, known, rich
from tests.builders.observations import a_document, a_file, a_use, an_entry

TARGET: Final = "dir:/srv/models"
HOST: Final = "gpu-01"
PROOF: Final = b"Minutes of the training on 3 October 2026\n"
"""The bytes of the file whose copy the audit of this record keeps."""
FORGOTTEN: Final = "deployment.forgotten"
"""A fact that no version knows, as an earlier one may have had."""
_DAYS: Final = date(2026, 11, 1), date(2027, 2, 1)


def seen() -> tuple[Observation, ...]:
    """What the scan saw: every kind of observation, places and rights among them."""
    header = a_header(sha256=digest("header"), n_parameters=7_615_616_512, metadata=(("llama.scale", 0.125),))
    return (
        a_file("qwen.gguf", header=header, sha256=digest("qwen"), target=TARGET, root_name="models"),
        a_file(
            "old.gguf",
            inode=2,
            file_id=FileId(1, 2, 2**60, 1_700_000_000_000_000_000, 4_096, 1_700_000_000_000_000_001),
            sha256=digest("old"),
            believed_since=date(2026, 10, 1),
            target=TARGET,
            rights=FileRights.parse("100664 1000:100, 40755 1000:1000 own"),
        ),
        a_document(ModelCard(licenses=("mit",), base_models=("acme/base",)), target=TARGET),
        a_document(
            ModelConfig("llama", code=ImportedCode(("modeling.py",))), locator="config.json", target=TARGET
        ),
        a_document(CodeFile("modeling.py"), locator="modeling.py", target=TARGET),
        an_entry(target=TARGET, refs=("main",)),
        a_use(target=TARGET, open_files=(OpenFile(1, 1, 4_000),)),
        Problem(TARGET, "broken.gguf", "ends before byte 4096", 1_024, ProblemKind.UNREADABLE, path="/srv/b"),
        read_elsewhere(TARGET, "weights.llamafile", "oci:weights"),
        Covered(TARGET, 7, "every file below the folder, links not followed"),
    )


def judged(scan: Scan) -> Audit:
    """The rich sample, resting on a scan, with what it lacks: a waiver, a service, an incident, evidence."""
    audit = rich()
    (system, *_), (finding, *others) = audit.systems, audit.findings
    service = a_service("gpt-4o")
    called = a_deployment(
        service, id="dep:service", state=DeploymentState.USED_IN_CODE, locator="code:app#chat.py:5"
    )
    said = Provenance("M. Keller", _DAYS[0], None, None, "declarations/systems.yaml:1")
    granted = Granted("behind the gateway", "SEC-12", "B. Engineer", "C. Director", *_DAYS, "waivers.yaml:1")
    return replace(
        audit,
        inputs=replace(audit.inputs, scans=(scan.sha256,)),
        incidents=(Incident("fall", "Fall in ward 3", system.id),),
        inventory=replace(
            audit.inventory,
            models=(*audit.inventory.models, service),
            deployments=(*audit.inventory.deployments, called),
        ),
        facts={
            **audit.facts,
            called.id: {
                "deployment.hosted": known("deployment.hosted", True, Basis.ATTESTED),
                "deployment.operator": known("deployment.operator", "microsoft"),
                FORGOTTEN: Fact(FORGOTTEN, Unknown("nothing says so", Settler.OPERATOR, "ask them")),
            },
        },
        findings=(replace(finding, waiver=granted), *others),
        evidence=(*audit.evidence, _evidence(system.id)),
        declared=(DeclaredAsGiven("system", (("id", system.id),), said),),
        waivers=(_waiver(finding.rule, finding.subject_id),),
    )


def _evidence(system_id: str) -> EvidenceRecord:
    return EvidenceRecord(
        evidence="literacy",
        subject_ids=(system_id,),
        state=EvidenceState.VALID,
        locator="declarations/evidence.yaml:1",
        by="M. Keller",
        on=_DAYS[0],
        confidence=Confidence.HIGH,
        file="minutes.txt",
        file_sha256=sha256(PROOF),
        valid_until=_DAYS[1],
        is_kept=True,
    )


def _waiver(rule: str, subject_id: str) -> Waiver:
    return Waiver(
        rule=rule,
        rule_version=1,
        subject=subject_id,
        pinned=(subject_id,),
        waived=(subject_id,),
        granted=Granted(
            reason="behind the gateway",
            ticket="SEC-12",
            requested_by="B. Engineer",
            approved_by="C. Director",
            created=_DAYS[0],
            expires=_DAYS[1],
            locator="waivers.yaml:1",
        ),
        state=WaiverState.ACTIVE,
    )


def record(path: Path) -> None:
    """Make the record as a database, the same each time, with the copy of its evidence beside it."""
    numbers = itertools.count(1)
    effects = Effects(new_id=lambda: f"{next(numbers):016x}", clock=lambda: STARTED)
    tool, url = f"auditor {__version__}", f"sqlite:///{path}"
    with Store.open(url, effects=effects) as store:
        begun = Begun(TARGET, TARGET, STARTED - timedelta(minutes=4), "full", tool, HOST)
        scan_id = store.begin_scan(begun)
        store.add_observations(scan_id, seen())
        scan = store.finish_scan(scan_id, STARTED - timedelta(minutes=3))
        audit = judged(scan)
        for attestation in audit.attestations:
            store.add_attestation(attestation)
        occasion = Occasion(
            scans=(scan,),
            result_sha256=result_sha256(audit),
            result_form=RESULT_FORM,
            started_at=STARTED,
            tool=tool,
            host=HOST,
            exit=Exit(10, "2 duties fail"),
            timings_s={"scan": 1.25, "assess": 0.5},
        )
        store.append_audit(audit, occasion)
    keep_evidence(path)


def keep_evidence(path: Path) -> None:
    """Put the copy of the evidence where the database at this path looks for it."""
    place = EvidenceFolder.beside(f"sqlite:///{path}").place(sha256(PROOF))
    place.parent.mkdir(parents=True)
    place.write_bytes(PROOF)


def dumped(path: Path) -> str:
    """Return a database as SQL text."""
    connection = sqlite3.connect(path)
    text = "\n".join(connection.iterdump())
    connection.close()
    return f"{text}\n"


def restored(sql: str, path: Path) -> None:
    """Make a database of its SQL text, with the copy of its evidence beside it."""
    connection = sqlite3.connect(path)
    connection.executescript(sql)
    connection.close()
    keep_evidence(path)
