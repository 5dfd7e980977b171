"""Content + profile → the XML of ``word/document.xml``, element by element.

Positions follow the profile; horizontal ones are written as twips because Word resolves
``leftChars`` against another font size. Vertical ones rest on lines of exact height of 1.2 times
the size, where Word (which centres exact lines) and LibreOffice (baseline at 80 %) agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from unicodedata import east_asian_width

from pipeline.draft.content import Annex, Content, shown_date
from pipeline.draft.markup import Block, Heading, PageBreak, Spans, Table, Turn, plain
from pipeline.draft.styles import (
    ANCHOR,
    GRID_BORDERS,
    GRID_TABLE,
    PLAIN_TABLE,
    Measures,
    char_style_id,
    sections,
    shared_style_id,
)
from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import ElementStyle, Form, LayoutProfile, twips
from pipeline.gongwen.title_lines import split_title, width
from pipeline.word import markup as xml

_HEADINGS = (Element.HEADING_1, Element.HEADING_2, Element.HEADING_3, Element.HEADING_4)
_CAP_TOP = 0.84  # top of a Chinese glyph over the baseline, as a share of the size
_BASELINE = 0.96  # baseline under the top of a line of 1.2 times the size
_GLYPH_BOTTOM = 0.08  # bottom of a Chinese glyph under the baseline
_MARK_WHOLE_PT = 40  # under this size the mark is condensed rather than made smaller
_MARK_CONDENSED = 0.66
_LONG = 10  # lines
_MANY_ADDRESSEES = 3  # lines
_KEPT_NAMES = 4  # the last names of 附件说明 stay with the signature


@dataclass(slots=True)
class Composer:
    """Writes one document; ``parts`` is the body so far, ``elements`` what it consists of."""

    profile: LayoutProfile
    content: Content
    parts: list[str] = field(default_factory=list)
    elements: list[tuple[Element, str]] = field(default_factory=list)
    landscape: bool = False
    started: bool = False
    mark_limit: float | None = None  # pt; set when a joint mark has to give way to the text
    crowded: bool = False  # the first page has no room for text whatever gives way
    notes: list[str] = field(default_factory=list)

    @property
    def form(self) -> Form:
        return self.profile.form(self.content.layout)

    @property
    def measures(self) -> Measures:
        return Measures.of(self.profile)

    def style(self, element: Element) -> ElementStyle:
        return self.form.elements[element]

    def put(
        self,
        element: Element,
        runs: str,
        text: str,
        direct: xml.Paragraph | None = None,
    ) -> None:
        """Add a paragraph and note which element it is."""
        name = shared_style_id(self.profile, self.content.layout, element)
        self.parts.append(xml.paragraph(name, runs, direct))
        self.elements.append((element, text))

    def document(self) -> str:
        """The whole of ``word/document.xml``."""
        self._fit_first_page()
        self._head()
        blocks = self.content.blocks
        if not self.content.mark and blocks and blocks[0] == Turn(landscape=True):
            self.landscape = self.started = True
            blocks = blocks[1:]
        self._title()
        self._blocks(blocks)
        if self._attachments() or self.content.attendance:
            self._keep_last()
        self._attendance()
        self._attachment_note()
        self._signature()
        self._note()
        number = 0
        for annex in self.content.annexes:
            number += not annex.issued
            self._annex(annex, number)
        self._imprint()
        return (
            f"{xml.DECLARATION}<w:document {xml.NAMESPACES}><w:body>{''.join(self.parts)}"
            f"{self._section().xml()}</w:body></w:document>"
        )

    # ---- 首页 ----

    def _fit_first_page(self) -> None:
        """The first page shows text: a joint mark gets smaller (7.2.4), and addressees that are
        too many move to the 版记 (7.3.2)."""
        if self.form.header_rule != "single" or not self.content.mark or self._first_page_fits():
            return
        if self._shrink_mark():
            return
        addressee = self.content.addressee
        if self._addressee_lines() >= _MANY_ADDRESSEES:
            self.content = replace(self.content, addressee="", main_to=addressee)
            self.notes.append("主送机关太多，首页显示不出正文，已按规定移到版记。")
            self.mark_limit = None
            if self._first_page_fits() or self._shrink_mark():
                return
        self.crowded = True
        self.notes.append("首页放不下正文，请精简标题，或者减少版头的内容。")

    def _shrink_mark(self) -> bool:
        """Make a joint mark just so small that text shows on the first page, if that is enough."""
        if len(self.content.mark) < 2:
            return False
        least = float(self.style(Element.ISSUER_MARK).extra.get("min_size_pt", 26))
        for limit in range(int(self._joint_size(self.content.mark)), int(least) - 1, -1):
            self.mark_limit = limit
            if self._first_page_fits():
                return True
        return False

    def _first_page_fits(self) -> bool:
        """Whether two lines of text find room under head, title and addressee."""
        content, line = self.content, self.measures.line
        mark = content.mark
        size = self._joint_size(mark) if len(mark) > 1 else self._mark_size(
            "".join(mark) + content.mark_suffix, self.measures.area_width
        )[0]  # fmt: skip
        number = self.style(Element.DOCUMENT_NUMBER)
        per_line = int(self.style(Element.SIGNER).extra.get("per_line", 2))
        rows = max(1, -(-len(content.signers) // per_line)) + 2 * (content.layout == "纪要")
        title = self.style(Element.TITLE)
        height = twips(self.form.mark_top_mm - self.profile.page.top_mm)
        height += round(size * 24) * (len(mark) if len(mark) > 1 else 1)
        height += round(number.before_lines * line) + rows * line + twips(4)
        height += round(title.before_lines * line) + line * bool(content.title_note)
        height += len(self._title_lines(content.title, Element.TITLE)) * (title.line_twips or line)
        lines = self._addressee_lines()
        height += (lines + 1 if lines else 1) * line
        return height + 2 * line <= twips(self.profile.page.area_height_mm)

    def _addressee_lines(self) -> int:
        text = self.content.addressee
        return -(-int(width(text) + 1) // self.profile.grid.characters) if text else 0

    # ---- 版头 ----

    def _head(self) -> None:
        if not self.content.mark:
            self._corner()
            return
        if self.form.header_rule == "double":
            self._letter_head()
            return
        lines = self._corner()
        top = twips(self.form.mark_top_mm - self.profile.page.top_mm)
        self._mark(top - lines * self.measures.line)
        self._number_and_signers()
        if self.content.layout == "纪要":
            self._minutes_line()
        if self.form.header_rule == "single":
            self._header_rule()

    def _corner(self) -> int:
        """份号, 密级, 紧急程度 from the top left down (7.2.1–7.2.3); how many lines."""
        rows = (
            (Element.COPY_NUMBER, self.content.copy_number),
            (Element.CLASSIFICATION, self.content.classification),
            (Element.URGENCY, self.content.urgency),
        )
        shown = [(element, text) for element, text in rows if text]
        for element, text in shown:
            self.put(element, xml.run(text), text)
        return len(shown)

    def _mark(self, top: int) -> None:
        """发文机关标志: the top edge of its characters ``top`` twips below what stands above."""
        names, suffix = self.content.mark, self.content.mark_suffix
        if len(names) > 1:
            self._joint_mark(top, names, suffix)
            return
        text = "".join(names) + suffix
        size, scale = self._mark_size(text, self.measures.area_width)
        offset = round((_BASELINE - _CAP_TOP) * size * 20)
        direct = xml.Paragraph(before=max(0, top - offset), line=round(size * 24))
        self.put(Element.ISSUER_MARK, self._mark_run(text, size, scale), text, direct)

    def _mark_size(self, text: str, room: int) -> tuple[float, int]:
        """(size in pt, condensation in percent) at which ``text`` fits ``room`` twips."""
        style = self.style(Element.ISSUER_MARK)
        count = max(width(text), 1)
        whole = int(room / 20 / count)
        if whole >= _MARK_WHOLE_PT:
            return min(style.size_pt, whole), 100
        least = float(style.extra.get("min_size_pt", 26))
        size = max(least, min(_MARK_WHOLE_PT, int(whole / _MARK_CONDENSED)))
        return size, max(33, min(100, int(100 * room / 20 / (count * size))))

    def _mark_run(self, text: str, size: float, scale: int) -> str:
        condensed = f'<w:w w:val="{scale}"/>' if scale != 100 else ""
        half = round(size * 2)
        return xml.run(
            text, properties=f'{condensed}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
        )

    def _joint_size(self, names: Sequence[str]) -> float:
        """The size in pt of a joint mark: as wide as the type area, or what text leaves it."""
        style, suffix = self.style(Element.ISSUER_MARK), self.content.mark_suffix
        wide = max(map(width, names)) + width(suffix) + (0.5 if suffix else 0)
        size = min(style.size_pt, int(self.measures.area_width / 20 / wide))
        size = max(size, float(style.extra.get("min_size_pt", 26)))
        return size if self.mark_limit is None else min(size, self.mark_limit)

    def _joint_mark(self, top: int, names: Sequence[str], suffix: str) -> None:
        """Several organs one below the other, 文件 to their right in the middle (7.2.4)."""
        area = self.measures.area_width
        longest = max(names, key=width)
        side = width(suffix)
        size = self._joint_size(names)
        name_room = area - round(side * size * 20) - (round(size * 10) if suffix else 0)
        scale = min(100, int(100 * name_room / 20 / (width(longest) * size)))
        line = round(size * 24)
        offset = round((_BASELINE - _CAP_TOP) * size * 20)
        gap = xml.Paragraph(line=max(20, top - offset))
        self.parts.append(xml.paragraph(ANCHOR, "", gap))
        style = shared_style_id(self.profile, self.content.layout, Element.ISSUER_MARK)
        exact = xml.Paragraph(line=line, before=0, align="distribute" if suffix else "center")
        centre = xml.Paragraph(line=line, before=0, align="center")
        rows = []
        for number, name in enumerate(names):
            cells = xml.cell(
                name_room if suffix else area,
                xml.paragraph(style, self._mark_run(name, size, scale), exact),
            )
            if suffix:
                runs = self._mark_run(suffix, size, 100) if not number else ""
                merge = "restart" if not number else "continue"
                cells += xml.cell(
                    area - name_room,
                    xml.paragraph(style, runs, centre),
                    merge=merge,
                    align="center",
                )
            rows.append(xml.row(cells, height=line))
            self.elements.append((Element.ISSUER_MARK, name))
            if suffix and not number:
                self.elements.append((Element.ISSUER_MARK, suffix))
        widths = [name_room, area - name_room] if suffix else [area]
        self.parts.append(
            xml.table(widths, "".join(rows), style=PLAIN_TABLE, margins=(0, 0), indent_left=0)
        )

    def _number_and_signers(self) -> None:
        """发文字号 two lines below the mark; with 签发人 both one character in (7.2.5, 7.2.6)."""
        number, signers = self.content.number, self.content.signers
        if not signers:
            if number:
                self.put(Element.DOCUMENT_NUMBER, xml.run(number), number)
            return
        style = self.style(Element.SIGNER)
        unit, area = self.measures.unit, self.measures.area_width
        per_line = int(style.extra.get("per_line", 2))
        rows = [signers[i : i + per_line] for i in range(0, len(signers), per_line)]
        column = max(width(name) for name in signers)
        columns = min(per_line, len(signers))
        label = 4 * unit
        names = round((columns * column + (columns - 1)) * unit)
        start = area - round(style.right_chars * unit) - names - label
        tabs = [("left", start), ("left", start + label)] + [
            ("left", round(start + label + i * (column + 1) * unit)) for i in range(1, columns)
        ]
        before = round(style.before_lines * self.measures.line)
        for at, row in enumerate(rows):
            last = at == len(rows) - 1
            runs = xml.run(number) if last else ""
            runs += xml.run("\t签发人：" if not at else "\t\t")
            name_style = char_style_id(Element.SIGNER)
            for place, name in enumerate(row):
                runs += (xml.run("\t") if place else "") + xml.run(name, style=name_style)
            direct = xml.Paragraph(
                tabs=tabs,
                before=before if not at else self.measures.line - (style.line_twips or 0),
                left=round(style.left_chars * unit),
                right=0,
            )
            if last and number:
                self.elements.append((Element.DOCUMENT_NUMBER, number))
            shown = "　".join(row)
            self.put(Element.SIGNER, runs, shown if at else f"签发人：{shown}", direct)

    def _minutes_line(self) -> None:
        """The organ to the left and the date to the right over the red rule (practice)."""
        organ, day = self.content.printer or "".join(self.content.organs[:1]), self.content.date
        text = shown_date(day)
        if not (organ and text):
            return
        unit = self.measures.unit
        tabs = [("right", self.measures.area_width - unit)]
        style = self.style(Element.DOCUMENT_NUMBER)
        direct = xml.Paragraph(
            tabs=tabs, before=self.measures.line, left=unit, align="left", line=style.line_twips
        )
        name = shared_style_id(self.profile, self.content.layout, Element.DOCUMENT_NUMBER)
        self.parts.append(xml.paragraph(name, xml.run(f"{organ}\t{text}"), direct))
        self.elements.append((Element.UNKNOWN, f"{organ}\t{text}"))  # no element of the standard

    def _header_rule(self) -> None:
        """The red rule, ``gap_mm`` under the glyphs of the line above (7.2.7)."""
        style = self.style(Element.HEADER_RULE)
        above = self.style(Element.DOCUMENT_NUMBER)
        under = (1.2 - _BASELINE - _GLYPH_BOTTOM) * above.size_pt * 20
        height = max(20, round(twips(float(style.extra["gap_mm"])) - under))
        line = xml.border("bottom", "single", float(style.extra["rule_pt"]), style.color)
        direct = xml.Paragraph(borders=f"<w:pBdr>{line}</w:pBdr>", line=height)
        self.put(Element.HEADER_RULE, "", "", direct)

    def _letter_head(self) -> None:
        """信函 (10.1): mark 30 mm from the paper's top, double rule of 170 mm 4 mm under it."""
        form, page, area = self.form, self.profile.page, self.measures.area_width
        text = "".join(self.content.mark) + self.content.mark_suffix
        wide = twips(float(form.rule["width_mm"]))
        over = round((wide - area) / 2)
        size, scale = self._mark_size(text, wide)
        offset = round((_BASELINE - _CAP_TOP) * size * 20)
        top = twips(form.mark_top_mm) - offset
        line = round(size * 24)
        frame = (
            f'<w:framePr w:w="{wide}" w:h="{line}" w:hRule="exact" w:wrap="around" '
            f'w:vAnchor="page" w:hAnchor="page" w:x="{twips(page.left_mm) - over}" w:y="{top}"/>'
        )
        mark = xml.Paragraph(frame=frame, before=0, line=line)
        self.put(Element.ISSUER_MARK, self._mark_run(text, size, scale), text, mark)
        glyph_bottom = top + round((_BASELINE + _GLYPH_BOTTOM) * size * 20)
        rule_at = glyph_bottom + twips(float(form.rule["gap_mm"])) - twips(page.top_mm)
        edge = xml.border("bottom", "thickThinSmallGap", float(form.rule["pt"]), "FF0000")
        # The rule's own line is a point high and lies under the frame: a line beside it would be
        # pushed down by Word.
        rule = xml.Paragraph(
            borders=f"<w:pBdr>{edge}</w:pBdr>",
            before=max(0, rule_at - 20),
            line=20,
            left=-over,
            right=-over,
        )
        self.put(Element.HEADER_RULE, "", "", rule)
        self._letter_lines()

    def _letter_lines(self) -> None:
        """份号/密级/紧急程度 flush left, 发文字号 flush right, 7/8 of a 3号 character below."""
        gap = round(float(self.form.rule["text_gap_pt"]) * 20)
        size = self.style(Element.DOCUMENT_NUMBER).size_pt * 20
        first = max(0, gap - round((_BASELINE - _CAP_TOP) * size))
        rows = [
            (Element.COPY_NUMBER, self.content.copy_number),
            (Element.CLASSIFICATION, self.content.classification),
            (Element.URGENCY, self.content.urgency),
        ]
        shown = [(element, text) for element, text in rows if text]
        number = self.content.number
        line = round(size * 1.2)
        if not shown and number:
            self.put(Element.DOCUMENT_NUMBER, xml.run(number), number, xml.Paragraph(before=first))
        for at, (element, text) in enumerate(shown):
            runs, tabs = xml.run(text), []
            if not at and number:
                runs += xml.run("\t") + self._as_number(number)
                tabs = [("right", self.measures.area_width)]
                self.elements.append((Element.DOCUMENT_NUMBER, number))
            before = first if not at else self.measures.line - line
            self.put(element, runs, text, xml.Paragraph(before=before, line=line, tabs=tabs))

    def _as_number(self, number: str) -> str:
        font = self.profile.font(self.style(Element.DOCUMENT_NUMBER).font).name
        name = xml.escape(font)
        fonts = f'<w:rFonts w:ascii="{name}" w:eastAsia="{name}" w:hAnsi="{name}"/>'
        return f"<w:r><w:rPr>{fonts}</w:rPr><w:t>{xml.escape(number)}</w:t></w:r>"

    # ---- 主体 ----

    def _title(self) -> None:
        content = self.content
        if content.title and content.layout != "命令":
            lines = self._title_lines(content.title, Element.TITLE)
            direct = xml.Paragraph(keep_next=False) if self.crowded else None
            self.put(Element.TITLE, xml.run("\n".join(lines)), content.title, direct)
            if content.title_note:
                self.put(Element.TITLE_NOTE, xml.run(content.title_note), content.title_note)
        if content.addressee:
            self.put(Element.ADDRESSEE, xml.run(f"{content.addressee}："), content.addressee)

    def _title_lines(self, title: str, element: Element) -> tuple[str, ...]:
        room = self.measures.area_width / 20 / self.style(element).size_pt
        return split_title(title, int(room * 2) / 2, (*self.content.mark, *self.content.organs))

    def _blocks(self, blocks: Iterable[Block], *, spaced: bool = False) -> None:
        """The text; its first paragraph stands a line below when nothing addresses anyone."""
        first = not self.content.addressee and not spaced
        for block in blocks:
            before = self.measures.line * (2 if self.content.layout == "命令" else 1)
            direct = xml.Paragraph(before=before) if first else None
            first = False
            if isinstance(block, Table):
                self._table(block)
            elif isinstance(block, Turn):
                if block.landscape != self.landscape:
                    self._turn(landscape=block.landscape)
            elif isinstance(block, PageBreak):
                self.parts.append(xml.paragraph(ANCHOR, xml.PAGE_BREAK))
            elif isinstance(block, Heading):
                self._heading(block, direct)
            else:
                runs = _runs(block.spans)
                self.put(Element.BODY, runs, plain(block.spans), direct)

    def _heading(self, block: Heading, direct: xml.Paragraph | None) -> None:
        element = _HEADINGS[block.level - 1]
        text = block.number + block.text
        if not block.rest:
            self.put(element, xml.run(text), text, direct)
            return
        runs = xml.run(text, style=char_style_id(element)) + _runs(block.rest)
        body = shared_style_id(self.profile, self.content.layout, Element.BODY)
        self.parts.append(xml.paragraph(body, runs, direct))
        self.elements.append((element, text + plain(block.rest)))

    def _table(self, table: Table) -> None:
        turn = table.landscape and not self.landscape
        if turn:
            self._turn(landscape=True)
        if table.caption:
            self.put(Element.CAPTION, xml.run(table.caption), table.caption)
        page = self.profile.page
        room = twips(page.area_height_mm) if self.landscape else self.measures.area_width
        widths = _column_widths(table, room)
        style = shared_style_id(self.profile, self.content.layout, Element.TABLE)
        head = char_style_id(Element.TABLE)
        small = self.style(Element.TABLE).extra if table.small else {}
        line = int(small["small_line_twips"]) if small else None
        half = round(float(small["small_size_pt"]) * 2) if small else 0
        size = f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' if small else ""
        aligns = [align or _guess(table, column) for column, align in enumerate(table.aligns)]
        rows = []
        for number, row in enumerate(table.rows):
            cells = []
            for column, spans in enumerate(row):
                align = aligns[column] if number else "center"
                direct = xml.Paragraph(align=align, line=line)
                if number:
                    runs = _runs(spans, size)
                else:
                    runs = xml.run(plain(spans), style=head, properties=size)
                cells.append(
                    xml.cell(widths[column], xml.paragraph(style, runs, direct), align="center")
                )
                self.elements.append((Element.TABLE, plain(spans)))
            rows.append(xml.row("".join(cells), head=not number))
        self.parts.append(
            xml.table(widths, "".join(rows), style=GRID_TABLE, align="center", borders=GRID_BORDERS)
        )
        if turn:
            self._turn(landscape=False)
        else:
            self.parts.append(xml.paragraph(ANCHOR, ""))

    def _turn(self, *, landscape: bool) -> None:
        """End the running section; what follows stands on pages of the other orientation."""
        section = self._section().xml()
        last = self.parts[-1] if self.parts else ""
        if last.startswith("<w:p>") and "<w:sectPr>" not in last:
            self.parts[-1] = last.replace("</w:pPr>", f"{section}</w:pPr>", 1)
        else:
            self.parts.append(xml.paragraph(ANCHOR, "", xml.Paragraph(section=section)))
        self.landscape, self.started = landscape, True

    def _section(self) -> xml.Section:
        table = sections(self.profile, self.content.layout)
        if self.landscape:
            return table["landscape"]
        return table["portrait" if self.started else "first"]

    def _attendance(self) -> None:
        """出席, 请假, 列席 (10.3): label in 黑体, names wrapped after the colon."""
        style = self.style(Element.ATTENDANCE)
        unit = self.measures.unit
        left = round(style.left_chars * unit)
        for number, (label, names) in enumerate(self.content.attendance):
            hanging = round((width(label) + 1) * unit)
            runs = xml.run(f"{label}：", style=char_style_id(Element.ATTENDANCE)) + xml.run(names)
            before = round(style.before_lines * self.measures.line) if not number else 0
            direct = xml.Paragraph(before=before, left=left + hanging, hanging=hanging)
            self.put(Element.ATTENDANCE, runs, f"{label}：{names}", direct)

    def _attachment_note(self) -> None:
        """附件说明 (7.3.4): a line below, two in; names wrap under their first character."""
        annexes = self._attachments()
        if not annexes:
            return
        style = self.style(Element.ATTACHMENT_NOTE)
        unit = self.measures.unit
        left = round((style.left_chars + 3) * unit)
        for number, annex in enumerate(annexes, 1):
            label = f"{number}." if len(annexes) > 1 else ""
            shift = self._points(label)
            text = f"附件：{label}{annex.title}" if number == 1 else f"{label}{annex.title}"
            hanging = shift + (3 * unit if number == 1 else 0)
            before = round(style.before_lines * self.measures.line) if number == 1 else 0
            direct = xml.Paragraph(
                before=before,
                left=left + shift,
                hanging=hanging,
                keep_next=number > len(annexes) - _KEPT_NAMES or None,
            )
            self.put(Element.ATTACHMENT_NOTE, xml.run(text), text, direct)

    def _points(self, text: str) -> int:
        """The width of body-size text in twips, with the grid's spacing."""
        size = self.style(Element.BODY).size_pt * 20
        pitch = self.profile.grid.spacing_twips
        return sum(
            round(size if east_asian_width(char) in "WFA" else size / 2) + pitch for char in text
        )

    # ---- 落款 ----

    def _signature(self) -> None:
        content = self.content
        if content.layout == "纪要" or not content.date or content.seal == "不落款":
            return
        self._keep_last()
        if content.seal == "签名章" or (content.layout == "命令" and content.signed_by):
            self._stamp()
        elif content.seal == "无":
            self._unsealed()
        elif len(content.organs) > 1:
            self._joint_sealed()
        else:
            self._sealed()

    def _keep_last(self) -> None:
        """Keep the last line of the text with the signature, so that it never stands alone.

        Word keeps the last line, LibreOffice the whole paragraph: a very long one is left free.
        So is an only paragraph: the title is kept with the text, and all of it together would
        leave the first page without text, which 7.3.3 forbids.
        """
        last = self.parts[-1]
        long = self.elements and len(self.elements[-1][1]) > _LONG * self.profile.grid.characters
        if not last.startswith("<w:p><w:pPr><w:pStyle") or "keepNext" in last or long:
            return
        if any(self._may_part(part) for part in self.parts[:-1]):
            self.parts[-1] = last.replace("/>", "/><w:keepNext/>", 1)

    def _may_part(self, part: str) -> bool:
        """Whether a page may end after this part of the text."""
        body = shared_style_id(self.profile, self.content.layout, Element.BODY)
        text = part.startswith(f'<w:p><w:pPr><w:pStyle w:val="{body}"/>')
        return (text and "keepNext" not in part) or f'w:val="{GRID_TABLE}"' in part

    def _sealed(self) -> None:
        """One organ with a seal (7.3.5.1): the date four in, the organ centred over it."""
        rule = self.profile.signature["seal"]
        before = round(float(rule["before_lines"]) * self.measures.line)
        name = self.content.organs[0]
        self._name_over_date(name, before, float(rule["date_right_chars"]))

    def _name_over_date(self, name: str, before: int, right_chars: float) -> None:
        area, unit = self.measures.area_width, self.measures.unit
        day = shown_date(self.content.date)
        day_width, name_width = self._points(day), self._points(name)
        right = round(right_chars * unit)
        if name_width > area:
            lines = split_title(name, self.profile.grid.characters - 2)
            self._sign(name, "\n".join(lines), xml.Paragraph(before=before, align="center"))
            self._date(day, xml.Paragraph(align="center", right=0))
            return
        half = right + day_width // 2
        if name_width > 2 * half:
            right = (name_width - day_width) // 2
            half = right + day_width // 2
        left = max(0, area - 2 * half)
        direct = xml.Paragraph(before=before, left=left, right=0, align="center")
        self._sign(name, name, direct)
        self._date(day, xml.Paragraph(right=right))

    def _sign(self, name: str, shown: str, direct: xml.Paragraph) -> None:
        self.put(Element.SIGNATURE, xml.run(shown), name, direct)

    def _date(self, day: str, direct: xml.Paragraph) -> None:
        self.put(Element.DATE, xml.run(day), day, direct)

    def _joint_sealed(self) -> None:
        """Several organs (7.3.5.1): names in rows, one seal each, the last over the date."""
        rule = self.profile.signature["seal"]
        area, unit, line = self.measures.area_width, self.measures.unit, self.measures.line
        organs = self.content.organs
        per_row = max(1, int(rule["per_row"]))
        if max(self._points(name) for name in organs) > area // per_row:
            per_row = 1
        day = shown_date(self.content.date)
        right = round(float(rule["date_right_chars"]) * unit)
        last_centre = area - right - self._points(day) // 2
        centres = _centres(area, last_centre, per_row)
        rows = [organs[i : i + per_row] for i in range(0, len(organs), per_row)]
        for number, row in enumerate(rows):
            lines = float(rule["row_lines"]) - 1 if number else float(rule["before_lines"])
            before = round(lines * line)
            places = centres[-len(row) :] if number == len(rows) - 1 else centres[: len(row)]
            if len(row) == 1 and number == len(rows) - 1:
                self._name_over_date(row[0], before, float(rule["date_right_chars"]))
                return
            tabs = [("center", place) for place in places]
            direct = xml.Paragraph(before=before, tabs=tabs, align="left", left=0)
            self.put(Element.SIGNATURE, xml.run("\t" + "\t".join(row)), "\t".join(row), direct)
        self._date(day, xml.Paragraph(right=right))

    def _unsealed(self) -> None:
        """No seal (7.3.5.2): organ two from the right, the date starts two after the organ."""
        rule = self.profile.signature["none"]
        unit, line = self.measures.unit, self.measures.line
        organs = self.content.organs
        day = shown_date(self.content.date)
        name_right = round(float(rule["name_right_chars"]) * unit)
        shift = round(float(rule["date_shift_chars"]) * unit)
        name, day_width = self._points(organs[-1]), self._points(day)
        date_right = name_right + name - shift - day_width
        if day_width > name or date_right < 0:
            date_right = round(float(rule["date_right_chars"]) * unit)
            name_right = date_right + day_width + shift - name
        before = round(float(rule["before_lines"]) * line)
        for number, organ in enumerate(organs):
            direct = xml.Paragraph(
                before=0 if number else before, align="right", right=max(0, name_right)
            )
            self._sign(organ, organ, direct)
        start = self.measures.area_width - max(0, name_right) - name + shift
        # Room to the right, so that a wider stand-in font does not break the date in two.
        direct = xml.Paragraph(align="left", left=max(0, start), right=-round(2 * unit))
        self._date(day, direct)

    def _stamp(self) -> None:
        """签名章 (7.3.5.3): office two to the left of the stamp, the date a line below, four in."""
        rule = self.profile.signature["stamp"]
        unit, line = self.measures.unit, self.measures.line
        gap = "　" * round(float(rule["title_gap_chars"]))
        shown = gap.join(part for part in (self.content.signed_as, self.content.signed_by) if part)
        before = round(float(rule["before_lines"]) * line)
        right = round(float(rule["stamp_right_chars"]) * unit)
        if shown:
            self._sign(shown, shown, xml.Paragraph(before=before, align="right", right=right))
            before = round(float(rule["date_before_lines"]) * line)
        self._date(
            shown_date(self.content.date),
            xml.Paragraph(before=before, right=round(float(rule["date_right_chars"]) * unit)),
        )

    def _note(self) -> None:
        if self.content.note:
            self.put(Element.NOTE, xml.run(self.content.note), self.content.note)

    # ---- 附件 ----

    def _attachments(self) -> list[Annex]:
        return [annex for annex in self.content.annexes if not annex.issued]

    def _annex(self, annex: Annex, number: int) -> None:
        """An annex under its label (7.3.7); an issued document under its title alone."""
        if annex.blocks is None:
            return
        direct = xml.Paragraph(page_break_before=True) if annex.issued else None
        if not annex.issued:
            label = f"附件{number}" if len(self._attachments()) > 1 else "附件"
            self.put(Element.ATTACHMENT_LABEL, xml.run(label), label)
        lines = self._title_lines(annex.title, Element.ATTACHMENT_TITLE)
        self.put(Element.ATTACHMENT_TITLE, xml.run("\n".join(lines)), annex.title, direct)
        self._blocks(annex.blocks, spaced=True)

    # ---- 版记 ----

    def _imprint(self) -> None:
        """版记 (7.4) as a table at the bottom of the type area of the page it falls on."""
        content = self.content
        rows: list[list[tuple[Element, str, str]]] = []
        to = []
        if content.main_to:
            to.append((Element.MAIN_TO, "主送：", f"{content.main_to}。"))
        if content.copy_to:
            to.append((Element.COPY_TO, "抄送：", f"{content.copy_to}。"))
        if to:
            rows.append(to)
        if content.printer and self.form.imprint == "ruled":
            printed = shown_date(content.printed)
            text = f"\t{printed}印发" if printed else ""
            rows.append([(Element.PRINTER, "", content.printer + text)])
        if not rows:
            return
        if self.landscape:
            self._turn(landscape=False)
        if "<w:sectPr>" in self.parts[-1]:
            # A floating table cannot open a section in LibreOffice: it would stay on the page
            # before.
            self.parts.append(xml.paragraph(ANCHOR, ""))
        width_ = self.measures.area_width
        # Placed from the paper's edge: LibreOffice floats a table as wide as the text only then.
        position = (
            '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" '
            f'w:horzAnchor="page" w:tblpX="{twips(self.profile.page.left_mm)}" '
            'w:tblpYSpec="bottom"/>'
        )
        body = "".join(self._imprint_row(row, width_) for row in rows)
        self.parts.append(
            xml.table(
                [width_], body, style=PLAIN_TABLE, position=position,
                borders=self._imprint_rules(), margins=(0, 0),
            )
        )  # fmt: skip
        self.parts.append(xml.paragraph(ANCHOR, ""))

    def _imprint_row(self, row: Sequence[tuple[Element, str, str]], area: int) -> str:
        paragraphs = []
        for element, label, text in row:
            style = self.style(element)
            unit = round(style.size_pt * 20)
            left = round(style.left_chars * unit)
            right = round(style.right_chars * unit)
            hanging = round(width(label) * unit)
            tabs = [("right", area - right)] if "\t" in text else []
            direct = xml.Paragraph(
                left=left + hanging, right=0 if tabs else right, hanging=hanging, tabs=tabs
            )
            name = shared_style_id(self.profile, self.content.layout, element)
            paragraphs.append(xml.paragraph(name, xml.run(label + text), direct))
            self.elements.append((element, label + text))
        return xml.row(xml.cell(area, "".join(paragraphs), align="center"))

    def _imprint_rules(self) -> str:
        if self.form.imprint != "ruled":
            return ""
        thick = float(self.profile.imprint["thick_pt"])
        thin = float(self.profile.imprint["thin_pt"])
        return (
            xml.border("top", "single", thick)
            + xml.border("bottom", "single", thick)
            + xml.border("insideH", "single", thin)
        )


def _runs(spans: Spans, properties: str = "") -> str:
    return "".join(xml.run(text, bold=bold, properties=properties) for text, bold in spans)


def _centres(area: int, last: int, count: int) -> list[int]:
    """Centres of ``count`` seals in a row, the last at ``last``, the first as far from the left."""
    if count == 1:
        return [last]
    first = area - last
    return [round(first + (last - first) * i / (count - 1)) for i in range(count)]


def _column_widths(table: Table, room: int) -> list[int]:
    """Widths that fill ``room``: as asked for, or by the longest words of each column."""
    columns = len(table.rows[0])
    shares = list(table.widths)
    if not shares:
        for column in range(columns):
            longest = max(width(plain(row[column])) for row in table.rows)
            shares.append(min(max(longest, 3.0), 20.0) + 1.5)
    total = sum(shares)
    widths = [max(200, int(room * share / total)) for share in shares]
    widths[-1] += room - sum(widths)
    return widths


def _guess(table: Table, column: int) -> str:
    """Short entries stand in the middle, long ones to the left."""
    longest = max((width(plain(row[column])) for row in table.rows[1:]), default=0)
    return "center" if longest <= 8 else "left"
