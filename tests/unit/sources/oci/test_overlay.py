from hypothesis import given
from hypothesis import strategies as st

from auditor.sources.oci.overlay import Overlay

_PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("/".join)
_ENTRY = st.tuples(st.sampled_from(["file", "folder", "whiteout", "opaque"]), _PATHS)


def _apply(layers: list[list[tuple[str, str]]]) -> dict[str, int]:
    overlay = Overlay[int]()
    for number, entries in enumerate(layers):
        overlay.begin_layer()
        for kind, path in entries:
            folder, _, name = path.rpartition("/")
            inside = f"{folder}/" if folder else ""
            marker = {"whiteout": f"{inside}.wh.{name}", "opaque": f"{path}/.wh..wh..opq"}.get(kind)
            if marker is not None:
                assert overlay.takes_back(marker)
                continue
            assert not overlay.takes_back(path)
            overlay.replaces(path, is_folder=kind == "folder")
            if kind == "file":
                overlay.keep(path, number)
    return dict(overlay.files)


@given(st.lists(st.lists(_ENTRY, max_size=5), max_size=4))
def test_what_is_left_is_of_the_highest_layer_that_has_it(layers: list[list[tuple[str, str]]]) -> None:
    for path, number in _apply(layers).items():
        assert ("file", path) in layers[number]
        for above in layers[number + 1 :]:
            # Nothing above has it, hides it, or stands in the place of a folder of it.
            assert ("file", path) not in above
            assert ("whiteout", path) not in above
            parts = path.split("/")
            folders = ["/".join(parts[:end]) for end in range(1, len(parts))]
            assert not any(
                (kind, folder) in above for folder in folders for kind in ("file", "whiteout", "opaque")
            )


@given(st.lists(_ENTRY, max_size=5))
def test_a_whiteout_hides_nothing_of_its_own_layer(entries: list[tuple[str, str]]) -> None:
    whiteouts = [entry for entry in entries if entry[0] in ("whiteout", "opaque")]
    files = [("file", path) for kind, path in entries if kind == "file"]
    assert _apply([whiteouts + files]) == _apply([files]) == _apply([files + whiteouts])


def test_links_are_followed_so_far() -> None:
    overlay = Overlay[int]()
    overlay.begin_layer()
    overlay.keep("x/blob", 1)
    overlay.link("y/name", "../x/blob")
    overlay.link("z", "/y/name")
    overlay.link("a", "b")
    overlay.link("b", "a")
    overlay.link("out", "../../x/blob")
    assert [overlay.behind(path) for path in ("y/name", "z", "a", "out", "x/blob", "gone")] == [
        1,
        1,
        None,
        1,
        1,
        None,
    ]


def test_a_link_is_hidden_and_replaced_like_a_file() -> None:
    overlay = Overlay[int]()
    overlay.begin_layer()
    overlay.link("m/name", "blob")
    overlay.begin_layer()
    overlay.takes_back(".wh.m")
    assert overlay.links == {}
