"""A llamafile: the beginning of an executable, and a model in an archive behind it."""

import io
import zipfile
from pathlib import Path

from tests.builders.gguf import gguf_file


def llamafile(
    path: Path, *, magic: bytes = b"MZqFpD='\n", member: str = "model.gguf", packed: bool = False
) -> Path:
    """Write one with a small GGUF file, stored as it is unless ``packed``."""
    model = gguf_file(path.with_name("inner")).read_bytes()
    path.with_name("inner").unlink()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        archive.writestr(".args", b"-m\n" + member.encode())
        archive.writestr(member, model)
    path.write_bytes(magic + bytes(200) + out.getvalue())
    return path
