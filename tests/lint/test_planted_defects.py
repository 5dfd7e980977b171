"""Defects of format and structure, one at a time, each in a copy of a correct document.

The correct document has no finding at all; with the defect in it there are findings of exactly
the rules named, so that a defect is neither overlooked nor reported in several ways.
"""

from __future__ import annotations

import planting
import pytest
from lxml import etree
from planting import (
    Change,
    W,
    align,
    blank_before,
    cell_edges,
    changed,
    every,
    font,
    gone,
    imprint_edges,
    in_footers,
    line_break,
    moved,
    number_format,
    pages_restart,
    paragraph,
    planted,
    repeated,
    run,
    section,
    size,
    style,
    table_width,
    the_paragraph,
    title_lines,
    twin,
    typed_footer,
    without,
    write,
)

from pipeline.lint.engine import Report, Settings, lint_document
from pipeline.lint.fixing import chosen_edits
from pipeline.lint.rules import load_rules
from pipeline.word.document import read_document
from pipeline.word.package import open_package
from pipeline.word.writer import apply_edits

RULES = load_rules()

# the beginnings of paragraphs
MARK, NUMBER, TITLE, TO = "江州市水利局文件", "江水发", "江州市水利局关于", "各县"
BODY, H1, H2, NOTE = "为确保", "一、", "（一）", "（联系人"
LISTED, SIGNED, DATED = "附件：", "江州市水利局$", "2026年3月20日$"
LABEL, ANNEX, COPIED, PRINTED = "附件1$", "水库责任人名单", "抄送", "江州市水利局办公室"
RIGHT = paragraph(DATED, "ind", right="0")
ONE_FOOTER = (
    gone("settings", "evenAndOddHeaders"),
    every("word/document", "footerReference", lambda r: _drop(r, r.get(f"{W}type") == "even")),
)


def _undrawn(package: object) -> None:
    """Take away every line of the first page."""
    for name in package.part_names:
        if name.startswith(("word/document", "word/header", "word/footer")):
            for found in list(package.xml(name).iter(f"{W}pBdr", f"{W}pict", f"{W}drawing")):
                found.getparent().remove(found)


def _drop(element: object, condition: bool) -> None:
    if condition:
        element.getparent().remove(element)


def _line(side: str) -> Change:
    """Every empty pBdr gets a black line."""
    edge = {f"{W}val": "single", f"{W}sz": "8", f"{W}color": "000000"}
    return every("word/document", "pBdr", lambda b: len(b) or etree.SubElement(b, W + side, edge))


def _under(pattern: str) -> Change:
    """A blue line under the paragraph, as Word's own style for titles has one."""
    edge = {f"{W}val": "single", f"{W}sz": "8", f"{W}color": "4F81BD"}

    def change(package: object) -> None:
        properties = the_paragraph(package, pattern).find(f"{W}pPr")
        borders = etree.Element(f"{W}pBdr")
        etree.SubElement(borders, f"{W}bottom", edge)
        properties.insert(1, borders)

    return change


def case(name: str, kind: str, rules: str, *changes: Change) -> object:
    return pytest.param(kind, changes, set(rules.split()), id=name)


