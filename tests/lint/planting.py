"""Correct documents of several kinds, and ways to put one defect into a copy of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from lxml import etree

from pipeline.draft import draft, load_template
from pipeline.resources import data_folder
from pipeline.word.package import Package, open_package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Change = Callable[[Package], None]

_NOTICE = {
    "发文机关": "江州市水利局",
    "发文字号": "江水发〔2026〕5号",
    "主送": "各县（区）水利局",
    "事由": "做好水库安全度汛工作",
    "正文": "为确保水库安全度汛，现将有关事项通知如下：\n"
    "# 压实工作责任\n各单位要落实水库防汛责任人，每座水库不少于3人。\n"
    "# 开展隐患排查\n"
    "## 检查工程设施。重点检查溢洪道和启闭设备，4月20日前完成（见附件1）。\n"
    "## 检查值守情况。重点检查值班记录和通信设备，4月25日前完成（见附件2）。",
    "附件": [
        {"标题": "水库责任人名单", "正文": "名单由各县（区）水利局负责更新，每季度报送一次。"},
        {"标题": "隐患排查登记表", "正文": "登记表由检查人员填写，由水库管理单位签字确认。"},
    ],
    "成文日期": "2026-03-20",
    "抄送": "市应急管理局，市气象局",
    "印发机关": "江州市水利局办公室",
    "印发日期": "2026-03-21",
}
_REQUEST = {
    "发文机关": "江州市水利局",
    "发文字号": "江水〔2026〕9号",
    "签发人": ["周正阳"],
    "主送": "市人民政府",
    "事由": "实施双溪水库除险加固工程",
    "缘由": "双溪水库建于1972年，坝体渗漏，经鉴定为三类坝，急需加固。",
    "依据和条件": "初步设计已经省水利厅批复，概算总投资860万元。",
    "请示事项": "拟于2026年9月开工建设双溪水库除险加固工程。",
    "结语": "妥否，请批示。",
    "联系人": "陈立言",
    "联系电话": "0799-5550136",
    "成文日期": "2026-02-11",
    "抄送": "市财政局",
    "印发机关": "江州市水利局办公室",
    "印发日期": "2026-02-11",
}
_LETTER = {
    "发文机关": "江州市水利局",
    "发文字号": "江水函〔2026〕18号",
    "主送": "江州市气象局",
    "事由": "商请提供降雨资料",
    "缘由": "为做好双溪水库调度方案编制工作，",
    "事项": ["商请贵局提供双溪流域1980年以来的逐日降雨资料。", "资料用于方案编制，我局负责保管。"],
    "回复期限": "2026-05-15",
    "结语": "请予支持并函复。",
    "成文日期": "2026-05-06",
}
_DATA: dict[str, tuple[str, dict[str, Any]]] = {
    "通知": ("通知", _NOTICE),
    "一个附件的通知": (
        "通知",
        {
            **_NOTICE,
            "附件": _NOTICE["附件"][:1],
            "正文": _NOTICE["正文"].replace("附件1", "附件").replace("（见附件2）", ""),
        },
    ),
    "涉密通知": (
        "通知",
        {**_NOTICE, "份号": "12", "密级": "机密", "保密期限": "5年", "紧急程度": "特急"},
    ),
    "不盖章通知": ("通知", {**_NOTICE, "用印": "无"}),
    "请示": ("请示", _REQUEST),
    "两人签发的请示": ("请示", {**_REQUEST, "签发人": ["周正阳", "马平"]}),
    "函": ("函", _LETTER),
    "表格": (
        "通知",
        {
            **_NOTICE,
            "正文": f"{_NOTICE['正文']}\n| 序号 | 任务 |\n| 1 | 检查水库 |\n| 2 | 检查堤防 |",
        },
    ),
    "公告": ("公告", {}),
    "批复": ("批复", {}),
    "报告": ("报告", {}),
    "命令": ("命令", {}),
    "纪要": ("纪要", {}),
    "通告": ("通告", {}),
    "议案": ("议案", {}),
    "意见": ("意见", {}),
}


KINDS = tuple(_DATA)


@cache
def twin(kind: str) -> bytes:
    """A correct document of one kind (a key of ``_DATA``)."""
    name, data = _DATA[kind]
    template = load_template(data_folder("templates") / f"{name}.md")
    return draft(template, data or template.example).to_bytes()


def planted(kind: str, *changes: Change) -> bytes:
    """The correct document with changes made in its main part."""
    package = open_package(twin(kind))
    for change in changes:
        change(package)
    for name in package.part_names:
        if name.endswith(".xml"):
            package.touch(name)
    return package.to_bytes()


def text_of(paragraph: Any) -> str:
    """A paragraph's letters, line breaks left out."""
    return "".join(t.text or "" for t in paragraph.iter(f"{W}t"))


