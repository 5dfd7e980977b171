"""Former departments that a list of fields still names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lint.checks.short_papers import marked, paper

RULE = "ORG-060"


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("公安、财政、工商等部门按照职责做好工作。", ["工商"]),
        ("公安、工商、质监等部门开展检查。", ["工商", "质监"]),
        ("国土资源、水利等部门加强巡查。", ["国土资源"]),
        ("市局会同环保、水利部门开展检查。", ["环保"]),
        ("由安监、公安、住建等有关部门处理。", ["安监"]),
        ("财政、卫计和教育等部门落实经费。", ["卫计"]),
        ("卫生健康、食品药品监督管理等主管部门负责抽检。", ["食品药品监督管理"]),
        ("财政、国税、地税三个部门共享数据。", ["国税", "地税"]),
        ("加强与教育、文广新等单位的沟通。", ["文广新"]),
        ("各县公安、工商等行政管理部门要密切配合。", ["工商"]),
        ("由国土资源部门负责。", ["国土资源"]),
        ("及时移送质量技术监督部门处理。", ["质量技术监督"]),
        ("会同两区工商行政管理部门检查。", ["工商行政管理"]),
    ],
)
def test_a_former_field_in_a_list_is_told(sentence: str, found: list[str]) -> None:
    assert marked(RULE, paper(sentence)) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "公安、财政、市场监管等部门按照职责做好工作。",
        "原工商、质监等部门的职责已经划入市场监管局。",
        "公安、原工商等部门的档案已经移交。",
        "2015年，公安、工商等部门开展检查。",
        "2018年由公安、工商等部门联合印发。",
        "机构改革前，公安、工商等部门各自执法。",
        "工商、质监等部门整合为市场监管局。",
        "原国土资源部门的档案已经移交。",
        "2015年由工商行政管理部门登记。",
        "由环保部门负责。",
        "工商银行负责人参加座谈。",
        "工商、金融界人士参加座谈。",
        "引导农业、工商业等单位参与。",
        "推广绿色、环保、节能产品，有关部门要带头使用。",
        "“公安、工商等部门”一语已经修改。",
        "节能、环保设施由业主单位维护。",
    ],
)
def test_history_and_other_words_are_right(sentence: str) -> None:
    assert marked(RULE, paper(sentence)) == []


@pytest.mark.parametrize(("year", "told"), [(2015, False), (2018, False), (2019, True)])
def test_the_date_of_the_document_decides(year: int, told: bool) -> None:
    text = paper("公安、财政、工商等部门做好工作。", year=year)
    assert bool(marked(RULE, text)) is told


@pytest.mark.parametrize(("year", "told"), [(2018, False), (2019, True)])
def test_the_year_in_the_sentence_decides(year: int, told: bool) -> None:
    text = paper(f"{year}年，公安、工商等部门开展检查。")
    assert bool(marked(RULE, text)) is told


def test_the_past_of_another_sentence_does_not_count() -> None:
    assert marked(RULE, paper("改革前职责分散。公安、工商等部门做好工作。")) == ["工商"]


def test_a_text_that_is_no_document_may_be_history() -> None:
    assert marked(RULE, "公安、财政、工商等部门做好工作。") == []


TODAY = ["公安", "财政", "市场监管", "自然资源", "生态环境", "卫生健康", "应急管理", "税务", "水利"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(TODAY), min_size=1, max_size=6, unique=True))
def test_fields_of_today_are_silent(fields: list[str]) -> None:
    assert marked(RULE, paper(f"{'、'.join(fields)}等部门按照职责做好工作。")) == []


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("《建设部办公厅关于加强供水管理的通知》（建办城〔2022〕2号）", ["建设部"]),
        ("《江州市环保局关于加强监测的通知》（江环〔2023〕5号）", ["环保局"]),
        ("《住房和城乡建设部办公厅关于加强供水管理的通知》（建办城〔2022〕2号）", []),
        ("《建设部关于加强供水管理的通知》（建城〔2006〕2号）", []),
        ("《农业农村部 文化和旅游部关于加强休闲农业的通知》（农办〔2022〕2号）", []),
        ("《江州市农业农村局关于规范农业局网站的通知》（江农〔2023〕5号）", []),
    ],
)
def test_a_cited_document_is_issued_by_an_organ_of_its_year(title: str, said: list[str]) -> None:
    assert marked("ORG-720", paper(f"按照{title}要求开展检查。")) == said


@pytest.mark.parametrize(
    "name", ["县人事局", "市卫生局", "省农业厅", "区旅游局", "市劳动和社会保障局"]
)
def test_local_departments_of_old_are_told(name: str) -> None:
    rules = ("ORG-702", "ORG-703", "ORG-705", "ORG-706")
    told = [text for rule in rules for text in marked(rule, paper(f"由{name}负责落实。"))]
    assert told == [name[1:]]
    assert not [r for r in rules if marked(r, paper(f"原{name}负责。2008年由{name}负责落实。"))]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("由县政府督查室定期督导。", ["县政府"]),
        ("由平山县政府定期督导。", []),
        ("各县政府定期督导。", []),
        ("报县政府。由县政府督导。向县政协通报。", []),  # it speaks of a county
        ("报市政府。", []),
    ],
)
def test_organs_of_another_level_are_told(sentence: str, told: list[str]) -> None:
    lines = (
        "晋安区人民政府办公室关于做好服务的通知",
        "各街道办事处：",
        "经区政府同意，区政府各部门要支持。",
        sentence,
        "晋安区人民政府办公室",
        "2026年6月3日",
    )
    assert marked("ORG-766", "\n".join(lines)) == told
