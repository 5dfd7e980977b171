"""``hongtou draft`` and ``hongtou template`` as a clerk meets them, above all with wrong input."""

from __future__ import annotations

import io
import json
import os
import stat

import pytest
from docx import Document

from pipeline.cli import run

TEMPLATE = """---
title: 短通知
genre: 通知
description: 短的通知
fields:
  事由: {type: text, required: true, description: 为什么发, example: 整理档案}
  份数: {type: int, min: 1, max: 9}
  时间: {type: datetime}
  方式: {type: choice, choices: [会议, 书面]}
  名单: {type: table, columns: {姓名: {required: true}, 人数: int}}
  公开: {type: bool}
  金额: {type: money}
  联系人: {type: person}
defaults:
  标题: "关于{{事由}}的通知"
---
# 事项
现就{{ 事由 }}通知如下。
{% if 名单 %}
| 姓名 | 人数 |
{% for 行 in 名单 %}
| {{ 行.姓名 }} | {{ 行.人数 }} |
{% endfor %}
{% endif %}
{% if 金额 %}
金额{{ 金额|千分位 }}元（{{ 金额|大写金额 }}）。
{% endif %}
"""
DATA = {"事由": "整理档案", "发文机关": "甲局", "成文日期": "2026-11-23"}


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "短通知.md").write_text(TEMPLATE, encoding="utf-8")
    write(tmp_path, DATA)
    return tmp_path


def write(place, data):
    (place / "数据.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def call(*words):
    return run(["draft", "短通知.md", "--data", "数据.json", *words])


def texts(path):
    document = Document(io.BytesIO(path.read_bytes()))
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def test_a_document_is_written_and_named_by_its_title(place, capsys):
    assert call() == 0
    assert "一、事项" in texts(place / "关于整理档案的通知.docx")
    assert "已写出" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"事由": ""}, "缺少必填字段“事由”（为什么发）"),
        ({"事 由": "甲"}, "没有“事 由”这个字段，是不是“事由”？"),
        ({"成文日期": "2026-02-30"}, "字段“成文日期”的值“2026-02-30”不对：2026年2月30日不存在"),
        ({"成文日期": "明天"}, "字段“成文日期”的值“明天”不对：不是日期"),
        ({"份数": "三"}, "字段“份数”的值“三”不对：应是数"),
        ({"份数": 2.5}, "字段“份数”的值“2.5”不对：应是整数"),
        ({"份数": 10}, "字段“份数”的值“10”不对：不能大于 9"),
        ({"时间": "2026-11-23 25:00"}, "没有 25:00 这个时刻"),
        ({"方式": "电话"}, "字段“方式”的值“电话”不对：只能是会议、书面"),
        ({"名单": [{"姓名": "甲", "人术": 1}]}, "第 1 行有不认识的列“人术”，是不是“人数”？"),
        ({"名单": [{"人数": 1}]}, "字段“名单”第 1 行缺少“姓名”"),
        ({"名单": [{"姓名": "甲", "人数": "x"}]}, "字段“名单”第 1 行：字段“人数”的值“x”不对"),
        ({"公开": "也许"}, "应是“是”或“否”"),
        ({"联系人": {"姓名": "甲", "手机": "1"}}, "字段“联系人”里有不认识的“手机”"),
        ({"密级": "保密"}, "只能是绝密、机密、秘密"),
        ({"保密期限": "5年"}, "写了“保密期限”却没有“密级”"),
        ({"份号": "第1份"}, "字段“份号”的值“第1份”不对"),
        ({"事由": "甲\n乙"}, "应是一行文字，不能换行"),
        ({"附件": [{"正文": "甲"}]}, "字段“附件”第 1 项要写明标题"),
        ({"附件": [{"标题": "甲", "文件": "没有.md"}]}, "无法读取"),
        ({"附件": [{"标题": "甲", "文件": "../甲.md"}]}, "不在数据所在的文件夹里"),
        ({"附件": [{"标题": "甲", "文件": "/etc/hosts.md"}]}, "不在数据所在的文件夹里"),
        ({"附件": [{"标题": "甲", "文件": "数据.json"}]}, "不能作正文"),
    ],
)
def test_wrong_data_is_one_sentence_and_nothing_is_written(place, capsys, change, said):
    write(place, {**DATA, **change})
    before = sorted(os.listdir(place))
    assert call("--out", "a.docx") == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.startswith("错误：") and error.count("\n") == 1
    assert sorted(os.listdir(place)) == before


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "坏.yaml",
            "事由: 甲\n成文日期 2026\n  x: 1\n",
            "坏.yaml 第 3 行第 4 列不是合法的 YAML：少了冒号，或上一行",
        ),
        ("坏.yaml", "事由: 甲\n事由: 乙\n", "同一个名称写了两次：事由"),
        ("坏.json", '{"事由": "甲",\n}', "坏.json 第 2 行"),
        ("坏.toml", '"事由" = "甲"\n事由 = 乙\n', "坏.toml 第 2 行"),
        ("坏.txt", "甲", "不是数据文件"),
        ("坏.yaml", "- 甲\n", "应是“字段名: 值”的形式"),
    ],
)
def test_broken_data_files_say_where(place, capsys, name, text, said):
    (place / name).write_text(text, encoding="utf-8")
    assert run(["draft", "短通知.md", "--data", name]) == 2
    assert said in capsys.readouterr().err


