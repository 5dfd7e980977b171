"""Organs and short forms that one document writes in two ways."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lint.checks.short_papers import marked, paper

SHORT = "CONS-670"


DEFINED = "江州市住房和城乡建设局（以下简称市住建局）负责实施，市公安局会同市住建局编制规划。"


@pytest.mark.parametrize("other", ["市建设局", "市住房局", "市城建局"])
def test_a_second_short_form_of_an_organ_is_told(other: str) -> None:
    assert marked(SHORT, paper(DEFINED, f"{other}建立平台，情况报市住建局。")) == [other]


@pytest.mark.parametrize(
    ("full", "short", "other"),
    [
        ("县域医疗卫生共同体", "医共体", "医联体"),
        ("江州市交通运输局", "市交运局", "市交通局"),
        ("江州市发展和改革委员会", "市发改委", "市发展委"),
    ],
)
def test_a_second_short_form_is_told(full: str, short: str, other: str) -> None:
    text = f"组建{full}（以下简称{short}），{short}运行平稳。"
    if full.endswith("委员会"):
        text = text.replace("委员会", "委")
    assert marked(SHORT, paper(text, f"{other}完成任务。", f"{short}继续努力。")) == [other]


@pytest.mark.parametrize(
    "body",
    [
        (DEFINED, "市城市管理局配合，情况报市住建局。"),  # not out of its characters
        (DEFINED, "市建设局长期负责，情况报市住建局。"),  # 局长
        (DEFINED, "市建设局建平台，市建设局报市住建局，市住建局汇总。"),  # used again: another
        (DEFINED, "市住建局所属市建设局报告。"),  # both in one clause: two
        (DEFINED, "江州市住房和城乡建设局负责，情况报市住建局。"),
        (
            "江州市建设局（以下简称市建设局）配合。",
            DEFINED,
            "情况报市住建局和市公安局。",
        ),
        (
            "组建县域医疗卫生共同体（以下简称医共体），医共体运行平稳。",
            "健全医疗体系，建设医共体。",
        ),
        (
            "组建县域医疗卫生共同体（以下简称医共体），医共体运行平稳。",
            "加入城市医联体，建设医共体。",
        ),
    ],
)
def test_another_thing_is_no_second_short_form(body: tuple[str, ...]) -> None:
    assert marked(SHORT, paper(*body)) == []


def test_it_is_told_when_the_short_form_is_hardly_used() -> None:
    once = "江州市住房和城乡建设局（以下简称市住建局）负责。"
    assert marked(SHORT, paper(once, "市建设局建平台。", "报市住建局。")) == ["市建设局"]
    assert marked(SHORT, paper("市建设局建平台。", once, "市建设局报市住建局。")) == []


@pytest.mark.parametrize(
    ("full", "short", "other"),
    [
        ("澄东新材料产业园管理委员会", "园区管委会", "园管办"),
        ("旅游节筹备工作委员会", "筹委会", "组委会"),
        ("县文化市场综合行政执法大队", "县文化执法大队", "县文旅执法大队"),
        ("江州市城镇老旧小区改造工作领导小组", "市旧改领导小组", "市旧改工作专班"),
        ("县城东部片区", "城东片区", "东城片区"),
        ("免费提供介绍服务的补助", "服务补贴", "服务津贴"),
        ("由鸿基建设有限公司", "鸿基公司", "鸿基集团"),
        ("全市一体化公共数据平台", "一体化平台", "一体化系统"),
    ],
)
def test_other_ways_to_shorten_are_told(full: str, short: str, other: str) -> None:
    text = f"成立{full}（以下简称{short}），{short}已经运行。"
    assert marked(SHORT, paper(text, f"{other}报告情况。", f"{short}继续努力。")) == [other]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("专项整治期间遇到的问题，请及时报告。", ["专项整治"]),
        ("此次专项行动成效明显。", ["专项行动"]),
        ("巩固去年专项整治成果。", []),
        ("专项检查期间遇到的问题，请及时报告。", []),
    ],
)
def test_the_one_thing_that_goes_on_has_one_name(sentence: str, told: list[str]) -> None:
    defined = "开展工贸企业安全生产专项执法检查（以下简称专项检查），专项检查分四个阶段。"
    assert marked(SHORT, paper(defined, "做好专项检查工作。", sentence)) == told


@pytest.mark.parametrize(
    ("usual", "odd", "told"),
    [
        ("市社会保险事业服务中心", "市社会保障事业服务中心", True),
        ("市农业综合行政执法支队", "市农业综合行政监察支队", True),
        ("市第一人民医院", "市第二人民医院", False),
        ("市城东供水服务中心", "市城西供水服务中心", False),
        ("市民政局机关", "市财政局机关", False),
    ],
)
def test_a_long_name_with_another_word(usual: str, odd: str, told: bool) -> None:
    text = paper(f"由{usual}负责。{usual}要落实。", f"情况报{odd}。")
    assert marked("CONS-023", text) == [odd] * told


@pytest.mark.parametrize(
    ("full", "short", "other"),
    [
        ("澄东新材料产业园管理委员会", "园区管委会", "园区管委办"),  # its office
        ("县应急救援中心", "县应急中心", "县应急局"),  # a department of its own
        ("江州市教育投资有限公司", "市教投公司", "市城投公司"),  # another, as the first is used
        ("列入计划的改建、扩建工程", "建设项目", "建设工程"),  # an everyday word
        ("农药质量专项整治行动", "专项行动", "专项检查"),
    ],
)
def test_neighbours_are_others(full: str, short: str, other: str) -> None:
    text = f"成立{full}（以下简称{short}），{short}已经运行。"
    assert marked(SHORT, paper(text, f"{other}报告情况。", f"{short}继续努力。")) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["市公安局配合。", "市住建局汇总。", "各县落实。"]), max_size=6))
def test_without_a_second_form_it_is_silent(sentences: list[str]) -> None:
    assert marked(SHORT, paper(DEFINED, *sentences)) == []


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("配合县防总修订预案。", ["县防总"]),
        ("配合县防指修订预案。", []),
        ("配合县防办修订预案。", []),
        ("服从市防总调度。", []),
    ],
)
def test_a_body_has_one_short_form(sentence: str, told: list[str]) -> None:
    defined = "提请县防汛抗旱指挥部（以下简称县防指）启动响应。"
    text = paper(defined, "县防指负责调度。县防指每日会商。", sentence)
    assert marked("CONS-670", text) == told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("报市卫健局。", ["市卫健局"]),
        ("报市卫健委。", []),
        ("报县卫健局。", []),
    ],
)
def test_a_short_name_of_another_rank(sentence: str, told: list[str]) -> None:
    often = "市卫生健康委员会组织考核，市卫生健康委员会通报。"
    assert marked("CONS-600", paper(often, sentence)) == told


@pytest.mark.parametrize(
    ("odd", "often", "told"),
    [
        ("青龙河流域综合整治工程", 1, ["综合整治"]),
        ("青龙河流域综合开发工程", 1, []),  # maybe another, where so few tell of the usual one
        ("青龙河流域综合治里工程", 3, ["合治里"]),
        ("青龙河流域综合开发工程", 3, []),  # a word of its own that is never put for the other
        ("《青龙河流域综合整治工程规划》", 1, []),
    ],
)
def test_the_subject_of_the_title_has_one_name(odd: str, often: int, told: list[str]) -> None:
    title = "关于申请资金支持青龙河流域综合治理工程的请示"
    lines = (
        title,
        "市人民政府：",
        "我县拟实施青龙河流域综合治理工程。",
        "青龙河流域综合治理工程由县水利局负责。" * often,
        f"推进{odd}建设。",
        "江州县人民政府",
        "2026年6月3日",
    )
    assert marked("CONS-024", "\n".join(lines)) == told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("书舍建成后由村委会管理。", []),
        ("阅读站店建成后由村委会管理。", ["阅读站店"]),
        ("阅读站点建成后由村委会管理。", []),
        ("阅读场所建成后由村委会管理。", []),
        ("阅读地点由村委会确定。", []),  # a word, and another thing
        ("阅览站点由村委会确定。", []),
    ],
)
def test_one_character_makes_no_word_of_a_short_form(sentence: str, told: list[str]) -> None:
    defined = "建设全民阅读服务站点（下称阅读站点）。阅读站点免费开放，阅读站点每日值班。"
    assert marked(SHORT, paper(defined, sentence)) == told
