"""How fast are documents drafted? 1,000 notices from rows, beside docxtpl in the same run.

    python tests/benchmarks/bench_draft.py [rows]

docxtpl fills a Word template made of the document this project drafts (same paragraphs, same
styles, the changing texts as tags). Both write every file to disk. Each figure is the best of
three runs, each run a process of its own; memory is the peak of that process.
"""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

BODY = """为做好重点项目建设工作，现将有关事项通知如下。
# 总体要求
各县（区）、各部门要高度重视，明确责任，细化措施，确保按期完成第{n}批任务。
# 重点任务
## 加快前期工作。项目单位要抓紧办理用地、规划、环评等手续，具备条件的及早开工。
## 落实建设资金。财政部门要足额安排资金，加强监管，保证专款专用。
# 工作要求
各单位要加强协调，每月25日前报告进展情况。"""
SHARED = {
    "发文机关": "江州市人民政府办公室",
    "主送": "各县（区）人民政府，市政府各部门",
    "成文日期": "2026-11-23",
    "抄送": "市委办公室，市人大常委会办公室，市政协办公室",
    "印发机关": "江州市人民政府办公室",
}
TEMPLATE = """---
title: 通知
genre: 通知
fields:
  事由: {type: text, required: true}
  正文: {type: longtext, required: true}
defaults:
  标题: "{{发文机关}}关于{{事由}}的通知"
---
{{ 正文 }}
"""


def rows(count):
    """(row number, data) of the notices."""
    for n in range(1, count + 1):
        data = {
            "发文字号": f"江政办发〔2026〕{n}号",
            "事由": f"做好第{n}批重点项目建设有关工作",
            "正文": BODY.format(n=n),
        }
        yield n + 1, data


def ours(folder: Path, count: int, workers: int) -> None:
    from pipeline.draft.batch import Job, draft_rows

    template = folder / "通知.md"
    template.write_text(TEMPLATE, encoding="utf-8")
    job = Job(template=template, shared=SHARED)
    outcomes = list(draft_rows(job, list(rows(count)), folder / "out", workers=workers))
    assert all(outcome.path for outcome in outcomes), outcomes[0]


def with_docxtpl(folder: Path, count: int) -> None:
    from docxtpl import DocxTemplate

    template = word_template()
    for _, data in rows(count):
        values = {f"c_{at}": text for at, text in enumerate(values_of(data))}
        document = DocxTemplate(io.BytesIO(template))
        document.render(values, autoescape=True)
        document.save(folder / f"{data['发文字号']}.docx")


def values_of(data):
    """The texts that change from notice to notice, as they stand in one run each."""
    batch = data["事由"].removeprefix("做好").removesuffix("重点项目建设有关工作")
    return [data["发文字号"], data["正文"].splitlines()[2], batch]


def word_template() -> bytes:
    """The document drafted for row 1 with its changing texts as tags."""
    from pipeline.draft import draft
    from pipeline.draft.template import read_template

    _, data = next(rows(1))
    made = draft(read_template(TEMPLATE, "通知"), {**SHARED, **data}).to_bytes()
    source = zipfile.ZipFile(io.BytesIO(made))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name).decode()
            if name == "word/document.xml":
                for at, text in enumerate(values_of(data)):
                    assert text in part, text
                    part = part.replace(text, f"{{{{ c_{at} }}}}")
            target.writestr(name, part)
    return out.getvalue()


def measured(kind: str, count: int) -> tuple[float, float, float]:
    """(seconds, peak MiB of the process, peak MiB of its largest child)."""
    runs = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, __file__, "--run", kind, str(count)],
            capture_output=True,
            text=True,
            check=True,
        )
        seconds, own, children = (float(word) for word in done.stdout.split())
        runs.append((seconds, own, children))
    return min(runs)


def run_one(kind: str, count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        start = time.perf_counter()
        if kind == "docxtpl":
            with_docxtpl(Path(name), count)
        else:
            ours(Path(name), count, int(kind))
        seconds = time.perf_counter() - start
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    print(seconds, *(resource.getrusage(one).ru_maxrss / scale for one in who))


def cold() -> float:
    """Seconds of one whole process that drafts one document; the best of five."""
    with tempfile.TemporaryDirectory() as name:
        data = {**SHARED, **next(rows(1))[1]}
        command = [sys.executable, "-m", "pipeline", "draft", "通知", f"--out={name}/a.docx"]
        command += ["--force", *(f"--set={key}={value}" for key, value in data.items())]
        times = []
        for _ in range(6):
            start = time.perf_counter()
            subprocess.run(
                command,
                cwd=name,
                check=True,
                capture_output=True,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
            times.append(time.perf_counter() - start)
        return min(times[1:])


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    kinds = {
        "hongtou, 1 process": "1",
        "hongtou, 2 processes": "2",
        "docxtpl, 1 process": "docxtpl",
    }
    print(f"| {count} notices | seconds | documents/s | peak MiB | largest child MiB |")
    print("|---|---|---|---|---|")
    speeds = {}
    for label, kind in kinds.items():
        seconds, own, child = measured(kind, count)
        speeds[kind] = count / seconds
        print(f"| {label} | {seconds:.2f} | {count / seconds:.0f} | {own:.0f} | {child:.0f} |")
    print(f"\nper core: {speeds['1'] / speeds['docxtpl']:.1f} × docxtpl")
    print(f"one document, whole process: {cold():.2f} s")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run_one(sys.argv[2], int(sys.argv[3]))
    else:
        main()
