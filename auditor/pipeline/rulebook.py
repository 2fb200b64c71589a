"""The rules that a waiver may name."""

from collections.abc import Mapping

from auditor import policy
from auditor.declarations import Declarations
from auditor.domain.authority import RuleTerms
from auditor.domain.waiver import WaiverDeclared


def rules_for(bundle: policy.Bundle, declared: Declarations) -> Mapping[str, RuleTerms]:
    """Return the rules in force, by id, and where a waiver names another one, all that ship as well.

    A rule whose pack is not chosen this time is not gone.
    """
    terms = policy.terms_of(bundle)
    named = {entry.rule for entry in declared.entries if isinstance(entry, WaiverDeclared)}
    return terms if named <= terms.keys() else {**policy.terms_of(policy.load()), **terms}
