from auditor.domain.header import Anomaly
from auditor.identity.artifacts import merged
from tests.builders.observations import a_header


def test_a_set_has_one_header_with_counts_summed_and_words_of_the_first_shard() -> None:
    anomaly = Anomaly("duplicate-key", 24, "twice")
    one = a_header(
        n_parameters=10, n_expert_parameters=4, dtypes=(("F16", 2), ("F32", 1)), architecture="llama"
    )
    other = a_header(
        n_parameters=5, n_expert_parameters=1, dtypes=(("F16", 1),), architecture=None, anomalies=(anomaly,)
    )
    both = merged([one, other])
    assert (both.n_parameters, both.n_expert_parameters, both.n_tensors) == (15, 5, 6)
    assert (both.dtypes, both.architecture, both.anomalies) == ((("F16", 3), ("F32", 1)), "llama", (anomaly,))
    assert both.sha256 not in {one.sha256, other.sha256}


def test_a_single_header_stays_what_it_is() -> None:
    header = a_header()
    assert merged([header]) is header


def test_a_set_holds_the_experts_that_any_of_its_shards_holds() -> None:
    first = a_header(n_experts=8)
    both = merged([first, a_header(stacked_experts=(4,)), a_header(stacked_experts=(4,))])
    assert (both.stacked_experts, both.n_experts) == ((4,), 8)
    assert both.miscounted_experts is not None
