"""Level lines drawn as shapes, in the ways Word and WPS write them."""

from __future__ import annotations

import pytest
from lxml import etree

from pipeline.word.drawn import possible_lines
from pipeline.word.drawn_lines import drawn_lines
from pipeline.word.ooxml import ANCHOR, DRAWING, MC, W
from pipeline.word.stories import Paragraph

SPACES = {
    "w": W, "wp": ANCHOR, "a": DRAWING, "mc": MC,
    "wps": "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}",
    "wpg": "{http://schemas.microsoft.com/office/word/2010/wordprocessingGroup}",
    "v": "{urn:schemas-microsoft-com:vml}",
}  # fmt: skip


def paragraph(runs: str) -> Paragraph:
    names = " ".join(f'xmlns:{prefix}="{name[1:-1]}"' for prefix, name in SPACES.items())
    element = etree.fromstring(f"<w:p {names}>{runs}</w:p>")
    return Paragraph(0, "\ufffc", element, ())


def shape(long: float, *, top: float | None = None, high: float = 0, weight: float = 1.5,
          kind: str = "sng", colour: str = "FF0000") -> str:  # fmt: skip
    at = "" if top is None else (
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{round(top * 36000)}</wp:posOffset>'
        "</wp:positionV>")  # fmt: skip
    line = (
        f'<a:ln w="{round(weight * 12700)}" cmpd="{kind}"><a:solidFill><a:srgbClr val="{colour}"/>'
        "</a:solidFill></a:ln>"
    )
    return (
        f'<w:r><w:drawing><wp:anchor>{at}<wp:extent cx="{long * 36000:.0f}" '
        f'cy="{high * 36000:.0f}"/><a:graphic><a:graphicData><wps:wsp><wps:spPr>{line}</wps:spPr>'
        "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )


def vml(inner: str) -> str:
    return f"<w:r><w:pict>{inner}</w:pict></w:r>"


def test_a_shape_says_its_length_kind_weight_colour_and_place():
    (line,) = drawn_lines(paragraph(shape(170, top=277, weight=4.5, kind="thinThick")))
    assert (round(line.length), line.kind, round(line.weight, 1)) == (170, "thinThick", 4.5)
    assert (line.colour, round(line.top or 0), line.below) == ("FF0000", 277, "page")


@pytest.mark.parametrize(
    ("inner", "length", "colour"),
    [
        ('<v:line from="79pt,300pt" to="521pt,300pt" strokecolor="red"/>', 156, "FF0000"),
        ('<v:rect style="width:442pt;height:1.5pt" stroked="f" fillcolor="#f00"/>', 156, "FF0000"),
        ('<v:shape style="width:15.6cm;height:0" strokecolor="#000000"/>', 156, "000000"),
        (
            '<v:line style="margin-top:8pt;height:0pt;width:442pt" stroked="t">'
            '<v:stroke weight="1.5pt" color="#FF0000" joinstyle="round"/></v:line>',
            156,
            "FF0000",
        ),
    ],
)
def test_lines_of_the_older_kind(inner, length, colour):
    (line,) = drawn_lines(paragraph(vml(inner)))
    assert (round(line.length), line.colour) == (length, colour)


@pytest.mark.parametrize(
    "inner",
    [
        '<v:line from="79pt,300pt" to="79pt,500pt" strokecolor="red"/>',
        '<v:line from="79,300" to="521,300" strokecolor="red"/>',
        '<v:rect style="width:442pt;height:60pt"/>',
    ],
)
def test_what_is_upright_high_or_has_no_unit_is_no_level_line(inner):
    assert drawn_lines(paragraph(vml(inner))) == []


def test_the_older_form_of_a_shape_is_not_counted_beside_it():
    old = vml('<v:line from="0,0" to="442pt,0"/>').removeprefix("<w:r>").removesuffix("</w:r>")
    new = shape(156).removeprefix("<w:r>").removesuffix("</w:r>")
    both = f"<mc:Choice>{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback>"
    made = paragraph(f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>")
    assert len(drawn_lines(made)) == possible_lines(made) == 1


def test_a_text_box_beside_a_line_is_none_and_lines_in_it_are_its_own():
    inside = shape(100)
    box = shape(156, high=20).replace(
        "</wps:wsp>",
        f"<wps:txbx><w:txbxContent><w:p>{inside}</w:p></w:txbxContent></wps:txbx></wps:wsp>",
    )
    made = paragraph(box + shape(156))
    assert [round(line.length) for line in drawn_lines(made)] == [156]


def test_a_thick_and_a_thin_line_close_together_are_one_double_line():
    made = paragraph(shape(170, top=51.5, weight=0.75) + shape(170, top=50, weight=3))
    assert [line.kind for line in drawn_lines(made)] == ["thickThin"]
    apart = paragraph(shape(170, top=50) + shape(170, top=60))
    assert [line.kind for line in drawn_lines(apart)] == ["single", "single"]


def test_lines_in_a_group_are_as_long_as_the_group_makes_them():
    def member(down: int, weight: int) -> str:
        return (
            f'<wps:wsp><wps:spPr><a:xfrm><a:off x="0" y="{down}"/><a:ext cx="3060000" cy="0"/>'
            f'</a:xfrm><a:ln w="{weight}"><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill>'
            "</a:ln></wps:spPr></wps:wsp>"
        )

    group = (
        '<w:r><w:drawing><wp:anchor><wp:positionV relativeFrom="page"><wp:posOffset>1800000'
        '</wp:posOffset></wp:positionV><wp:extent cx="6120000" cy="72000"/><a:graphic>'
        "<a:graphicData><wpg:wgp><wpg:grpSpPr><a:xfrm><a:chOff x='0' y='0'/>"
        f"<a:chExt cx='3060000' cy='36000'/></a:xfrm></wpg:grpSpPr>{member(0, 38100)}"
        f"{member(18000, 9525)}</wpg:wgp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )
    (line,) = drawn_lines(paragraph(group))
    assert (round(line.length), line.kind) == (170, "thickThin")


def test_a_colour_by_its_name():
    made = paragraph(shape(156).replace('<a:srgbClr val="FF0000"/>', '<a:prstClr val="red"/>'))
    assert [line.colour for line in drawn_lines(made)] == ["FF0000"]
