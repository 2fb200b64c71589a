import ctypes
from pathlib import Path

import pytest

from auditor.formats.ggml import FILE_TYPES, GGML_TYPES, TYPE_BY_ID, TYPE_BY_NAME

# Removed from ggml; it keeps their numbers and names, but no sizes.
REMOVED = {31, 32, 33, 36, 37, 38}


def test_every_type_is_listed_once() -> None:
    assert len(TYPE_BY_ID) == len(TYPE_BY_NAME) == len(GGML_TYPES)
    assert [entry.id for entry in GGML_TYPES] == sorted(TYPE_BY_ID)


def test_every_file_type_rests_on_a_tensor_type() -> None:
    assert {base for _, base in FILE_TYPES.values()} <= TYPE_BY_NAME.keys()
    assert len({name for name, _ in FILE_TYPES.values()}) == len(FILE_TYPES)


@pytest.mark.llama_cpp
def test_names_and_sizes_are_those_of_the_ggml_that_runs_the_models() -> None:
    import llama_cpp

    library = ctypes.CDLL(str(Path(llama_cpp.__file__).parent / "lib" / "libggml-base.so"))
    library.ggml_type_name.restype = ctypes.c_char_p
    library.ggml_type_size.restype = ctypes.c_size_t
    library.ggml_blck_size.restype = ctypes.c_int64
    for entry in GGML_TYPES:
        if entry.id not in REMOVED:
            name = library.ggml_type_name(entry.id).decode().upper()
            sizes = (library.ggml_blck_size(entry.id), library.ggml_type_size(entry.id))
            assert (name, *sizes) == (entry.name, entry.block_elements, entry.block_bytes)
