"""Whether the cases would notice: every small change of a rule must turn some case of it.

What no case tells from the rule as it is could be wrong unseen. What a rule is, whatever the facts, the
particulars that the cases state may tell as well; what it comes to, cases alone. The work is bounded: a rule
has a few changes per leaf, and each is judged by the rule's own cases, until the first that notices. Its
words are held against those that the cases state.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from auditor.errors import PolicyError
from auditor.formats import yaml12
from auditor.policy.bundle import Bundle, reader_of, rule_nodes
from auditor.policy.conditions import Not
from auditor.policy.fines import fines
from auditor.policy.reading.condition_reader import Vocabulary
from auditor.policy.reading.pack_reader import pack as read_pack
from auditor.policy.rules import Classification, Pack, Rule
from auditor.policy.testing.case_reader import Case
from auditor.policy.testing.cases import came_to, cases_of, stated
from auditor.policy.testing.edits import of_condition, of_rule
from auditor.policy.testing.particular_edits import of_particulars
from auditor.policy.testing.particulars import particulars
from auditor.policy.testing.particulars import stated as stated_particulars
from auditor.policy.testing.word_edits import of_words
from auditor.policy.testing.words import stated as stated_words
from auditor.policy.testing.words import words

Judged = Rule | Classification

_SCOPE: Final = frozenset({"scope", "scope_words"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule with one thing changed.

    Attributes:
        rule: The rule, or the pack whose scope was changed.
        place: ``FILE:LINE`` of what was changed.
        change: What was done.
        survived: No case notices.
    """

    rule: str
    place: str
    change: str
    survived: bool


def check(bundle: Bundle, packs: Iterable[str]) -> Iterator[Mutant]:
    """Change everything in the rules of some packs, one thing at a time.

    Args:
        bundle: Everything in force, with cases.
        packs: Ids of the packs whose rules are changed.

    Yields:
        Every change, in the order of the files, as soon as it was tried.

    Raises:
        PolicyError: a cases file is malformed, or belongs to no rule.
    """
    cases: dict[str, list[Case]] = {}
    for rule, case in cases_of(bundle):
        cases.setdefault(rule.id, []).append(case)
    stated_apart = _StatedApart(bundle)
    for id_ in sorted(packs):
        yield from _of_scope(bundle, bundle.pack(id_), cases)
        for change in _changed(bundle, bundle.pack(id_)):
            yield from _tried(change, bundle, cases, stated_apart)


@dataclass(frozen=True, slots=True)
class _Change:
    """A rule with one thing changed, and whether what its cases state apart from verdicts may notice it."""

    place: str
    what: str
    rule: Judged
    is_apart: bool = False


class _StatedApart:
    """What the cases of rules state beside verdicts: their particulars and their words."""

    def __init__(self, bundle: Bundle) -> None:
        self._law, self._fines = bundle.law, fines(bundle)
        self._particulars = {rule.id: wanted for rule, _, wanted in stated_particulars(bundle)}
        self._words = {rule.id: wanted for rule, _, wanted in stated_words(bundle)}

    def notices(self, rule: Judged) -> bool:
        """Say whether a changed rule is another one than its cases state."""
        is_, says = self._particulars.get(rule.id), self._words.get(rule.id)
        return (is_ is not None and particulars(rule, self._law, self._fines) != is_) or (
            says is not None and words(rule, self._law) != says
        )


def _changed(bundle: Bundle, pack: Pack) -> Iterator[_Change]:
    reader = reader_of(pack, bundle.files, Vocabulary(bundle.law, frozenset(bundle.evidence)))
    nodes = tuple(rule_nodes(pack.id, bundle.files))
    for number, node in enumerate(nodes):
        # A date that the pack names is changed in one rule at a time: its own cases have to notice.
        whole = reader.dates.written_out(node)
        others = (*nodes[number + 1 :], *nodes[:number])
        found = (
            *((edit, False) for edit in of_rule(whole, bundle.law)),
            *((edit, True) for edit in of_particulars(whole, bundle.law)),
            *((edit, True) for edit in of_words(whole, others)),
        )
        for edit, is_apart in found:
            try:
                changed = reader.read(edit.node)
            except PolicyError:
                # Whoever made this mistake would be told by the reader.
                continue
            yield _Change(edit.place, edit.change, changed, is_apart)
        rule = reader.read(node)
        if isinstance(rule, Rule) and rule.owed is not None:
            yield _Change(rule.heading.place, "negated its role", replace(rule, owed=Not(rule.owed)))


def _tried(
    change: _Change, bundle: Bundle, cases: Mapping[str, list[Case]], stated_apart: _StatedApart
) -> Iterator[Mutant]:
    rule = change.rule
    if change.is_apart and stated_apart.notices(rule):
        yield Mutant(rule.id, change.place, change.what, survived=False)
        return
    unnoticed = all(came_to(rule, case, bundle) == stated(case) for case in cases.get(rule.id, ()))
    yield Mutant(rule.id, change.place, change.what, unnoticed)


def _of_scope(bundle: Bundle, pack: Pack, cases: dict[str, list[Case]]) -> Iterator[Mutant]:
    """Yield the changes of a pack's scope; some case of any of its rules has to notice."""
    name = f"{pack.id}/pack.yaml"
    root = yaml12.read(bundle.files[name], name, PolicyError)
    if "scope" not in root.entries():
        return
    vocabulary = Vocabulary(bundle.law, frozenset(bundle.evidence))
    judged = [
        (rule, case)
        for rule in bundle.rules
        if rule.heading.pack == pack.id
        for case in cases.get(rule.id, ())
    ]
    dropped = replace(
        root, content={key: value for key, value in root.entries().items() if key not in _SCOPE}
    )
    edits = [(root.entries()["scope"].place, "dropped 'scope'", dropped)]
    for edit in of_condition(root.entries()["scope"], bundle.law):
        changed = replace(root, content={**root.entries(), "scope": edit.node})
        edits.append((edit.place, edit.change, changed))
    for place, what, node in edits:
        other = read_pack(node, vocabulary)
        packs = tuple(replace(one, scope=other.scope) if one.id == pack.id else one for one in bundle.packs)
        yield Mutant(pack.id, place, what, _is_unnoticed(judged, replace(bundle, packs=packs)))


def _is_unnoticed(judged: Sequence[tuple[Rule, Case]], bundle: Bundle) -> bool:
    return all(came_to(rule, case, bundle) == stated(case) for rule, case in judged)
