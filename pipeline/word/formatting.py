"""What a paragraph and its characters look like: the whole cascade of Word, resolved.

Order for characters: document defaults, table style, paragraph style (with its ancestors),
character style, direct formatting; on/off properties toggle between style levels (ISO/IEC 29500-1
17.7.3). For paragraphs: defaults, table style, numbering level, paragraph style, direct.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.word.cascade import Properties, apply_paragraph, apply_run, number_of, text_of
from pipeline.word.document import Document
from pipeline.word.effective import ParagraphFormat, RunFormat, paragraph_format
from pipeline.word.numbering import Numbering
from pipeline.word.ooxml import PPR, RPR, TBL_PR, VAL, Element, W, integer, value
from pipeline.word.package import Package
from pipeline.word.stories import Paragraph, Span
from pipeline.word.styles import Style, read_styles
from pipeline.word.theme import theme_fonts


class Formats:
    """Resolves effective formatting for the paragraphs and spans of one package.

    ``Formats(package).run(paragraph, span)`` and ``.paragraph(paragraph)``; results are cached,
    so asking for every run of a long file is cheap.
    """

    def __init__(self, source: Package | Document) -> None:
        if isinstance(source, Document):
            self._package = source.package
            self._styles, self._numbering = source.styles, source.numbering
        else:
            self._package = source
            self._styles = read_styles(source)
            self._numbering = Numbering(source, self._styles)
        self._theme = theme_fonts(self._package)
        self._bases: dict[tuple[str | None, str | None, str], Properties] = {}
        self._runs: dict[tuple[object, ...], RunFormat] = {}
        self._paragraphs: dict[tuple[object, ...], ParagraphFormat] = {}
        # each kept with what it is about, so that nothing else gets its number
        self._of_paragraph: dict[int, tuple[Paragraph, ParagraphFormat]] = {}
        self._of_span: dict[int, tuple[Span, RunFormat]] = {}
        self._line_pitch = self._grid_pitch()
        self._last: tuple[Paragraph | None, str | None, str] = (None, None, "")
        self._table_keys: dict[Element, str] = {}

    def _grid_pitch(self) -> int:
        grids = list(self._package.xml(self._package.main_part).iter(W + "docGrid"))
        grid = grids[-1] if grids else None
        pitch = integer(grid.get(W + "linePitch")) if grid is not None else None
        typed = grid is not None and grid.get(W + "type", "default") != "default"
        return pitch if pitch and typed else 240

    def run(self, paragraph: Paragraph, span: Span) -> RunFormat:
        """The effective formatting of the characters of ``span``."""
        known = self._of_span.get(id(span))
        if known is None:
            rpr = span.run[0] if len(span.run) else None
            if rpr is not None and rpr.tag != RPR:
                rpr = None
            known = self._of_span[id(span)] = (span, self.resolve_run(paragraph, rpr))
        return known[1]

    def resolve_run(self, paragraph: Paragraph, rpr: Element | None) -> RunFormat:
        """The effective formatting direct properties ``rpr`` would give in ``paragraph``."""
        if self._last[0] is not paragraph:
            ppr = paragraph.properties
            self._last = (paragraph, value(ppr, "pStyle"), self._table_key(paragraph))
        _, style, table = self._last
        if rpr is None:
            signature: object = None
        else:
            signature = tuple([_child_signature(child) for child in rpr])
        key = (style, table, signature)
        known = self._runs.get(key)
        if known is None:
            character = value(rpr, "rStyle")
            properties = dict(self._base(style, character, table))
            if rpr is not None:
                apply_run(properties, rpr, toggled=None)
            known = self._runs[key] = self._run_format(properties, character)
        return known

    def mark(self, paragraph: Paragraph) -> RunFormat:
        """The effective formatting of the paragraph mark (it decides an empty line's height)."""
        ppr = paragraph.properties
        return self.resolve_run(paragraph, ppr.find(RPR) if ppr is not None else None)

    def _base(self, style: str | None, character: str | None, table: str) -> Properties:
        key = (style, character, table)
        known = self._bases.get(key)
        if known is not None:
            return known
        properties: Properties = {}
        if self._styles.default_rpr is not None:
            apply_run(properties, self._styles.default_rpr, toggled=None)
        levels: list[list[Element]] = [
            list(self._table_run_properties(table)),
            [s.rpr for s in self._styles.chain(style, "paragraph") if s.rpr is not None],
        ]
        if character and character in self._styles.by_id:
            chain = self._styles.chain(character, "character")
            levels.append([s.rpr for s in chain if s.rpr is not None])
        toggles: dict[str, bool] = {}
        for level in levels:
            states: dict[str, bool] = {}
            for rpr in level:
                apply_run(properties, rpr, toggled=states)
            for name, state in states.items():
                toggles[name] = toggles.get(name, False) ^ state
        for name, state in toggles.items():
            properties[name] = bool(properties.get(name)) or state
        self._bases[key] = properties
        return properties

    def _run_format(self, properties: Properties, character: str | None) -> RunFormat:
        style = self._styles.by_id.get(character) if character else None
        size = properties.get("size")
        return RunFormat(
            east_asia=self._font(properties, "eastAsia"),
            ascii=self._font(properties, "ascii"),
            h_ansi=self._font(properties, "hAnsi"),
            size_pt=size / 2 if isinstance(size, int) else 10.0,
            bold=bool(properties.get("bold")),
            italic=bool(properties.get("italic")),
            underline=text_of(properties, "underline"),
            color=text_of(properties, "color") or "auto",
            spacing_twips=number_of(properties, "spacing"),
            highlight=text_of(properties, "highlight"),
            hidden=bool(properties.get("hidden")),
            strike=bool(properties.get("strike")),
            vertical=text_of(properties, "vertical"),
            caps=bool(properties.get("caps")),
            scale=number_of(properties, "scale") or 100,
            position=number_of(properties, "position"),
            shading=text_of(properties, "shading"),
            emphasis=text_of(properties, "emphasis"),
            style=style.name if style else "",
        )

    def _font(self, properties: Properties, slot: str) -> str:
        name = text_of(properties, slot)
        if name.startswith("\0"):
            return self._theme.get(name[1:], "")
        return name

    # Paragraphs ---------------------------------------------------------------------------

    def paragraph(self, paragraph: Paragraph) -> ParagraphFormat:
        """The effective formatting of ``paragraph``."""
        known = self._of_paragraph.get(id(paragraph))
        if known is None:
            known = self._of_paragraph[id(paragraph)] = (paragraph, self._paragraph(paragraph))
        return known[1]

    def _paragraph(self, paragraph: Paragraph) -> ParagraphFormat:
        ppr = paragraph.properties
        table = self._table_key(paragraph)
        size = self._first_size(paragraph)
        signature = None if ppr is None else _signature(ppr)
        key = (table, size, signature)
        known = self._paragraphs.get(key)
        if known is None:
            style = value(ppr, "pStyle")
            properties: Properties = {}
            for source in self._paragraph_sources(ppr, style, table):
                apply_paragraph(properties, source)
            known = self._paragraphs[key] = paragraph_format(
                properties, size, self._line_pitch, self._styles.name(style)
            )
        return known

    def _first_size(self, paragraph: Paragraph) -> float:
        if paragraph.spans:
            return self.run(paragraph, paragraph.spans[0]).size_pt
        return self.mark(paragraph).size_pt

    def _paragraph_sources(
        self, ppr: Element | None, style: str | None, table: str
    ) -> Iterator[Element]:
        if self._styles.default_ppr is not None:
            yield self._styles.default_ppr
        yield from self._table_paragraph_properties(table)
        level = self._numbering.level(ppr)
        numbers = level.ppr if level is not None else None
        direct = ppr is not None and ppr.find(W + "numPr") is not None
        for item in self._styles.chain(style, "paragraph"):
            if item.ppr is None:
                continue
            if numbers is not None and not direct and item.ppr.find(W + "numPr") is not None:
                yield numbers
            yield item.ppr
        if numbers is not None and direct:
            yield numbers
        if ppr is not None:
            yield ppr

    # Tables -------------------------------------------------------------------------------

    def _table_key(self, paragraph: Paragraph) -> str:
        """What of a table's style holds here: its id and the conditions, as one string."""
        cell = paragraph.cell
        if cell is None or cell.table_element is None:
            return ""
        base = self._table_keys.get(cell.table_element)
        if base is None:
            base = self._table_keys[cell.table_element] = _table_style(cell.table_element)
        style, _, look = base.partition("|")
        conditions = ""
        if "r" in look and cell.row == 0:
            conditions += "r"
        if "c" in look and cell.column == 0:
            conditions += "c"
        return f"{style}|{conditions}"

    def _table_styles(self, key: str) -> tuple[tuple[Style, ...], list[str]]:
        if not key:
            return (), []
        style, _, conditions = key.partition("|")
        names = {"c": "firstCol", "r": "firstRow"}
        return self._styles.chain(style or None, "table"), [
            names[c] for c in sorted(conditions) if c in names
        ]

    def _table_run_properties(self, key: str) -> Iterator[Element]:
        chain, conditions = self._table_styles(key)
        yield from (style.rpr for style in chain if style.rpr is not None)
        yield from _conditional(chain, conditions, RPR)

    def _table_paragraph_properties(self, key: str) -> Iterator[Element]:
        chain, conditions = self._table_styles(key)
        yield from (style.ppr for style in chain if style.ppr is not None)
        yield from _conditional(chain, conditions, PPR)


def _conditional(chain: tuple[Style, ...], conditions: list[str], tag: str) -> Iterator[Element]:
    for condition in conditions:
        for style in chain:
            for item in style.element.iterfind(W + "tblStylePr"):
                if item.get(W + "type") == condition:
                    found = item.find(tag)
                    if found is not None:
                        yield found


def _table_style(table: Element) -> str:
    properties = table.find(TBL_PR)
    style = value(properties, "tblStyle") or ""
    look = properties.find(W + "tblLook") if properties is not None else None
    flags = ""
    if look is not None:
        bits = int(look.get(VAL, "0"), 16) if _is_hex(look.get(VAL, "0")) else 0
        if look.get(W + "firstRow") in ("1", "true") or bits & 0x20:
            flags += "r"
        if look.get(W + "firstColumn") in ("1", "true") or bits & 0x80:
            flags += "c"
    return f"{style}|{flags}"


def _is_hex(text: str) -> bool:
    return bool(text) and all(c in "0123456789abcdefABCDEF" for c in text)


def _child_signature(child: Element) -> tuple[object, ...]:
    tag = child.tag
    # Names of attributes are dear to fetch and only matter where there are several.
    return (tag, *child.items()) if tag in _SEVERAL else (tag, *child.values())


_SEVERAL = frozenset((W + "rFonts", W + "shd", W + "color", W + "u"))


def _signature(element: Element) -> tuple[object, ...]:
    return tuple(
        [
            (child.tag, *child.attrib.items(), *(_signature(child) if len(child) else ()))
            for child in element
        ]
    )


def may_hide_text(package: Package, part: str) -> bool:
    """Whether hidden text is spoken of in a part at all: cheaper than asking every run."""
    return next(package.xml(part).iter(W + "vanish"), None) is not None
