import pytest

from auditor.formats.model_names import is_of_a_model, is_of_training
from auditor.formats.pickle_values import Global


@pytest.mark.parametrize(
    "one",
    [
        Global("sklearn.svm._classes", "SVC"),
        Global("sklearn.ensemble.forest", "RandomForestClassifier"),
        Global("sklearn.neighbors._kd_tree", "newObj"),
        Global("xgboost.sklearn", "XGBClassifier"),
        Global("lightgbm.basic", "Booster"),
        Global("catboost.core", "CatBoostRegressor"),
        Global("scipy.sparse._csr", "csr_matrix"),
        Global("_loss", "__pyx_unpickle_CyHalfBinomialLoss"),
        Global("sklearn.metrics._classification", "accuracy_score"),
        Global("joblib.numpy_pickle", "NumpyArrayWrapper"),
    ],
)
def test_what_a_model_of_a_known_library_needs_is_of_one(one: Global) -> None:
    assert is_of_a_model(one)


@pytest.mark.parametrize(
    "one",
    [
        Global("transformers.training_args", "TrainingArguments"),
        Global("accelerate.state", "PartialState"),
        Global("deepspeed.utils.tensor_fragment", "fragment_address"),
        Global("trl.trainer.sft_config", "SFTConfig"),
        Global("torch.distributed.tensor._api", "DTensor"),
    ],
)
def test_what_a_state_of_training_is_made_of_is_of_training(one: Global) -> None:
    assert is_of_training(one)
    assert not is_of_a_model(one)


@pytest.mark.parametrize(
    "one",
    [
        # A path through what a module imports for itself, from protocol 4 on.
        Global("sklearn.utils.parallel", "joblib.externals.loky.backend.context.subprocess.Popen"),
        Global("sklearn.svm", "SVC.fit"),
        Global("xgboost.core", "ctypes.CDLL"),
        Global("torch.utils.cpp_extension", "subprocess.Popen"),
        Global("transformers.training_args", "os.PathLike"),
        # Classes, by their names, that start processes, serve, connect or write when they are made.
        Global("torch.distributed.elastic.multiprocessing.subprocess_handler", "SubprocessHandler"),
        Global("sklearn.utils.parallel", "Parallel"),
        Global("sklearn.utils._testing", "TempMemmap"),
        Global("sklearn.datasets._base", "Path"),
        Global("xgboost.tracker", "RabitTracker"),
        Global("xgboost.dask", "Client"),
        Global("accelerate.tracking", "TensorBoardTracker"),
        # joblib's own way to load the pickle at a path.
        Global("joblib.numpy_pickle", "load"),
        Global("joblib.numpy_pickle", "NumpyUnpickler"),
        Global("sklearnx.svm", "SVC"),
        Global("_loss", "os"),
    ],
)
def test_how_a_name_looks_makes_it_no_part_of_a_model(one: Global) -> None:
    assert not is_of_a_model(one)
    assert not is_of_training(one)
