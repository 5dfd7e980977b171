"""Names of WordprocessingML: namespaces, tags and the small look-ups every module here needs."""

from __future__ import annotations

from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{WORD}}}"
WORD14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W14 = f"{{{WORD14}}}"
WORD15 = "http://schemas.microsoft.com/office/word/2012/wordml"
W15 = f"{{{WORD15}}}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
R = f"{{{RELATIONSHIPS}}}"
ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

P, R_, T, TAB, BR = W + "p", W + "r", W + "t", W + "tab", W + "br"
DEL_TEXT, PPR, RPR, SECT_PR = W + "delText", W + "pPr", W + "rPr", W + "sectPr"
TBL, TR, TC = W + "tbl", W + "tr", W + "tc"
TBL_PR, TR_PR, TC_PR = W + "tblPr", W + "trPr", W + "tcPr"
INS, DEL, MOVE_FROM, MOVE_TO = W + "ins", W + "del", W + "moveFrom", W + "moveTo"
VAL, ID, AUTHOR, DATE = W + "val", W + "id", W + "author", W + "date"
FLD_CHAR, FLD_TYPE, INSTR = W + "fldChar", W + "fldCharType", W + "instrText"
TXBX = W + "txbxContent"

_OFF = frozenset(("0", "false", "off"))


def value(parent: Element | None, name: str) -> str | None:
    """The ``w:val`` of the child ``w:name`` of ``parent``; None when there is none."""
    if parent is None:
        return None
    child = parent.find(W + name)
    return None if child is None else child.get(VAL)


def is_on(element: Element | None) -> bool | None:
    """The state of an on/off property; None when the element is missing."""
    if element is None:
        return None
    return element.get(VAL, "1").lower() not in _OFF


def integer(text: str | None) -> int | None:
    """A number as Word writes it (also ``12.0``); None when it is missing or no number."""
    if text is None:
        return None
    try:
        return int(text)
    except ValueError:
        try:
            return round(float(text))
        except (ValueError, OverflowError):
            return _measure(text)


def _measure(text: str) -> int | None:
    """A universal measure (``2.5cm``) in twips."""
    units = {"mm": 56.6929, "cm": 566.929, "in": 1440.0, "pt": 20.0, "pc": 240.0, "pi": 240.0}
    factor = units.get(text[-2:])
    try:
        return None if factor is None else round(float(text[:-2]) * factor)
    except ValueError:
        return None
