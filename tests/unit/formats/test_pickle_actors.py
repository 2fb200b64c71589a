import pytest

from auditor.formats.pickle_actors import acts
from auditor.formats.pickle_values import Global


@pytest.mark.parametrize(
    "one",
    [
        Global("os", "system"),
        Global("posix", "system"),
        Global("nt", "system"),
        Global("subprocess", "Popen"),
        Global("builtins", "eval"),
        Global("__builtin__", "exec"),
        Global("builtins", "getattr"),
        Global("webbrowser", "open"),
        Global("ctypes", "CDLL"),
        Global("importlib", "import_module"),
        Global("importlib.machinery", "SourceFileLoader"),
        Global("pip", "main"),
        Global("runpy", "_run_code"),
        Global("sys", "modules"),
        Global("socket", "create_connection"),
        Global("shutil", "rmtree"),
        Global("pickle", "loads"),
        Global("_pickle", "loads"),
        Global("operator", "attrgetter"),
        Global("operator", "methodcaller"),
        Global("functools", "reduce"),
        Global("types", "FunctionType"),
        Global("torch", "load"),
        Global("torch.hub", "load"),
        Global("torch.utils.cpp_extension", "load_inline"),
        Global("numpy.testing._private.utils", "runstring"),
        Global("pandas", "read_pickle"),
        Global("sklearn.utils.parallel", "joblib.externals.subprocess.Popen"),
        Global("acme", "Thing.os.system"),
        Global("acme", "Thing.__init__.__globals__"),
        Global("datetime", "datetime.__reduce__"),
    ],
    ids=str,
)
def test_what_runs_code_or_reaches_files_and_objects_acts(one: Global) -> None:
    assert acts(one)


@pytest.mark.parametrize(
    "one",
    [
        Global("acme.nets", "Net"),
        Global("acme.nets", "Net.Inner"),
        Global("__main__", "MyTransformer"),
        Global("osmnx", "Graph"),
        Global("sklearn.svm._classes", "SVC"),
        Global("torch.nn.modules.linear", "Linear"),
        Global("builtins", "type"),
        Global("builtins", "dict.fromkeys"),
        Global("functools", "partial"),
        Global("re", "_compile"),
        Global("zoneinfo", "ZoneInfo._unpickle"),
    ],
    ids=str,
)
def test_a_name_that_nobody_has_looked_at_or_that_is_harmless_does_not(one: Global) -> None:
    assert not acts(one)
