"""Layout profiles: the standard's numbers, and a unit's profile that extends it."""

from __future__ import annotations

import pytest

from pipeline.errors import DataProblem
from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import STRENGTHS, load_layout, twips


def test_the_standard_profile():
    profile = load_layout()
    page = profile.page
    assert (page.right_mm, page.bottom_mm) == (26, 35)
    assert (profile.grid.lines, profile.grid.characters) == (22, 28)
    assert profile.grid.lines * profile.grid.line_twips <= twips(page.area_height_mm)
    assert (profile.grid.lines) * (profile.grid.line_twips + 1) > twips(page.area_height_mm)
    title = profile.style(Element.TITLE)
    assert (title.font, title.size_pt, title.bold) == ("小标宋", 22, False)
    assert profile.form("信函").mark_top_mm == 30
    assert profile.style(Element.DOCUMENT_NUMBER, "信函").align == "right"
    assert profile.style(Element.DOCUMENT_NUMBER, "文件").align == "center"


def test_every_number_has_a_clause_and_a_strength():
    profile = load_layout()
    for form in profile.forms.values():
        for style in form.elements.values():
            assert style.clause and style.strength in STRENGTHS
    for part in (profile.page, profile.grid):
        assert part.clause and part.strength in STRENGTHS
    for rows in profile.signature.values():
        assert rows["clause"] and rows["strength"] in STRENGTHS


def test_fonts_go_by_several_names():
    font = load_layout().font("仿宋")
    assert font.accepts("FangSong") and font.accepts("fangsong ") and not font.accepts("宋体")


def own(folder, text, name="本单位"):
    (folder / "layout").mkdir(exist_ok=True)
    (folder / "layout" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_layout(name, (folder,))


def test_a_units_profile_repeats_only_what_differs(tmp_path):
    profile = own(
        tmp_path,
        "extends: gbt9704-2012\nname: 本单位\norgan: 江州市林业局\n"
        "page: {top_mm: 38}\nfonts: {仿宋: {name: 仿宋}}\n"
        "elements: {title: {size_pt: 24}}\nlayouts: {信函: {elements: {title: {size_pt: 20}}}}\n",
    )
    assert profile.page.top_mm == 38 and profile.page.bottom_mm == 34
    assert profile.fonts["仿宋"].name == "仿宋" and profile.fonts["仿宋"].accepts("FangSong")
    assert profile.style(Element.TITLE, "文件").size_pt == 24
    assert profile.style(Element.TITLE, "信函").size_pt == 20
    assert profile.organ == "江州市林业局"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("extends: gbt9704-2021\n", "没有名为“gbt9704-2021”的版式"),
        ("extends: gbt9704-2012\nfont: {}\n", "不认识的“font”，是不是“fonts”？"),
        ("extends: gbt9704-2012\nelements: {titel: {}}\n", "不认识的“titel”，是不是“title”？"),
        ("extends: gbt9704-2012\nelements: {title: {font: 隶书}}\n", "title.font”是“隶书”"),
        ("extends: gbt9704-2012\npage: {top_mm: 三十七}\n", "page.top_mm”应是数"),
        ("extends: gbt9704-2012\npage: {left_mm: 90}\n", "超过了纸张"),
        ("extends: gbt9704-2012\npage: 37\n", "应是“名称: 值”的形式"),
        ("extends: gbt9704-2012\nlayouts: {公函: {}}\n", "不认识的“公函”"),
        ("- 1\n", "应是“名称: 值”的形式"),
    ],
)
def test_a_wrong_profile_says_where(tmp_path, text, said):
    with pytest.raises(DataProblem, match=said):
        own(tmp_path, text, name=f"错{abs(hash(text))}")


def test_profiles_that_extend_each_other(tmp_path):
    (tmp_path / "甲.yaml").write_text("extends: 乙\n", encoding="utf-8")
    (tmp_path / "乙.yaml").write_text("extends: 甲\n", encoding="utf-8")
    with pytest.raises(DataProblem, match="绕成了圈"):
        load_layout("甲", (tmp_path,))


def test_unknown_layout():
    with pytest.raises(DataProblem, match="没有“公函”这种版式"):
        load_layout().form("公函")
