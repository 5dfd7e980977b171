"""The whole way from a template to a Word file that others can open."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document

from pipeline.draft import draft, load_template
from pipeline.draft.template import read_template
from pipeline.errors import DataProblem
from pipeline.resources import data_folder


@pytest.fixture
def notice():
    return load_template(data_folder("templates") / "通知.md")


def test_example_becomes_a_document_that_python_docx_reads(notice):
    made = draft(notice, notice.example)
    document = Document(io.BytesIO(made.to_bytes()))
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"公文标题", "公文主送机关", "公文正文", "公文一级标题"} <= styles
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert any(text.startswith("一、") for text in texts)


def test_unknown_field_names_the_nearest(notice):
    with pytest.raises(DataProblem, match="没有“主送机关”这个字段，是不是“主送”？"):
        draft(notice, {**notice.example, "主送机关": "各单位"})


def test_missing_field_is_named(notice):
    data = {key: value for key, value in notice.example.items() if key != "事由"}
    with pytest.raises(DataProblem, match="缺少必填字段“事由”"):
        draft(notice, data)


@pytest.mark.parametrize(
    "body",
    [
        "{% for i in range(10**9) %}x{% endfor %}",
        "{{ 'a' * 10**10 }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{{ ''.__class__.__mro__ }}",
        "{% include '/etc/passwd' %}",
        "{% set s = 'a' * 30000 %}{{ s|replace('a', s) }}",
        "{% set s = 'a' * 30000 %}{{ s.replace('a', s) }}",
        "{{ range(150000)|join('a' * 900000) }}",
        "{% set x %}{% for i in range(9999) %}" + "字" * 9999 + "{% endfor %}{% endset %}",
        "{{ 1e300|千分位 }}{{ '1e999999'|千分位 }}",
        "{{ 10 ** 400 }}{{ 99999|中文数字 }}",
        "{{ range(10 ** 30) }}",
        "{{ cycler }}{{ self }}",
        "{% for a in 标题 recursive %}{{ loop(标题) }}{% endfor %}",
        "{% set ns = ['a'] %}{% for i in range(99) %}{% set ns = ns ~ ns %}{% endfor %}"
        "{% for i in range(40000) %}{% for j in range(40000) %}{% endfor %}{% endfor %}",
    ],
)
def test_a_hostile_template_is_stopped(body):
    with pytest.raises(DataProblem, match="模板“坏”"):
        template = read_template(f"---\ntitle: 坏\ngenre: 通知\n---\n{body}\n", "坏")
        draft(template, {"发文机关": "甲", "标题": "关于乙的通知", "成文日期": "2026-11-23"})


def test_a_draft_is_never_written_over(notice, tmp_path: Path):
    made = draft(notice, notice.example)
    target = tmp_path / "a.docx"
    target.write_bytes(b"kept")
    with pytest.raises(Exception, match="文件已存在"):
        made.save(target)
    assert target.read_bytes() == b"kept"


def test_ordinary_filters_and_methods_work():
    body = (
        "{{ ['甲', '乙']|join('、') }} {{ '甲乙'|replace('乙', '丙') }} "
        "{{ '甲乙'.replace('甲', '') }} "
        "{{ 1234567.5|千分位 }} {{ 1234.5|大写金额 }} {{ 21|中文数字 }} {{ 成文日期|星期 }}"
    )
    template = read_template(f"---\ntitle: 好\ngenre: 通知\n---\n{body}\n", "好")
    data = {"发文机关": "甲", "标题": "关于乙的通知", "成文日期": "2026-11-23"}
    assert template.render(template.check(data)).strip() == (
        "甲、乙 甲丙 乙 1,234,567.5 壹仟贰佰叁拾肆元伍角整 二十一 星期一"
    )
