from auditor.formats import WEIGHT_FORMATS


def test_formats_are_named_once_and_claim_different_files() -> None:
    assert [known.name for known in WEIGHT_FORMATS] == [
        "gguf",
        "safetensors",
        "pytorch",
        "onnx",
        "llamafile",
        "tflite",
        "keras",
        "hdf5",
        "numpy",
        "tensorflow-checkpoint",
        "tensorflow",
    ]
    suffixes = [suffix for known in WEIGHT_FORMATS for suffix in known.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all("." in suffix and suffix == suffix.lower() for suffix in suffixes)
