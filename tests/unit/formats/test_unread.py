import hashlib

from auditor.domain.header import Anomaly, FileRole, Header
from auditor.formats.unread import unread_header
from tests.builders.bytes_file import BytesFile


def test_what_is_not_read_has_a_digest_and_a_reason() -> None:
    note = Anomaly("imports-code", 3, "it does")
    header = unread_header(BytesFile(b"CBM1 rest"), "catboost", role=FileRole.DATA, anomalies=(note,))
    assert header == Header(
        format="catboost",
        version="",
        sha256=hashlib.sha256(b"CBM1 rest").hexdigest(),
        n_tensors=0,
        n_parameters=0,
        role=FileRole.DATA,
        anomalies=(note,),
        unread="files of this format are told by their bytes and read no further",
    )
