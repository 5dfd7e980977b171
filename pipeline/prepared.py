"""What a first run would work out, worked out when the wheel is built.

The wheel brings along the parsed YAML, the compiled rules and, for the interpreter it is built
with, the compiled patterns and the methods of dataclasses. Each is named by what it was made of, so
that changed data or another interpreter never meet a stale one: they are worked out anew, into the
user's cache.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def prepare(folder: Path) -> None:
    """Fill ``folder`` with what the first runs of a new installation would put into the cache."""
    root = str(Path(__file__).resolve().parent.parent)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    known = {"HONGTOU_CACHE": str(folder), "PYTHONPATH": os.pathsep.join(paths)}
    # each in an interpreter of its own: what is compiled already is not kept
    for step in ("read_everything", "lint_once"):
        code = f"from pipeline.prepared import {step}; {step}()"
        subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, **known})  # noqa: S603
    for big in folder.glob("words-*"):
        big.unlink()  # jieba's list comes with jieba


def read_everything() -> None:
    """Compile the rules and the phrases, parse what else there is."""
    from pipeline.lint.checks.words.word_choice import load_choices
    from pipeline.lint.everyday import load_everyday
    from pipeline.lint.phrase_index import load_phrases
    from pipeline.lint.rules import load_rules
    from pipeline.resources import data_folder, load_yaml

    for path in sorted(data_folder("rules").rglob("*.yaml")):
        load_yaml(path)
    load_rules()
    load_phrases()
    load_everyday()
    load_choices()


def lint_once() -> None:
    """Check one small document, for the patterns that this takes."""
    from pipeline.kept_code import kept_code

    with kept_code():
        from pipeline.lint.engine import Settings, lint_document
        from pipeline.lint.rules import load_rules
        from pipeline.lint.sample import sample_document

        paragraphs = [{"text": text, "font": "仿宋", "size_pt": 16} for text in _TEXT.split()]
        wanted = Settings(profile="gbt9704-2012", ignore=("SPELL",))
        lint_document(sample_document(paragraphs), load_rules(), wanted, "")


_TEXT = """
江州市水利局文件
江水〔2026〕5号
江州市水利局关于印发《水库安全度汛方案（试行）》的通知
各县（区）水利局：
为做好防汛工作，根据《省水利厅关于加强水库管理的通知》（省水〔2026〕3号）要求，现将有关事项通知如下：
一、总体要求
（一）明确责任。2026年6月3日（星期三）前完成检查，共检查水库10座，其中大型2座、中型3座、小型5座，增长25%。
（二）落实经费。安排资金12万元（大写：壹拾贰万元整），见附件1和表1。
1.各单位要加强领导，一是落实人员；二是落实物资；三是落实值班。
（1）第一条、第三款所称“以上”“以下”包括本数，以下简称《方案》……
附件：1.任务分工表
江州市水利局
2026年6月1日
（联系人：陈立言，电话：0799-5550136）
附件1
任务分工表
抄送：市应急管理局，市气象局。
江州市水利局办公室　2026年6月2日印发
"""
