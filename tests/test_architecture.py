"""What the house looks like, checked: sizes, mirrors, registries, what an import costs."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from auditor import compute, formats, licenses, sources
from auditor.domain.facts import FACTS
from auditor.reports.formats import FORMATS

ROOT = Path(__file__).parent.parent
MODULES = sorted(path.relative_to(ROOT) for path in (ROOT / "auditor").rglob("*.py"))
HARD_STOP_LINES = 400
LONGEST_FUNCTION_LINES = 60

# Types and prose, tested through what uses them.
WITHOUT_A_MIRROR = {"__init__.py", "base.py", "__main__.py"}


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_is_small_enough_to_be_known(module: Path) -> None:
    assert len((ROOT / module).read_text().splitlines()) <= HARD_STOP_LINES


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_function_fits_on_a_page(module: Path) -> None:
    tree = ast.parse((ROOT / module).read_text())
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION_LINES
    ]
    assert long == []


def test_where_types_are_not_checked_the_line_says_why() -> None:
    folders = ("auditor", "tests", "benchmarks", "migrations")
    paths = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    # Written with [:], the patterns do not find themselves.
    lines = [line for path in paths for line in path.read_text().splitlines()]
    unchecked = [line.strip() for line in lines if re.search("# type[:] ignore", line)]
    assert unchecked
    assert [line for line in unchecked if not re.search(r"# type[:] ignore\[[a-z, -]+\] # \w", line)] == []


def test_where_a_check_is_left_out_the_line_says_why() -> None:
    bare = [
        f"{module}:{number}"
        for module in MODULES
        for number, line in enumerate((ROOT / module).read_text(encoding="utf-8").splitlines(), start=1)
        if "# noqa" in line and not re.search(r"# noqa: [A-Z0-9, ]+ - \w", line)
    ]
    assert bare == []


def test_every_module_has_its_mirror() -> None:
    missing = [
        str(module)
        for module in MODULES
        if module.name not in WITHOUT_A_MIRROR
        and module.parts[1] != "domain"
        and not (ROOT / "tests" / "unit" / Path(*module.parts[1:-1]) / f"test_{module.name}").is_file()
    ]
    assert missing == []


def test_registries_have_unique_names_and_every_entry_is_documented() -> None:
    registries: dict[str, list[str]] = {
        "sources": [source.scheme for source in sources.SOURCES],
        "formats": [weights.name for weights in formats.WEIGHT_FORMATS],
        "licenses": [detector.method for detector in licenses.DETECTORS],
        "compute": [estimator.method for estimator in compute.ESTIMATORS],
        "reports": [report.name for report in FORMATS],
    }
    for names in registries.values():
        assert len(set(names)) == len(names) > 0
    documented = (ROOT / "docs" / "sources.md").read_text()
    assert all(f"`{scheme}:" in documented for scheme in registries["sources"])
    for registry in (*sources.SOURCES, *formats.WEIGHT_FORMATS, *licenses.DETECTORS, *compute.ESTIMATORS):
        assert type(registry).__doc__


def test_a_fact_has_a_meaning() -> None:
    for name, definition in FACTS.items():
        assert name == definition.name
        assert definition.meaning
        assert not definition.meaning.endswith(".")


def test_every_fact_is_listed_by_exactly_one_package() -> None:
    packages = [path.name for path in (ROOT / "auditor").iterdir() if (path / "__init__.py").is_file()]
    listed = [getattr(import_module(f"auditor.{package}"), "PRODUCES", ()) for package in packages]
    assert sorted(name for names in listed for name in names) == sorted(FACTS)


def _modules_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def _loaded_by(statement: str) -> set[str]:
    return {name.split(".")[0] for name in _modules_after(statement)}


def _packages_after(statement: str) -> set[str]:
    names = (name.split(".") for name in _modules_after(statement))
    return {parts[1] for parts in names if parts[0] == "auditor" and len(parts) > 1}


def test_a_scan_loads_nothing_of_an_audit() -> None:
    """Half of a small scan is its start."""
    of_audits = {
        "auditor.domain.audit",
        "auditor.domain.finding",
        "auditor.domain.subject",
        "auditor.identity.grouping",
        "auditor.pipeline.exits",
        "auditor.store.audit_shapes",
    }
    assert all(find_spec(name) for name in of_audits)
    loaded = _modules_after("import auditor.cli.scan, auditor.store.scans, auditor.store.digests")
    assert loaded & of_audits == set()


def test_asking_for_help_loads_nothing_heavy() -> None:
    heavy = {
        "sqlalchemy",
        "alembic",
        "weasyprint",
        "huggingface_hub",
        "rich",
        "jinja2",
        "cattrs",
        "ruamel",
        "llama_cpp",
    }
    assert _loaded_by("import auditor.cli.main") & heavy == set()
    assert "click" in _loaded_by("import auditor.cli.main")


def test_a_scan_loads_no_assessor_no_policy_and_no_report_format() -> None:
    packages = _packages_after("import auditor.cli.scan")
    of_audits = {"deployments", "licenses", "compute", "declarations", "policy", "airgap", "catalogue"}
    assert packages & of_audits == set()
    assert packages >= {"sources", "formats", "identity", "store"}
    assert "auditor.reports.formats" not in _modules_after("import auditor.cli.scan")
    assert "auditor.reports.formats" in _modules_after("import auditor.cli.report")


def _modules_of(package: str) -> list[str]:
    paths = sorted((ROOT / "auditor" / package).glob("**/*.py"))
    found = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    return [name for name in found if not name.endswith("__init__")]


@pytest.mark.parametrize("package", ["domain", "errors", "resources", "settings"])
def test_the_lower_floors_need_the_standard_library_alone(package: str) -> None:
    modules = _modules_of(package) or [f"auditor.{package}"]
    before = _loaded_by("pass")
    after = _modules_after("\n".join(f"import {name}" for name in modules))
    assert after >= set(modules)
    assert {name.split(".")[0] for name in after} - before <= set(sys.stdlib_module_names) | {"auditor"}


def test_no_file_names_the_folder_it_was_written_in() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [name for name in tracked.split() if (ROOT / name).is_file()]
    assert len(names) > 100
    assert [name for name in names if str(ROOT).encode() in (ROOT / name).read_bytes()] == []


def test_there_is_no_copy_of_the_shipped_folders() -> None:
    assert not (ROOT / "auditor" / "_data").exists()
