"""Titles over several lines: words whole, a trapezoid or a diamond."""

from __future__ import annotations

from itertools import pairwise

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.gongwen.title_lines import broken_word, split_title, width
from pipeline.gongwen.words import frequency, segment

ROOM = 20
TITLES = [
    "江州市人民政府办公室关于召开全市安全生产工作会议的通知",
    "国务院办公厅关于进一步优化营商环境更好服务市场主体的实施意见",
    "江州市人民政府关于印发《江州市城市更新管理办法（试行）》的通知",
    "江州市财政局、江州市教育局、江州市人力资源和社会保障局关于加强义务教育经费管理的通知",
    "江州市发展和改革委员会关于2026年重点项目建设进展情况和下一步工作安排的报告",
    "江州市人民政府关于同意设立江州市云岭经济技术开发区管理委员会的批复",
]
ORGANS = ["江州市人民政府办公室", "江州市财政局", "江州市教育局", "江州市人力资源和社会保障局"]


def test_a_short_title_stays_one_line():
    assert split_title("关于做好防汛工作的通知", ROOM) == ("关于做好防汛工作的通知",)


@pytest.mark.parametrize(
    "above, below, word",
    [
        ("关于加强安全生", "产工作的通知", "生产"),
        ("江州市人民政", "府关于防汛工作的通知", "人民政府"),
        ("关于做好20", "26年防汛工作的通知", "2026"),
        ("关于做好2026", "年防汛工作的通知", "2026年"),
        ("关于加强", "安全生产工作的通知", ""),
        ("江州市人民", "政府关于防汛工作的通知", ""),
        ("关于支持发展中", "国家建设的意见", ""),
        ("关于加强古树名", "木保护管理的通知", ""),
        ("", "关于防汛工作的通知", ""),
    ],
)
def test_a_word_torn_apart_is_told_from_a_break_between_words(above, below, word):
    assert broken_word(above, below) == word


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("room", [12, 14, 17, 20])
def test_the_own_lines_never_tear_a_word(title, room):
    lines = split_title(title, room)
    assert not any(broken_word(above, below) for above, below in pairwise(lines))


@pytest.mark.parametrize("title", TITLES)
def test_words_and_names_stay_whole(title):
    lines = split_title(title, ROOM, ORGANS)
    assert "".join(lines) == title
    assert max(width(line) for line in lines) <= ROOM
    breaks = {sum(len(line) for line in lines[: at + 1]) for at in range(len(lines) - 1)}
    for organ in ORGANS:
        start = title.find(organ)
        if start >= 0:
            assert not breaks & set(range(start + 1, start + len(organ))), lines
    at = 0
    for word in jieba.lcut(title, HMM=False):
        if len(word) > 1:
            assert not breaks & set(range(at + 1, at + len(word))), (word, lines)
        at += len(word)


@pytest.mark.parametrize("title", TITLES)
def test_no_rectangle_and_no_hourglass(title):
    sizes = [width(line) for line in split_title(title, ROOM, ORGANS)]
    assert max(sizes) - min(sizes) >= 1
    if len(sizes) == 3:
        assert not (sizes[1] < sizes[0] and sizes[1] < sizes[2]), sizes


@pytest.mark.parametrize("title", TITLES)
def test_lines_begin_and_end_well(title):
    lines = split_title(title, ROOM, ORGANS)
    assert not [line for line in lines[1:] if line[0] in "的、，》）和与及"]
    assert not [line for line in lines[:-1] if line.endswith(("《", "（", "关于", "的通知的"))]


def test_the_classic_break_is_before_guanyu():
    lines = split_title(TITLES[0], ROOM, ORGANS)
    assert lines == ("江州市人民政府办公室", "关于召开全市安全生产工作会议的通知")


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="关于江州市人民政府的通知《》（）、和2026 A一〇", min_size=1, max_size=60))
def test_any_text_is_broken_without_loss(title):
    lines = split_title(title, ROOM)
    assert "".join(lines) == title
    assert all(width(line) <= ROOM for line in lines)


def test_the_word_list_is_jiebas():
    jieba.initialize()
    for word in ("通知", "人民政府", "社会保障", "不存在的词"):
        assert frequency(word) == jieba.dt.FREQ.get(word, 0)


@pytest.mark.parametrize("title", TITLES)
def test_segmentation_is_jiebas_without_its_guesses(title):
    assert "".join(segment(title)) == title
    plain = [word for word in jieba.lcut(title, HMM=False) if not word.isascii()]
    assert [word for word in segment(title) if not word.isascii()] == plain