def the_paragraph(package: Package, pattern: str) -> Any:
    """The first paragraph of the body whose text a pattern fits from its beginning."""
    for paragraph in package.xml(package.main_part).iter(f"{W}p"):
        if re.match(pattern, text_of(paragraph)):
            return paragraph
    raise AssertionError(f"no paragraph {pattern}")


def write(pattern: str, old: str, new: str) -> Change:
    """Replace ``old`` by ``new`` in the paragraph."""

    def change(package: Package) -> None:
        texts = list(the_paragraph(package, pattern).iter(f"{W}t"))
        whole = "".join(t.text or "" for t in texts)
        at = whole.index(old)
        position, first = 0, True
        for text in texts:
            content = text.text or ""
            left, right = max(at - position, 0), min(at + len(old) - position, len(content))
            position += len(content)
            if left < right:
                text.text = content[:left] + (new if first else "") + content[right:]
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                first = False

    return change


def run(pattern: str, name: str, **values: str) -> Change:
    """Set one property (``sz``, ``rFonts`` …) on every run of the paragraph."""

    def change(package: Package) -> None:
        for one in the_paragraph(package, pattern).iter(f"{W}r"):
            properties = one.find(f"{W}rPr")
            if properties is None:
                properties = etree.Element(f"{W}rPr")
                one.insert(0, properties)
            _set(properties, name, values, 0)

    return change


def font(pattern: str, name: str) -> Change:
    """Set the typeface of the paragraph."""
    return run(pattern, "rFonts", ascii=name, hAnsi=name, eastAsia=name)


def size(pattern: str, points: float) -> Change:
    """Set the size of the paragraph's type."""
    return run(pattern, "sz", val=f"{points * 2:g}")


def paragraph(pattern: str, name: str, **values: str) -> Change:
    """Set one property (``ind``, ``jc``, ``spacing`` …) of the paragraph."""

    def change(package: Package) -> None:
        properties = the_paragraph(package, pattern).find(f"{W}pPr")
        _set(properties, name, values, 1)

    return change


def align(pattern: str, value: str) -> Change:
    """Align the paragraph."""
    return paragraph(pattern, "jc", val=value)


def _set(properties: Any, name: str, values: dict[str, str], place: int) -> None:
    for old in properties.findall(f"{W}{name}"):
        properties.remove(old)
    child = etree.Element(f"{W}{name}", {f"{W}{key}": value for key, value in values.items()})
    properties.insert(min(place, len(properties)), child)


def section(name: str, **values: str) -> Change:
    """Set attributes of the first section's ``pgSz``, ``pgMar`` …"""

    def change(package: Package) -> None:
        found = next(package.xml(package.main_part).iter(f"{W}{name}"))
        for key, value in values.items():
            found.set(f"{W}{key}", value)

    return change


def without(pattern: str) -> Change:
    """Take the paragraph away."""

    def change(package: Package) -> None:
        found = the_paragraph(package, pattern)
        found.getparent().remove(found)

    return change


def moved(pattern: str, before: str) -> Change:
    """Move the paragraph in front of another one."""

    def change(package: Package) -> None:
        the_paragraph(package, before).addprevious(the_paragraph(package, pattern))

    return change


def repeated(pattern: str, text: str) -> Change:
    """A second paragraph behind the first, looking like it, with a text of its own."""

    def change(package: Package) -> None:
        found = the_paragraph(package, pattern)
        copy = etree.fromstring(etree.tostring(found))
        for number, content in enumerate(copy.iter(f"{W}t")):
            content.text = "" if number else text
        found.addnext(copy)

    return change


def style(name: str, path: str, **values: str) -> Change:
    """Set attributes of an element (``pPr/spacing``, ``rPr/sz``) of a style."""

    def change(package: Package) -> None:
        styles = package.xml("word/styles.xml")
        for found in styles.iter(f"{W}style"):
            if found.find(f"{W}name").get(f"{W}val") == name:
                node = found
                for step in path.split("/"):
                    child = node.find(f"{W}{step}")
                    node = etree.SubElement(node, f"{W}{step}") if child is None else child
                for key, value in values.items():
                    node.set(f"{W}{key}", value)
                return
        raise AssertionError(f"no style {name}")

    return change


def changed(part: str, alter: Callable[[Any], None]) -> Change:
    """Alter the root of every part whose name holds ``part`` (``document``, ``footer`` …)."""

    def change(package: Package) -> None:
        for name in package.part_names:
            if part in name and name.endswith(".xml"):
                alter(package.xml(name))

    return change


def every(part: str, tag: str, alter: Callable[[Any], object]) -> Change:
    """Alter every element of one tag in the parts whose name holds ``part``."""

    def alter_all(root: Any) -> None:
        for found in list(root.iter(f"{W}{tag}")):
            alter(found)

    return changed(part, alter_all)


