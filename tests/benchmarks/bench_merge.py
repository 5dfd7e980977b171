"""How long merging and comparing take: ``python tests/benchmarks/bench_merge.py``.

Builds a small base (77 paragraphs) and a large one (3,000 paragraphs, 330,000 characters), five
and thirty returns with silent and tracked edits and comments, and prints a table of seconds and
peak memory. Every figure is from a fresh process, start of Python included.
"""

from __future__ import annotations

import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "word")]

WORDS = re.findall(
    r"\S+",
    "各单位 要 高度 重视 安全 生产 工作 明确 责任 分工 落实 整改 措施 加强 监督 检查 确保 按时 "
    "完成 年度 目标 任务 建立 健全 长效 机制 推动 项目 建设 提升 服务 水平 组织 开展 专项 行动 "
    "及时 报送 有关 情况 2026年 9月30日 第三季度 市应急管理局 财政部门 统筹 安排 资金",
)


def paragraphs(count: int, length: int, blank_every: int = 0) -> list[str]:
    """Text made of official words, the same every time."""
    source = random.Random(count)
    out = []
    for number in range(count):
        if blank_every and number % blank_every == 1:
            out.append("")
            continue
        text = f"第{number}条 "
        while len(text) < length:
            text += source.choice(WORDS)
        out.append(text + "。")
    return out


def build(folder: Path, name: str, texts: list[str], returns: int, edits: int) -> None:
    """Write a base and its returns."""
    from word_files import docx, p

    from pipeline.word.edit import Edit, NewComment
    from pipeline.word.package import open_package
    from pipeline.word.writer import apply_edits

    base = open_package(docx(*[p(text) for text in texts]))
    base.save(folder / f"{name}.docx", overwrite=True)
    full = [i for i, text in enumerate(texts) if text]
    for number in range(returns):
        source = random.Random(number)
        chosen = sorted(source.sample(full, min(edits, len(full))))
        made = []
        for index in chosen:
            at = source.randrange(6, len(texts[index]) - 6)
            new = source.choice(["进一步", "", "统筹推进", "12月31日"])
            made.append(
                Edit("body", index, at, at + source.choice([0, 2, 4]), new or "等", author="李")
            )
        notes = [NewComment("body", i, 0, 4, f"意见{number}", "李") for i in chosen[:3]]
        half = len(made) // 2
        silent = apply_edits(base, made[half:], tracked=False)
        reply = apply_edits(silent, made[:half], comments=notes)
        reply.save(folder / f"{name}-{number:02d}.docx", overwrite=True)


def one(arguments: list[str]) -> None:
    """Run one task in this process (called by ``measure`` in a fresh one)."""
    task, folder, name, count = arguments[0], Path(arguments[1]), arguments[2], int(arguments[3])
    from pipeline.word.package import open_package

    base = open_package(folder / f"{name}.docx")
    if task == "merge":
        from pipeline.review.merge import merge
        from pipeline.review.merge_types import Reply

        replies = [
            Reply(f"部门{n:02d}", folder / f"{name}-{n:02d}.docx", f"{n:02d}") for n in range(count)
        ]
        result = merge(base, replies)
        print(len(result.changes), len(result.conflicts))
    else:
        from pipeline.word.compare import compare

        print(len(compare(base, folder / f"{name}-{count:02d}.docx").found), 0)


def measure(task: str, folder: Path, name: str, count: int) -> tuple[float, float, str]:
    """Seconds, peak MB and what came out."""
    before = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--one", task, str(folder), name, str(count)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds = time.perf_counter() - before
    output, memory = done.stdout.strip().splitlines()
    return seconds, int(memory) / 1024, output


def main() -> None:
    """Build the files, measure, print."""
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2:])
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder, "small", paragraphs(77, 60), 30, 12)
        build(folder, "large", paragraphs(3000, 110), 30, 60)
        build(folder, "blank", paragraphs(3000, 110, 2), 1, 60)
        changed = paragraphs(3000, 110)
        build(folder, "every", changed, 1, 3000)
        build(folder, "other", paragraphs(2999, 111), 1, 1)
        (folder / "large-99.docx").write_bytes((folder / "other.docx").read_bytes())
        tasks = [
            ("5 returns, 77 paragraphs", "merge", "small", 5),
            ("30 returns, 77 paragraphs", "merge", "small", 30),
            ("5 returns, 3,000 paragraphs", "merge", "large", 5),
            ("30 returns, 3,000 paragraphs", "merge", "large", 30),
            ("compare, 3,000 paragraphs", "compare", "large", 0),
            ("compare, half of them blank", "compare", "blank", 0),
            ("compare, every paragraph changed", "compare", "every", 0),
            ("compare, unrelated document", "compare", "large", 99),
        ]
        print("| task | seconds | peak MB | edits / conflicts |\n|---|---|---|---|")
        for label, task, base, count in tasks:
            seconds, memory, output = measure(task, folder, base, count)
            print(
                f"| {label} | {seconds:.2f} | {memory:.0f} | {output.replace(' ', ' / ')} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
