import json

import pytest

from auditor.errors import FormatError
from auditor.formats.keras_config import code_in


def _codes(*layers: object) -> list[tuple[str, str]]:
    raw = json.dumps({"class_name": "Sequential", "config": {"layers": layers}}).encode()
    return [(one.code, one.detail) for one in code_in(raw, "config.json", 7)]


@pytest.mark.parametrize(
    "raw",
    [
        b'{"class_name": "\\u004cambda"}',
        b'{"class_name"\n:\t"Lambda", "config": {}}',
        '{"class_name": "Lambda"}'.encode("utf-16"),
        '{"class_name": "Lambda"}'.encode("utf-32-be"),
        b'\xef\xbb\xbf{"class_name": "Lambda"}',
        b'{"class_name": "Dense", "class_name": "Lambda"}',
        b'{"a": [[{"config": {"fn": {"class_name": "__lambda__"}}}]]}',
        b'{"class_name": "TorchModuleWrapper", "module": "keras.layers"}',
        b'{"class_name": "Keras>Lambda"}',
        b'{"class_name": "function", "module": "keras.config", "config": "enable_unsafe_deserialization"}',
        b'{"class_name": "function", "module": "keras.utils", "config": "get_file"}',
    ],
)
def test_what_runs_is_found_however_it_is_spelt(raw: bytes) -> None:
    (anomaly,) = code_in(raw, "config.json", 7)
    assert (anomaly.code, anomaly.offset) == ("runs-code", 7)


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        ({"class_name": "function", "module": "os", "registered_name": "system"}, "os.system"),
        ({"class_name": "function", "module": "os", "config": "system"}, "os.system"),
        ({"class_name": "Popen", "module": "subprocess", "config": {}}, "subprocess.Popen"),
        ({"class_name": "function", "module": "builtins", "config": "exec"}, "builtins.exec"),
        ({"class_name": "Dense", "module": "keras_evil.layers"}, "keras_evil.layers.Dense"),
        ({"class_name": "Dense", "module": "tensorflow.kerasx"}, "tensorflow.kerasx.Dense"),
        ({"class_name": "Dense", "module": ""}, ".Dense"),
    ],
)
def test_what_is_imported_from_elsewhere_is_named(layer: object, name: str) -> None:
    assert _codes(layer) == [("imports-code", f"loading it imports {name}, which is no part of Keras")]


@pytest.mark.parametrize(
    "layer",
    [
        {"class_name": "Dense", "module": "keras.layers", "registered_name": None},
        {"class_name": "Dense", "module": "keras"},
        {"class_name": "Dense", "module": "tensorflow.python.keras.layers"},
        {"class_name": "Dense", "module": "tensorflow.keras.layers"},
        {"class_name": "function", "module": "builtins", "config": "mse", "registered_name": "mse"},
        {"class_name": "Custom", "module": None, "registered_name": "acme>Custom"},
        # Mere settings: of no class.
        {"module": "encoder", "name": "Lambda"},
        {"class_name": 7, "module": "os"},
    ],
)
def test_what_keras_writes_of_itself_is_clean(layer: object) -> None:
    assert _codes(layer) == []


@pytest.mark.parametrize(
    ("layer", "told"),
    [
        (
            {"class_name": "function", "module": "keras.src.utils.file_utils", "config": "rmtree"},
            ("unknown-function", "loading it may call keras.src.utils.file_utils.rmtree"),
        ),
        (
            {"class_name": "func_load", "module": "keras.src.utils.python_utils", "config": {}},
            ("runs-code", "loading it calls keras.src.utils.python_utils.func_load"),
        ),
        (
            {"class_name": "_hidden", "module": "keras.src.utils.x", "config": {}},
            ("unknown-function", "loading it may call keras.src.utils.x._hidden"),
        ),
        (
            {"class_name": "__typespec__", "module": "keras.src.utils.x", "spec_name": "made", "config": []},
            ("unknown-function", "loading it may call keras.src.utils.x.made"),
        ),
        (
            {"class_name": "TFOpLambda", "config": {"function": "io.write_file"}},
            ("unknown-function", "loading it may call tensorflow.io.write_file"),
        ),
        (
            {"class_name": "ClassMethod", "config": {"cls_symbol": "data.Dataset"}},
            ("unknown-function", "loading it may call tensorflow.data.Dataset"),
        ),
        (
            {"class_name": "TFOpLambda", "config": {"function": "load_op_library"}},
            ("runs-code", "loading it calls tensorflow.load_op_library"),
        ),
        (
            {"class_name": "StringLookup", "config": {"vocabulary": "/etc/passwd"}},
            ("reads-file", "loading it reads /etc/passwd, the vocabulary of a StringLookup"),
        ),
        (
            {"class_name": "Acme>Tokens", "config": {"proto": "gs://acme/x.model"}},
            ("reads-file", "loading it reads gs://acme/x.model, the proto of a Tokens"),
        ),
    ],
)
def test_what_is_called_or_read_by_name_is_told(layer: object, told: tuple[str, str]) -> None:
    assert _codes(layer) == [told]


@pytest.mark.parametrize(
    "layer",
    [
        {"class_name": "function", "module": "keras.activations", "config": "gelu"},
        {"class_name": "__tensor__", "module": "keras.src.utils", "config": {"value": 1}},
        {"class_name": "TFOpLambda", "config": {"function": "math.multiply"}},
        {"class_name": "StringLookup", "config": {"vocabulary": ["a", "b"]}},
        {"class_name": "StringLookup", "config": {"vocabulary": ""}},
        {"class_name": "SentencePieceTokenizer", "config": {"proto": "Cg4KBTx1bms+FQAAAAAYAg=="}},
        {"name": "settings", "config": {"vocabulary": "/etc/passwd"}},
    ],
)
def test_what_computes_and_words_that_are_stored_are_clean(layer: object) -> None:
    assert _codes(layer) == []


def test_each_is_told_once_and_how_many_more_there_are() -> None:
    alike = {"class_name": "A", "module": "x"}
    assert len(_codes(alike, alike)) == 1
    told = _codes(*({"class_name": "A", "module": f"x{n}"} for n in range(99)))
    assert (len(told), told[-1]) == (21, ("imports-code", "79 more of this kind, which are not listed"))


def test_what_runs_is_not_lost_behind_much_that_is_lesser() -> None:
    files = [{"class_name": "StringLookup", "config": {"vocabulary": f"/{n}"}} for n in range(99)]
    assert _codes(*files, {"class_name": "Lambda"})[-1][0] == "runs-code"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"{", "config.json is not JSON"),
        (b"\xff\xfe\xff", "config.json is not JSON"),
        (b"", "config.json is not JSON"),
        (b"[" * 200_000, "nested too deep"),
        (b"9" * 5_000, "a number without end"),
    ],
)
def test_what_is_no_json_is_named_with_its_place(raw: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message) as caught:
        code_in(raw, "config.json", 7)
    assert caught.value.offset == 7