def test_three_formats_and_settings_give_the_same(place):
    (place / "a.yaml").write_text("事由: 整理档案\n发文机关: 甲局\n成文日期: 2026-11-23\n", "utf-8")
    (place / "a.toml").write_text(
        '"事由" = "整理档案"\n"发文机关" = "甲局"\n"成文日期" = 2026-11-23\n', "utf-8"
    )
    assert call("--out", "j.docx") == 0
    assert run(["draft", "短通知.md", "--data", "a.yaml", "--out", "y.docx"]) == 0
    assert run(["draft", "短通知.md", "--data", "a.toml", "--out", "t.docx"]) == 0
    words = [f"--set={key}={value}" for key, value in DATA.items()]
    assert run(["draft", "短通知.md", *words, "--out", "s.docx"]) == 0
    found = [texts(place / f"{name}.docx") for name in "jyts"]
    assert found[0] == found[1] == found[2] == found[3]


def test_existing_output_is_kept(place, capsys):
    (place / "a.docx").write_bytes(b"mine")
    assert call("--out", "a.docx") == 2
    assert (place / "a.docx").read_bytes() == b"mine"
    assert "文件已存在" in capsys.readouterr().err
    assert call("--out", "a.docx", "--force") == 0


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(place, capsys):
    folder = place / "只读"
    folder.mkdir()
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert call("--out", "只读/a.docx") == 2
    assert "没有权限" in capsys.readouterr().err


def test_output_that_is_no_word_file(place, capsys):
    assert call("--out", "a.doc") == 2
    assert "应以 .docx 结尾" in capsys.readouterr().err
    (place / "夹").mkdir()
    assert call("--out", "夹") == 2
    assert "是文件夹" in capsys.readouterr().err
    (place / "文件").write_text("x", encoding="utf-8")
    assert call("--out", "文件/a.docx") == 2
    assert "无法写入" in capsys.readouterr().err


