"""Declarations, read and compared with the newest inventory: what an audit would make of them today."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from auditor import catalogue, declarations, policy
from auditor.declarations.problem import BindingProblem
from auditor.domain.audit import Inventory
from auditor.domain.resolution import ResolveDeclared
from auditor.domain.scan import Scan
from auditor.errors import DeclarationError
from auditor.pipeline import scope
from auditor.pipeline.bundling import bundle_of, rules_for
from auditor.pipeline.figures import law_figures
from auditor.pipeline.inventory import inventory_of
from auditor.pipeline.standing import in_full
from auditor.settings import Settings
from auditor.sources import Target
from auditor.store import Store

_AS_THEY_ARE: Final[Mapping[Path, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Checked:
    """What the declarations came to.

    Attributes:
        folder: Where they are: the sample estate's own, where that is what was scanned.
        n_entries: How many there are.
        scans: The scans they were compared with; none where nothing was scanned yet.
        problems: Selectors that match fewer or more than they expect.
        broken: Evidence files that are not there or not what was recorded.
        unfilled: Fields that still say what the template says; nothing else was read where there is one.
        malformed: What cannot be read; nothing was compared where there is something.
        expired: Entries whose last day has passed while nothing says the same today.
        unjudged: Resolutions of which it was not looked at whether there is anything to settle.
    """

    folder: Path
    n_entries: int
    scans: tuple[Scan, ...]
    problems: tuple[BindingProblem, ...]
    broken: tuple[BindingProblem, ...] = ()
    unfilled: tuple[str, ...] = ()
    malformed: tuple[DeclarationError, ...] = ()
    expired: tuple[BindingProblem, ...] = ()
    unjudged: tuple[BindingProblem, ...] = ()


def check(settings: Settings, today: date) -> Checked:
    """Read every declaration, and compare them with the newest finished scans if there are any.

    Raises:
        DeclarationError: the folder cannot be read, or two entries speak of the same thing and day.
        SettingsError: the folder is named in the configuration and not there.
        StoreError: what is there is no database.
        UsageError: a target that is configured was never scanned, though others were.
    """
    settings.refuse_missing_declarations()
    if not scope.on_record(settings):
        return _compared(settings, (), None, today)
    with Store.open_read_only(settings.database) as store:
        return _compared(settings, scope.newest_scans(store, settings, ()), store, today)


def broken_by(settings: Settings, bundle: policy.Bundle, files: Mapping[Path, str], today: date) -> "Broken":
    """Return what is wrong with texts that are to be written, and with the folder only because of them.

    Args:
        settings: Where the scans and the declarations are.
        bundle: The rules in force.
        files: Whole text of each file that changes.
        today: The day of the run.

    Raises:
        DeclarationError: with these texts, the folder cannot be read.
        StoreError: what is there is no database.
        UsageError: a target that is configured was never scanned, though others were.
    """
    kinds = frozenset(bundle.evidence)

    def broken(home: Path, texts: Mapping[Path, str], ground: _Ground | None) -> Broken:
        found = declarations.load(home, evidence_kinds=kinds, today=today, instead=texts)
        if ground is None:
            return Broken(declarations.broken_files(found, today), declarations.stray_incidents(found, today))
        bound = ground.bound(found, bundle, today)
        gone = declarations.broken_files(ground.remembered(found), today)
        return Broken(gone, tuple(one for one in bound.problems if one not in gone))

    if not scope.on_record(settings):
        home = settings.declarations
        return broken(home, files, None).without(broken(home, _AS_THEY_ARE, None))
    with Store.open_read_only(settings.database) as store:
        scans = scope.newest_scans(store, settings, ())
        ground, home = _Ground(store, scans, inventory_of(store, scans)), _folder(settings, scans)
        return broken(home, files, ground).without(broken(home, _AS_THEY_ARE, ground))


@dataclass(frozen=True, slots=True)
class Broken:
    """What is wrong with declarations that can be read.

    Attributes:
        files: Files that are to prove something and do not.
        unmatched: Selectors that match fewer or more than they expect, where anything was scanned; and
            incidents of systems that nobody declares.
    """

    files: tuple[BindingProblem, ...]
    unmatched: tuple[BindingProblem, ...] = ()

    def without(self, known: "Broken") -> "Broken":
        """Return the same without what was known."""
        return Broken(_added(known.files, self.files), _added(known.unmatched, self.unmatched))


def _added(before: Sequence[BindingProblem], after: Sequence[BindingProblem]) -> tuple[BindingProblem, ...]:
    """Return the problems that are new, whatever line an entry stands on by now."""
    known = Counter((one.subject, one.sentence) for one in before)
    added = []
    for one in after:
        known[one.subject, one.sentence] -= 1
        if known[one.subject, one.sentence] < 0:
            added.append(one)
    return tuple(added)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What was found, and what earlier audits recorded."""

    store: Store
    scans: Sequence[Scan]
    inventory: Inventory

    def remembered(self, found: declarations.Declarations) -> declarations.Declarations:
        """Return declarations with the digests that earlier audits recorded."""
        return declarations.remember(found, self.store.recorded_evidence())

    def bound(
        self, found: declarations.Declarations, bundle: policy.Bundle, today: date
    ) -> declarations.Bound:
        """Return declarations compared with what was found."""
        beside = declarations.Beside(rules_for(bundle, found), today, bundle.contradicted)
        targets = in_full(self.scans)
        return declarations.bind(found, self.inventory, as_of=today, targets=targets, beside=beside)


