from auditor.formats import WEIGHT_FORMATS


def test_formats_are_named_once_and_claim_different_files() -> None:
    names = [known.name for known in WEIGHT_FORMATS]
    assert len(names) == len(set(names))
    suffixes = [suffix for known in WEIGHT_FORMATS for suffix in known.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all("." in suffix and suffix == suffix.lower() for suffix in suffixes)
