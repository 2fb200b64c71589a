import pytest

from auditor.formats.keras_functions import of_keras, of_tensorflow


@pytest.mark.parametrize(
    ("module", "name", "code"),
    [
        ("keras.activations", "gelu", ""),
        ("keras.src.activations.activations", "relu", ""),
        ("keras.src.ops.nn", "softmax", ""),
        ("tensorflow.python.keras.losses", "mse", ""),
        ("keras.api._tf_keras.keras.metrics", "mae", ""),
        ("builtins", "mse", ""),
        ("keras_hub.src.utils.keras_utils", "gelu_approximate", ""),
        ("keras.src.utils.python_utils", "func_load", "runs-code"),
        ("keras.src.utils.pickle_utils", "deserialize_model_from_bytes", "runs-code"),
        ("keras.src.utils.file_utils", "urlretrieve", "runs-code"),
        ("keras.src.utils.file_utils", "extract_archive", "runs-code"),
        ("builtins", "load_model", "runs-code"),
        ("keras.src.utils.file_utils", "rmtree", "unknown-function"),
        ("keras.src.utils.numerical_utils", "normalize", "unknown-function"),
        ("keras.src.initializers.random_initializers", "deserialize_keras_object", "unknown-function"),
        ("builtins", "deserialize", "unknown-function"),
        ("keras", "activations", "unknown-function"),
        ("keras_hub.src.utils.keras_utils", "print_msg", "unknown-function"),
    ],
)
def test_only_a_function_that_is_known_to_compute_is_harmless(module: str, name: str, code: str) -> None:
    assert of_keras(module, name) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("math.multiply", ""),
        ("__operators__.getitem", ""),
        ("reshape", ""),
        ("compat.v1.nn.softmax", ""),
        ("RaggedTensor", ""),
        ("load_op_library", "runs-code"),
        ("compat.v1.load_op_library", "runs-code"),
        ("experimental.load_library", "runs-code"),
        ("io.write_file", "unknown-function"),
        ("raw_ops.WriteFile", "unknown-function"),
        ("py_function", "unknown-function"),
        ("compat.v1.py_func", "unknown-function"),
    ],
)
def test_of_tensorflow_only_what_computes_is_harmless(name: str, code: str) -> None:
    assert of_tensorflow(name) == code
