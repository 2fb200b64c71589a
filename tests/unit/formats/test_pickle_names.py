import pytest

from auditor.formats.pickle_names import is_of_data, is_of_weights
from auditor.formats.pickle_values import Global

BUILT_IN = ("eval", "exec", "getattr", "open", "__import__", "compile", "map", "type")


@pytest.mark.parametrize(
    "one",
    [
        Global("torch._utils", "_rebuild_tensor_v2"),
        Global("torch", "float8_e4m3fn"),
        Global("torch.storage", "UntypedStorage"),
        Global("numpy._core.multiarray", "_reconstruct"),
        Global("numpy.dtypes", "Float32DType"),
        Global("__builtin__", "set"),
        Global("pathlib", "PosixPath"),
        Global("datetime", "timedelta"),
    ],
)
def test_what_tensors_are_made_of_is_of_weights(one: Global) -> None:
    assert is_of_weights(one)


@pytest.mark.parametrize(
    "one",
    [
        *(Global(module, name) for module in ("builtins", "__builtin__") for name in BUILT_IN),
        # A name may be a path through modules, from protocol 4 on.
        Global("torch", "_utils._rebuild_tensor"),
        Global("torch.storage", "UntypedStorage.from_file"),
        Global("pathlib", "os.system"),
        Global("pathlib", "Path.unlink"),
        Global("collections", "OrderedDict.fromkeys"),
        Global("builtins", "os.SystemError"),
        # What looks like its neighbours.
        Global("torch._utils", "_rebuild_anything"),
        Global("torch.jit._pickle", "sys"),
        Global("torch.anything", "FloatStorage"),
        Global("datetime", "sys"),
        Global("numpy.dtypes", "os"),
        Global("numpy", "r_"),
        Global("numpy.random._pickle", "Popen"),
        Global("pandas.core.computation.expr", "Expr"),
        Global("pandas.core.common", "Path"),
        Global("dateutil.tz.tz", "tzical"),
        # They write files, or load pickles that are in what they are given.
        Global("pyarrow.lib", "OSFile"),
        Global("pyarrow.lib", "create_memory_map"),
        Global("polars.lazyframe.frame", "LazyFrame"),
        Global("collections\n", "OrderedDict"),
        Global("collections", "OrderedDict\n"),
        Global("", ""),
    ],
)
def test_what_was_not_looked_at_is_of_neither(one: Global) -> None:
    assert not is_of_weights(one)
    assert not is_of_data(one)


@pytest.mark.parametrize(
    "one",
    [
        Global("exceptions", "ValueError"),
        Global("builtins", "UserWarning"),
        Global("numpy", "str_"),
        Global("numpy.random._pickle", "__randomstate_ctor"),
        Global("pandas._libs.tslibs.offsets", "MonthEnd"),
        Global("scipy.sparse._csr", "csr_array"),
        Global("polars.series.series", "Series"),
        Global("pyarrow.lib", "_restore_array"),
    ],
)
def test_what_tables_are_made_of_is_of_data(one: Global) -> None:
    assert is_of_data(one)
    assert not is_of_weights(one)
