"""Files of numbers that say nothing of themselves, told by the file beside them that describes them.

Source:
    OpenVINO IR: NAME.xml describes NAME.bin; TensorFlow checkpoints: NAME.index describes
    NAME.data-00000-of-00001.
"""

import re
from pathlib import PurePath
from typing import Final

NUMBERED: Final = re.compile(r"\.data-\d{5}-of-\d{5}$", re.ASCII)
"""The ending of a file of a TensorFlow checkpoint's tensors."""


def describing(path: str) -> tuple[str, str] | None:
    """Return the path of the file that would describe one, and the format that it has then.

    Returns:
        ``None`` for a file whose name is none of those that such files have.
    """
    if found := NUMBERED.search(path):
        return f"{path[: found.start()]}.index", "tensorflow-checkpoint"
    if PurePath(path).suffix == ".bin":
        return f"{path.removesuffix('.bin')}.xml", "openvino"
    return None