PAGE = [
    case("信纸", "通知", "FMT-011", section("pgSz", w="12240", h="15840")),
    case("B5纸", "通知", "FMT-011", section("pgSz", w="10319", h="14571")),
    case("天头小", "通知", "FMT-012", section("pgMar", top="1440")),
    case("订口大", "通知", "FMT-012", section("pgMar", left="1803")),
    case("订口大而表格不宽", "表格", "FMT-012", section("pgMar", left="1803")),
    case("订口大而版记线随之", "通知", "FMT-012", section("pgMar", left="1803"),
         table_width(-1, "8230"), section("pgMar", right="1873")),
    case("版心不对", "通知", "FMT-012", section("pgMar", right="1588", bottom="1417")),
    case("每面21行", "通知", "FMT-010", style("公文正文", "pPr/spacing", line="600")),
    case("行距多一缇", "通知", "FMT-010", style("公文正文", "pPr/spacing", line="580")),
    case("每行27字", "通知", "FMT-024", style("公文正文", "rPr/spacing", val="0"),
         write(BODY, "水库", "全市各类水库和水电站、堤防、水闸、灌区等水利工程")),
    case("正文宋体小四", "通知", "FMT-002 FMT-004", font(BODY, "宋体"), size(BODY, 12)),
    case("日期宋体小四", "通知", "FMT-002 FMT-004", font(DATED, "宋体"), size(DATED, 12)),
    case("文号宋体四号", "通知", "FMT-002 FMT-004", font(NUMBER, "宋体"), size(NUMBER, 14)),
    case("正文深蓝", "通知", "FMT-006", run(BODY, "color", val="1F3864")),
    case("署名蓝色", "通知", "FMT-006", run(SIGNED, "color", val="0000FF")),
    case("空格推到右边", "通知", "FMT-020", RIGHT, align(DATED, "left"),
         write(DATED, "2026", "　" * 14 + "2026")),
    case("正文右缩进", "通知", "FMT-009", paragraph(BODY, "ind", firstLine="640", right="1280")),
    case("段间距半行", "通知", "FMT-030", paragraph(BODY, "spacing", after="120")),
    case("正文分两栏", "通知", "FMT-040", section("cols", num="2")),
    case("换行代替分段", "通知", "FMT-041", line_break(BODY, "安全度汛，")),
    case("表格超出版心", "表格", "FMT-025", table_width(0, "10200")),
]  # fmt: skip
HEAD = [
    case("份号不足六位", "涉密通知", "STR-004", write("000012", "000012", "№17")),
    case("份号小四", "涉密通知", "FMT-004", size("000012", 12)),
    case("份号居右", "涉密通知", "FMT-007", align("000012", "right")),
    case("份号空二字", "涉密通知", "FMT-009", paragraph("000012", "ind", firstLine="640")),
    case("涉密无份号", "涉密通知", "STR-003", without("000012")),
    case("没有这种密级", "涉密通知", "STR-005", write("机密", "机密", "内部")),
    case("期限用汉字", "涉密通知", "STR-005", write("机密", "5年", "五年")),
    case("期限过长", "涉密通知", "STR-005", write("机密", "5年", "25年")),
    case("密级用星号", "涉密通知", "STR-005", write("机密", "★", "*")),
    case("密级仿宋居中", "涉密通知", "FMT-002 FMT-007", font("机密", "仿宋"),
         align("机密", "center")),
    case("紧急程度仿宋", "涉密通知", "FMT-002", font("特急", "仿宋")),
    case("紧急程度居中", "涉密通知", "FMT-007", align("特急", "center")),
    case("紧急程度空二字", "涉密通知", "FMT-009", paragraph("特急", "ind", firstLine="640")),
    case("紧急程度在密级上面", "涉密通知", "STR-014", moved("特急", "机密")),
    case("急件", "涉密通知", "STR-006", write("特急", "特急", "急件")),
    case("电报才用的特提", "涉密通知", "STR-006", write("特急", "特急", "特提")),
    case("标题里写特急", "通知", "HEAD-07", write(TITLE, "江州市", "特急：江州市")),
    case("标志带关于", "通知", "STR-052", write(MARK, "文件", "关于文件")),
    case("标志黑色宋体", "通知", "FMT-002 FMT-006", font(MARK, "宋体"),
         run(MARK, "color", val="000000")),
    case("标志太高", "通知", "FMT-039", paragraph(MARK, "spacing", before="100")),
    case("标志不居中", "通知", "FMT-007", align(MARK, "left")),
    case("文号方括号", "通知", "HEAD-13", write(NUMBER, "〔2026〕5", "[2026]第05")),
    case("文号方头括号", "通知", "HEAD-13", write(NUMBER, "〔2026〕", "【2026】")),
    case("文号缺号字", "通知", "HEAD-23", write(NUMBER, "5号", "5")),
    case("文号年份两位", "通知", "HEAD-21", write(NUMBER, "2026", "26")),
    case("文号紧跟标志", "通知", "FMT-023", style("公文发文字号", "pPr/spacing", before="0")),
    case("文号居左", "通知", "FMT-007", align(NUMBER, "left")),
    case("上行文文号顶格", "请示", "FMT-031", paragraph("江水〔", "ind", left="0", right="0")),
    case("请示无签发人", "请示", "STR-001", write("江水〔", "签发人：周正阳", "")),
    case("通知有签发人", "通知", "STR-002 FMT-002", write(NUMBER, "5号", "5号　　签发人：周正阳")),
    case("签发人之间用顿号", "两人签发的请示", "STR-010",
         write("江水〔", "周正阳", "周正阳、李立")),
    case("签发人不用楷体", "请示", "FMT-002", font("江水〔", "仿宋")),
    case("红线是黑的", "通知", "FMT-018",
         every("word/document", "pBdr", lambda b: [e.set(f"{W}color", "000000") for e in b])),
    case("没有红线", "通知", "FMT-032", gone("word/document", "pBdr")),
    case("红线超出版心", "通知", "FMT-033", every("word/document", "pBdr", lambda b: b.addnext(
        etree.Element(f"{W}ind", {f"{W}left": "-800", f"{W}right": "-800"})))),
    case("一行两个文号", "通知", "STR-009", write(NUMBER, "5号", "5号　江财〔2026〕8号")),
    case("两行两个文号", "通知", "STR-009", repeated(NUMBER, "江财〔2026〕8号")),
]  # fmt: skip
TITLES = [
    case("标题黑体", "通知", "FMT-002", font(TITLE, "黑体")),
    case("标题小二", "通知", "FMT-004", size(TITLE, 18)),
    case("标题加粗", "通知", "FMT-005", run(TITLE, "b")),
    case("标题居中而缩进", "通知", "FMT-007", paragraph(TITLE, "ind", firstLine="640")),
    case("标题下有框线", "通知", "FMT-037", _under(TITLE)),
    case("标题居左", "通知", "FMT-007", align(TITLE, "left")),
    case("标题紧跟红线", "通知", "FMT-023", paragraph(TITLE, "spacing", before="0")),
    case("行首是的", "通知", "STR-038",
         title_lines("江州市水利局关于做好水库安全度汛工作", "的通知")),
    case("拆开词语", "通知", "STR-038",
         title_lines("江州市水利局关于做好水库安全生", "产工作的通知")),
    case("正文文种不同", "通知", "STR-036", write(BODY, "通知如下", "通告如下")),
    case("署名机关不同", "通知", "STR-039", write(SIGNED, "水利局", "水利局办公室")),
    case("标志机关不同", "通知", "STR-039", write(MARK, "水利局", "应急管理局")),
    case("主送后用分号", "通知", "STR-022", write(TO, "：", "；")),
    case("主送后半角冒号", "通知", "STR-022", write(TO, "：", ":")),
    case("主送空二字", "通知", "FMT-009", paragraph(TO, "ind", firstLine="640")),
    case("主送紧跟标题", "通知", "FMT-023", paragraph(TO, "spacing", before="0")),
    case("主送居中", "通知", "FMT-007", align(TO, "center")),
    case("请示主送两家", "请示", "STR-024 STR-760",
         write("市人民政府：", "政府", "政府、市财政局")),
    case("主送个人", "请示", "ADDR-04", write("市人民政府：", "市人民政府", "王市长")),
    case("用旧称简称", "通知", "ORG-037 ORG-011",
         write(TO, "各县（区）水利局", "市发改委、市卫计委")),
]  # fmt: skip
TEXT = [
    case("此页无正文", "通知", "PAGE-12", repeated(BODY, "（此页无正文）")),
    case("一级标题仿宋加粗", "通知", "FMT-002 FMT-005", font(H1, "仿宋"), run(H1, "b")),
    case("一级标题顶格", "通知", "FMT-008",
         paragraph(H1, "ind", firstLine="0", firstLineChars="0")),
    case("二级标题仿宋加粗", "通知", "FMT-002", font(H2, "仿宋"), run(H2, "b")),
    case("序号跳号", "通知", "SEQ-001", write("二、", "二、", "三、")),
    case("标题末尾句号", "通知", "SEQ-005", write(H1, "责任", "责任。")),
    case("空格起段", "通知", "FMT-021", paragraph(BODY, "ind", firstLine="0", firstLineChars="0"),
         write(BODY, "为确保", "　　为确保")),
    case("不缩进", "通知", "FMT-008", paragraph(BODY, "ind", firstLine="0", firstLineChars="0")),
    case("整段缩进", "通知", "FMT-008",
         paragraph(BODY, "ind", left="640", firstLine="0", firstLineChars="0")),
]  # fmt: skip
ANNEXES = [
    case("附件说明紧接正文", "通知", "FMT-023", paragraph(LISTED, "spacing", before="0")),
    case("附件说明顶格", "通知", "FMT-009", paragraph(LISTED, "ind", left="0", firstLine="0")),
    case("附件后半角冒号", "通知", "PUNC-69", write(LISTED, "：", ":")),
    case("附件名称后标点", "通知", "STR-027", write(LISTED, "名单", "名单；")),
    case("附件序号用汉字", "通知", "STR-028", write(LISTED, "1.", "一、")),
    case("附件序号用顿号", "通知", "STR-055", write(LISTED, "1.", "1、")),
    case("附件名称书名号", "通知", "STR-029", write(LISTED, ANNEX, f"《{ANNEX}》")),
    case("附件说明黑体", "通知", "FMT-002", font(LISTED, "黑体")),
    case("附件名称不一致", "通知", "REF-002", write(LISTED, "名单", "清单")),
    case("没有这个附件", "通知", "REF-001", write("（二）", "附件2", "附件4")),
    case("附件不另面", "通知", "FMT-022", paragraph(LABEL, "pageBreakBefore", val="0")),
    case("附件没有标识", "一个附件的通知", "REF-003", write("附件$", "附件", "")),
    case("附件标识带冒号", "通知", "STR-030", write(LABEL, "附件1", "附件1：")),
    case("附件标识仿宋", "通知", "FMT-002", font(LABEL, "仿宋")),
    case("附件标识四号", "通知", "FMT-004", size(LABEL, 14)),
    case("附件标识居中", "通知", "FMT-007", align(LABEL, "center")),
    case("附件标识空二字", "通知", "FMT-009", paragraph(LABEL, "ind", firstLine="640")),
    case("附件标题在第二行", "通知", "FMT-023", paragraph(ANNEX, "spacing", before="0")),
    case("附件标题居左", "通知", "FMT-007", align(ANNEX, "left")),
    case("附件标题仿宋三号", "通知", "FMT-002 FMT-004", font(ANNEX, "仿宋"), size(ANNEX, 16)),
]  # fmt: skip
CLOSING = [
    case("盖章的日期右空二字", "通知", "FMT-019", paragraph(SIGNED, "ind", right="0", left="0"),
         align(SIGNED, "right"), paragraph(DATED, "ind", right="640")),
    case("不盖章的日期与署名同首", "不盖章通知", "FMT-019", paragraph(DATED, "ind", left="0"),
         paragraph(SIGNED, "ind", left="0"), align(DATED, "right"), align(SIGNED, "right")),
    case("署名紧接正文", "通知", "FMT-023", paragraph(SIGNED, "spacing", before="0")),
    case("签名章紧接正文", "命令", "FMT-023", paragraph("市长", "spacing", before="0")),
    case("日期用汉字", "不盖章通知", "STR-016",
         write(DATED, "2026年3月20日", "二〇二六年三月二十日")),
    case("日期编虚位", "通知", "STR-016", write(DATED, "3月", "03月")),
    case("日期用点", "通知", "STR-016", write(DATED, "2026年3月20日", "2026.3.20")),
    case("没有这一天", "通知", "DATE-001", write(DATED, "3月20日", "2月30日")),
    case("先印发后成文", "通知", "DATE-003", write(DATED, "3月20日", "3月25日")),
    case("日期后句号", "通知", "STR-017", write(DATED, "20日", "20日。")),
    case("附注无括号", "请示", "STR-031", write(NOTE, "（", ""), write("联系人", "）", "")),
    case("附注顶格", "请示", "FMT-009", paragraph(NOTE, "ind", left="0", firstLine="0")),
    case("附注隔两行", "请示", "FMT-023", paragraph(NOTE, "spacing", before="1200")),
    case("请示无联系人", "请示", "STR-032", without(NOTE)),
]  # fmt: skip
IMPRINT = [
    case("版记红线", "通知", "FMT-017", imprint_edges(color="FF0000")),
    case("版记线一样粗", "通知", "FMT-035", imprint_edges(sz="6")),
    case("单元格画的线首末粗", "通知", "", cell_edges("8", "6", "8")),
    case("单元格画的线一样粗", "通知", "FMT-035", cell_edges("6", "6", "6")),
    case("单元格没有画中间的线", "通知", "FMT-017", cell_edges("8", "", "8")),
    case("单元格没有画末条线", "通知", "FMT-017", cell_edges("8", "6", "")),
    case("版记没有线", "通知", "FMT-017", gone("word/document", "tblBorders")),
    case("版记线短", "通知", "FMT-017", table_width(-1, "6000")),
    case("抄送末尾无句号", "通知", "STR-019", write(COPIED, "气象局。", "气象局")),
    case("抄送顶格", "通知", "FMT-009", paragraph(COPIED, "ind", left="0", right="0")),
    case("抄送三号", "通知", "FMT-004", size(COPIED, 16)),
    case("抄送宋体", "通知", "FMT-002", font(COPIED, "宋体")),
    case("抄送用分号", "通知", "STR-020", write(COPIED, "，", "；")),
    case("抄报", "通知", "GENRE-007", write(COPIED, "抄送", "抄报")),
    case("印发日期无印发", "通知", "STR-018", write(PRINTED, "21日印发", "21日")),
    case("印发日期编虚位", "通知", "STR-016", write(PRINTED, "3月", "03月")),
    case("印发机关顶格", "通知", "FMT-009", paragraph(PRINTED, "ind", left="0", right="0")),
    case("印发行三号", "通知", "FMT-004", size(PRINTED, 16)),
    case("主题词", "通知", "GENRE-008", repeated(DATED, "主题词：防汛　水库　通知")),
    case("上行文抄送下级", "请示", "STR-040", write(COPIED, "市财政局", "各县水利局")),
]  # fmt: skip
NUMBERS = [
    case("页码用连字符", "通知", "FMT-014",
         every("footer", "t", lambda t: setattr(t, "text", (t.text or "").replace("—", "-")))),
    case("页码用西文字体", "通知", "FMT-015", in_footers(
        "rPr", "rFonts", ascii="Times New Roman", hAnsi="Times New Roman", eastAsia="宋体")),
    case("页码五号", "通知", "FMT-015", in_footers("rPr", "sz", val="21")),
    case("页码居中", "通知", "FMT-016", in_footers("pPr", "jc", val="center"), *ONE_FOOTER),
    case("双页码居右", "通知", "FMT-016", in_footers("pPr", "jc", val="right")),
    case("页码太低", "通知", "FMT-034", section("pgMar", footer="850")),
    case("页码手打", "通知", "FMT-013", changed("footer", typed_footer)),
    case("没有页码", "通知", "FMT-013", gone("word/document", "footerReference")),
    case("附件页码重编", "通知", "FMT-029", pages_restart(DATED)),
    case("页码用罗马数字", "通知", "FMT-014", number_format("upperRoman")),
    case("页码贴边", "通知", "FMT-016", in_footers("pPr", "ind", left="0", right="0")),
    case("页码在居中的图文框里", "通知", "FMT-016", in_footers("pPr", "framePr", xAlign="center")),
    case("页码在外侧的图文框里", "通知", "", in_footers("pPr", "framePr", xAlign="outside")),
]  # fmt: skip
WORDS = [
    case("主送机关加粗", "通知", "FMT-037", run(TO, "b")),
    case("正文空行", "通知", "FMT-501", blank_before(H1)),
    case("日期上空行", "通知", "FMT-023", blank_before(DATED)),
    case("两家署名在一行", "通知", "", write(SIGNED, "水利局", "水利局　　　江州市审计局")),
    case("署名居中", "通知", "FMT-019", align(SIGNED, "center"), paragraph(SIGNED, "ind"),
         align(DATED, "center"), paragraph(DATED, "ind")),
    case("文号之上空一行", "通知", "FMT-023", paragraph(NUMBER, "spacing", before="579")),
    case("签名章之上空一行", "命令", "FMT-023", paragraph("市长", "spacing", before="579")),
    case("签名章贴边", "命令", "FMT-019", paragraph("市长", "ind", right="0")),
    case("令号缺第", "命令", "STR-062", write("第12号", "第12号", "12号")),
]  # fmt: skip
LAYOUTS = [
    case("信函文号居中", "函", "FMT-007", align("江水函", "center")),
    case("信函没有双线", "函", "FMT-513", _undrawn),
    case("信函首页有页码", "函", "FMT-028", gone("word/document", "titlePg")),
    case("信函版记有线", "函", "FMT-017", repeated("2026年5月6日", "抄送：江州市应急管理局。"),
         size(COPIED, 14), align(COPIED, "left"), paragraph(COPIED, "ind", left="280"),
         paragraph(COPIED, "pBdr"), _line("top")),
    case("信函有印发日期", "函", "STR-033", repeated("2026年5月6日", "抄送：江州市应急管理局。"),
         size(COPIED, 14), align(COPIED, "left"), paragraph(COPIED, "ind", left="280"),
         repeated(COPIED, "江州市水利局办公室　2026年5月6日印发")),
    case("请示用信函格式", "函", "STR-034 STR-036 STR-001 STR-032 GENRE-700",
         write(TITLE, "的函", "的请示"),
         write("请予支持", "请予支持", "妥否，请批示。请")),
    case("令号不空行", "命令", "FMT-023", paragraph("第12号", "spacing", before="0")),
    case("令号编虚位", "命令", "STR-054 NUMB-61", write("第12号", "12", "012")),
    case("令号写成文号", "命令", "STR-062", write("第12号", "第12号", "江政令〔2026〕12号")),
    case("令号居左", "命令", "FMT-007", align("第12号", "left")),
    case("令的正文不空行", "命令", "FMT-023", paragraph("《江州", "spacing", before="0")),
    case("出席用仿宋", "纪要", "FMT-002", font("出席", "仿宋")),
    case("出席顶格", "纪要", "FMT-009", paragraph("出席", "ind", left="0", firstLine="0")),
]  # fmt: skip
ALL = [*PAGE, *HEAD, *TITLES, *TEXT, *ANNEXES, *CLOSING, *IMPRINT, *NUMBERS, *WORDS, *LAYOUTS]


def report(data: bytes) -> Report:
    return lint_document(read_document(data), RULES, Settings(), "")


@pytest.mark.parametrize("kind", planting.KINDS)
def test_the_correct_document_has_no_finding(kind):
    assert [(f.rule, f.message, f.text) for f in report(twin(kind)).findings] == []


@pytest.mark.parametrize("kind, changes, rules", ALL)
def test_the_defect_is_found_and_nothing_else(kind, changes, rules):
    findings = report(planted(kind, *changes)).findings
    assert {f.rule for f in findings} == rules, [(f.rule, f.message) for f in findings]


@pytest.mark.parametrize("kind, changes, rules", ALL)
def test_what_can_be_mended_safely_is_gone_then(kind, changes, rules):
    data = planted(kind, *changes)
    before = report(data)
    edits = chosen_edits(before.findings)
    if not edits:
        return
    mended = {f.rule for f in before.findings if f.edits and f.fix == "safe"}
    after = report(apply_edits(open_package(data), edits).to_bytes())
    assert not mended & {f.rule for f in after.findings}
