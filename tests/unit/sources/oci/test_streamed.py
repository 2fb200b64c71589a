import hashlib
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import FormatError
from auditor.formats.weight_file import HEAD_BYTES
from auditor.sources.oci.streamed import Streamed

RAW = random.Random(3).randbytes(3 * HEAD_BYTES + 5)


@given(
    st.lists(st.tuples(st.integers(-3, len(RAW) + 3), st.integers(-1, len(RAW))), max_size=6), st.booleans()
)
@settings(max_examples=60, deadline=None)
def test_it_reads_to_and_fro_and_digests_once(spans: list[tuple[int, int]], is_direct: bool) -> None:
    direct = (lambda at, n: RAW[at : at + n]) if is_direct else None
    with Streamed("w.gguf", len(RAW), io.BytesIO(RAW), direct) as file:
        assert file.head == RAW[:HEAD_BYTES]
        for offset, length in spans:
            if length >= 0 and offset >= 0 and offset + length <= len(RAW):
                assert file.read(offset, length) == RAW[offset : offset + length]
            else:
                with pytest.raises(FormatError, match="ends before"):
                    file.read(offset, length)
        assert file.digest() == hashlib.sha256(RAW).hexdigest()


def test_what_is_far_into_a_compressed_layer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.sources.oci.streamed._MOST_HELD_BYTES", HEAD_BYTES)
    with Streamed("w.bin", len(RAW), io.BytesIO(RAW)) as file:
        with pytest.raises(FormatError, match="in a compressed layer"):
            file.read(len(RAW) - 1, 1)
        assert file.failure
        assert file.digest() == hashlib.sha256(RAW).hexdigest()


def test_a_layer_that_ends_within_it_is_a_failure() -> None:
    file = Streamed("w.bin", len(RAW), io.BytesIO(RAW[:100]))
    with pytest.raises(FormatError, match="ends within it"), file:
        pass
    assert file.failure == "the layer ends within it"
