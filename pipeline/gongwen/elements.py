"""The elements (要素) of an official document: GB/T 9704-2012 clauses 7 and 10.

The drafter writes them, the recogniser names them; profiles and rules refer to them by value.
"""

from __future__ import annotations

from enum import Enum


class Element(str, Enum):
    """One kind of paragraph. The value is its key in rules, profiles and machine output."""

    COPY_NUMBER = "copy_number"
    CLASSIFICATION = "classification"
    URGENCY = "urgency"
    ISSUER_MARK = "issuer_mark"
    DOCUMENT_NUMBER = "document_number"
    SIGNER = "signer"
    HEADER_RULE = "header_rule"
    TITLE = "title"
    TITLE_NOTE = "title_note"
    ADDRESSEE = "addressee"
    HEADING_1 = "heading1"
    HEADING_2 = "heading2"
    HEADING_3 = "heading3"
    HEADING_4 = "heading4"
    BODY = "body"
    TABLE = "table"
    CAPTION = "caption"
    TABLE_NOTE = "table_note"
    ATTENDANCE = "attendance"
    ATTACHMENT_NOTE = "attachment_note"
    SIGNATURE = "signature"
    DATE = "date"
    SEAL = "seal"
    NOTE = "note"
    ATTACHMENT_LABEL = "attachment_label"
    ATTACHMENT_TITLE = "attachment_title"
    COPY_TO = "copy_to"
    MAIN_TO = "main_to"
    PRINTER = "printer"
    PAGE_NUMBER = "page_number"
    BLANK = "blank"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The Chinese name, as the standard calls it."""
        return _LABELS[self]


_LABELS: dict[Element, str] = {
    Element.COPY_NUMBER: "份号",
    Element.CLASSIFICATION: "密级和保密期限",
    Element.URGENCY: "紧急程度",
    Element.ISSUER_MARK: "发文机关标志",
    Element.DOCUMENT_NUMBER: "发文字号",
    Element.SIGNER: "签发人",
    Element.HEADER_RULE: "版头分隔线",
    Element.TITLE: "标题",
    Element.TITLE_NOTE: "题注",
    Element.ADDRESSEE: "主送机关",
    Element.HEADING_1: "一级标题",
    Element.HEADING_2: "二级标题",
    Element.HEADING_3: "三级标题",
    Element.HEADING_4: "四级标题",
    Element.BODY: "正文",
    Element.TABLE: "表格",
    Element.CAPTION: "图表标题",
    Element.TABLE_NOTE: "图表注释",
    Element.ATTENDANCE: "出席人员名单",
    Element.ATTACHMENT_NOTE: "附件说明",
    Element.SIGNATURE: "发文机关署名",
    Element.DATE: "成文日期",
    Element.SEAL: "印章",
    Element.NOTE: "附注",
    Element.ATTACHMENT_LABEL: "附件序号",
    Element.ATTACHMENT_TITLE: "附件标题",
    Element.COPY_TO: "抄送机关",
    Element.MAIN_TO: "版记主送机关",
    Element.PRINTER: "印发机关和印发日期",
    Element.PAGE_NUMBER: "页码",
    Element.BLANK: "空行",
    Element.UNKNOWN: "未识别",
}
