import pytest

from auditor.domain.serving import ModelReference, ReferenceKind
from auditor.sources.code.base import Value
from auditor.sources.code.loaders import kind_of, loaded, written_of
from auditor.sources.code.python import parse


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("from vllm import LLM\nLLM(model='org/name')", ModelReference("org/name", ReferenceKind.REPOSITORY)),
        (
            "from gpt4all import GPT4All\nGPT4All('orca-mini')",
            ModelReference("orca-mini", ReferenceKind.STORE),
        ),
        ("import whisper\nwhisper.load_model('base')", ModelReference("base", ReferenceKind.STORE)),
        (
            "import onnxruntime as o\no.InferenceSession('m.onnx')",
            ModelReference("m.onnx", ReferenceKind.FILE),
        ),
        ("from llama_cpp import Llama\nLlama(model_path=p)", ModelReference("p", ReferenceKind.UNRESOLVED)),
        (
            "from diffusers import X\nX.from_pretrained('a/b')",
            ModelReference("a/b", ReferenceKind.REPOSITORY),
        ),
    ],
)
def test_a_model_that_is_loaded(text: str, reference: ModelReference) -> None:
    assert [one.reference for one in loaded(parse(text))] == [reference]


@pytest.mark.parametrize(
    ("text", "runtime", "written"),
    [
        ("import torch\ntorch.hub.load('ultralytics/yolov5', 'yolov5s')", "torch.hub", "yolov5s"),
        ("from torch import hub\nhub.load('a/b', 'c')", "torch.hub", "c"),
        ("import spacy\nspacy.load('en_core_web_lg')", "spacy", "en_core_web_lg"),
        ("from ultralytics import YOLO as Y\nY('yolov8n.pt')", "ultralytics", "yolov8n.pt"),
        ("import joblib\njoblib.load('clf.joblib')", "joblib", "clf.joblib"),
        ("from huggingface_hub import snapshot_download as s\ns('a/b')", "huggingface-hub", "a/b"),
        ("from tensorflow import keras\nkeras.models.load_model('m.keras')", "keras", "m.keras"),
        ("import xgboost as xgb\nxgb.Booster().load_model('m.json')", "xgboost", "m.json"),
        ("import xgboost as xgb\nb = xgb.Booster()\nb.load_model('m.json')", "xgboost", "m.json"),
        ("import fasttext\nfasttext.load_model('lid.bin')", "fasttext", "lid.bin"),
    ],
)
def test_a_call_is_of_the_package_that_what_is_called_was_imported_from(
    text: str, runtime: str, written: str
) -> None:
    found = loaded(parse(f"import whisper\nimport transformers\n{text}"))
    assert [(one.loader.runtime, one.reference.written) for one in found] == [(runtime, written)]


def test_what_the_file_does_not_show_is_whose_word_it_is_unless_many_have_it() -> None:
    text = "import whisper\nimport transformers\nself.made.from_pretrained('a/b')\nself.made.load_model('c')"
    assert [one.reference.written for one in loaded(parse(text))] == ["a/b"]


@pytest.mark.parametrize(
    "text",
    [
        "import torch\ntorch.load('m.pt')",
        "import whisper\nimport mine\nmine.load_model('x')",
        "from huggingface_hub import snapshot_download\nsnapshot_download('a/b', repo_type='dataset')",
        "from transformers import AutoTokenizer\nAutoTokenizer.from_pretrained('a/b')",
        "import mine\nmine.from_pretrained('a/b')",
        "from sklearn.pipeline import pipeline\npipeline('x', model='y')",
        "from transformers import AutoModel\nAutoModel.from_pretrained()",
    ],
)
def test_what_is_no_model_is_not_loaded(text: str) -> None:
    assert loaded(parse(text)) == []


@pytest.mark.parametrize(
    ("value", "written", "kind"),
    [
        (Value("s3://b/m", 1), "s3://b/m", ReferenceKind.LOCATION),
        (Value("org/{}", 1), "org/{}", ReferenceKind.UNRESOLVED),
        (Value(None, 1, variable="MODEL"), "$MODEL", ReferenceKind.UNRESOLVED),
        (Value("../x", 1), "../x", ReferenceKind.FILE),
        (Value("C:\\m", 1), "C:\\m", ReferenceKind.FILE),
        (Value("llama3:8b", 1), "llama3:8b", ReferenceKind.STORE),
    ],
)
def test_words_that_name_a_model(value: Value, written: str, kind: ReferenceKind) -> None:
    assert (written_of(value), kind_of(value, ReferenceKind.STORE)) == (written, kind)
