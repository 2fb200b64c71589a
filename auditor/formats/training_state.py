"""Files in which training keeps what it goes on from, told by their names. No weights are in them.

Source:
    transformers, trainer.py; accelerate, checkpointing.py; DeepSpeed, engine.py.
"""

import re
from typing import Final

_SUFFIXES: Final = (".pt", ".pth", ".bin", ".pkl")
_TRAINING_STATE: Final = re.compile(
    r"(?:(?:optimizer|scheduler|scaler|sampler|rng_state|random_states|training_args)(?:[_-]\d+)*"
    r"|(?:\w+_)?optim_states)\.(?:pt|pth|bin|pkl)"
)


def is_training_state(name: str) -> bool:
    """Say whether a file of this name is what training keeps beside a checkpoint."""
    lower = name.lower()
    return lower.endswith(_SUFFIXES) and _TRAINING_STATE.fullmatch(lower) is not None
