"""How long a big case takes: 30 departments × 40 comments on 100 pages; status with 5,000 events.

    python tests/benchmarks/bench_case.py

Prints a Markdown table. Everything is built in a temporary folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.review.case import open_case, writing  # noqa: E402
from pipeline.review.log import Entry  # noqa: E402
from pipeline.word.document import read_document  # noqa: E402
from pipeline.word.edit import Edit, NewComment  # noqa: E402
from pipeline.word.package import open_package  # noqa: E402
from pipeline.word.writer import apply_edits  # noqa: E402

DEPARTMENTS = 30
COMMENTS = 40
ARTICLES = 470  # about 62,500 characters, more than 100 pages of 22 lines × 28
EVENTS = 5000
PAGE = 22 * 28  # characters
WHEN = datetime(2026, 3, 5, 2, 0, tzinfo=timezone.utc)


def draft(path: Path) -> int:
    """A draft of about 100 pages; returns its length in characters."""
    from docx import Document

    from pipeline.review.clauses import chinese_number

    document = Document()
    document.add_paragraph("江州市公共数据管理办法（征求意见稿）")
    length = 0
    for number in range(1, ARTICLES + 1):
        text = (
            f"第{chinese_number(number)}条　第{number}类数据由提供单位负责维护，"
            f"应当自收到第{number}号申请之日起{number % 20 + 3}个工作日内答复；"
            "不同意共享的，应当书面说明理由，并告知申请单位可以采取的其他办法。"
            f"申请单位对答复有异议的，可以在{number % 9 + 2}个工作日内提出复核，"
            "复核结果应当及时告知双方，并按规定归入共享工作档案。"
        )
        document.add_paragraph(text)
        length += len(text)
    document.save(str(path))
    return length


def reply(data: bytes, number: int) -> bytes:
    """A department's copy with 20 tracked edits, 10 comments and 10 untracked edits."""
    paragraphs = read_document(data).body.paragraphs
    edits, notes, silent = [], [], []
    for step in range(COMMENTS):
        index = 1 + (number * 7 + step * 10) % ARTICLES
        text = paragraphs[index].text
        at = text.index("应当书面") if step % 2 else text.index("及时")
        kind = step % 4
        if kind in (0, 1):
            edits.append(Edit("body", index, at, at + 2, f"须{number}", author="甲", date=WHEN))
        elif kind == 2:
            notes.append(NewComment("body", index, at, at + 2, f"建议斟酌{step}", "甲", WHEN))
        else:
            silent.append(Edit("body", index, at, at + 2, f"要{number}"))
    package = apply_edits(open_package(data), silent, tracked=False)
    return apply_edits(package, edits, comments=notes).to_bytes()


def command(*words: str) -> float:
    """Run one hongtou command in a process of its own; returns the seconds it took."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *words],
        cwd=ROOT,
        env={**os.environ, "HONGTOU_NOW": "2026-03-09T09:30"},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - start
    if done.returncode > 1:
        sys.exit(f"{' '.join(words)}: {done.stderr}")
    return seconds


def main() -> None:
    """Build, run, print."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        length = draft(place / "办法.docx")
        case = place / "案卷"
        os.environ["HONGTOU_NOW"] = "2026-03-02T09:30"
        names = [f"第{number + 1}市数据局" for number in range(DEPARTMENTS)]
        command(
            "case",
            "new",
            str(place / "办法.docx"),
            str(case),
            "--organ",
            "市政府办",
            "--drafter",
            "陶静",
        )
        os.environ["HONGTOU_NOW"] = "2026-03-02T09:30"
        sending = _send(case, names)
        inbox = place / "收件箱"
        inbox.mkdir()
        for number, department in enumerate(names):
            sent = next((case / "out/r1" / department).glob("征求意见稿_*.docx"))
            (inbox / f"{department}.docx").write_bytes(reply(sent.read_bytes(), number))
        collecting = command("case", "collect", str(inbox), "--case", str(case))
        state = open_case(case).state
        register = command("case", "register", "--case", str(case))
        with writing(case, "bench", "陶静") as w:
            missing = EVENTS - w.state.seq
            w.log_all(
                [Entry("note", {"text": f"备注{n}"}, "陶静", "经办人") for n in range(missing)]
            )
        status = min(command("case", "status", "--case", str(case)) for _ in range(5))
        verify = command("case", "verify", "--case", str(case))
        print("| step | size | seconds | target |")
        print("|---|---|---|---|")
        size = f"{DEPARTMENTS} departments, {length} characters, {length / PAGE:.0f} pages"
        print(f"| send | {size} | {sending:.1f} | |")
        print(
            f"| collect | {DEPARTMENTS} × {COMMENTS} marks → {len(state.opinions)} opinions "
            f"| {collecting:.1f} | ≤ 20 |"
        )
        print(f"| register (.docx and .xlsx) | {len(state.opinions)} rows | {register:.1f} | |")
        print(f"| status | {EVENTS} events | {status:.2f} | ≤ 0.3 |")
        print(f"| verify | {EVENTS} events | {verify:.2f} | |")


def _send(case: Path, names: list[str]) -> float:
    words = [
        "case",
        "send",
        "--to",
        ",".join(names),
        "--case",
        str(case),
        "--on",
        "2026-03-02T09:30",
    ]
    return command(*words, "--deadline", "2026-03-31", "--despite", "压力测试")


if __name__ == "__main__":
    main()
