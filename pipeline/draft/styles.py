"""The fixed parts of a drafted document: styles, settings, fonts, footers, made of a profile.

Every element has a named Word style (公文标题, 公文一级标题 …), so that a clerk can go on editing.
No theme is written, so that no theme font can override; every style names its East Asian font.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.draft.theme import theme
from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import ElementStyle, Font, LayoutProfile, twips
from pipeline.word.base import BasePackage
from pipeline.word.markup import (
    DECLARATION,
    DRAWING,
    NAMESPACES,
    Paragraph,
    Section,
    border,
    escape,
    field,
    indent,
    paragraph,
    run,
    spacing,
    text_box,
)

_CT = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
# Footer parts: place in the section → (file, relationship id).
FOOTERS = {
    "default": ("footer1.xml", "rId11"),
    "even": ("footer2.xml", "rId12"),
    "first": ("footer3.xml", "rId13"),
    "turned": ("footer4.xml", "rId14"),
    "turned even": ("footer5.xml", "rId15"),
}
GRID_TABLE = "GwGridTable"
PLAIN_TABLE = "GwPlainTable"
ANCHOR = "GwAnchor"


def style_id(element: Element) -> str:
    """The id of an element's paragraph style."""
    return "Gw" + element.value.title().replace("_", "")


def char_style_id(element: Element) -> str:
    """The id of the character style linked to a heading's paragraph style."""
    return style_id(element) + "Char"


@dataclass(frozen=True, slots=True)
class Measures:
    """Lengths in twips that follow from a profile."""

    area_width: int
    unit: int  # one character (字) of the body on the grid
    line: int

    @classmethod
    def of(cls, profile: LayoutProfile) -> Measures:
        area = twips(profile.page.area_width_mm)
        return cls(area, round(area / profile.grid.characters), profile.grid.line_twips)


@lru_cache(maxsize=16)
def base_package(profile_key: int, layout: str) -> BasePackage:
    """The base of all documents of one profile and layout; compressed once a process."""
    profile = _PROFILES[profile_key]
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _package_relationships(),
        "word/_rels/document.xml.rels": _document_relationships(),
        "word/styles.xml": _styles(profile, layout),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(profile),
        "word/theme/theme1.xml": theme(profile),
    }
    for place, (file, _) in FOOTERS.items():
        parts[f"word/{file}"] = _footer(profile, layout, place)
    return BasePackage(parts)


_PROFILES: dict[int, LayoutProfile] = {}


def base_for(profile: LayoutProfile, layout: str) -> BasePackage:
    """The cached base package; profiles are told apart by identity (they are loaded once)."""
    _PROFILES[id(profile)] = profile
    return base_package(id(profile), layout)


def sections(profile: LayoutProfile, layout: str) -> dict[str, Section]:
    """The sections a document can have: first, portrait, landscape."""
    page = profile.page
    form = profile.form(layout)
    portrait = Section(
        width=twips(page.width_mm),
        height=twips(page.height_mm),
        top=twips(page.top_mm),
        right=twips(page.right_mm),
        bottom=twips(page.bottom_mm),
        left=twips(page.left_mm),
        header=twips(15),
        footer=footer_distance(profile, layout),
        line_pitch=profile.grid.line_twips,
        footers={"default": FOOTERS["default"][1], "even": FOOTERS["even"][1]},
    )
    # A landscape page is the portrait page turned clockwise: 订口 goes to the top.
    landscape = replace(
        portrait,
        width=portrait.height,
        height=portrait.width,
        top=portrait.left,
        left=portrait.bottom,
        bottom=portrait.right,
        right=portrait.top,
        footer=twips(10),
        landscape=True,
        footers={"default": FOOTERS["turned"][1], "even": FOOTERS["turned even"][1]},
    )
    first = portrait
    if not form.page_number_first or form.header_rule == "double":
        shown = {**(portrait.footers or {}), "first": FOOTERS["first"][1]}
        first = replace(portrait, title_page=True, footers=shown)
    return {"first": first, "portrait": portrait, "landscape": landscape}


