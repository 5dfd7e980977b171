# ruff: noqa: E501 - one paragraph a line
"""Recognition and the rules of elements, formats and facts on documents of 5 and 100 pages.

python tests/benchmarks/bench_checks.py
"""

from __future__ import annotations

import time

from pipeline.draft import draft, load_template
from pipeline.gongwen.recognise import recognise
from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.rules import load_rules
from pipeline.resources import data_folder
from pipeline.word.document import read_document

OWN = ("DATE", "SUM", "REF", "MARK", "DUP", "STR", "SEQ", "CONS", "FMT")
SECTION = """# 第{n}部分工作
为做好第{n}部分工作，各单位要加强组织领导，明确责任分工，建立工作台账，逐项抓好落实，确保按时完成。
## 排查重点场所。对学校、医院、商场等人员密集场所逐一检查，发现问题当场指出，能改的立即整改，不能立即整改的限期整改。
## 整治突出问题。2025年共检查单位{n}家次，其中学校、医院检查频次明显提高，隐患整改率达到98.5%。
"""


def document(sections: int) -> bytes:
    template = load_template(data_folder("templates") / "通知.md")
    body = "\n".join(SECTION.format(n=n) for n in range(1, sections + 1))
    return draft(template, {**template.example, "正文": body}).to_bytes()


def timed(work, repeat: int = 5) -> float:
    best = 1e9
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best * 1000


def main() -> None:
    rules = load_rules()
    print("| 约页数 | 段落 | 读 | 识别 | 本组规则 | 全部规则 |")
    print("|---|---|---|---|---|---|")
    for sections in (20, 400):
        data = document(sections)
        read = timed(lambda data=data: read_document(data))
        known = read_document(data)
        own = Settings(select=OWN)
        row = (
            sections // 4,
            len(known.body.paragraphs),
            read,
            timed(lambda known=known: recognise(known)),
            timed(lambda known=known, own=own: lint_document(known, rules, own, "")),
            timed(lambda known=known: lint_document(known, rules, Settings(), "")),
        )
        print("| {} | {} | {:.1f} ms | {:.1f} ms | {:.1f} ms | {:.1f} ms |".format(*row))


if __name__ == "__main__":
    main()
