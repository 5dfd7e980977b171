"""How long comparing two Word files takes, peers beside: ``python tests/benchmarks/bench_diff.py``.

Our rows are the whole command in a fresh process (``hongtou diff … --format docx``: compare, write
the tracked file, prove it) and the comparison alone. Peers that write a tracked file run in the
same run on the same files when a Python that has them is named: ``--peers /path/to/python`` with
``pip install "python-redlines[all]"`` (its engines are .NET programs). For every tracked file
that comes out the last column says whether rejecting it gives the old text and accepting it the
new one, with our own reader.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_merge import ROOT, build, paragraphs

PEER = """
import sys, pathlib
from python_redlines import engines
old, new, out = map(pathlib.Path, sys.argv[2:])
result = getattr(engines, sys.argv[1])().run_redline("bench", old, new)
out.write_bytes(result[0])
"""
PEERS = ("DocxodusEngine", "XmlPowerToolsEngine")
LIMIT = 300  # seconds a tool may take for one pair


def files(folder: Path) -> dict[str, tuple[Path, Path]]:
    """Label → old and new file."""
    build(folder, "small", paragraphs(77, 60), 1, 12)
    build(folder, "large", paragraphs(3000, 110), 1, 60)
    build(folder, "blank", paragraphs(3000, 110, 2), 1, 60)
    build(folder, "every", paragraphs(3000, 110), 1, 3000)
    build(folder, "other", paragraphs(2999, 111), 1, 1)
    from pipeline.word.package import open_package
    from pipeline.word.resolve import accept_revisions

    for name in ("small", "large", "blank", "every"):
        # Peers compare final texts, so the returns are compared with their changes accepted.
        reply = accept_revisions(open_package(folder / f"{name}-00.docx"))
        reply.save(folder / f"{name}-new.docx", overwrite=True)
    pairs = {
        "77 paragraphs, 12 edits": ("small", "small-new"),
        "3,000 paragraphs, 60 edits": ("large", "large-new"),
        "half of them blank": ("blank", "blank-new"),
        "every paragraph changed": ("every", "every-new"),
        "another document": ("large", "other"),
    }
    return {k: (folder / f"{a}.docx", folder / f"{b}.docx") for k, (a, b) in pairs.items()}


def timed(command: list[str]) -> tuple[float, int] | None:
    """Seconds and peak MB of a command; None when it fails or takes too long."""
    before = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )
    while True:
        done, status, usage = os.wait4(child.pid, os.WNOHANG)
        if done:
            break
        if time.perf_counter() - before > LIMIT:
            child.kill()
            os.wait4(child.pid, 0)
            return None
        time.sleep(0.005)
    child.returncode = os.waitstatus_to_exitcode(status)
    return (time.perf_counter() - before, usage.ru_maxrss // 1024) if not status else None


def faithful(old: Path, new: Path, result: Path) -> str:
    """Whether a tracked file holds both texts."""
    from pipeline.word.document import read_document

    def text(path: Path, view: str) -> list[str]:
        body = read_document(path, view=view).body  # type: ignore[arg-type]
        return [paragraph.text for paragraph in body.paragraphs]

    try:
        kept = text(result, "original") == text(old, "final")
        made = text(result, "final") == text(new, "final")
    except Exception as problem:
        return f"unreadable ({type(problem).__name__})"
    return f"{'yes' if kept else 'no'} / {'yes' if made else 'no'}"


def row(label: str, tool: str, found: tuple[float, int] | None, proof: str) -> None:
    """Print one line of the table."""
    seconds, memory = (f"{found[0]:.2f}", str(found[1])) if found else ("failed", "–")
    print(f"| {label} | {tool} | {seconds} | {memory} | {proof} |", flush=True)


def main() -> None:
    """Build the files, measure, print."""
    peers = sys.argv[sys.argv.index("--peers") + 1] if "--peers" in sys.argv else ""
    compare = "import sys; from pathlib import Path; from pipeline.word.compare import compare; "
    compare += "compare(Path(sys.argv[1]), Path(sys.argv[2]))"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pairs = files(folder)
        print("| files | tool | seconds | peak MB | old / new text kept |\n|---|---|---|---|---|")
        for label, (old, new) in pairs.items():
            out = folder / "out.docx"
            two = [str(old), str(new)]
            row(label, "hongtou, compare only", timed([sys.executable, "-c", compare, *two]), "")
            diff = [sys.executable, "-m", "pipeline", "diff", *two, "--format", "docx", "--force"]
            found = timed([*diff, "--out", str(out)])
            row(label, "hongtou diff", found, faithful(old, new, out) if found else "")
            for engine in PEERS if peers else ():
                out.unlink(missing_ok=True)
                found = timed([peers, "-c", PEER, engine, *two, str(out)])
                row(label, engine, found, faithful(old, new, out) if found else "")


if __name__ == "__main__":
    main()