def footer_distance(profile: LayoutProfile, layout: str) -> int:
    """Twips from the paper's bottom to the footer's bottom, so that the dash of the page number
    lies as far below the type area as clause 7.5 says; in 信函 to the lower double rule."""
    form = profile.form(layout)
    if form.header_rule == "double":
        return twips(float(form.rule["bottom_mm"]))
    return profile.number_bottom


def _footer(profile: LayoutProfile, layout: str, place: str) -> str:
    form = profile.form(layout)
    if place == "first":
        content = _lower_rule(profile, layout)
    elif place.startswith("turned"):
        content = turned_number(profile, even=place.endswith("even"))
    else:
        content = _page_number(profile, even=place == "even")
        if form.header_rule == "double":
            gap = profile.number_bottom - footer_distance(profile, layout)
            content += paragraph(ANCHOR, "", Paragraph(line=max(20, gap)))
    return f"{DECLARATION}<w:ftr {NAMESPACES} {DRAWING}>{content}</w:ftr>"


def _page_number(profile: LayoutProfile, *, even: bool) -> str:
    style = profile.style(Element.PAGE_NUMBER)
    unit = round(style.size_pt * 20)
    direct = (
        Paragraph(align="left", left=round(style.left_chars * unit), right=0)
        if even
        else Paragraph(align="right", right=round(style.right_chars * unit), left=0)
    )
    runs = run("— ") + field("PAGE", "2" if even else "1") + run(" —")
    return paragraph(style_id(Element.PAGE_NUMBER), runs, direct)


def turned_number(profile: LayoutProfile, *, even: bool) -> str:
    """The page number of a landscape page, standing where it stands on the other pages (8).

    The landscape page is the portrait page turned clockwise, so the number reads downwards along
    the paper's left edge, in a text box placed from the paper's corner.
    """
    left, top, width, height = profile.turned_number_box
    box = text_box(
        _page_number(profile, even=even),
        left_mm=left,
        top_mm=top,
        width_mm=width,
        height_mm=height,
        name="页码",
        turned=True,
        number=2 if even else 1,
    )
    return paragraph(ANCHOR, box)


def _lower_rule(profile: LayoutProfile, layout: str) -> str:
    form = profile.form(layout)
    if form.header_rule != "double":
        return paragraph(ANCHOR, "")
    over = round((twips(float(form.rule["width_mm"])) - twips(profile.page.area_width_mm)) / 2)
    line = border("bottom", "thinThickSmallGap", float(form.rule["pt"]), "FF0000")
    direct = Paragraph(borders=f"<w:pBdr>{line}</w:pBdr>", line=20, left=-over, right=-over)
    return paragraph(ANCHOR, "", direct)


def _styles(profile: LayoutProfile, layout: str) -> str:
    grid = profile.grid
    body = profile.font("仿宋")
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(body)}"
        '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" '
        'w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '<w:qFormat/><w:pPr><w:widowControl w:val="0"/><w:kinsoku/>'
        '<w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:snapToGrid w:val="0"/>{spacing(0, 0, grid.line_twips)}<w:jc w:val="both"/></w:pPr>'
        f'<w:rPr><w:color w:val="000000"/><w:spacing w:val="{grid.spacing_twips}"/>'
        '<w:kern w:val="0"/></w:rPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        "<w:semiHidden/></w:style>"
    )
    elements: dict[str, str] = {}
    for element, style in profile.form(layout).elements.items():
        elements.setdefault(style.style, _element_style(profile, element, style))
    return (
        f"{DECLARATION}<w:styles {NAMESPACES}>{defaults}{normal}{''.join(elements.values())}"
        f"{_anchor_style()}{_table_styles()}</w:styles>"
    )


