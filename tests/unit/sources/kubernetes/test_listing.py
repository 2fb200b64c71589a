"""How objects are listed."""

import pytest

from auditor.formats.yaml_stream import Value
from auditor.sources.kubernetes.connection import AnswerError
from auditor.sources.kubernetes.listing import KINDS, Kind, value_of


def test_paths_are_those_of_the_api_in_all_namespaces_or_one() -> None:
    kind = Kind("Deployment", "apps", ("v1", "v1beta1"), "deployments")
    assert list(kind.paths(None)) == ["/apis/apps/v1/deployments", "/apis/apps/v1beta1/deployments"]
    assert next(kind.paths("ml")) == "/apis/apps/v1/namespaces/ml/deployments"
    assert next(Kind("Pod", "", ("v1",), "pods").paths("ml")) == "/api/v1/namespaces/ml/pods"
    assert next(Kind("Wide", "g", ("v1",), "wides", is_spread=False).paths("ml")) == "/apis/g/v1/wides"


def test_secrets_are_no_kind_that_is_listed() -> None:
    assert not [kind for kind in KINDS if "secret" in kind.plural]


def test_an_answer_is_read_as_texts_on_no_line() -> None:
    assert value_of({"a": [True, 1, None], "managedFields": [1]}) == Value(
        {"a": Value((Value("true", 0), Value("1", 0), Value(None, 0)), 0)}, 0
    )


def test_an_answer_that_is_too_deep_is_refused() -> None:
    deep: object = []
    for _ in range(70):
        deep = [deep]
    with pytest.raises(AnswerError, match="more than 64 levels"):
        value_of(deep)


def test_kinds_of_one_name_are_told_apart_by_their_group() -> None:
    shown = [kind.shown for kind in KINDS]
    assert len(shown) == len(set(shown)) and {"services", "services.serving.knative.dev"} <= set(shown)
