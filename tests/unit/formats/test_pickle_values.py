from auditor.formats.pickle_values import Global, Made


def test_a_name_is_one_wherever_it_stands_and_whether_it_is_called() -> None:
    found = {Global("os", "system", at=2), Global("os", "system", at=9, is_called=True), Global("os", "open")}
    assert sorted(map(str, found)) == ["os.open", "os.system"]


def test_what_is_put_into_an_object_comes_after_what_is_in_it() -> None:
    made = Made()
    assert (made.items, made.pairs) == (None, None)
    made.put([1])
    made.put([2, 3])
    made.put_pairs(["a", 1, "b", 2])
    made.put_pairs(["c", 3])
    assert (made.items, made.pairs) == ([1, 2, 3], [("a", 1), ("b", 2), ("c", 3)])


def test_a_key_without_a_value_is_left_out() -> None:
    made = Made()
    made.put_pairs(["a", 1, "b"])
    assert made.pairs == [("a", 1)]


def test_objects_are_told_apart_by_which_they_are() -> None:
    assert Made() != Made()
