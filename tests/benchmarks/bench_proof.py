"""Speed, loading time and memory of the spelling proof on a text given as an argument.

python tests/benchmarks/bench_proof.py TEXT…
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path


def main(names: list[str]) -> None:
    start = time.perf_counter()
    import numpy  # noqa: F401

    imported = time.perf_counter()
    from pipeline.proof import suspicions
    from pipeline.proof.pack import load_model

    load_model()
    print(f"numpy {imported - start:.3f} s, model {time.perf_counter() - imported:.3f} s")
    print("| text | characters | characters/s (one core) | findings |\n|---|---|---|---|")
    for name in names:
        lines = Path(name).read_text(encoding="utf-8").splitlines()
        begun = time.process_time()
        found = suspicions(lines)
        size, spent = sum(map(len, lines)), time.process_time() - begun
        print(f"| {Path(name).name} | {size} | {size / spent:,.0f} | {len(found)} |")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main(sys.argv[1:])
