"""Write the catalogue's advisories about runtimes from a reference table: a one-off, kept to be checked.

    AUDITOR_REFERENCE=DIR python -m benchmarks.import_advisories

DIR holds ``runtimes/advisories.csv`` (one row per advisory and package). Rows about packages that are no
runtime of the catalogue are left out, and so are those of LEFT_OUT. Every advisory keeps its source, the day
of the copy and its confidence: primary is high, secondary medium, anything from memory low.

* A range that ends nowhere often means that nobody recorded the fix, so that it is no range: where the row's
  note quotes another source's, or the numbering authority's, that one counts, as secondary.
* The end of a range with the suffix of a build (``-cu12``, ``-ci1``) is the plain version.
* A row without a range is kept: it says that there is an advisory of which nobody knows whom it affects.
* What a weakness is stands in the table by hand or by a class of words; of the latter only the id is kept.
"""

import csv
import json
import os
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

Row = Mapping[str, str]

OUT: Final = Path(__file__).parent.parent / "auditor" / "catalogue" / "data" / "advisories.json"
# Runtimes of the catalogue by the package that advisories are about.
RUNTIMES: Final = {
    "ai-dynamo/dynamo": ["dynamo"], "bentoml": ["bentoml"],
    "ggml-org/llama.cpp": ["llama.cpp"], "llama-cpp-python": ["llama-cpp-python"],
    "github.com/docker/model-runner": ["docker-model-runner"], "github.com/kubeai-project/kubeai": ["kubeai"],
    "github.com/go-skynet/LocalAI": ["localai"], "github.com/mudler/LocalAI": ["localai"],
    "github.com/jmorganca/ollama": ["ollama"], "github.com/ollama/ollama": ["ollama"],
    "huggingface/text-generation-inference": ["tgi"], "text-generation": ["tgi"], "janhq/jan": ["jan"],
    "litellm": ["litellm"], "lmdeploy": ["lmdeploy"], "nvidia/tritonserver": ["triton"],
    "oobabooga/text-generation-webui": ["text-generation-webui"], "open-webui": ["open-webui"],
    "ray": ["ray-serve", "ray-serve-llm"], "sglang": ["sglang"], "tensorrt_llm": ["tensorrt-llm"],
    "torchserve": ["torchserve"], "vllm": ["vllm"], "xinference": ["xinference"],
}  # fmt: skip
# Numberings other than dotted versions: what a version has to look like to be compared.
NUMBERING: Final = {
    # The server has numbers of its own (2.45.0); advisories go by the month of the container (24.04).
    "triton": r"\d\d\.\d\d",
    "llama.cpp": r"b?\d{3,6}",
}
# Of the project and not of what it ships: no deployment is affected.
LEFT_OUT: Final = {
    "CVE-2024-3924": "a workflow of its repository",
    "CVE-2024-6577": "a script of its repository",
}
# The copies that rows name, and the day of each.
COPIES: Final = {
    "westonsteimel/advisory-database-pypa": ("PyPA advisory database", date(2026, 7, 23)),
    "golang/vulndb": ("Go vulnerability database", date(2026, 8, 21)),
    "Tencent/AI-Infra-Guard": ("AI-Infra-Guard", date(2026, 8, 21)),
    "memory": ("general knowledge", date(2026, 11, 22)),
}
# What was published since is missing: half a year later, that nothing is listed is no news.
KEPT_DAYS: Final = 183
LEVELS: Final = {"primary": "high", "secondary": "medium"}
_BOUND: Final = re.compile(r"(>=|<=|==|>|<)\s*([^\s,|<>=]+)")
_QUOTED: Final = re.compile(r"secondary source says version (.*?)(?: CVSS| open range|$)")
_AUTHORITY: Final = re.compile(r"v?(\d+\.[\d.]+) (?:to|through) v?(\d+\.[\d.]+) \[affected\]")
_SUFFIX: Final = re.compile(r"(-ci\d*|-NA|[-+]cu\d*|-rocm\d*)$")


def main() -> None:
    """Read the table and write the data file."""
    path = Path(os.environ["AUDITOR_REFERENCE"]) / "runtimes" / "advisories.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["package"] in RUNTIMES]
    found: dict[str, dict[str, dict[str, object]]] = {}
    for row in rows:
        for runtime in RUNTIMES[row["package"]] if row["id"] not in LEFT_OUT else ():
            found.setdefault(runtime, {})[row["id"]] = _advisory(row)
    document = {
        "checked_on": min(day for _, day in COPIES.values()).isoformat(),
        "stale_after": (min(day for _, day in COPIES.values()) + timedelta(KEPT_DAYS)).isoformat(),
        "numbering": NUMBERING,
        "advisories": {key: dict(sorted(found[key].items())) for key in sorted(found)},
    }
    OUT.write_text("".join(_lines(document)), encoding="utf-8")


def _advisory(row: Row) -> dict[str, object]:
    ranges, level = _ranges(row)
    copy, _, place = row["source"].partition(":")
    title, day = COPIES[copy]
    return {
        "title": row["effect"] if row["effect_basis"] == "hand" else "",
        "severity": row["severity"],
        "affected": ranges,
        "fixed": _fixed(row["fixed"]),
        "is_exploited": row["exploited"].startswith(("kev", "yes")),
        "source": f"{title}, {place}" if place else title,
        "confidence": level,
        "checked_on": day.isoformat(),
    }


def _ranges(row: Row) -> tuple[list[str], str]:
    """Return the ranges of versions that are affected, and what the source of them is worth."""
    level = LEVELS.get(row["confidence"], "low")
    ranges = [plain for one in row["affected_range"].split("||") if (plain := _range(one))]
    ends = [one for one in ranges if re.search("<|==", one)]
    if ends:
        return ends, level
    quoted, said = _QUOTED.search(row["note"]), _AUTHORITY.search(row["note"])
    if quoted:
        return [_range(quoted.group(1).replace('"', "").replace("&&", ","))], "medium"
    if said:
        return [f">={said.group(1)},<={said.group(2)}"], "medium"
    return [], level


def _range(written: str) -> str:
    written = re.sub(r"version\s*", "", written)
    written = re.sub(r"^=(?=\d)", "==", written.strip().strip("()"))
    bounds = ((sign, _SUFFIX.sub("", version.rstrip(")"))) for sign, version in _BOUND.findall(written))
    return ",".join(f"{sign}{version}" for sign, version in bounds if (sign, version) not in _ALL)


_ALL: Final = {(">=", "0"), (">", "0")}


def _fixed(written: str) -> list[str]:
    return [_SUFFIX.sub("", one) for one in re.findall(r"b?\d[\w.+-]*", written)]


def _lines(document: Mapping[str, object]) -> Iterator[str]:
    """Yield the document with a line for each advisory, so that a change of one is a line of a diff."""
    advisories = document["advisories"]
    assert isinstance(advisories, dict)
    head = {key: value for key, value in document.items() if key != "advisories"}
    yield json.dumps(head, indent=1, ensure_ascii=False)[:-2] + ',\n "advisories": {\n'
    for n, (runtime, rows) in enumerate(advisories.items(), 1):
        yield f"  {json.dumps(runtime)}: {{\n"
        yield ",\n".join(
            f"   {json.dumps(id_)}: {json.dumps(row, ensure_ascii=False)}" for id_, row in rows.items()
        )
        yield "\n  }" + (",\n" if n < len(advisories) else "\n")
    yield " }\n}\n"


if __name__ == "__main__":
    main()
