import array
import collections
import datetime as dt
import decimal
import fractions
import functools
import pickle
import re
import uuid
import zoneinfo
from pathlib import Path

import pytest

from auditor.domain.header import FileRole
from auditor.errors import FormatError
from auditor.formats import read_header
from auditor.formats.base import NotReadError, OnLoadError
from tests.builders.torch import op_global, op_text, torch_zip, whole


def _pickled(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "value",
    [
        {"a": [1, 2.5, b"x", None, True]},
        {1, 2},
        bytes(2 * 1024 * 1024),
        "x" * (2 * 1024 * 1024),
        collections.OrderedDict(a=collections.deque([1]), b=collections.Counter("ab")),
        [dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.timedelta(1), dt.date(2026, 1, 1)],
        [decimal.Decimal("1.5"), fractions.Fraction(1, 3), uuid.UUID(int=1), 1 + 2j, range(3), slice(1)],
        [ValueError("x"), object(), int, bytearray(b"x")],
        [array.array("d", [1.0]), re.compile("a+", re.IGNORECASE), functools.partial(int, base=2)],
        [zoneinfo.ZoneInfo("UTC"), dt.datetime(2026, 1, 1, tzinfo=zoneinfo.ZoneInfo("UTC"))],
        bytes(70_000_000),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_what_imports_nothing_but_what_data_are_made_of_is_data(
    tmp_path: Path, value: object, protocol: int
) -> None:
    header = read_header(_pickled(tmp_path / "m.pkl", pickle.dumps(value, protocol)))
    assert (header.format, header.role, header.anomalies) == ("pickle", FileRole.PLAIN, ())


@pytest.mark.parametrize(
    "imports",
    [
        ("pandas.core.frame", "DataFrame"),
        ("pandas._libs.internals", "_unpickle_block"),
        ("pandas.core.indexes.base", "_new_Index"),
        ("pandas._libs.tslibs.timestamps", "_timestamp_unpickle"),
        ("polars.dataframe.frame", "DataFrame"),
        ("scipy.sparse._csr", "csr_matrix"),
        ("numpy.core.multiarray", "_reconstruct"),
        ("numpy._core.multiarray", "scalar"),
        ("numpy._core.numeric", "_frombuffer"),
        ("numpy", "dtype"),
        ("numpy.random._pickle", "__generator_ctor"),
        ("numpy.random._pcg64", "PCG64"),
        ("numpy.random.bit_generator", "__pyx_unpickle_SeedSequence"),
    ],
)
def test_arrays_and_tables_are_data(tmp_path: Path, imports: tuple[str, str]) -> None:
    header = read_header(_pickled(tmp_path / "m.pkl", whole(op_global(*imports))))
    assert header.role is FileRole.PLAIN


@pytest.mark.parametrize(
    "module",
    ["sklearn.svm._classes", "torch.nn.modules.linear", "xgboost.sklearn", "statsmodels.api", "keras.models"],
)
def test_a_class_of_a_library_of_models_makes_a_model(tmp_path: Path, module: str) -> None:
    header = read_header(_pickled(tmp_path / "m.pkl", whole(op_global(module, "Model"))))
    assert (header.role, bool(header.unread)) == (FileRole.WEIGHTS, True)


@pytest.mark.parametrize(
    ("content", "does", "offset"),
    [
        (b"cos\nsystem\n(S'true'\ntR.", "calls os.system", 0),
        (b"Vtrue\ncos\nsystem\n.", "imports os.system", 6),
        (b"cposix\nsystem\n(S'id'\ntR.", "calls posix.system", 0),
        (b"(S'id'\nios\nsystem\n.", "calls os.system", 7),
        (whole(op_global("builtins", "eval")), "imports builtins.eval", 2),
        (whole(op_global("builtins", "getattr")), "imports builtins.getattr", 2),
        (whole(op_global("pandas", "read_pickle")), "imports pandas.read_pickle", 2),
        (whole(op_global("numpy", "load")), "imports numpy.load", 2),
        (whole(op_global("joblib.numpy_pickle", "load")), "imports joblib.numpy_pickle.load", 2),
        (whole(op_global("pyarrow.lib", "OSFile")), "imports pyarrow.lib.OSFile", 2),
    ],
)
def test_what_is_known_to_act_is_refused(tmp_path: Path, content: bytes, does: str, offset: int) -> None:
    path = _pickled(tmp_path / "m.pkl", content)
    with pytest.raises(OnLoadError) as caught:
        read_header(path)
    assert caught.value.message == f"pickle: loading it {does}, which weights do not need"
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("module", "name"),
    [("acme.nets", "Net"), ("__main__", "MyTransformer"), ("sklearnx", "SVC"), ("networkx", "Graph")],
)
def test_what_nobody_has_looked_at_is_not_known_and_no_code_for_certain(
    tmp_path: Path, module: str, name: str
) -> None:
    path = _pickled(tmp_path / "m.pkl", whole(op_global(module, name)))
    with pytest.raises(NotReadError) as caught:
        read_header(path)
    assert caught.value.message == (
        f"pickle: loading it imports {module}.{name}, of which it is not known what it does when it is called"
    )


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("torch.nn.modules.linear", "Linear"),
        ("ultralytics.nn.tasks", "DetectionModel"),
        ("keras.src.models.sequential", "Sequential"),
        ("spacy.lang.en", "English"),
        ("gensim.models.word2vec", "Word2Vec"),
    ],
)
def test_a_class_of_a_library_that_nobody_has_looked_at_is_no_code_for_certain(
    tmp_path: Path, module: str, name: str
) -> None:
    header = read_header(_pickled(tmp_path / "m.pkl", whole(op_global(module, name))))
    assert [one.code for one in header.anomalies] == ["unknown-function"]


