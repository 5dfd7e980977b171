"""Word users with habits of their own: documents by other hands than the drafter's."""

from __future__ import annotations

import copy

from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, Twips

from pipeline.lint.engine import lint

FACES = {
    "仿宋": ("仿宋_GB2312", "方正仿宋_GBK"),
    "小标宋": ("方正小标宋简体", "方正小标宋_GBK"),
    "黑体": ("黑体", "方正黑体_GBK"),
    "楷体": ("楷体_GB2312", "方正楷体_GBK"),
    "宋体": ("宋体", "宋体"),
}


RED = "FF0000"


class Hand:
    """A Word user with habits: founder (方正 fonts), grid (lines by the grid, 版记 in a table)."""

    def __init__(self, *, founder: bool, grid: bool) -> None:
        self.founder, self.grid = founder, grid
        self.doc = Document()
        defaults = self.doc.styles.element.find(qn("w:docDefaults"))
        for spacing in list(defaults.iter(qn("w:spacing"))):
            spacing.getparent().remove(spacing)
        section = self.doc.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(25.5)
        if grid:
            form = section._sectPr.find(qn("w:docGrid"))
            form.set(qn("w:type"), "lines")
            form.set(qn("w:linePitch"), "579")

    def line(self, text="", face="仿宋", size=16.0, *, where=None, align=None, first=0.0, left=0.0,
             right=0.0, height=28.95, before=0, colour=None, bottom=None,
             kind="single"):  # fmt: skip
        paragraph = (where or self.doc).add_paragraph()
        form = paragraph.paragraph_format
        if not (self.grid and height == 28.95):
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(height)
        form.space_after, form.space_before = Twips(0), Twips(before)
        properties = paragraph._p.get_or_add_pPr()
        if bottom:
            properties.insert(0, parse_xml(
                f'<w:pBdr {nsdecls("w")}><w:bottom w:val="{kind}" w:sz="12" w:space="11" '
                f'w:color="{bottom}"/></w:pBdr>'))  # fmt: skip
        indent = {"firstLine": first, "left": left, "right": right}
        parts = "".join(f' w:{name}="{round(n * size * 20)}"' for name, n in indent.items() if n)
        if parts:
            properties.append(parse_xml(f"<w:ind {nsdecls('w')}{parts}/>"))
        if align:
            properties.append(parse_xml(f'<w:jc {nsdecls("w")} w:val="{align}"/>'))
        if text:
            self.words(paragraph, text, face, size, colour)
        return paragraph

    def words(self, paragraph, text, face="仿宋", size=16.0, colour=None):
        run = paragraph.add_run(text)
        name = FACES[face][self.founder]
        tint = f'<w:color w:val="{colour}"/>' if colour else ""
        run._r.insert(0, parse_xml(
            f'<w:rPr {nsdecls("w")}><w:rFonts w:ascii="{name}" w:hAnsi="{name}" '
            f'w:eastAsia="{name}"/>{tint}<w:sz w:val="{int(size * 2)}"/></w:rPr>'))  # fmt: skip

    def drawn(self, paragraph, shape):
        paragraph._p.append(parse_xml(
            f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict>{shape}'
            "</w:pict></w:r>"))  # fmt: skip

    def edges(self, table, **sides):
        """Lines of a table: side=(eighths of a point, colour)."""
        drawn = "".join(
            f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
            for side, (size, colour) in sides.items()
        )
        borders = parse_xml(f"<w:tblBorders {nsdecls('w')}>{drawn}</w:tblBorders>")
        table._tbl.tblPr.find(qn("w:tblLook")).addprevious(borders)

    def boxed_mark(self, text):
        name = FACES["小标宋"][self.founder]
        inner = (
            f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii="{name}" '
            f'w:hAnsi="{name}" w:eastAsia="{name}"/><w:color w:val="{RED}"/><w:sz w:val="88"/>'
            f"</w:rPr><w:t>{text}</w:t></w:r></w:p>"
        )
        box = f"<v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox>"
        place = "position:absolute;width:440pt;height:60pt"
        self.drawn(self.line(), f'<v:shape style="{place}">{box}</v:shape>')
        for _ in range(6):
            self.line()

    def text(self, *paragraphs):
        for paragraph in paragraphs:
            self.line(paragraph, first=2)

    def closing(self, organ, day):
        self.line()
        self.line()
        wide = sum(0.5 if char.isascii() else 1 for char in day)
        self.line(organ, align="right", right=max(0, 4 + (wide - len(organ)) / 2))
        self.line(day, align="right", right=4)

    def colophon(self, organ, day):
        self.line()
        if not self.grid:
            return self.printing(self.line(), organ, day, rules=True)
        table = self.doc.add_table(rows=1, cols=1)
        self.edges(table, top=(8, "000000"), bottom=(8, "000000"))
        return self.printing(table.cell(0, 0).paragraphs[0], organ, day, rules=False)

    def printing(self, paragraph, organ, day, *, rules):
        properties = paragraph._p.get_or_add_pPr()
        if rules:
            edges = "".join(
                f'<w:{side} w:val="single" w:sz="8" w:space="1" w:color="000000"/>'
                for side in ("top", "bottom")
            )
            properties.insert(0, parse_xml(f"<w:pBdr {nsdecls('w')}>{edges}</w:pBdr>"))
        paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(8344), 2)
        properties.append(parse_xml(f'<w:ind {nsdecls("w")} w:left="280" w:right="280"/>'))
        self.words(paragraph, organ, size=14)
        paragraph.add_run("\t")
        self.words(paragraph, f"{day}印发", size=14)

    def page_numbers(self):
        section = self.doc.sections[0]
        self.doc.settings.odd_and_even_pages_header_footer = True
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            footer.is_linked_to_previous = False
            paragraph = self.line("— ", "宋体", 14, where=footer, align=side, height=14,
                                  **{side: 1})  # fmt: skip
            look = '<w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/>'
            run = f"<w:r><w:rPr>{look}</w:rPr><w:t>1</w:t></w:r>"
            field = f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE ">{run}</w:fldSimple>'
            paragraph._p.append(parse_xml(field))
            self.words(paragraph, " —", "宋体", 14)
            footer._element.remove(footer.paragraphs[0]._p)


