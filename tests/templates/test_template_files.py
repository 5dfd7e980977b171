"""Every built-in template: complete front matter, an example that renders, and no leftovers."""

from __future__ import annotations

import re
from datetime import date
from itertools import chain

import pytest
import yaml

from pipeline.draft.markup import parse_body
from pipeline.draft.template import find_templates, load_template
from pipeline.errors import DataProblem
from pipeline.gongwen.genres import genre_of_title, genres

PATHS = {name: path for name, path in find_templates().items() if path.suffix == ".md"}
NAMES = sorted(PATHS)
# Forms that carry no genre name in their title: they go round inside the office.
FORMS = {
    "文稿", "领导审批单", "意见汇总表", "反馈意见表", "意见采纳情况反馈单", "修改说明",
    "会签单", "案卷目录",
}  # fmt: skip
DAILY = {
    "会议通知", "印发通知", "转发通知", "批转通知", "任免通知", "表彰通报", "批评通报",
    "征求意见函", "复函", "会议纪要", "催办单", "协调会议程", "督办通知", *FORMS,
}  # fmt: skip


def rendered(name, data):
    template = load_template(PATHS[name])
    values = template.check(data)
    text = template.render(values)
    return template, values, text, parse_body(text, name)


def test_all_genres_and_daily_variants_are_there():
    assert {load_template(path).genre for path in PATHS.values()} == set(genres())
    assert set(genres()) | DAILY <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_front_matter_says_what_each_field_is(name):
    template = load_template(PATHS[name])
    assert template.description
    for field in chain(
        (template.fields[name] for name in template.declared),
        *(column_fields(template.fields[name]) for name in template.declared),
    ):
        told = field.description or field.example is not None or field.choices
        assert told or field.name in WELL_KNOWN, f"{name}：{field.name} 没有说明"


WELL_KNOWN = {
    "姓名", "单位", "单位和职务", "职务", "责任单位", "配合单位", "完成时限", "联系电话", "电话",
    "理由", "数量一", "数量二", "比例", "项目", "数量", "比重", "会议地点", "条款", "截止时刻",
    "日期",
    "来文文种", "意见", "序号", "签名人", "签名人职务", "用印", "缺席", "原文",
}  # fmt: skip


def column_fields(field):
    for column in field.columns.values():
        yield column
        yield from column_fields(column)


@pytest.mark.parametrize("name", NAMES)
def test_example_renders(name):
    template = load_template(PATHS[name])
    _, values, text, sections = rendered(name, template.example)
    assert sections[0].blocks
    check_text(text)
    genre = genre_of_title(values["标题"])
    if name not in FORMS:
        assert genre is not None and genre.name == template.genre


@pytest.mark.parametrize("name", NAMES)
def test_second_data_renders(name):
    path = PATHS[name].parent.parent / "tests" / "templates" / "data" / f"{name}.yaml"
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    example = load_template(PATHS[name]).example
    assert data != example
    check_text(rendered(name, data)[2])


@pytest.mark.parametrize("name", NAMES)
def test_every_optional_field_may_be_left_out(name):
    template = load_template(PATHS[name])
    optional = [key for key in template.example if not template.fields[key].required]
    for left_out in [*([key] for key in optional), optional]:
        data = {k: v for k, v in template.example.items() if k not in left_out}
        check_text(rendered(name, data)[2])


@pytest.mark.parametrize("name", NAMES)
def test_optional_columns_may_be_left_out(name):
    template = load_template(PATHS[name])
    tables = [key for key in template.example if template.fields[key].type == "table"]
    for key in tables:
        columns = template.fields[key].columns
        rows = [
            row if isinstance(row, dict) else dict(zip(columns, row, strict=True))
            for row in template.example[key]
        ]
        bare = [{c: row[c] for c in columns if columns[c].required and c in row} for row in rows]
        check_text(rendered(name, {**template.example, key: bare})[2])


LEFTOVERS = re.compile(
    r"None|True|False|\{\{|\{%|（）|《》|“”|，，|。。|，。|：：|、、|；；|，；|、。|。，|\[\]"
    r"|^[，。；、：]|[^#\n|]#+ |[^\n=]===",
    re.M,
)


def check_text(text):
    assert text.strip()
    found = LEFTOVERS.search(text)
    assert not found, text[max(0, found.start() - 20) : found.end() + 20]
    for match in re.finditer(r"(\d{4})年(\d{1,2})月(\d{1,2})日（星期(.)）", text):
        day = date(int(match[1]), int(match[2]), int(match[3]))
        assert "一二三四五六日"[day.weekday()] == match[4], match[0]


@pytest.mark.parametrize("name", NAMES)
def test_examples_name_no_real_place(name):
    text = yaml.safe_dump(dict(load_template(PATHS[name]).example), allow_unicode=True)
    assert "江州" in text or "省" in text
    assert not re.search(r"北京|上海|广东|江洲", text)
    assert "××" not in text
    assert set(re.findall(r"(20\d\d)-\d\d-\d\d", text)) <= {"2026", "2027"}


@pytest.mark.parametrize(
    "name", [name for name in NAMES if "正文" in load_template(PATHS[name]).declared]
)
def test_a_text_written_elsewhere_is_enough(name):
    """``--body``: the whole text is given, what it makes needless is left out."""
    template = load_template(PATHS[name])
    fields = template.fields
    data = {
        key: value
        for key, value in template.example.items()
        if key != "正文" and fields[key].unless != "正文"
    }
    text = rendered(name, {**data, "正文": "开头一段。\n# 第一件事\n做法。"})[2]
    assert text.count("开头一段。\n# 第一件事\n做法。") == 1
    check_text(text)


def test_without_text_and_parts_the_parts_are_missed():
    template = load_template(PATHS["请示"])
    data = {key: value for key, value in template.example.items() if key != "请示事项"}
    with pytest.raises(DataProblem, match="请示事项"):
        template.check(data)


def test_what_clerks_type_by_habit_is_not_doubled():
    """Numbers and final marks that the template sets itself may also be in the data."""
    template = load_template(PATHS["会议通知"])
    habits = {
        "会议目的": "为贯彻落实上级会议精神",
        "会议内容": ["一、通报情况；", "二、部署任务。"],
        "参会人员": ["1.各县（区）负责同志", "一、二级医院负责同志。"],
        "会议要求": ["（一）请按时参会"],
    }
    text = template.render(template.check({**template.example, **habits}))
    assert "为贯彻落实上级会议精神，经市人民政府同意，定于" in text
    assert "（一）通报情况；\n（二）部署任务。\n" in text
    assert "（一）各县（区）负责同志；\n（二）一、二级医院负责同志。\n" in text
    assert "（二）请按时参会。\n" in text
    report = load_template(PATHS["报告"])
    whole = {**report.example, "正文": "现将有关情况报告如下：\n情况。\n特此报告。"}
    assert report.render(report.check(whole)).count("特此报告") == 1


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("市财政局", "贵局"),
        ("清塘县人民政府", "贵县"),
        ("南湾区人民政府", "贵区"),
        ("市发展改革委", "贵委"),
        ("江州市人民代表大会常务委员会", "贵会"),
        ("临溪县人民政府办公室", "贵办"),
        ("江州市消防救援支队", "贵队"),
        ("江州市水务集团有限公司", "贵公司"),
        ("市司法局，市公安局", "贵单位"),
        ("市总工会", "贵单位"),
    ],
)
def test_an_addressee_is_spoken_to_by_its_name(name, called):
    template = load_template(PATHS["征求意见函"])
    values = template.check({**template.example, "主送": name})
    assert values["称谓"] == called
