from dataclasses import replace

import pytest

from tests.builders.audit import a_run

(SCAN,) = a_run().scans


@pytest.mark.parametrize(
    ("resolved", "place", "reading"),
    [
        ("dir:/srv/models", "dir:/srv/models", ""),
        ("dir:/srv/models?ignore=*.bak&follow=links", "dir:/srv/models", "?ignore=*.bak&follow=links"),
        ("csv:/srv/list.csv?model=Name", "csv:/srv/list.csv", "?model=Name"),
        ("dir:/srv/what?", "dir:/srv/what?", ""),
        ("dir:/srv/what?/a?ignore=b", "dir:/srv/what?/a", "?ignore=b"),
        ("mlflow:http://host/?a=b", "mlflow:http://host/?a=b", ""),
        ("s3://bucket/prefix?a=b", "s3://bucket/prefix?a=b", ""),
    ],
)
def test_how_a_path_is_read_is_no_part_of_its_place(resolved: str, place: str, reading: str) -> None:
    scan = replace(SCAN, resolved=resolved)
    assert (scan.place, scan.reading) == (place, reading)
