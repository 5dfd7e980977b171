"""How long ``hongtou lint`` takes, cold, and how that grows.

Run: python tests/benchmarks/bench_lint.py [runs] [options of lint, such as --no-spelling]
Every figure is a fresh process (the best of several, with the rules already compiled in the
user's cache and the modules' bytecode written, as on any second use), measured from outside.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.lint.sample import sample_package  # noqa: E402

SENTENCES = (
    "各单位要切实落实防汛责任，做好值班值守和信息报送工作。",
    "市教育局负责学校安全检查，于6月20日前将检查情况报市政府办公室。",
    "对检查中发现的问题，要建立清单，明确责任单位和完成时限。",
    "各镇（街道）要组织力量对低洼地段、地下空间和在建工地进行巡查。",
    "财政部门要保障必要的物资和经费，审计部门要加强监督。",
    "宣传部门要通过广播、电视和网络及时发布预警信息。",
)
PARAGRAPHS_A_PAGE = 7


def document(pages: int) -> bytes:
    """A document of about ``pages`` pages (520 characters each), laid out by the standard."""
    chooser = random.Random(pages)
    body = {
        "font": "仿宋_GB2312",
        "size_pt": 16,
        "first_line": 640,
        "line": 579,
        "line_rule": "exact",
        "align": "both",
    }
    title = {"font": "方正小标宋简体", "size_pt": 22, "align": "center"}
    head = {**body, "font": "黑体"}
    paragraphs = [
        {**title, "text": "江州市人民政府办公室关于做好防汛工作的通知"},
        {**body, "first_line": 0, "text": "各区人民政府，市政府各部门："},
    ]
    numbers = "一二三四五六七八九"
    for page in range(pages):
        if page < len(numbers):
            paragraphs.append({**head, "text": f"{numbers[page]}、落实责任"})
        for _ in range(PARAGRAPHS_A_PAGE):
            paragraphs.append({**body, "text": "".join(chooser.choices(SENTENCES, k=3))})
    return sample_package(paragraphs)


def terms(number: int) -> str:
    """A pack of ``number`` invented terms of two to four characters."""
    chooser = random.Random(7)
    characters = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
    lines = [
        "pack: 速度",
        "defaults: {kind: term, severity: warning, title: 试, source: 试,",
        '  message: "“{wrong}”应为“{right}”"}',
        "rules:",
    ]
    seen: set[str] = set()
    while len(seen) < number:
        word = "".join(chooser.choices(characters, k=chooser.randint(2, 4)))
        if word not in seen:
            seen.add(word)
            lines.append(
                f"- {{id: T-{len(seen):06d}, wrong: {word}, right: 甲{word[0]}乙, fix: safe,"
                f" bad: [⟦{word}⟧。], good: [甲。]}}"
            )
    return "\n".join(lines) + "\n"


def cold(arguments: list[str], environment: dict[str, str], runs: int) -> tuple[float, float]:
    """(seconds, megabytes) of the quickest of several fresh processes."""
    command = [sys.executable, "-m", "pipeline", "lint", *arguments, "--fail-on", "never"]
    best = (float("inf"), 0.0)
    for _ in range(runs):
        started = time.perf_counter()
        child = os.posix_spawn(
            command[0],
            command,
            environment,
            file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
        )
        _, status, usage = os.wait4(child, 0)
        if os.waitstatus_to_exitcode(status) != 0:
            raise SystemExit(f"hongtou lint {' '.join(arguments)} failed")
        best = min(best, (time.perf_counter() - started, usage.ru_maxrss / 1024))
    return best


def prepare(folder: Path) -> None:
    """Write the documents and packs. In a process of its own: a child counts the memory that its
    parent had when it was started."""
    for pages in (5, 50, 100, 200):
        (folder / f"{pages}.docx").write_bytes(document(pages))
    for number in (100, 10_000, 100_000):
        (folder / f"{number}.yaml").write_text(terms(number), "utf-8")
    (folder / "many").mkdir()
    for number in range(300):
        (folder / "many" / f"{number}.docx").write_bytes(document(5))


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["prepare"]:
        prepare(Path(sys.argv[2]))
        return
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {
            **os.environ,
            "HONGTOU_CACHE": str(folder / "cache"),
            "PYTHONPATH": str(ROOT),
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        subprocess.run([sys.executable, __file__, "prepare", name], check=True)
        print("| what | seconds | MB | target |")
        print("|---|---|---|---|")
        rows: list[tuple[str, list[str], str, int]] = [
            ("5 pages, built-in rules", ["5.docx"], "0.20 s", runs),
            ("50 pages, built-in rules", ["50.docx"], "", runs),
            ("100 pages, built-in rules", ["100.docx"], "", runs),
            ("200 pages, built-in rules", ["200.docx"], "linear", runs),
            ("100 pages, +100 terms", ["100.docx", "--rules", "100.yaml"], "", runs),
            ("100 pages, +10,000 terms", ["100.docx", "--rules", "10000.yaml"],
             "0.35 s, 90 MB", runs),
            ("100 pages, +100,000 terms", ["100.docx", "--rules", "100000.yaml"],
             "nearly flat", runs),
            ("300 files of 5 pages", ["many"], "3 s", min(runs, 3)),
        ]  # fmt: skip
        for what, arguments, target, times in rows:
            paths = [str(folder / a) if (folder / a).exists() else a for a in arguments]
            paths += sys.argv[2:]
            cold(paths, environment, 1)
            seconds, megabytes = cold(paths, environment, times)
            print(f"| {what} | {seconds:.2f} | {megabytes:.0f} | {target} |", flush=True)


if __name__ == "__main__":
    main()