def gone(part: str, tag: str) -> Change:
    """Take every element of one tag away."""
    return every(part, tag, lambda found: found.getparent().remove(found))


def title_lines(*lines: str) -> Change:
    """Break the title into these lines."""

    def change(package: Package) -> None:
        title = the_paragraph(package, ".{2,12}关于")
        first, *rest = title.iter(f"{W}r")
        for other in rest:
            other.getparent().remove(other)
        for child in list(first):
            if child.tag != f"{W}rPr":
                first.remove(child)
        for number, line in enumerate(lines):
            if number:
                etree.SubElement(first, f"{W}br")
            etree.SubElement(first, f"{W}t").text = line

    return change


def imprint_edges(**values: str) -> Change:
    """Set attributes of the lines of the 版记."""

    def alter(root: Any) -> None:
        for edge in list(root.iter(f"{W}tblBorders"))[-1]:
            for key, value in values.items():
                edge.set(f"{W}{key}", value)

    return changed("word/document", alter)


def cell_edges(first: str, between: str, last: str) -> Change:
    """The lines of the 版记 drawn by its cells: their sizes, "" for none."""

    def alter(root: Any) -> None:
        table = list(root.iter(f"{W}tbl"))[-1]
        for found in list(table.iter(f"{W}tblBorders")):
            found.getparent().remove(found)
        rows = table.findall(f"{W}tr")
        for number, row in enumerate(rows):
            sizes = {"top": between if number else first,
                     "bottom": between if number < len(rows) - 1 else last}  # fmt: skip
            for properties in row.iter(f"{W}tcPr"):
                borders = etree.SubElement(properties, f"{W}tcBorders")
                for side, size in sizes.items():
                    line = {f"{W}val": "single" if size else "nil", f"{W}sz": size or "0"}
                    etree.SubElement(borders, f"{W}{side}", line)

    return changed("word/document", alter)


def table_width(number: int, twips: str) -> Change:
    """Make a table so wide; the last one (-1) is the 版记."""

    def alter(root: Any) -> None:
        table = list(root.iter(f"{W}tbl"))[number]
        for found in table.iter(f"{W}tblW", f"{W}gridCol", f"{W}tcW"):
            found.set(f"{W}w", twips)

    return changed("word/document", alter)


def in_footers(where: str, name: str, **values: str) -> Change:
    """Set one property of every run (``rPr``) or paragraph (``pPr``) of the footers."""

    def alter(found: Any) -> None:
        properties = found.find(f"{W}{where}")
        if properties is None:
            properties = etree.Element(f"{W}{where}")
            found.insert(0, properties)
        _set(properties, name, values, len(properties))

    return every("footer", "r" if where == "rPr" else "p", alter)


def typed_footer(root: Any) -> None:
    """Put plain text in the place of every page number."""
    for found in root.iter(f"{W}p"):
        text = text_of(found)
        for child in list(found):
            if child.tag != f"{W}pPr":
                found.remove(child)
        etree.SubElement(etree.SubElement(found, f"{W}r"), f"{W}t").text = text


def number_format(name: str) -> Change:
    """Count the pages in another way (``upperRoman`` …)."""

    def alter(found: Any) -> None:
        found.append(etree.Element(f"{W}pgNumType", {f"{W}fmt": name}))

    return every("word/document", "sectPr", alter)


def line_break(pattern: str, behind: str) -> Change:
    """A manual break in a paragraph, in the place of the mark that ends ``behind``."""

    def change(package: Package) -> None:
        for text in the_paragraph(package, pattern).iter(f"{W}t"):
            before, found, after = (text.text or "").partition(behind)
            if found:
                text.text = f"{before}{behind[:-1]}。"
                rest = etree.Element(f"{W}t")
                rest.text = after
                text.addnext(rest)
                text.addnext(etree.Element(f"{W}br"))
                return
        raise AssertionError(f"no {behind}")

    return change


def blank_before(pattern: str) -> Change:
    """A blank paragraph, set as text is, above the paragraph."""

    def change(package: Package) -> None:
        spacing = etree.Element(f"{W}spacing", {f"{W}line": "579", f"{W}lineRule": "exact"})
        blank = etree.Element(f"{W}p")
        etree.SubElement(blank, f"{W}pPr").append(spacing)
        the_paragraph(package, pattern).addprevious(blank)

    return change


def pages_restart(pattern: str) -> Change:
    """End a section with the paragraph; the next one counts its pages from 1 again."""

    def change(package: Package) -> None:
        found = the_paragraph(package, pattern)
        last = found.getparent().find(f"{W}sectPr")
        found.find(f"{W}pPr").append(etree.fromstring(etree.tostring(last)))
        last.append(etree.Element(f"{W}pgNumType", {f"{W}start": "1"}))

    return change
