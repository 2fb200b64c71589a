"""The one part that introduces the others to each other.

::

    scope.targets_of  what is named, configured, on record or usual -> targets
    scanning.scan     targets -> sources -> identity.digest_files -> store          a Scan per target
    assessing.assess  scans -> identity.group -> identity, licences, compute,
                      air-gap, declarations -> facts by subject
    hearing.heard     what a package says, refused on a fact that it does not produce
    judging.judge     facts -> policy -> Audit                                      a pure function
    exits.decide      Audit -> exit code and why
    choosing          a name or the beginning of an id -> one model
    attesting         models run with no network; what came of it, on record
    bundling          what is configured and named -> the rules in force
    running.audit     all of it, in order: scan, airgap, assess, check, report
    declaring         declarations, compared with the newest scans
    waiving           a waiver, its subjects looked up in the newest scans
    recording         the audit in the ledger, its reports on disk, the chain verified

Clock, host and progress come in as arguments; nothing below here reads them.
"""

from typing import Final

from auditor.domain.facts import produced_by

PRODUCES: Final = produced_by("pipeline")
"""The facts that no part could establish by itself."""

__all__ = ["PRODUCES"]
