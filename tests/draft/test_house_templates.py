"""A unit's own .docx with Jinja tags: the same data, checks, batch and sandbox."""

from __future__ import annotations

import io

import pytest
from docx import Document

from pipeline.draft.batch import Job, Maker, draft_rows
from pipeline.draft.house import load_house_template
from pipeline.errors import DataProblem, FileProblem


def house(path, *texts, declaration=""):
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    document.save(path)
    if declaration:
        path.with_suffix(".yaml").write_text(declaration, encoding="utf-8")
    return path


def texts(data):
    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


def test_fields_are_filled_in_and_dates_written_in_chinese(tmp_path):
    path = house(tmp_path / "值班表.docx", "{{ 单位 }}值班安排", "{{ 日期 }}", "{{ 备注 }}")
    made = load_house_template(path).draft(
        {"单位": "办公室 <一处> & 二处", "日期": "2026-01-05", "备注": "{{ 单位 }}"}
    )
    assert texts(made.to_bytes()) == ["办公室 <一处> & 二处值班安排", "2026年1月5日", "{{ 单位 }}"]


def test_a_declaration_gives_types_defaults_and_titles(tmp_path):
    path = house(
        tmp_path / "函.docx", "{{ 标题 }}", "{% for 人 in 名单 %}{{ 人 }};{% endfor %}",
        declaration=(
            "title: 函\nfields:\n  名单: {type: list, items: text, required: true}\n"
            '  事由: {type: text, required: true}\ndefaults: {标题: "关于{{事由}}的函"}\n'
        ),
    )  # fmt: skip
    template = load_house_template(path)
    made = template.draft({"名单": "甲、乙", "事由": "商请"})
    assert made.title == "关于商请的函"
    assert texts(made.to_bytes()) == ["关于商请的函", "甲;乙;"]
    with pytest.raises(DataProblem, match="缺少必填字段“名单”"):
        template.draft({"事由": "商请"})


def test_a_missing_or_misspelt_field_is_named(tmp_path):
    template = load_house_template(house(tmp_path / "甲.docx", "{{ 单位名称 }}"))
    with pytest.raises(DataProblem, match="缺少必填字段“单位名称”"):
        template.draft({})
    with pytest.raises(DataProblem, match="没有“单位名”这个字段，是不是“单位名称”？"):
        template.draft({"单位名": "甲"})


@pytest.mark.parametrize(
    "text",
    [
        "{% for i in range(10**9) %}x{% endfor %}",
        "{{ 'a' * 10**10 }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{{ ''.__class__.__mro__ }}",
        "{% include '/etc/passwd' %}",
        "{{ 单位.__init__.__globals__ }}",
        "{% if 单位 %}没有结束",
    ],
)
def test_a_hostile_house_template_is_stopped(tmp_path, text):
    path = house(tmp_path / "坏.docx", text)
    with pytest.raises(DataProblem, match="模板“坏”"):
        load_house_template(path).draft({"单位": "甲"})


def test_not_a_word_file(tmp_path):
    path = tmp_path / "假.docx"
    path.write_text("不是 Word", encoding="utf-8")
    with pytest.raises(FileProblem, match="假"):
        load_house_template(path)


def test_batch_over_a_house_template(tmp_path):
    path = house(tmp_path / "证明.docx", "兹证明{{ 姓名 }}系我单位职工。")
    job = Job(template=path, name="{{姓名}}")
    rows = [(2, {"姓名": "甲"}), (3, {}), (4, {"姓名": "甲"})]
    outcomes = list(draft_rows(job, rows, tmp_path / "出"))
    assert [outcome.path and outcome.path.name for outcome in outcomes] == [
        "甲.docx", None, "甲（2）.docx",
    ]  # fmt: skip
    assert Maker(job).make({"姓名": "乙"}).title == "证明"