def shared_style_id(profile: LayoutProfile, layout: str, element: Element) -> str:
    """The id under which an element's style is written; elements of one style name share it."""
    table = profile.form(layout).elements
    name = table[element].style
    return style_id(next(other for other, style in table.items() if style.style == name))


def _element_style(profile: LayoutProfile, element: Element, style: ElementStyle) -> str:
    name = style_id(element)
    heading = style.outline is not None and element.value.startswith("heading")
    link = f'<w:link w:val="{char_style_id(element)}"/>' if heading else ""
    following = Element.BODY if heading else element
    text = (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}">'
        f'<w:name w:val="{escape(style.style)}"/><w:basedOn w:val="Normal"/>'
        f'<w:next w:val="{style_id(following)}"/>{link}<w:qFormat/>'
        f"<w:pPr>{_paragraph_properties(profile, style)}</w:pPr>"
        f"<w:rPr>{run_properties(profile, style)}</w:rPr></w:style>"
    )
    if heading:
        text += _char_style(profile, element, style)
    if "name_font" in style.extra or "label_font" in style.extra or "head_font" in style.extra:
        text += _part_style(profile, element, style)
    return text


def _char_style(profile: LayoutProfile, element: Element, style: ElementStyle) -> str:
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{char_style_id(element)}">'
        f'<w:name w:val="{escape(style.style)}字符"/><w:basedOn w:val="DefaultParagraphFont"/>'
        f'<w:link w:val="{style_id(element)}"/>'
        f"<w:rPr>{run_properties(profile, style)}</w:rPr></w:style>"
    )


def _part_style(profile: LayoutProfile, element: Element, style: ElementStyle) -> str:
    """The character style of a part of an element: a signer's name, a label, a table's head."""
    role, label = next(
        (str(style.extra[key]), word)
        for key, word in (("name_font", "姓名"), ("label_font", "标签"), ("head_font", "表头"))
        if key in style.extra
    )
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{char_style_id(element)}">'
        f'<w:name w:val="{escape(style.style)}{label}"/>'
        '<w:basedOn w:val="DefaultParagraphFont"/>'
        f"<w:rPr>{_fonts(profile.font(role))}</w:rPr></w:style>"
    )


def _paragraph_properties(profile: LayoutProfile, style: ElementStyle) -> str:
    line = profile.grid.line_twips
    unit = round(style.size_pt * 20)
    parts = []
    if style.keep_next:
        parts.append("<w:keepNext/>")
    if style.page_break_before:
        parts.append("<w:pageBreakBefore/>")
    before, after = round(style.before_lines * line), round(style.after_lines * line)
    parts.append(spacing(before, after, style.line_twips or line))
    if style.first_line_chars:
        chars = round(style.first_line_chars * 100)
        parts.append(indent(first=round(style.first_line_chars * unit), first_chars=chars))
    elif style.left_chars or style.right_chars:
        parts.append(
            indent(round(style.left_chars * unit) or None, round(style.right_chars * unit) or None)
        )
    parts.append(f'<w:jc w:val="{style.align}"/>')
    if style.outline is not None:
        parts.append(f'<w:outlineLvl w:val="{style.outline}"/>')
    return "".join(parts)


def run_properties(profile: LayoutProfile, style: ElementStyle) -> str:
    """The run properties of a style; body-size text keeps the grid's spacing, other sizes none."""
    body = profile.style(Element.BODY)
    pitch = "" if style.size_pt == body.size_pt else '<w:spacing w:val="0"/>'
    weight = "<w:b/><w:bCs/>" if style.bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    half_points = max(2, round(style.size_pt * 2))
    return (
        f"{_fonts(profile.font(style.font))}{weight}"
        f'<w:color w:val="{escape(style.color)}"/>{pitch}'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    )


def _fonts(font: Font) -> str:
    latin, chinese = escape(font.latin or font.name), escape(font.name)
    return f'<w:rFonts w:ascii="{latin}" w:eastAsia="{chinese}" w:hAnsi="{latin}" w:cs="{latin}"/>'


