"""A pickle that is no checkpoint: a model of some library, data, or something that runs code.

What it would import tells. A class of a library of models makes it a model, whose facts are not known. What
imports nothing but containers, numbers, dates, arrays and tables is data. Anything else is nobody's data and
no model that is known: it is refused, and what it would import is named.

Source:
    the names that pickle writes for objects of Python's standard library, NumPy, SciPy, pandas and Polars.
"""

import re
from collections.abc import Iterable
from typing import Final

from auditor.domain.header import Anomaly, FileRole, Header
from auditor.formats.base import NotReadError, RandomAccess, RunsCodeError
from auditor.formats.pickle_machine import Global
from auditor.formats.text import cleaned
from auditor.formats.torch_tensors import unneeded
from auditor.formats.training_state import is_training_state
from auditor.formats.unread import unread_header

_MAX_NAMED: Final = 5

# Libraries whose models are pickled whole.
_LIBRARIES: Final = frozenset(
    [
        "catboost",
        "fastai",
        "flax",
        "gensim",
        "hmmlearn",
        "imblearn",
        "implicit",
        "jax",
        "keras",
        "lifelines",
        "lightgbm",
        "mlflow",
        "onnx",
        "pmdarima",
        "prophet",
        "pycaret",
        "pytorch_lightning",
        "sentence_transformers",
        "setfit",
        "sklearn",
        "skorch",
        "spacy",
        "statsmodels",
        "surprise",
        "tensorflow",
        "thinc",
        "torch",
        "torchvision",
        "transformers",
        "ultralytics",
        "xgboost",
    ]
)
# What the settings and states of training are made of, beside what the libraries above have.
_TRAINERS: Final = frozenset({"accelerate", "deepspeed", "lightning", "megatron", "peft", "trl"})

# Classes of the libraries whose models are usually pickled whole: what a model of theirs needs.
_ESTIMATOR: Final = re.compile(
    r"(?:sklearn|xgboost|lightgbm|catboost)(?:\.\w+)*\.[A-Z]\w*|joblib\.numpy_pickle\.\w+"
    r"|scipy\.sparse(?:\.\w+)*\.\w+_(?:matrix|array)",
    re.ASCII,
)
# The one class of theirs that is named like a function.
_FRAGMENT: Final = "deepspeed.utils.tensor_fragment.fragment_address"
_DATA: Final = re.compile(
    r"(?:builtins|__builtin__|exceptions)\."
    r"(?:object|str|bytes|bool|long|unicode|xrange|Ellipsis|NotImplemented|[A-Z]\w*(?:Error|Exception|Warning))"
    r"|copyreg\._reconstructor|copy_reg\._reconstructor|collections\.(?:deque|ChainMap|UserDict|UserList)"
    r"|decimal\.Decimal|fractions\.Fraction|uuid\.(?:UUID|SafeUUID)|array\._array_reconstructor"
    r"|pytz\.(?:_p|_UTC)|dateutil\.tz(?:\.\w+)*\.tz\w+"
    r"|ipaddress\.IPv[46]\w+|types\.SimpleNamespace"
    r"|numpy\.(?:_?core\.numeric\._frombuffer|random(?:\.\w+)*\.(?:[A-Z]\w*|__(?:pyx_unpickle|\w+_ctor)\w*)|ma\.core\._mareconstruct|matrix|record)"
    r"|numpy\.(?:\w+_|bool|void|recarray|datetime64|timedelta64|u?int\d+|float\d+|complex\d+)"
    r"|numpy\.rec\.(?:recarray|record)|numpy\.core\.records\.(?:recarray|record)"
    r"|scipy\.sparse(?:\.\w+)*\.\w+_(?:matrix|array)"
    r"|pandas(?:\.(?:core|_libs|arrays|tseries)(?:\.\w+)*)?\.(?:[A-Z]\w*|_?_?new_\w+|_unpickle_block"
    r"|__pyx_unpickle_\w+|_timestamp_unpickle|_timedelta_unpickle|_period_unpickle|_nat_unpickle|_from_ordinal"
    r"|new_block|_new_Index|_internal_get_dtype)"
    r"|polars(?:\.\w+)*\.(?:DataFrame|Series|LazyFrame)|pyarrow\.lib\.\w+",
    re.ASCII,
)


def unread_pickle(file: RandomAccess, kind: str, why: str, imports: Iterable[Global]) -> Header:
    """Return the header of a pickled model that is read no further, with what is odd about its imports."""
    return unread_header(file, kind, why=why, anomalies=imports_code(_foreign(file, unneeded(imports))))


def judge(file: RandomAccess, kind: str, why: str, imports: tuple[Global, ...]) -> Header:
    """Return the header of a pickle whose imports are all known: of a model, or of data.

    Args:
        file: The file.
        kind: Format, as headers carry it.
        why: Why what a model holds is not known.
        imports: All that loading would import.

    Raises:
        RunsCodeError: it would import what neither needs.
    """
    if any(_top(one) in _LIBRARIES for one in imports):
        return unread_pickle(file, kind, why, imports)
    strangers = tuple(one for one in _foreign(file, unneeded(imports)) if not _DATA.fullmatch(str(one)))
    if strangers:
        what = (
            f"loading it imports {_named(strangers)}, which neither data nor a model of a known library needs"
        )
        raise RunsCodeError(f"{kind}: {what}", offset=strangers[0].at, hint="Do not load it.")
    return unread_header(file, kind, why="it imports nothing but what data are made of", role=FileRole.PLAIN)


def unfinished(file: RandomAccess, imports: tuple[Global, ...]) -> Header:
    """Return the header of a pickled model that is too large to look through, by what it imports at first.

    Raises:
        RunsCodeError: it would import what neither data nor a model needs.
        NotReadError: nothing so far says that it is a model, or that it is not.
    """
    header = judge(file, "pickle", "a pickle with more in it than is looked through", imports)
    if header.role is FileRole.PLAIN:
        raise NotReadError("pickle, with more in it than is looked through")
    return header


def imports_code(foreign: tuple[Global, ...]) -> tuple[Anomaly, ...]:
    """Return the anomaly of a pickle that would import more than what it is needs."""
    if not foreign:
        return ()
    detail = f"loading it imports {_named(foreign)}, which weights do not need"
    return (Anomaly("imports-code", foreign[0].at, detail),)


def foreign_to_weights(file: RandomAccess, imports: Iterable[Global]) -> tuple[Global, ...]:
    """Return what loading a checkpoint would import beyond what weights, or training's own state, need."""
    foreign = unneeded(imports)
    return _foreign(file, foreign) if is_training_state(file.name) else foreign


def _foreign(file: RandomAccess, imports: Iterable[Global]) -> tuple[Global, ...]:
    """Leave out the classes of known libraries; a state of training is made of those of many."""
    libraries = _LIBRARIES | _TRAINERS if is_training_state(file.name) else frozenset[str]()
    return tuple(
        one
        for one in imports
        if not _ESTIMATOR.fullmatch(str(one)) and not (_top(one) in libraries and _is_class(one))
    )


def _top(one: Global) -> str:
    return one.module.partition(".")[0]


def _is_class(one: Global) -> bool:
    """Classes begin with a capital; functions, which a pickle calls with what it likes, do not."""
    last = one.name.rpartition(".")[2].removeprefix("_")
    return last[:1].isupper() or str(one) == _FRAGMENT


def _named(imports: tuple[Global, ...]) -> str:
    names = [cleaned(str(one), 80) for one in imports[:_MAX_NAMED]]
    more = len(imports) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
