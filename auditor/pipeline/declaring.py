"""Declarations, read and compared with the newest inventory: what an audit would make of them today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

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
        found = declarations.remember(found, store.recorded_evidence())
        inventory = inventory_of(store, scans)
        beside = declarations.Beside(rules_for(bundle, found), today, bundle.contradicted)
        bound = declarations.bind(found, inventory, as_of=today, targets=in_full(scans), beside=beside)
        problems = (*bound.problems, *bound.refusals)
        if bound.shows_late:
            problems += _shown_late(store, inventory, bound, bundle, today)
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