def folder(settings: Settings) -> Path:
    """Return the folder that the next check reads declarations from, which is where new ones belong.

    Raises:
        StoreError: what is there is no database.
    """
    if settings.config is not None or not scope.on_record(settings):
        return settings.declarations
    with Store.open_read_only(settings.database) as store:
        return _folder(settings, store.newest_scans())


def _folder(settings: Settings, scans: Sequence[Scan]) -> Path:
    targets = tuple(Target(*scan.resolved.split(":", 1)) for scan in scans)
    return scope.declarations_folder(settings, targets)


def _compared(settings: Settings, scans: Sequence[Scan], store: Store | None, today: date) -> Checked:
    bundle = bundle_of(settings)
    kinds = frozenset(bundle.evidence)
    home = _folder(settings, scans)
    unfilled, wrong = declarations.unfilled(home), declarations.malformed(home, kinds, today)
    if unfilled or wrong:
        return Checked(home, 0, tuple(scans), (), unfilled=unfilled, malformed=wrong)
    found = declarations.load(home, evidence_kinds=kinds, today=today)
    problems: tuple[BindingProblem, ...] = ()
    if store is not None:
        ground = _Ground(store, scans, inventory_of(store, scans))
        found = ground.remembered(found)
        bound = ground.bound(found, bundle, today)
        problems = (*bound.problems, *bound.refusals)
        if bound.shows_late:
            problems += _shown_late(store, ground.inventory, bound, bundle, today)
    broken = declarations.broken_files(found, today)
    resolved = (one for one in found.entries if isinstance(one, ResolveDeclared))
    unjudged = declarations.unjudged(resolved, today, is_compared=store is not None)
    expired = declarations.expired(found, today)
    unbound = tuple(problem for problem in problems if problem not in (*broken, *expired))
    return Checked(
        home,
        len(found.entries),
        tuple(scans),
        unbound,
        broken,
        expired=expired,
        unjudged=tuple(one for one in unjudged if one.locator not in {each.locator for each in broken}),
    )


def _shown_late(
    store: Store, inventory: Inventory, bound: declarations.Bound, bundle: policy.Bundle, today: date
) -> tuple[BindingProblem, ...]:
    """Return what is the matter with entries where that shows once everything else is said."""
    # With every assessor, which no other check of declarations needs.
    from auditor.pipeline.assessing import Day, assess

    known = catalogue.load().as_of(today)
    attestations = store.newest_attestations()
    law = law_figures(bundle.law, today)
    return assess(inventory, bound, attestations, known, Day(today, today), law).problems
