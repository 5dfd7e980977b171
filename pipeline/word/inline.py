"""What stands in a paragraph, run by run: characters, fields, objects, markers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.word.ooxml import (
    AUTHOR,
    DATE,
    FLD_CHAR,
    FLD_TYPE,
    ID,
    INSTR,
    MATH,
    MC,
    PPR,
    R_,
    RPR,
    TBL,
    TXBX,
    Element,
    P,
    T,
    W,
)
from pipeline.word.stories import (
    OBJECT,
    Field,
    Paragraph,
    Span,
    View,
    child_text,
)
from pipeline.word.views import REVISIONS, Decided, Statuses

_BOX_HOSTS = frozenset((W + "drawing", W + "pict", W + "object", MC + "AlternateContent"))
MARKERS = frozenset(
    W + name for name in ("commentRangeStart", "commentRangeEnd", "bookmarkStart", "bookmarkEnd")
)
_COMMENT_REFERENCE = W + "commentReference"
_DEL_INSTR = W + "delInstrText"
_FLD_SIMPLE = W + "fldSimple"
_FORMULAS = frozenset((MATH + "oMath", MATH + "oMathPara"))
_SKIPPED = frozenset(
    (PPR, W + "proofErr", W + "permStart", W + "permEnd", W + "sdtPr", W + "sdtEndPr",
     W + "customXmlPr", W + "smartTagPr", W + "moveFromRangeStart", W + "moveFromRangeEnd",
     W + "moveToRangeStart", W + "moveToRangeEnd", W + "subDoc", W + "fldData")
)  # fmt: skip


class InlineReader(Statuses):
    """Reads the content of one paragraph after the other; fields run on across paragraphs.

    boxes: the text boxes met, each with the story, part and paragraph it hangs on. notes: the
    numbers of the notes referred to. empty_spans: also list spans without characters.
    """

    def __init__(self, view: View, decided: Decided | None, empty_spans: bool) -> None:
        super().__init__(view, decided)
        self.empty_spans = empty_spans
        self.boxes: list[tuple[Element, str, str, int]] = []
        self.notes: dict[str, set[str]] = {"footnote": set(), "endnote": set()}
        self.story = ""
        self.part = ""
        self.paragraphs: list[Paragraph] = []
        self.fields: list[Field] = []
        self.in_code = 0
        self._open()

    def _open(self) -> None:
        self.parts: list[str] = []
        self.spans: list[Span] = []
        self.markers: list[tuple[int, Element]] = []
        self.length = 0
        self._segment()
        self.mark_gone = False
        self.closed_fields: list[Field] = []
        self.elements: list[Element] = []
        self.outer_field = self.fields[0] if self.fields and self.fields[0].separated else None

    def _segment(self) -> None:
        """What follows an open mark: only this would stay where a mark is decided to go."""
        self.segment = self.length
        self.held = False

    def _inline(self, container: Element, status: str, author: str, date: str) -> None:
        for child in container:
            tag = child.tag
            if tag == R_:
                self._run(child, status, author, date)
            elif tag in _SKIPPED:
                continue
            elif tag in MARKERS:
                self.markers.append((self.length, child))
            elif tag in REVISIONS:
                inner = self._change(child, status)
                if inner not in self.hidden:
                    self._inline(child, inner, child.get(AUTHOR, ""), child.get(DATE, ""))
                elif self.decided is not None and self._holds_open(child):
                    self.held = True
            elif tag == W + "sdt":
                content = child.find(W + "sdtContent")
                if content is not None:
                    self._inline(content, status, author, date)
            elif tag == _FLD_SIMPLE:
                self._simple_field(child, status, author, date)
            elif tag in _FORMULAS:
                formula = self._formula_status(child, status, author, date)
                if formula[0] not in self.hidden:
                    self._add(child, OBJECT, *formula)
                elif self.decided is not None and self._holds_open(child):
                    self.held = True
            elif tag in (P, TBL):
                continue
            else:
                self._inline(child, status, author, date)

    def _simple_field(self, element: Element, status: str, author: str, date: str) -> None:
        code = " ".join((element.get(W + "instr") or "").split())
        self.fields.append(Field(code, simple=element, separated=True))
        self._inline(element, status, author, date)
        self.closed_fields.append(self.fields.pop())

    def _run(self, run: Element, status: str, author: str, date: str) -> None:
        if self.fields:
            for open_field in self.fields:
                open_field.runs.append(run)
        text = ""
        if not self.in_code:
            last = run[-1] if len(run) else None
            size = len(run)
            if (
                last is not None
                and last.tag == T
                and (size == 1 or (size == 2 and run[0].tag == RPR))
            ):
                # The ordinary run: properties and one piece of text.
                self._add(run, child_text(last), status, author, date)
                return
        for child in run:
            tag = child.tag
            if tag == RPR:
                continue
            if tag == FLD_CHAR:
                if text and not self.in_code:
                    # Text before a field character in the same run belongs outside the field.
                    self._add(run, text, status, author, date)
                    text = ""
                self._field_character(child, run)
            elif tag in (INSTR, _DEL_INSTR):
                if self.fields:
                    self.fields[-1].code += child.text or ""
            elif tag == _COMMENT_REFERENCE:
                self.markers.append((self.length + len(text), child))
            elif not self.in_code:
                piece = child_text(child)
                if piece == OBJECT:
                    self._object(child, tag)
                text += piece
        if text and not self.in_code:
            self._add(run, text, status, author, date)
        elif self.empty_spans:
            self._add(run, "", status, author, date)

    def _add(self, run: Element, text: str, status: str, author: str, date: str) -> None:
        if not text and not self.empty_spans:
            return
        start = self.length
        end = self.length = start + len(text)
        self.parts.append(text)
        outer = self.fields[0] if self.fields else None
        self.spans.append(Span(start, end, run, status, author, date, outer))

    def _object(self, child: Element, tag: str) -> None:
        if tag in _BOX_HOSTS:
            for box in text_boxes(child):
                self.boxes.append((box, self.story, self.part, len(self.paragraphs)))
        elif tag == W + "footnoteReference":
            self.notes["footnote"].add(child.get(ID, ""))
        elif tag == W + "endnoteReference":
            self.notes["endnote"].add(child.get(ID, ""))

    def _field_character(self, child: Element, run: Element) -> None:
        kind = child.get(FLD_TYPE)
        if kind == "begin":
            self.fields.append(Field(runs=[run]))
            self.in_code += 1
        elif kind == "separate" and self.fields:
            if not self.fields[-1].separated:
                self.fields[-1].separated = True
                self.in_code -= 1
        elif kind == "end" and self.fields:
            closed = self.fields.pop()
            closed.code = " ".join(closed.code.split())
            self.closed_fields.append(closed)
            if not closed.separated:
                self.in_code -= 1


def text_boxes(host: Element) -> Iterator[Element]:
    """The ``w:txbxContent`` elements in an object, each text once (not its fallback again)."""
    if host.tag == MC + "AlternateContent":
        choices = [c for c in host if c.tag in (MC + "Choice", MC + "Fallback")]
        for choice in choices[:1]:
            for child in choice:
                yield from text_boxes(child)
        return
    if host.tag == TXBX:
        yield host
        return
    for child in host:
        yield from text_boxes(child)
