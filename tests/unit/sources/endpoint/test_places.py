from auditor.sources.endpoint.places import key_of, places_in
from auditor.sources.web.place import Place


def test_a_file_names_one_server_a_line() -> None:
    text = "# ours\n\nhttp://a:1\n  http://b:2  key=B_KEY # the second\nhttp://c:3 sk-planted\nnot a server\n"
    found = [(number, one if isinstance(one, Place) else None) for number, one in places_in(text)]
    assert found == [
        (3, Place("http", "a", 1)),
        (4, Place("http", "b", 2, "", "B_KEY")),
        (5, None),
        (6, None),
    ]
    assert "planted" not in repr([str(one) for _, one in places_in(text)])


def test_a_key_comes_from_the_variable_that_is_named() -> None:
    environment = {"B_KEY": "k", "OPENAI_API_KEY": "other", "EMPTY": ""}
    keys = [key_of(Place("http", "b", 2, "", name), environment) for name in ("B_KEY", "EMPTY", "GONE", None)]
    assert keys == ["k", None, None, None]
