from math import prod

from auditor.sources.demo.weights import llama_4_scout, llama_405b, noise, tiny_llama


def test_large_models_have_the_published_number_of_parameters() -> None:
    assert sum(prod(tensor.shape) for tensor in llama_405b()) == 405_853_388_800
    # Without the vision tower.
    assert sum(prod(tensor.shape) for tensor in llama_4_scout()) == 107_769_861_120


def test_large_ones_are_shapes_alone_and_small_ones_carry_their_bytes() -> None:
    assert all(tensor.data is None for tensor in llama_405b())
    assert all(len(tensor.data or b"") == 2 * prod(tensor.shape) for tensor in tiny_llama())


def test_the_same_name_gives_the_same_bytes() -> None:
    assert noise("reader", (4, 4)) == noise("reader", (4, 4)) != noise("writer", (4, 4))
