import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import FormatError
from auditor.formats.weight_file import HEAD_BYTES
from auditor.sources.hub.hub import Hub
from auditor.sources.web.place import place_of
from auditor.sources.web.remote_file import Fetch, RemoteFile
from tests.builders.hub import Published, hub_serving
from tests.builders.servers import Asked

pytestmark = pytest.mark.loopback

SIZE = 5 * HEAD_BYTES + 77


def _from(asked: Asked, path: str, size: int) -> Fetch:
    hub = Hub(place_of(asked.url))
    return lambda begin, length: hub.part(path, begin, length, size)


@given(st.lists(st.tuples(st.integers(0, SIZE), st.integers(0, SIZE)), max_size=6))
@settings(max_examples=15, deadline=None)
def test_it_reads_what_the_file_holds_and_asks_for_nothing_twice(
    tmp_path_factory: pytest.TempPathFactory, spans: list[tuple[int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("repository")
    raw = random.Random(7).randbytes(SIZE)
    (folder / "w.gguf").write_bytes(raw)
    published = Published(folder)
    with hub_serving(published) as asked:
        file = RemoteFile("w.gguf", SIZE, _from(asked, published.path("w.gguf"), SIZE)).open()
        assert file.head == raw[:HEAD_BYTES]
        for begin, end in spans:
            if begin <= end:
                assert file.read(begin, end - begin) == raw[begin:end]
    assert published.n_bytes <= SIZE


@pytest.mark.parametrize(("offset", "length"), [(-1, 2), (0, 11), (10, 1), (2, -1)])
def test_nothing_is_asked_for_beyond_the_end(offset: int, length: int) -> None:
    file = RemoteFile("x.gguf", 10, lambda _begin, _length: pytest.fail("it was asked for"))
    with pytest.raises(FormatError, match="ends before"):
        file.read(offset, length)


def test_a_header_that_lies_all_over_a_file_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "w.onnx").write_bytes(bytes(200 * HEAD_BYTES))
    published = Published(tmp_path)
    with hub_serving(published) as asked:
        size = 200 * HEAD_BYTES
        file = RemoteFile("w.onnx", size, _from(asked, published.path("w.onnx"), size))
        with pytest.raises(FormatError, match="more than the 64 requests"):
            for block in range(0, 200, 2):
                file.read(block * HEAD_BYTES, 1)
    assert "64 requests" in file.failure
    assert len(asked.requests) == 64