def test_the_text_may_come_from_a_file(place):
    (place / "正文.md").write_text("# 甲\n内容**重点**。\n", encoding="utf-8")
    (place / "正文.txt").write_text("# 不是标题\n一、总体要求\n内容。\n", encoding="utf-8")
    word = Document()
    word.add_paragraph("一、从 Word 来")
    word.add_paragraph("第一段 | 竖线")
    table = word.add_table(rows=2, cols=2)
    for at, text in enumerate(("姓名", "单位", "甲", "乙|丙")):
        table.cell(at // 2, at % 2).text = text
    table.cell(1, 0).add_paragraph("第二段")
    table.cell(1, 1).add_paragraph("|")
    word.save(place / "正文.docx")
    for kind in ("md", "txt", "docx"):
        assert call("--body", f"正文.{kind}", "--out", f"{kind}.docx") == 0
    assert {"一、甲", "内容重点。"} <= set(texts(place / "md.docx"))
    assert {"# 不是标题", "一、总体要求", "内容。"} <= set(texts(place / "txt.docx"))
    assert {"一、从 Word 来", "第一段 | 竖线"} <= set(texts(place / "docx.docx"))
    made = Document(io.BytesIO((place / "docx.docx").read_bytes()))
    [table] = [table for table in made.tables if table.style.name == "公文表格"]
    cells = [cell.text for row in table.rows for cell in row.cells]
    assert cells == ["姓名", "单位", "甲第二段", "乙|丙|"]


def test_asking_for_what_is_missing(place, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("整理\n甲局\n明天\n2026-11-23\n"))
    assert run(["draft", "短通知.md", "--ask", "--out", "a.docx"]) == 0
    assert "关于整理的通知" in texts(place / "a.docx")


def test_asking_without_anyone_to_answer(place, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert run(["draft", "短通知.md", "--ask"]) == 2
    assert "没有得到“事由”的回答" in capsys.readouterr().err


def test_unknown_template_and_layout(place, capsys):
    assert run(["draft", "会议统知"]) == 2
    assert "是不是“会议通知”？" in capsys.readouterr().err
    assert run(["draft", "没有.md"]) == 2
    assert "找不到模板文件" in capsys.readouterr().err
    assert run(["draft", "通知", "--templates", "没有的夹"]) == 2
    assert "模板文件夹 没有的夹 不存在" in capsys.readouterr().err
    assert run(["draft", "请示"]) == 2
    assert "各字段的说明见 hongtou template show 请示" in capsys.readouterr().err
    assert call("--layout", "公函") == 2
    assert "信函" in capsys.readouterr().err
    assert call("--profile", "没有") == 2
    assert "没有名为“没有”的版式" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("front", "body", "said"),
    [
        ("title: 甲\ngenre: 通知", "第一行\n{{ 事有 }}", "第 6 行用了没有说明的字段“事有”"),
        ("title: 甲\ngenre: 通知\nfields: {事由: text}", "{{ 事有 }}", "是不是“事由”？"),
        ("title: 甲\ngenre: 通知", "{% if 标题 %}", "标签没有结束"),
        ("title: 甲\ngenre: 通知", "{{ 标题|没有 }}", "没有“没有”这个过滤器"),
        ("title: 甲\ngenre: 通知", "{{ 标题 ", "第 5 行写法有误"),
        ("title: 甲\ngenre: 通告书", "", "genre 是“通告书”"),
        ("title: 甲\ngenre: 通知\nfield: {}", "", "不认识的“field”，是不是“fields”？"),
        ("title: 甲\ngenre: 通知\nfields: {甲: {typ: text}}", "", "不认识的“typ”，是不是“type”？"),
        ("title: 甲\ngenre: 通知\nfields: {甲: txt}", "", "类型“txt”不认识，是不是“text”？"),
        ("title: 甲\ngenre: 通知\nfields: {甲-乙: text}", "", "字段名“甲-乙”不能用"),
        ("title: 甲\ngenre: 通知\nfields:\n  甲: {type: text", "", "不是合法的 YAML"),
    ],
)
def test_a_wrong_template_says_where(place, capsys, front, body, said):
    (place / "错.md").write_text(f"---\n{front}\n---\n{body}\n", encoding="utf-8")
    assert run(["template", "check", "错.md"]) == 1
    assert said in capsys.readouterr().out
    assert run(["draft", "错.md", "--set", "发文机关=甲"]) == 2
    assert said in capsys.readouterr().err


def test_template_commands(place, capsys):
    assert run(["template", "list", "--json", "--templates", "."]) == 0
    names = {row["name"] for row in json.loads(capsys.readouterr().out)}
    assert {"短通知", "会议通知", "请示"} <= names
    assert run(["template", "show", "短通知.md"]) == 0
    shown = capsys.readouterr().out
    assert "必填  事由" in shown and "选一（会议、书面）" in shown
    assert run(["template", "new", "新.md", "--genre", "函"]) == 0
    assert run(["template", "new", "新.md"]) == 2
    assert "title: 新" in (place / "新.md").read_text(encoding="utf-8")
    assert run(["template", "new", "二.md", "--genre", "通告书"]) == 2
    assert "没有“通告书”这个文种" in capsys.readouterr().err
    assert run(["template", "new", "二.md", "--from", "会议通知"]) == 0
    assert run(["template", "check", "新.md", "二.md"]) == 0
    assert "校对出" not in capsys.readouterr().out
    assert run(["template", "check"]) == 0


def test_the_example_of_a_template_can_be_saved_and_used(place, capsys):
    assert run(["template", "show", "会议通知", "--example"]) == 0
    (place / "例.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert run(["draft", "会议通知", "--data", "例.yaml", "--out", "例.docx"]) == 0


def test_settings_of_the_unit(place):
    (place / "hongtou.toml").write_text(
        'templates = "模板"\nprofile = "本局"\nrules = "规则"\norgan = "江州市林业局"\n', "utf-8"
    )
    (place / "模板").mkdir()
    (place / "模板" / "局通知.md").write_text(TEMPLATE, encoding="utf-8")
    (place / "规则" / "layout").mkdir(parents=True)
    (place / "规则" / "layout" / "本局.yaml").write_text(
        "extends: gbt9704-2012\nname: 本局\norgan: 江州市林业局\nmark: 江州市林业局文件〔内部〕\n"
        "fonts: {仿宋: {name: 仿宋}}\n", encoding="utf-8",
    )  # fmt: skip
    words = ["--set=事由=整理", "--set=成文日期=2026-11-23", "--out=a.docx"]
    assert run(["draft", "局通知", *words]) == 0
    assert texts(place / "a.docx")[0] == "江州市林业局文件〔内部〕"
    style = Document(io.BytesIO((place / "a.docx").read_bytes())).styles["公文正文"]
    assert "仿宋" in style.element.xml and "仿宋_GB2312" not in style.element.xml


def test_characters_that_xml_cannot_hold_and_markup_in_data(place):
    write(place, {**DATA, "事由": "整理<档案>&“清单”\x07 {{ 甲 }}"})
    assert call("--out", "a.docx") == 0
    assert "现就整理<档案>&“清单” {{ 甲 }}通知如下。" in texts(place / "a.docx")


def test_data_is_no_markup(place):
    rows = [{"姓名": "甲|乙", "人数": 1}, {"姓名": "# 丙", "人数": 2}]
    write(place, {**DATA, "事由": "整理|档案", "名单": rows})
    assert call("--out", "a.docx") == 0
    made = Document(io.BytesIO((place / "a.docx").read_bytes()))
    cells = [cell.text for row in made.tables[0].rows for cell in row.cells]
    assert cells == ["姓名", "人数", "甲|乙", "1", "# 丙", "2"]
    assert {"关于整理|档案的通知", "现就整理|档案通知如下。"} <= set(texts(place / "a.docx"))


def test_what_a_word_file_holds_beside_text_is_said(place, capsys):
    word = Document()
    word.add_paragraph("正文")
    word.add_paragraph().add_run().add_picture(io.BytesIO(PNG))
    word.save(place / "图.docx")
    assert call("--body", "图.docx", "--out", "a.docx") == 0
    assert "1 处图片" in capsys.readouterr().err
    write(place, {**DATA, "附件": [{"标题": "甲", "文件": "图.docx"}]})
    assert call("--out", "b.docx") == 0
    assert "1 处图片" in capsys.readouterr().err


def _png():
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue()


PNG = _png()
