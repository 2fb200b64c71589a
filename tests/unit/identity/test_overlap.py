from auditor.domain.observation import FileSeen
from auditor.identity.artifacts import occurrences
from auditor.identity.overlap import once_each
from tests.builders.observations import a_file


def _places(*files: FileSeen) -> list[str]:
    return sorted(place.place for place in once_each(occurrences(files)))


def test_a_file_that_a_folder_and_one_above_it_see_is_at_one_place() -> None:
    outer = a_file("sub/x.gguf", target="dir:/models", path="/models/sub/x.gguf")
    inner = a_file("x.gguf", target="dir:/models/sub", path="/models/sub/x.gguf")
    assert _places(inner, outer) == _places(outer, inner) == ["dir:/models#sub/x.gguf"]


def test_a_store_inside_a_folder_speaks_for_its_files() -> None:
    folder = a_file("hub/s/x.gguf", target="dir:/m", path="/m/hub/blobs/ab")
    store = a_file("s/x.gguf", target="hf-cache:/m/hub/longer/than/that", path="/m/hub/blobs/ab")
    assert _places(folder, store) == ["hf-cache:/m/hub/longer/than/that#s/x.gguf"]


def test_links_within_one_target_stay_places_of_their_own() -> None:
    one, link = a_file("x.gguf", path="/m/x.gguf"), a_file("link.gguf", path="/m/x.gguf")
    inner = a_file("x.gguf", target="dir:/m", path="/m/x.gguf")
    assert _places(one, link, inner) == ["dir:/models#link.gguf", "dir:/models#x.gguf"]


def test_hard_links_and_copies_elsewhere_are_places_of_their_own() -> None:
    one = a_file("x.gguf", target="dir:/a", path="/a/x.gguf")
    other = a_file("x.gguf", target="dir:/b", path="/b/x.gguf")
    assert _places(one, other) == ["dir:/a#x.gguf", "dir:/b#x.gguf"]


def test_one_shard_that_is_named_alone_is_part_of_the_set_that_was_seen_whole() -> None:
    def shard(n: int, target: str) -> FileSeen:
        name = f"m-0000{n}-of-00002.safetensors"
        key = "m-of-00002.safetensors"
        return a_file(name, target=target, inode=n, path=f"/m/{name}", shard_set=key)

    seen = [shard(1, "dir:/m"), shard(2, "dir:/m"), shard(2, "dir:/m/m-00002-of-00002.safetensors")]
    assert _places(*seen) == ["dir:/m#m-00001-of-00002.safetensors"]
