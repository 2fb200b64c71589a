import pytest

from auditor.domain.serving import DeploymentState, ModelReference, ReferenceKind
from auditor.domain.tri import Tri
from auditor.formats.address import parse_address
from auditor.sources.code.attribution import Use
from auditor.sources.code.joining import Found
from auditor.sources.code.observed import in_use

SECRET = "sk-proj-abcdefghijklmnop1234"


def test_a_use_is_observed_with_what_backs_it() -> None:
    address = parse_address("http://api.openai.com/v1")
    model = ModelReference("gpt-4o", ReferenceKind.HOSTED)
    use = Use(3, "calls", "openai", model, address=address, operator="openai")
    key = Use(1, "sets", "OPENAI_API_KEY", operator="openai")
    seen = in_use("code:x", Found("a.py", use, [Found(".env", key)]))
    assert (seen.target, seen.locator, seen.state) == ("code:x", "a.py:3", DeploymentState.USED_IN_CODE)
    assert seen.evidence == (
        "calls gpt-4o through openai at http://api.openai.com/v1; OPENAI_API_KEY is set (.env:1)"
    )
    assert (seen.operator, seen.host) == ("openai", "api.openai.com")
    assert seen.endpoint is not None
    assert seen.endpoint.is_encrypted is Tri.FALSE


def test_what_looks_like_a_credential_is_not_observed() -> None:
    address = parse_address(f"https://api.openai.com/{SECRET}")
    model = ModelReference(SECRET, ReferenceKind.HOSTED)
    seen = in_use("code:x", Found("a.py", Use(3, "calls", "openai", model, SECRET, address)))
    assert SECRET not in repr(seen)
    assert (seen.model, seen.served_as) == (None, None)


@pytest.mark.parametrize("code", Tri)
def test_whether_it_lets_the_repository_s_code_run_is_observed(code: Tri) -> None:
    use = Use(3, "loads", "transformers", runtime="transformers", remote_code=code)
    seen = in_use("code:x", Found("a.py", use))
    assert (seen.remote_code, seen.settings) == (code, (("sdk", "transformers"),))
