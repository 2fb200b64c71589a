import inspect
import subprocess
import sys

import pytest

from auditor.domain.serving import Shows
from auditor.sources import SOURCES, Source, Sources
from auditor.sources.base import ConnectingSource, UsualSource
from auditor.sources.registry import Listed


@pytest.mark.parametrize("scheme", SOURCES.schemes)
def test_what_is_listed_is_the_source_of_its_scheme(scheme: str) -> None:
    source = SOURCES.named(scheme)
    assert source is not None
    assert source.scheme == scheme
    assert source.summary
    protocols = [kind for kind in (UsualSource, ConnectingSource) if isinstance(source, kind)]
    for protocol in (Source, *protocols):
        methods = [name for name, of in vars(protocol).items() if inspect.isfunction(of) and name[0] != "_"]
        for name in methods:
            expected = inspect.signature(getattr(protocol, name))
            assert inspect.signature(getattr(type(source), name)) == expected


def test_sources_come_in_the_order_of_the_list_and_once_each() -> None:
    assert [source.scheme for source in SOURCES] == list(SOURCES.schemes)
    assert SOURCES.named("dir") is SOURCES.named("dir") is next(iter(SOURCES))


def test_whoever_sees_what_starts_a_server_sees_what_uses_models() -> None:
    assert set(SOURCES.shows) == set(SOURCES.schemes)
    assert {scheme for scheme in SOURCES.starts if SOURCES.shows[scheme] is Shows.MODELS} == set()


def test_of_a_source_nothing_is_claimed_that_its_line_does_not_say() -> None:
    plain = Sources([Listed("ftp", "ftp:FtpSource")])
    assert (plain.shows, plain.starts, plain.signs) == ({"ftp": Shows.MODELS}, {}, {})


def test_of_a_scheme_that_is_not_listed_there_is_no_source() -> None:
    assert SOURCES.named("ftp") is None
    assert list(Sources(())) == []


def test_only_the_source_that_is_asked_for_is_imported() -> None:
    look = (
        "import sys\nfrom auditor.sources import SOURCES\nSOURCES.named('dir')\n"
        "print(*(name for name in sys.modules if name.startswith('auditor.sources.')))"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    imported = {name.split(".")[2] for name in done.stdout.split()}
    assert imported == {
        "asides",
        "base",
        "credentials",
        "directory",
        "elsewhere",
        "places",
        "reading",
        "rights",
        "registry",
        "target",
    }