def _anchor_style() -> str:
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{ANCHOR}">'
        '<w:name w:val="公文定位行"/><w:basedOn w:val="Normal"/>'
        f"<w:pPr>{spacing(0, 0, 20)}</w:pPr>"
        '<w:rPr><w:spacing w:val="0"/><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr></w:style>'
    )


GRID_BORDERS = "".join(
    border(side, "single", 0.5) for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def _table_styles() -> str:
    margins = (
        '<w:tblCellMar><w:left w:w="{0}" w:type="dxa"/><w:right w:w="{0}" w:type="dxa"/>'
        "</w:tblCellMar>"
    )
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr>'
        f'<w:tblInd w:w="0" w:type="dxa"/>{margins.format(108)}</w:tblPr></w:style>'
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{GRID_TABLE}">'
        '<w:name w:val="公文表格"/><w:basedOn w:val="TableNormal"/><w:tblPr>'
        f"<w:tblBorders>{GRID_BORDERS}</w:tblBorders>{margins.format(85)}</w:tblPr></w:style>"
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{PLAIN_TABLE}">'
        '<w:name w:val="公文无线表"/><w:basedOn w:val="TableNormal"/><w:tblPr>'
        f"{margins.format(0)}</w:tblPr></w:style>"
    )


def _settings() -> str:
    modern = "http://schemas.microsoft.com/office/word"
    return (
        f"{DECLARATION}<w:settings {NAMESPACES}>"
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/>"
        "<w:ulTrailSpace/><w:adjustLineHeightInTable/><w:useFELayout/>"
        f'<w:compatSetting w:name="compatibilityMode" w:uri="{modern}" w:val="15"/>'
        f'<w:compatSetting w:name="overrideTableStyleFontSizeAndJustification" w:uri="{modern}" '
        'w:val="1"/>'
        f'<w:compatSetting w:name="enableOpenTypeFeatures" w:uri="{modern}" w:val="1"/>'
        f'<w:compatSetting w:name="doNotFlipMirrorIndents" w:uri="{modern}" w:val="1"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def _font_table(profile: LayoutProfile) -> str:
    rows = "".join(
        f'<w:font w:name="{escape(font.name)}">'
        + (f'<w:altName w:val="{escape(font.alt)}"/>' if font.alt else "")
        + '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for font in {font.name: font for font in profile.fonts.values()}.values()
    )
    return f"{DECLARATION}<w:fonts {NAMESPACES}>{rows}</w:fonts>"


def _content_types() -> str:
    overrides = {
        "/word/document.xml": f"{_CT}document.main+xml",
        "/word/styles.xml": f"{_CT}styles+xml",
        "/word/settings.xml": f"{_CT}settings+xml",
        "/word/fontTable.xml": f"{_CT}fontTable+xml",
        "/word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        **{f"/word/{file}": f"{_CT}footer+xml" for file, _ in FOOTERS.values()},
    }
    rows = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items()
    )
    return (
        f"{DECLARATION}<Types "
        'xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )


def _package_relationships() -> str:
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    return (
        f'{DECLARATION}<Relationships xmlns="{_PACKAGE_REL}">'
        f'<Relationship Id="rId1" Type="{_REL}officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{core}" Target="docProps/core.xml"/></Relationships>'
    )


def _document_relationships() -> str:
    rows = "".join(
        f'<Relationship Id="{identifier}" Type="{_REL}{kind}" Target="{file}"/>'
        for identifier, kind, file in (
            ("rId1", "styles", "styles.xml"),
            ("rId2", "settings", "settings.xml"),
            ("rId3", "fontTable", "fontTable.xml"),
            ("rId4", "theme", "theme/theme1.xml"),
            *((identifier, "footer", file) for file, identifier in FOOTERS.values()),
        )
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE_REL}">{rows}</Relationships>'
