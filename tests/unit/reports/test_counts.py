from dataclasses import replace

from auditor.domain.finding import RuleKind, Verdict
from auditor.domain.observation import Problem, ProblemKind, SkipKind, Skipped
from auditor.domain.phrasing import plain_spaces
from auditor.domain.serving import DeploymentState
from auditor.reports.counts import Counts, KindCount, count
from tests.builders.audit import a_deployment, a_finding, a_model, an_audit, inventory, rich, serviced
from tests.builders.declarations import accepted_at


def test_a_rich_audit_is_counted_whole() -> None:
    assert count(rich()) == Counts(
        n_models=5,
        n_places=6,
        n_services=0,
        n_operators=0,
        n_nameless=1,
        states=(
            (DeploymentState.RUNNING, 1),
            (DeploymentState.CONFIGURED, 1),
            (DeploymentState.PRESENT, 3),
        ),
        n_unreadable=2,
        n_altered=0,
        n_incomplete=0,
        n_not_read=0,
        faults="2\u00a0unreadable",
        n_accepted=1,
        duties=KindCount(failing=2, unknown=3, hold=41, upcoming=5),
        terms=KindCount(failing=1, unknown=0, hold=0, upcoming=0),
        preferences=KindCount(failing=1, unknown=0, hold=4, upcoming=0),
        n_gaps_open=2,
        n_gaps_owed=1,
    )
    assert count(rich()).failing == 4


def test_a_model_counts_once_by_its_strongest_state() -> None:
    model = a_model()
    places = (
        a_deployment(model, id="dep:1", state=DeploymentState.PRESENT),
        a_deployment(model, id="dep:2", state=DeploymentState.RUNNING),
        a_deployment(model, id="dep:3", model_id=None),
    )
    audit = an_audit(model, inventory=inventory(model, deployments=places))
    assert count(audit).states == ((DeploymentState.RUNNING, 1),)


def test_only_listed_is_what_nothing_but_a_list_names() -> None:
    here, named = a_model(), a_model("named", id="name:store/x")
    places = (
        a_deployment(here, id="dep:1", state=DeploymentState.DECLARED),
        a_deployment(here, id="dep:2", state=DeploymentState.PRESENT),
        a_deployment(named, id="dep:3", state=DeploymentState.DECLARED),
    )
    counts = count(an_audit(here, named, inventory=inventory(here, named, deployments=places)))
    assert counts.states == ((DeploymentState.PRESENT, 1), (DeploymentState.DECLARED, 1))
    assert plain_spaces(counts.listed) == "1 of them only listed"


def test_what_is_declared_to_be_another_counts_as_that_one() -> None:
    model = a_model()
    name = a_model("a name", id="name:store/x", declared_same=model.id)
    places = (
        a_deployment(model, id="dep:1", state=DeploymentState.PRESENT),
        a_deployment(name, id="dep:2", state=DeploymentState.RUNNING),
    )
    counts = count(an_audit(model, name, inventory=inventory(model, name, deployments=places)))
    assert (counts.n_models, counts.states) == (1, ((DeploymentState.RUNNING, 1),))


def test_what_applies_later_is_in_no_other_number() -> None:
    later = a_finding(a_model(), kind=RuleKind.DUTY, upcoming=True)
    gap = a_finding(a_model(), kind=RuleKind.VENDOR_GAP, upcoming=True)
    audit = an_audit(a_model(), findings=(later, replace(later, verdict=Verdict.UNKNOWN), gap))
    assert count(audit).duties == KindCount(failing=0, unknown=0, hold=0, upcoming=2)
    assert count(audit).n_gaps_open == 0


def test_what_is_known_to_be_owed_is_counted_apart_from_what_is_not() -> None:
    gap = a_finding(a_model(), kind=RuleKind.VENDOR_GAP, verdict=Verdict.UNKNOWN)
    unsure = replace(gap, owed=False)
    made = [count(an_audit(a_model(), findings=findings)) for findings in ((gap, unsure, unsure), (gap,), ())]
    assert [(one.n_gaps_owed, one.n_gaps_open) for one in made] == [(1, 3), (1, 1), (0, 0)]
    assert [plain_spaces(one.gaps) for one in made] == [
        "1 known to be owed, 2 open: not known to be owed",
        "1 known to be owed",
        "0 known to be owed",
    ]


def test_a_place_counts_once_by_what_is_the_matter_with_it() -> None:
    problems = (
        Problem("dir:x", "a", "cut off"),
        Problem("dir:x", "a", "twice"),
        Problem("dir:x", "b", "one shard", category=ProblemKind.INCOMPLETE),
        Problem("dir:x", "c", "other bytes", category=ProblemKind.ALTERED),
    )
    skipped = (
        *(Skipped("dir:x", name, "pickle", SkipKind.FORMAT) for name in ("d.pkl", "e.pkl")),
        Skipped("dir:x", "f", "link out of the folder, not followed"),
    )
    audit = an_audit(
        inventory=inventory(problems=problems, skipped=skipped),
        accepted=(accepted_at("dir:x/a"), accepted_at("dir:x/d.pkl")),
    )
    found = count(audit)
    assert (found.n_unreadable, found.n_incomplete, found.n_altered, found.n_not_read, found.n_accepted) == (
        1, 1, 1, 2, 2,
    )  # fmt: skip
    assert found.faults == (
        "1\u00a0unreadable, 1\u00a0incomplete, 1\u00a0altered, 2\u00a0files in formats not read"
    )


def test_what_is_unknown_is_said_by_kind() -> None:
    assert count(rich()).undecided == "3\u00a0duties are unknown"
    kinds = (RuleKind.DUTY, RuleKind.TERM, RuleKind.PREFERENCE, RuleKind.VENDOR_GAP)
    model = a_model()
    findings = tuple(a_finding(model, kind=kind, verdict=Verdict.UNKNOWN) for kind in kinds)
    said = count(an_audit(model, findings=findings)).undecided
    assert plain_spaces(said) == "1 duty, 1 licence term and 1 recommendation are unknown"
    assert plain_spaces(count(an_audit(model, findings=findings[:1])).undecided) == "1 duty is unknown"
    assert count(an_audit(model)).undecided == ""


def test_services_are_counted_with_their_operators() -> None:
    audit = serviced()
    assert plain_spaces(count(audit).hosted) == "2 called as a service of 2 operators"
    nobody = {
        place: {"deployment.hosted": facts["deployment.hosted"]} for place, facts in audit.facts.items()
    }
    assert count(replace(audit, facts=nobody)).hosted == "2 called as a service of an operator not known"
    assert count(rich()).hosted == ""