def notice(hand: Hand, *, boxed: bool) -> Hand:
    if boxed:
        hand.boxed_mark("江洲市水利局文件")
    else:
        hand.line(
            "江洲市水利局文件", "小标宋", 44, align="center", height=52, before=1984, colour=RED
        )
    hand.line()
    hand.line()
    number = hand.line("江水〔2026〕5号", align="center", bottom=None if boxed else RED)
    if boxed:
        hand.drawn(number, '<v:line from="79pt,300pt" to="521pt,300pt" strokecolor="red"/>')
    hand.line()
    hand.line()
    hand.line("江洲市水利局关于做好冬春水利工作的通知", "小标宋", 22, align="center", height=33)
    hand.line()
    hand.line("各区水利局：")
    hand.text("为做好冬春水利工作，现就有关事项通知如下：")
    hand.line("一、突出工作重点", "黑体", first=2)
    hand.text("各区要抓住施工黄金期，加快推进在建项目，确保工程质量和施工安全。")
    hand.line("二、按时报送情况", "黑体", first=2)
    hand.text("请于2026年6月12日前将年度计划报市水利局。")
    hand.closing("江洲市水利局", "2026年6月3日")
    hand.colophon("江洲市水利局办公室", "2026年6月4日")
    hand.page_numbers()
    return hand


def letter(hand: Hand) -> Hand:
    """A 函 whose mark and double line stand in the first page's header."""
    section = hand.doc.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = False
    over = -397 / 800  # 170 mm, 7 mm further than the text on both sides
    hand.line("江洲市水利局", "小标宋", 40, where=section.first_page_header, align="center",
              height=44, colour=RED, bottom=RED, kind="thickThinSmallGap", left=over,
              right=over)  # fmt: skip
    section.first_page_footer.is_linked_to_previous = False
    hand.line(where=section.first_page_footer, bottom=RED, kind="thinThickSmallGap",
              left=over * 2.5, right=over * 2.5)  # fmt: skip
    hand.line("江水函〔2026〕8号", align="right")
    hand.line()
    hand.line()
    hand.line("江洲市水利局关于商请提供气象资料的函", "小标宋", 22, align="center", height=33)
    hand.line()
    hand.line("市气象局：")
    hand.text("为编制防洪预案，请贵局提供近十年逐日降水资料。", "请予支持并函复。")
    hand.closing("江洲市水利局", "2026年6月3日")
    hand.page_numbers()
    return hand


def findings(hand: Hand, tmp_path) -> list[str]:
    path = tmp_path / "公文.docx"
    hand.doc.save(str(path))
    return [f"{one.rule} {one.message}" for one in lint(path).findings if one.rule != "FMT-024"]


