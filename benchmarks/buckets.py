"""What a large file in a bucket costs: bytes and requests, counted by a server on the loopback address."""

import os
import struct
from collections.abc import Iterator
from pathlib import Path

from auditor.domain.observation import FileSeen
from auditor.sources import Target
from auditor.sources.s3 import S3Source
from auditor.sources.s3.account import Account
from auditor.sources.web.place import place_of
from benchmarks.measuring import Row
from tests.builders.buckets import Kept, bucket_serving

_TENSOR_BYTES = 1_000_000_000


def rows(folder: Path) -> Iterator[Row]:
    """Measure and yield the lines of the table."""
    _large(folder / "model.safetensors")
    kept = Kept(folder)
    with bucket_serving(kept) as asked:
        account = Account(place_of(asked.url))
        seen = list(S3Source(account=lambda: account).observe(Target("s3", f"//{kept.name}")))
    if not any(isinstance(one, FileSeen) for one in seen):
        raise RuntimeError("the file in the bucket was not read")
    yield Row("1 GB of safetensors in a bucket: bytes sent", kept.n_bytes / 1e6, 1, "MB")
    yield Row("  requests", len(asked.requests), None, "")


def _large(path: Path) -> None:
    shape = _TENSOR_BYTES // 4
    header = f'{{"w":{{"dtype":"F32","shape":[{shape}],"data_offsets":[0,{_TENSOR_BYTES}]}}}}'.encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header)
    os.truncate(path, 8 + len(header) + _TENSOR_BYTES)
