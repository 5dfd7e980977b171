"""Numbers in titles stay whole, and with their unit."""

from __future__ import annotations

import pytest

from pipeline.gongwen.title_lines import split_title


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        ("江州市人民政府办公室关于做好2026年小学生暑期托管服务工作的通知", "2026年"),
        ("江州市水利局关于2025年水利工程建设情况的报告", "2025年"),
        ("江州市工业和信息化局关于加快推进5G基站建设有关工作的通知", "5G"),
        ("江州市人民政府关于表扬2025年度全市抗旱救灾工作先进集体的通报", "2025年度"),
        ("江州市人民政府办公室关于办理市政府第52次常务会议议定事项的通知", "第52次"),
    ],
)
@pytest.mark.parametrize("room", [12, 14, 16, 20])
def test_a_number_is_never_broken(title, whole, room):
    lines = split_title(title, room)
    assert "".join(lines) == title
    assert any(whole in line for line in lines)
