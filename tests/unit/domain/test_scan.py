from dataclasses import replace

import pytest

from tests.builders.audit import a_run

(SCAN,) = a_run().scans


@pytest.mark.parametrize(
    ("resolved", "place"),
    [
        ("dir:/srv/models", "dir:/srv/models"),
        ("dir:/srv/models?ignore=*.bak&follow=links", "dir:/srv/models"),
        ("csv:/srv/list.csv?model=Name", "csv:/srv/list.csv"),
        ("dir:models?ignore=old/*", "dir:models"),
        ("dir:/srv/what?", "dir:/srv/what?"),
        ("dir:/srv/what?/a?ignore=b", "dir:/srv/what?/a"),
        ("mlflow:http://host/?a=b", "mlflow:http://host/?a=b"),
        ("s3://bucket/prefix?a=b", "s3://bucket/prefix?a=b"),
    ],
)
def test_how_a_path_is_read_is_no_part_of_its_place(resolved: str, place: str) -> None:
    assert replace(SCAN, resolved=resolved).place == place
