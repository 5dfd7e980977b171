"""Page numbers as Edits: in a footer, in a frame of its own, turned for a page that lies."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from pipeline.word.edit import Edit, Fragment
from pipeline.word.margins import is_new_margin
from pipeline.word.markup import DRAWING, NAMESPACES, escape, text_box
from pipeline.word.ooxml import PPR, RPR, W
from pipeline.word.properties import put, set_paragraph_format
from pipeline.word.stories import Paragraph
from pipeline.word.styles import Styles

_OLD = W + "pgNum"
_SLOTS = ("ascii", "hAnsi", "eastAsia", "cs")


@dataclass(frozen=True, slots=True)
class NumberLook:
    """How a page number is set: typeface, size in pt, the side it stands at ("left", "right", in a
    frame also "outside"), and in twips how far from it and how high its line is."""

    font: str
    size_pt: float
    side: str
    inset: int
    line: int


def page_number(story: str, paragraph: int, look: NumberLook) -> Edit:
    """The Edit that writes “— PAGE —” into an empty paragraph of a footer, new or there."""
    fragments = _number(look)
    form = _form(look)
    text = "".join(fragment.text for fragment in fragments)
    if is_new_margin(story):
        look_of_it = Fragment("", xml=_properties(form))
        return Edit(story, paragraph, 0, 0, text, fragments=(*fragments, look_of_it))
    return Edit(story, paragraph, 0, 0, text, fragments=fragments, paragraph_format=form)


def framed_number(story: str, paragraph: int, look: NumberLook, top: int) -> Edit:
    """The Edit that puts “— PAGE —” before a paragraph of a footer, in a frame of its own: ``top``
    twips from the paper's upper edge, whatever else is there."""
    form = {**_form(look), "left": look.inset, "right": look.inset, "alignment": "left"}
    fragments = (*_number(look), Fragment("\n", xml=_properties(form, (look.side, top))))
    text = "".join(fragment.text for fragment in fragments)
    return Edit(story, paragraph, 0, 0, text, fragments=fragments)


def turned_number(
    story: str, look: NumberLook, box: tuple[float, float, float, float], drawing: int
) -> Edit:
    """The Edit that puts a page number into the first paragraph of a footer, as a text box that
    reads downwards. box: its left, top, width and height in mm, from the paper's corner; drawing:
    a number unlike that of every other drawing of the file."""
    left, top, width, height = box
    runs = b"".join(_content(fragment) for fragment in _number(look)).decode()
    properties = _properties(_form(look)).decode()
    written = text_box(
        f"<w:p>{properties}{runs}</w:p>",
        left_mm=left,
        top_mm=top,
        width_mm=width,
        height_mm=height,
        name="页码",
        turned=True,
        number=drawing,
    )
    run = written.replace("<w:r>", f"<w:r {NAMESPACES} {DRAWING}>", 1)
    fragments = [Fragment("\ufffc", xml=run.encode())]
    # a low line, or LibreOffice counts the box's place from the footer
    form: dict[str, object] = {"before": 0, "after": 0, "line": 20, "line_rule": "exact"}
    if is_new_margin(story):
        fragments.append(Fragment("", xml=_properties(form)))
        return Edit(story, 0, 0, 0, "\ufffc", fragments=tuple(fragments))
    return Edit(story, 0, 0, 0, "\ufffc", fragments=tuple(fragments), paragraph_format=form)


def as_page_field(story: str, paragraph: Paragraph, start: int, end: int) -> Edit:
    """The Edit that puts a field in the place of a page number somebody typed at [start, end)."""
    span = next(span for span in paragraph.spans if span.start <= start < span.end)
    look = span.run.find(RPR)
    properties = "" if look is None else etree.tostring(look, encoding="unicode", with_tail=False)
    return Edit(story, paragraph.index, start, end, "1", fragments=(_page_field(properties),))


def holds_old_number(paragraph: Paragraph) -> bool:
    """Whether a page number stands there as a character of its own, the way before fields."""
    return "\ufffc" in paragraph.text and next(paragraph.element.iter(_OLD), None) is not None


def _number(look: NumberLook) -> tuple[Fragment, ...]:
    """“— PAGE —” in its type."""
    fonts = " ".join(f'w:{slot}="{escape(look.font)}"' for slot in _SLOTS)
    size = round(look.size_pt * 2)
    properties = (
        f'<w:rPr><w:rFonts {fonts}/><w:b w:val="0"/><w:i w:val="0"/><w:color w:val="000000"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    )
    return (
        Fragment("— ", xml=_runs(properties, _letters("— "))),
        _page_field(properties),
        Fragment(" —", xml=_runs(properties, _letters(" —"))),
    )


def _form(look: NumberLook) -> dict[str, object]:
    """The paragraph of a number at its side."""
    return {
        "snap_to_grid": False, "before": 0, "after": 0, "line": look.line, "line_rule": "exact",
        "left": look.inset if look.side == "left" else 0,
        "right": look.inset if look.side == "right" else 0,
        "first_line": 0, "alignment": look.side,
    }  # fmt: skip


def _properties(form: dict[str, object], place: tuple[str, int] | None = None) -> bytes:
    """A ``w:pPr`` with that form; with a place, in a frame at that side and so far down."""
    own = etree.Element(PPR, nsmap={"w": W[1:-1]})
    if place is not None:
        frame = etree.Element(W + "framePr")
        for name, value in {"wrap": "around", "vAnchor": "page", "hAnchor": "margin"}.items():
            frame.set(W + name, value)
        frame.set(W + "xAlign", place[0])
        frame.set(W + "y", str(place[1]))
        put(own, frame)
    set_paragraph_format(own, form, Styles())
    return etree.tostring(own)


def _content(fragment: Fragment) -> bytes:
    """The runs of a fragment, without the paragraph around them."""
    return b"".join(etree.tostring(run) for run in etree.fromstring(fragment.xml))


def _page_field(properties: str) -> Fragment:
    """A PAGE field, each of its runs with these properties, as one character of new text."""
    content = (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>', _letters("1"), '<w:fldChar w:fldCharType="end"/>',
    )  # fmt: skip
    return Fragment("1", xml=_runs(properties, *content))


def _runs(properties: str, *content: str) -> bytes:
    runs = "".join(f"<w:r>{properties}{item}</w:r>" for item in content)
    return f'<w:p xmlns:w="{W[1:-1]}">{runs}</w:p>'.encode()


def _letters(text: str) -> str:
    return f'<w:t xml:space="preserve">{text}</w:t>'
