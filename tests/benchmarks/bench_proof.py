"""The spelling proof beside pycorrector's offline mode, and its speed, loading time and memory.

python tests/benchmarks/bench_proof.py TEXT…
python tests/benchmarks/bench_proof.py --pairs PAIRS.tsv --laws LAWS.txt.gz TEXT…

With ``--pairs`` the first SAMPLE sentences of each file (and of each text taken as clean) are given
to both systems in the same run. pycorrector's kenlm mode gets a character trigram made here from
``--laws``: its own models are downloads. It is installed for measuring only:
``pip install pycorrector --no-deps``, then kenlm, pyahocorasick, loguru, six, requests.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import math
import resource
import subprocess
import sys
import tempfile
import time
import types
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

SAMPLE = 400
_DISCOUNT = 0.75
_LEAST = 2  # trigrams seen once are left out

Corrector = Callable[[str], str]


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", action="append", type=Path, default=[])
    parser.add_argument("--laws", type=Path)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("texts", nargs="*", type=Path)
    chosen = parser.parse_args(arguments)
    if chosen.one:
        one(chosen.one)
        return
    speed(chosen.texts)
    if chosen.pairs:
        systems: dict[str, Corrector] = {"hongtou (error, warning)": ours}
        other = pycorrector(chosen.laws) if chosen.laws else None
        if other is not None:
            systems["pycorrector, kenlm mode"] = other
        compare(systems, chosen.pairs, chosen.texts)


def speed(texts: Sequence[Path]) -> None:
    """A row for every text, each from a process of its own."""
    print("| text | characters | characters/s (one core) | findings | peak MiB |")
    print("|---|---|---|---|---|", flush=True)
    for path in texts:
        command = [sys.executable, __file__, "--one", str(path)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="")
        sys.stdout.flush()


def one(path: Path) -> None:
    """The row of one text: the best of three runs in processor time, loading left out."""
    start = time.process_time()
    import numpy  # noqa: F401

    imported = time.process_time()
    from pipeline.proof import suspicions
    from pipeline.proof.pack import load_model

    load_model()
    loading = f"numpy {imported - start:.3f} s, model {time.process_time() - imported:.3f} s"
    lines = path.read_text(encoding="utf-8").splitlines()
    times = []
    for _ in range(3):
        begun = time.process_time()
        found = suspicions(lines)
        times.append(time.process_time() - begun)
    size = sum(map(len, lines))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rate = size / min(times)
    print(f"| {path.name} ({loading}) | {size:,} | {rate:,.0f} | {len(found)} | {peak:.0f} |")


def ours(text: str) -> str:
    """A sentence as the proof's errors and warnings would have it."""
    from pipeline.proof import suspicions

    for s in sorted(suspicions([text]), key=lambda s: s.start, reverse=True):
        text = text[: s.start] + s.suggestion + text[s.end :]
    return text


def compare(systems: dict[str, Corrector], pairs: Sequence[Path], texts: Sequence[Path]) -> None:
    """Strict sentence correction and changes in clean text, all systems on the same sentences."""
    print("| system | text | P | R | F1 | characters/s |\n|---|---|---|---|---|---|")
    for name, correct in systems.items():
        for path in pairs:
            rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
            rows = rows[:SAMPLE]
            begun = time.process_time()
            made = [correct(wrong) for wrong, _ in rows]
            spent = time.process_time() - begun
            said = sum(m != wrong for m, (wrong, _) in zip(made, rows, strict=True))
            due = sum(wrong != right for wrong, right in rows)
            hits = sum(m == right != wrong for m, (wrong, right) in zip(made, rows, strict=True))
            size = sum(len(wrong) for wrong, _ in rows)
            scores = (hits / max(said, 1), hits / max(due, 1), 2 * hits / max(said + due, 1))
            shown = " | ".join(f"{100 * s:.1f}" for s in scores)
            print(f"| {name} | {path.stem} | {shown} | {size / spent:,.0f} |")
        for path in texts:
            lines = [x for x in path.read_text(encoding="utf-8").splitlines() if x][:SAMPLE]
            alarms = sum(places(line, correct(line)) for line in lines)
            rate = alarms * 10_000 / max(sum(map(len, lines)), 1)
            print(f"| {name} | {path.stem}, clean | {rate:.1f} false alarms in 10,000 | | | |")