def test_what_acts_is_told_beside_what_is_not_known(tmp_path: Path) -> None:
    body = op_global("spacy.lang.en", "English") + op_global("os", "system")
    header = read_header(_pickled(tmp_path / "m.pkl", whole(body)))
    assert [(one.code, one.detail.partition(",")[0]) for one in header.anomalies] == [
        ("imports-code", "loading it imports os.system"),
        ("unknown-function", "loading it imports spacy.lang.en.English"),
    ]


def test_a_pickle_of_the_first_protocols_is_judged_alike(tmp_path: Path) -> None:
    value = collections.OrderedDict(a=[1, 2.5, "x", decimal.Decimal("1.5")])
    for protocol in (0, 1):
        header = read_header(_pickled(tmp_path / "m.pkl", pickle.dumps(value, protocol)))
        assert header.role is FileRole.PLAIN


def test_a_pickle_too_large_to_look_through_is_data_no_more_than_a_model(tmp_path: Path) -> None:
    path = _pickled(tmp_path / "m.pkl", pickle.dumps([float(n) for n in range(1_000_001)], 4))
    with pytest.raises(NotReadError, match="pickle, with more in it than is looked through"):
        read_header(path)
    long_line = b"cos\nsystem\nV" + b"x" * (2 * 1024 * 1024) + b"\n."
    with pytest.raises(FormatError, match=r"imports os\.system, which weights"):
        read_header(_pickled(tmp_path / "m.pkl", long_line))
    of_model = long_line.replace(b"os\nsystem", b"sklearn.svm\nSVC")
    assert read_header(_pickled(tmp_path / "m.pkl", of_model)).role is FileRole.WEIGHTS


def test_an_archive_of_data_alone_is_data(tmp_path: Path) -> None:
    assert read_header(torch_zip(tmp_path / "m.pt", tensors=[])).role is FileRole.PLAIN


@pytest.mark.parametrize(
    ("name", "codes"), [("training_args.bin", []), ("m.bin", ["unknown-function"])], ids=["state", "model"]
)
def test_a_state_of_training_may_be_made_of_the_classes_of_its_trainer(
    tmp_path: Path, name: str, codes: list[str]
) -> None:
    body = op_global("transformers.training_args", "TrainingArguments") + op_global(
        "deepspeed.utils.tensor_fragment", "fragment_address"
    )
    header = read_header(
        torch_zip(tmp_path / name, body=body + op_global("accelerate.state", "PartialState"))
    )
    assert [one.code for one in header.anomalies] == codes


WALKS = {
    "m.pkl": ("sklearn.utils.parallel", "joblib.externals.loky.backend.context.subprocess.Popen"),
    "m.joblib": ("xgboost.core", "ctypes.CDLL"),
    "training_args.bin": ("torch.utils.cpp_extension", "subprocess.Popen"),
    "optimizer.pt": ("torch.distributed.elastic.multiprocessing.subprocess_handler", "SubprocessHandler"),
}


@pytest.mark.parametrize("name", WALKS)
def test_what_starts_processes_is_told_whatever_library_it_is_reached_through(
    tmp_path: Path, name: str
) -> None:
    module, walk = WALKS[name]
    call = op_text(module) + op_text(walk) + b"\x93(" + op_text("id") + b"tR."
    header = read_header(_pickled(tmp_path / name, b"\x80\x04" + call))
    assert [(one.code, f"calls {module}.{walk}" in one.detail) for one in header.anomalies] == [
        ("imports-code", True)
    ]


def test_the_numbers_and_tables_within_a_model_are_no_code(tmp_path: Path) -> None:
    body = op_global("sklearn.ensemble._forest", "RandomForestClassifier") + op_global(
        "numpy.random._pickle", "__randomstate_ctor"
    )
    assert read_header(_pickled(tmp_path / "m.pkl", whole(body))).anomalies == ()
