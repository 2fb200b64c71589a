"""The names of files that belong to a split set: ``STEM-00001-of-00003.SUFFIX``."""

import re
from dataclasses import dataclass
from typing import Final

from auditor.domain.header import Shard

# Source: llama.cpp, llama_split_path (five digits); huggingface_hub, split_torch_state_dict (five);
# published sets also count without leading zeros (Kimi K2) and with six digits (DeepSeek-V3).
_NAME: Final = re.compile(r"(?P<stem>.+)-(?P<index>\d{1,7})-of-(?P<count>\d{1,7})(?P<suffix>\.\w+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class ShardName:
    """What a file's name says about its place in a set.

    Attributes:
        stem: What stands before the numbers.
        index: Its place, as written; sets count from 1, rarely from 0.
        count: Files in the set.
        suffix: Its ending, with the dot.
        set_name: What the names of one set have in common.
    """

    stem: str
    index: int
    count: int
    suffix: str
    set_name: str


def parse(name: str) -> ShardName | None:
    """Return what a file's name, without its folder, says about its place in a set, if anything."""
    # Nearly no name has this, and each is asked for several times.
    found = _NAME.fullmatch(name) if "-of-" in name else None
    if found is None or int(found["count"]) == 0:
        return None
    set_name = f"{found['stem']}-of-{found['count']}{found['suffix']}"
    return ShardName(found["stem"], int(found["index"]), int(found["count"]), found["suffix"], set_name)


def shard_of(name: str) -> Shard | None:
    """Return the place of a file that is one of several, by its name; a file that stands alone has none."""
    found = parse(name)
    is_place = found is not None and 1 <= found.index <= found.count and found.count > 1
    return Shard(found.index, found.count) if found and is_place else None
