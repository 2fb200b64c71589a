"""Write the catalogue's accelerators from reference tables: a one-off, kept so that it can be checked.

    AUDITOR_REFERENCE=DIR python -m benchmarks.import_accelerators

DIR holds ``runtimes/accelerators.csv`` (one row per accelerator; every rate dense) and ``runtimes/mfu.csv``
(the share of the peak rate that training runs reached). Confidence is the row's own word: ``secondary`` is
medium; a row that is partly or wholly from memory, or an estimate, is low, unless CONFIRMED says that another
source states the figure. Rows without a floating-point rate are left out. Utilisation spans all runs.
"""

import csv
import os
from collections.abc import Mapping
from itertools import accumulate
from pathlib import Path
from typing import Final

from benchmarks.import_families import OUT, backing_of, lines

Row = Mapping[str, str]

COLUMNS: Final = {
    "fp64": "fp64_tflops", "fp32": "fp32_tflops", "tf32": "tf32_tflops", "half": "bf16_fp16_dense_tflops",
    "fp8": "fp8_dense_tflops", "fp4": "fp4_dense_tflops",
}  # fmt: skip
# Names that boards share, and what nvidia-smi prints for some.
ALIASES: Final = {
    "V100 SXM2 32GB": ["V100", "V100 SXM2", "Tesla V100-SXM2-32GB"],
    "V100 PCIe 32GB": ["V100", "V100 PCIe", "Tesla V100-PCIE-32GB"],
    "A100 40GB SXM": ["A100", "A100 SXM", "A100 40GB", "A100-SXM4-40GB"],
    "A100 80GB SXM": ["A100", "A100 SXM", "A100 80GB", "A100-SXM4-80GB"],
    "A100 PCIe 40GB": ["A100", "A100 PCIe", "A100 40GB", "A100-PCIE-40GB"],
    "A800 SXM": ["A800"], "A800 PCIe 80GB": ["A800", "A800 PCIe"],
    "H100 SXM5": ["H100", "H100 SXM", "H100 80GB HBM3"], "H100 PCIe": ["H100"], "H100 NVL": ["H100"],
    "H800 SXM5": ["H800", "H800 SXM"], "H20 (HGX)": ["H20"], "H200 SXM": ["H200"],
    "GB200 (per GPU)": ["GB200"], "GB300 (per GPU)": ["GB300"], "A10G (AWS)": ["A10G"],
    "TPU v6e (Trillium)": ["TPU v6e", "Trillium"], "TPU v7 (Ironwood)": ["TPU v7", "Ironwood"],
    "Trainium1": ["Trainium"], "IPU GC200 (Mk2)": ["IPU GC200", "GC200"],
}  # fmt: skip
# Commission guidelines on GPAI models, worked examples (July 2025 text, 135-144): H100 at 989 TFLOP/s.
CONFIRMED: Final = {
    ("H100 SXM5", "half"): "; the Commission guidelines on GPAI models reckon with 989 TFLOP/s (135-144)"
}
# The table names Epoch AI's list by the month it was taken from.
EPOCH_MONTH: Final = "2026-01-01"


def main() -> None:
    """Read the tables and write the data file."""
    reference = Path(os.environ["AUDITOR_REFERENCE"]) / "runtimes"
    entries = {row["name"]: entry for row in _rows(reference / "accelerators.csv") if (entry := _entry(row))}
    document = {"utilisation": _utilisation(_rows(reference / "mfu.csv")), "accelerators": entries}
    (OUT / "accelerators.json").write_text(lines(document, 0) + "\n", encoding="utf-8")


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _entry(row: Row) -> dict[str, object] | None:
    rates = {key: float(row[column]) for key, column in COLUMNS.items() if row[column]}
    if not rates:
        return None
    is_epoch = row["source"] != "memory"
    where = row["source"].partition(" row ")[2].strip('"')
    source = f"Epoch AI, Machine Learning Hardware, row '{where}'" if is_epoch else "general knowledge"
    level = "medium" if row["confidence"] == "secondary" else "low"
    on = EPOCH_MONTH if is_epoch else None
    entry: dict[str, object] = {
        "vendor": row["vendor"],
        "aliases": ALIASES.get(row["name"], []),
        **backing_of(level, source, on),
    }
    for key, tera in rates.items():
        flop_per_s = float(f"{tera * 1e12:.6g}")
        confirmed = CONFIRMED.get((row["name"], key))
        own = {"value": flop_per_s, **backing_of("medium", f"{source}{confirmed}", on)}
        entry[key] = own if confirmed else flop_per_s
    return entry


def _utilisation(rows: list[Row]) -> dict[str, object]:
    """Return least and most of all runs, and the median of the year that the middle run falls in."""
    years = sorted((row for row in rows if row["by"] == "year"), key=lambda row: float(row["median"]))
    counts = list(accumulate(int(row["n_models"]) for row in years))
    middle = next(row for row, n in zip(years, counts, strict=True) if 2 * n >= counts[-1])
    low, high = min(float(row["min"]) for row in years), max(float(row["max"]) for row in years)
    source = f"Epoch AI, Data on AI Models, hardware utilisation of {counts[-1]} runs of 2020 to 2025"
    return {"value": [low, float(middle["median"]), high], **backing_of("low", source, EPOCH_MONTH)}


if __name__ == "__main__":
    main()
