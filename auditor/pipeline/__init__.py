"""The one part that introduces the others to each other.

::

    scope.targets_of  what is named, configured, on record or usual -> targets
    looking, machines targets that can be looked at, on the machine whose database it is
    scanning.scan     targets -> sources -> identity.digest_files -> store          a Scan per target
    telling           how far that is, for who waits
    standing          of scans of one place, which speaks; inventory: what they add up to
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
    guiding           what a guided session asks, from the law of the day and the newest scans
    changing          entries somebody makes, from flags, answers or a file
    importing         a register of systems kept as a table, brought into the declarations
    amending          what an earlier entry said stays, and a new one follows it
    entering          new entries, checked with all that is there, then written
    waiving           a waiver, its subjects looked up in the newest scans
    explaining        why a rule came to what it came to, in an audit on record
    recording         the audit in the ledger, its reports on disk, the chain verified

Clock, host and progress come in as arguments; nothing below here reads them.
"""

from typing import Final

from auditor.domain.facts import produced_by

PRODUCES: Final = produced_by("pipeline")
"""The facts that no part could establish by itself."""

__all__ = ["PRODUCES"]
