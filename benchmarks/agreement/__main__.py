"""Print how far auditor agrees with a corpus, by category; exit 1 where it does not, for no reason given."""

import os
import sys
from collections import Counter
from pathlib import Path

from benchmarks.agreement import compared, entries, why_not


def main() -> int:
    """Compare and print."""
    root = os.environ.get("AUDITOR_CORPUS")
    if not root:
        print("AUDITOR_CORPUS names no folder", file=sys.stderr)
        return 2
    right, excused, wrong, files = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for entry in entries(Path(root)):
        files[entry.category] += 1
        for one in compared(entry):
            reason = None if one.is_right else why_not(one)
            (right if one.is_right else excused if reason else wrong)[entry.category] += 1
            if not one.is_right:
                said = f"expected {one.expected!r}, found {one.found!r}"
                print(f"{entry.file}: {one.fact}: {reason or said}")
    print(f"\n{'category':22} {'files':>6} {'right':>6} {'excused':>8} {'wrong':>6}")
    for category in sorted(files):
        numbers = f"{files[category]:6} {right[category]:6} {excused[category]:8} {wrong[category]:6}"
        print(f"{category:22} {numbers}")
    print(f"{'all':22} {files.total():6} {right.total():6} {excused.total():8} {wrong.total():6}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
