"""The first parts of a list added up behind it, and the share of one that is named again."""

from __future__ import annotations

import pytest
from telling import told

KINDS = "从投诉类别看，水质问题136件，水压偏低94件，漏水85件，计费争议32件。"
SHARES = "水质问题占39.2%、水压偏低占27.1%、漏水占24.5%、计费争议占9.2%，"
STEPS = "报装平均用时150分钟，其中现场勘查75分钟、资料审核45分钟、缴费30分钟，"


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("SUM-812", KINDS + "前三类合计351件，占投诉总量的90.8%。"),
        ("SUM-812", KINDS + "前两类问题共240件。"),
        ("SUM-812", "共受理347件，其中水质136件、水压94件、漏水85件、计费32件，前两类合计203件。"),
        (
            "SUM-812",
            "东城136件，占39.2%；西城94件，占27.1%；南城85件，占24.5%。前两个区合计320件。",
        ),
        ("SUM-812", SHARES + "前三项合计占80.8%。"),
        ("SUM-813", STEPS + "现场勘查占55%。"),
        ("SUM-813", STEPS + "缴费时间占比为25%。"),
        ("SUM-813", STEPS + "现场勘查占50%，资料审核占35%。"),
        ("SUM-813", "经费用于设备购置48万元、人员培训12万元、宣传20万元，设备购置占66%。"),
        ("SUM-003", "本月共检修泵站216座。其中，带病运行的64座，占30.6%；完好的152座，占70.4%。"),
    ],
)
def test_figures_of_the_list_make_another(rule: str, text: str) -> None:
    assert rule in told(text)


@pytest.mark.parametrize(
    "text",
    [
        KINDS + "前三类合计315件，占投诉总量的90.8%。",
        KINDS + "前三类合计约320件。",
        KINDS + "前三季度合计受理1215件。",
        KINDS + "去年前三类合计402件。",
        "计费争议32件，水质问题136件，水压偏低94件，漏水85件。投诉量前两位的类别合计230件。",
        "共受理347件，其中水质136件、水压94件、漏水85件、计费32件，前两类合计230件。",
        SHARES + "前三项合计占90.8%。",
        STEPS + "现场勘查占50%，缴费占20%。",
        STEPS + "现场勘查占全市同类事项用时的35%。",
        STEPS + "满意的占85%。",
        "抽查泵站640座，正常571座，季节性停机52座，长期停用17座，长期停用的占2.7%。",
        "全年受理347件。水质136件、水压94件、漏水85件，水质占39.2%。",
        "本月共检修泵站216座。其中，带病运行的64座，占29.6%；完好的152座，占70.4%。",
    ],
)
def test_figures_that_come_out_or_are_of_other_things(text: str) -> None:
    assert not told(text) & {"SUM-812", "SUM-813", "SUM-003"}
