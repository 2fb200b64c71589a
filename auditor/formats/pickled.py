"""A pickle that is no checkpoint: a model of some library, data, or something that runs code.

What it would import tells. A class of a library of models makes it a model, whose facts are not known. What
imports nothing but containers, numbers, dates, arrays and tables is data. Of anything else there are two
kinds, each named: what is known to act (``pickle_actors``), so that the file is refused, and what nobody has
looked at, so that it is not known what the file is and does. What is harmless stands in lists of whole names
(``pickle_names``, ``model_names``): how a name looks says nothing of what it does.
"""

from collections.abc import Iterable
from typing import Final

from auditor.domain.header import UNKNOWN_FUNCTION, Anomaly, FileRole, Header, OnLoad
from auditor.formats.base import NotReadError, OnLoadError, RandomAccess
from auditor.formats.model_names import is_of_a_model, is_of_training
from auditor.formats.pickle_actors import acts
from auditor.formats.pickle_names import is_of_data
from auditor.formats.pickle_values import Global
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


def unread_pickle(file: RandomAccess, kind: str, why: str, imports: Iterable[Global]) -> Header:
    """Return the header of a pickled model that is read no further, with what is odd about its imports."""
    return unread_header(file, kind, why=why, anomalies=imports_code(_strangers(file, imports)))


def judge(file: RandomAccess, kind: str, why: str, imports: tuple[Global, ...]) -> Header:
    """Return the header of a pickle whose imports are all known: of a model, or of data.

    Args:
        file: The file.
        kind: Format, as headers carry it.
        why: Why what a model holds is not known.
        imports: All that loading would import.

    Raises:
        OnLoadError: it would import what is known to act.
        NotReadError: it would import what is not known: a model may be in it, and code.
    """
    if any(_top(one) in _LIBRARIES for one in imports):
        return unread_pickle(file, kind, why, imports)
    strangers = _strangers(file, imports)
    for one in imports_code(strangers):
        what = f"{kind}: {one.detail}"
        if one.on_load is OnLoad.RUNS:
            raise OnLoadError(what, one.on_load, offset=one.offset, hint="Do not load it.")
        raise NotReadError(what, offset=one.offset, on_load=one.on_load)
    return unread_header(file, kind, why="it imports nothing but what data are made of", role=FileRole.PLAIN)


def unfinished(file: RandomAccess, imports: tuple[Global, ...]) -> Header:
    """Return the header of a pickled model that is too large to look through, by what it imports at first.

    Raises:
        OnLoadError: it would import what is known to act.
        NotReadError: nothing so far says that it is a model, or that it is not.
    """
    header = judge(file, "pickle", "a pickle with more in it than is looked through", imports)
    if header.role is FileRole.PLAIN:
        raise NotReadError("pickle, with more in it than is looked through")
    return header


def imports_code(foreign: tuple[Global, ...]) -> tuple[Anomaly, ...]:
    """Return the anomalies of a pickle that would import more than what it is needs, the worse first."""
    acting = tuple(one for one in foreign if acts(one))
    unknown = tuple(one for one in foreign if one not in set(acting))
    found: list[Anomaly] = []
    if acting:
        verb = "calls" if all(one.is_called for one in acting) else "imports"
        detail = f"loading it {verb} {_named(acting)}, which weights do not need"
        found.append(Anomaly("imports-code", acting[0].at, detail))
    if unknown:
        detail = (
            f"loading it imports {_named(unknown)}, of which it is not known what it does when it is called"
        )
        found.append(Anomaly(UNKNOWN_FUNCTION, unknown[0].at, detail))
    return tuple(found)


def foreign_to_weights(file: RandomAccess, imports: Iterable[Global]) -> tuple[Global, ...]:
    """Return what loading a checkpoint would import beyond what weights, or training's own state, need."""
    foreign = tuple(one for one in unneeded(imports) if not is_of_data(one))
    return _foreign(file, foreign) if is_training_state(file.name) else foreign


def _foreign(file: RandomAccess, imports: Iterable[Global]) -> tuple[Global, ...]:
    """Leave out what models of known libraries need; a state of training needs more."""
    is_state = is_training_state(file.name)
    return tuple(one for one in imports if not is_of_a_model(one) and not (is_state and is_of_training(one)))


def _strangers(file: RandomAccess, imports: Iterable[Global]) -> tuple[Global, ...]:
    """Return what neither data nor a model of a known library needs."""
    return tuple(one for one in _foreign(file, unneeded(imports)) if not is_of_data(one))


def _top(one: Global) -> str:
    return one.module.partition(".")[0]


def _named(imports: tuple[Global, ...]) -> str:
    names = [cleaned(str(one), 80) for one in imports[:_MAX_NAMED]]
    more = len(imports) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