def places(old: str, new: str) -> int:
    """How many places were changed."""
    if len(old) == len(new):
        return sum(a != b for a, b in zip(old, new, strict=True))
    return abs(len(old) - len(new))


def pycorrector(laws: Path) -> Corrector | None:
    """pycorrector's kenlm mode on a trigram of the same statutes; None when not installed."""
    spec = importlib.util.find_spec("pycorrector") if _installed() else None
    if spec is None:
        print("pycorrector or kenlm is not installed: not measured")
        return None
    package = types.ModuleType("pycorrector")  # the whole package wants torch; this mode does not
    package.__path__ = list(spec.submodule_search_locations or [])
    sys.modules["pycorrector"] = package
    made: Any = importlib.import_module("pycorrector.corrector")
    arpa = Path(tempfile.mkdtemp()) / "laws.arpa"
    write_arpa(_lines(laws), arpa)
    corrector = made.Corrector(language_model_path=str(arpa))
    return lambda text: corrector.correct(text)["target"]


def _installed() -> bool:
    return all(importlib.util.find_spec(name) for name in ("kenlm", "pycorrector", "ahocorasick"))


def _lines(path: Path) -> list[str]:
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return text.decode("utf-8").splitlines()


def write_arpa(lines: Sequence[str], path: Path) -> None:
    """A character trigram with absolute discounting, interpolated, in ARPA format."""
    counts: list[Counter[Any]] = [Counter(), Counter(), Counter()]
    for line in lines:
        marks = ["<s>", *line.replace(" ", ""), "</s>"]
        counts[0].update(marks)
        counts[1].update(pairwise(marks))
        counts[2].update(zip(marks, marks[1:], marks[2:], strict=False))
    counts[2] = Counter({g: c for g, c in counts[2].items() if c >= _LEAST})
    total = sum(counts[0].values())
    lower: dict[Any, float] = {(w,): c / total for w, c in counts[0].items()}
    tables = [lower]
    leaving: list[dict[Any, float]] = []
    for grams in counts[1:]:
        probabilities, left = _discounted(grams, tables[-1])
        tables.append(probabilities)
        leaving.append(left)
    with path.open("w", encoding="utf-8") as out:
        out.write("\\data\\\n")
        out.write(f"ngram 1={len(tables[0]) + 1}\n")
        out.write("".join(f"ngram {n}={len(tables[n - 1])}\n" for n in (2, 3)))
        for n, table in enumerate(tables, start=1):
            out.write(f"\n\\{n}-grams:\n" + ("-7\t<unk>\t0\n" if n == 1 else ""))
            for gram, p in table.items():
                back = leaving[n - 1].get(gram, 1.0) if n < 3 else None
                tail = "" if back is None else f"\t{math.log10(back):.4f}"
                out.write(f"{math.log10(p):.4f}\t{' '.join(gram)}{tail}\n")
        out.write("\n\\end\\\n")


def _discounted(
    grams: Counter[Any], lower: dict[Any, float]
) -> tuple[dict[Any, float], dict[Any, float]]:
    """Probabilities of n-grams, and what each context leaves to the shorter model."""
    total: Counter[Any] = Counter()
    kinds: Counter[Any] = Counter()
    for gram, count in grams.items():
        total[gram[:-1]] += count
        kinds[gram[:-1]] += 1
    left = {context: _DISCOUNT * kinds[context] / total[context] for context in total}
    found: Iterator[tuple[Any, float]] = (
        (g, (c - _DISCOUNT) / total[g[:-1]] + left[g[:-1]] * lower[g[1:]]) for g, c in grams.items()
    )
    return dict(found), left


if __name__ == "__main__":
    main(sys.argv[1:])