def minutes_in_a_table(hand: Hand) -> Hand:
    """Minutes whose 版头 is a table with a red line below, and whose 版记 is a text box with lines
    drawn around it."""
    table = hand.doc.add_table(rows=3, cols=2)
    hand.edges(table, bottom=(12, RED))
    for row in (0, 1):
        table.cell(row, 0).merge(table.cell(row, 1))
    top, number = table.cell(0, 0), table.cell(1, 0)
    hand.line("江洲市人民政府专题会议纪要", "小标宋", 33, where=top, align="center", height=40,
              before=1984, colour=RED)  # fmt: skip
    hand.line("江政纪〔2026〕14号", where=number, align="center", before=1120)
    hand.line("江洲市人民政府办公室", where=table.cell(2, 0), left=1)
    hand.line("2026年4月21日", where=table.cell(2, 1), align="right", right=1)
    for cell in (top, number, table.cell(2, 0), table.cell(2, 1)):
        for empty in [p for p in cell.paragraphs if not p.text]:
            cell._tc.remove(empty._p)
    hand.line()
    hand.line()
    title = "江洲市人民政府\n关于推进小区改造工作的专题会议纪要"
    hand.line(title, "小标宋", 22, align="center", height=33)
    hand.line()
    hand.text(
        "会议研究了小区改造工作。",
        "会议议定，由市住房城乡建设局于2026年5月20日前完成施工图设计和审查。",
    )
    hand.line()
    for label, names in (("出席：", "张三、李四"), ("列席：", "王五")):
        last = hand.line(label, "黑体", left=2)
        hand.words(last, names)
    name = FACES["仿宋"][hand.founder]
    look = f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}"/><w:sz w:val="28"/>'
    inner = "".join(
        f'<w:p><w:pPr><w:ind w:left="280"/></w:pPr><w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t>'
        "</w:r></w:p>"
        for text in ("抄送：市委办公室。", "江洲市人民政府办公室　2026年4月21日印发")
    )
    box = f"<v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox>"
    place = "position:absolute;width:442pt;height:52pt"
    hand.drawn(last, f'<v:shape style="{place}" stroked="f">{box}</v:shape>')
    for down in (690, 716, 743):
        hand.drawn(last, f'<v:line style="mso-position-vertical-relative:page" '
                   f'from="79pt,{down}pt" to="521pt,{down}pt" strokecolor="black"/>')  # fmt: skip
    hand.page_numbers()
    return hand


def rules_of(hand: Hand, tmp_path) -> list[str]:
    return [one.split()[0] for one in findings(hand, tmp_path)]


VML = "{urn:schemas-microsoft-com:vml}"


def head_with_shapes(*, box_top: int, line_end: int) -> Hand:
    """A notice whose mark stands in a text box so many pt below the paper's edge, with its rule
    drawn up to so many pt from the left."""
    hand = notice(Hand(founder=False, grid=False), boxed=True)
    (shape,) = hand.doc.element.body.iter(f"{VML}shape")
    shape.set("style", f"position:absolute;margin-top:{box_top}pt;width:440pt;height:60pt;"
              "mso-position-vertical-relative:page")  # fmt: skip
    (line,) = hand.doc.element.body.iter(f"{VML}line")
    line.set("to", f"{line_end}pt,300pt")
    return hand


def headed(hand: Hand, *, colour: str, line_end: int) -> Hand:
    """A notice whose mark and rule stand in the first page's header."""
    section = hand.doc.sections[0]
    section.different_first_page_header_footer = True
    for part in (section.first_page_header, section.first_page_footer):
        part.is_linked_to_previous = False
    mark = hand.line("江洲市水利局文件", "小标宋", 44, where=section.first_page_header,
                     align="center", height=52, colour=RED)  # fmt: skip
    hand.drawn(mark, f'<v:line style="mso-position-vertical-relative:page" from="79pt,330pt" '
               f'to="{line_end}pt,330pt" strokecolor="{colour}"/>')  # fmt: skip
    notice(hand, boxed=False)
    first = hand.doc.paragraphs[0]
    first._p.getparent().remove(first._p)
    number = next(p for p in hand.doc.paragraphs if p.text.startswith("江水"))
    number._p.pPr.remove(number._p.pPr.find(qn("w:pBdr")))
    footer = hand.doc.sections[0].footer.paragraphs[0]
    section.first_page_footer._element.append(copy.deepcopy(footer._p))
    return hand
