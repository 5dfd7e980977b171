"""The markup of a body, parsed into blocks.

- ``# 标题`` … ``#### 标题``: headings, numbered 一、（一）1.（1） by the tool; a number typed in
  the heading is taken over; ``# 标题 {-}`` has none. A heading that ends a sentence and goes on
  (``## 标题。正文……``) runs in: its font lasts up to the first 。
- every other line is a paragraph; ``**加粗**`` is bold; ``\\`` before ``# * | [ =`` hides it.
- a plain line that starts with 一、or （一） typed by hand is a heading too, unless it is a
  sentence.
- ``| 列 | 列 |`` rows are a table: first row the head, an optional ``|:--|:-:|--:|`` row aligns
  the columns. A line ``表：名称`` right above gives the caption; ``{横排}`` after it (or alone)
  puts the table on landscape pages; ``{列宽 1:3:2}`` sets the widths,
  ``{小字}`` a smaller type; several stand in one pair of braces: ``{横排；小字}``.
- ``[[分页]]`` starts a new page; ``[[横排]]`` and ``[[竖排]]`` turn the pages from there on.
- ``=== 附件：名称`` starts an annex; what follows is its text. ``=== 正文`` goes back.
- ``=== 文件：名称`` starts the document that is issued or passed on (印发、转发、公布): it follows
  on its own page under its own title and is no annex.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pipeline.errors import DataProblem
from pipeline.gongwen.numbering import Counter, split_heading

Spans = tuple[tuple[str, bool], ...]  # (text, bold)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1–4 with its number ("" for none); ``rest`` follows in the body's font."""

    level: int
    number: str
    text: str
    rest: Spans = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first row is the head. ``widths`` are relative, () = by content; ``small``
    for tables of many columns."""

    rows: tuple[tuple[Spans, ...], ...]
    aligns: tuple[str, ...]
    caption: str = ""
    landscape: bool = False
    widths: tuple[float, ...] = ()
    small: bool = False


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A page break asked for by ``[[分页]]``."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Landscape or upright pages from here on: ``[[横排]]``, ``[[竖排]]``."""

    landscape: bool


Block = Paragraph | Heading | Table | PageBreak | Turn


@dataclass(frozen=True, slots=True)
class Section:
    """The body (title ""), an annex, or (``issued``) the document that this one issues."""

    title: str
    blocks: tuple[Block, ...]
    issued: bool = False


_SECTION = re.compile(r"={3,}[ \t]*((?:附件[0-9]*|文件)[ \t]*[：:]|正文)[ \t]*(.*)$")
_HEADING = re.compile(r"(#{1,4})[ \t　]+(.*\S)[ \t　]*$")
_CAPTION = re.compile(r"表[ \t]*[：:][ \t]*(.*)$")
_ATTRIBUTES = re.compile(r"\{([^{}]*)\}[ \t]*$")
_RULE_CELL = re.compile(r":?-+:?")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ESCAPE = re.compile(r"\\([#*|\[=\\{表])")
_MARKS = "#*|[=\\{表"
_FIRST = 0xFDD0  # noncharacters: they stand in no text, not even in names of rare characters
_HIDDEN = str.maketrans({chr(_FIRST + at): char for at, char in enumerate(_MARKS)})
_TO_HIDE = {char: chr(_FIRST + at) for at, char in enumerate(_MARKS)}
MAX_TYPED_HEADING = 40


def parse_body(text: str, name: str = "正文") -> tuple[Section, ...]:
    """The body and its annexes, in order; the first section is always the body (title "")."""
    sections: list[tuple[str, list[str], bool]] = [("", [], False)]
    for raw in text.replace("\r\n", "\n").split("\n"):
        match = _SECTION.match(raw.strip())
        if not match:
            sections[-1][1].append(raw)
        elif match.group(1) == "正文":
            sections.append(("", [], False))
        else:
            title = _show(match.group(2).strip())
            if not title:
                kind = match.group(1)[:2]
                raise DataProblem(f"{name}里的“=== {kind}：”后面要写{kind}名称。")
            sections.append((title, [], match.group(1).startswith("文件")))
    body = [line for title, lines, _ in sections if not title for line in lines]
    parsed = [Section("", parse_blocks(body, name))]
    for title, lines, issued in sections:
        if title:
            parsed.append(Section(title, parse_blocks(lines, name), issued))
    return tuple(parsed)


def parse_blocks(lines: list[str], name: str = "正文") -> tuple[Block, ...]:
    """The blocks of one section; headings are numbered from the start."""
    blocks: list[Block] = []
    counter = Counter()
    caption, attributes = "", ""
    at = 0
    while at < len(lines):
        line = _hide(lines[at].strip(" \t　"))
        at += 1
        if not line:
            continue
        if line.startswith("|"):
            rows = [line]
            while at < len(lines) and _hide(lines[at].strip()).startswith("|"):
                rows.append(_hide(lines[at].strip()))
                at += 1
            blocks.append(_table(rows, caption, attributes, name))
            caption, attributes = "", ""
            continue
        held = _table_head(line, lines, at)
        if held is not None:
            caption, attributes = held
            continue
        blocks.append(_line(line, counter))
    return tuple(blocks)


def _hide(line: str) -> str:
    """Escaped characters as private ones, so that no pattern sees them; ``_show`` brings back."""
    if "\\" not in line:
        return line
    return _ESCAPE.sub(lambda m: _TO_HIDE[m.group(1)], line)


def protect(value: Any) -> Any:
    """Data that means itself in markup: its ``|`` makes no column, its ``#`` no heading.

    Text of several lines is taken as markup; lists and tables are protected item by item.
    """
    if isinstance(value, str):
        if "\n" in value:
            return value
        if value.startswith(("#", "===", "[[")):
            value = _TO_HIDE[value[0]] + value[1:]
        return value.replace("|", _TO_HIDE["|"]) if "|" in value else value
    if isinstance(value, list):
        return [protect(item) for item in value]
    if isinstance(value, dict):
        return {key: protect(item) for key, item in value.items()}
    return value


def literal(line: str) -> str:
    """A line of plain text as markup that means just that text."""
    for mark in "\\*|":
        if mark in line:
            line = line.replace(mark, _TO_HIDE[mark])
    return str(protect(line))


def _show(text: str) -> str:
    return text.translate(_HIDDEN)


def _table_head(line: str, lines: list[str], at: int) -> tuple[str, str] | None:
    """(caption, attributes) when ``line`` belongs to the table that starts on a next line."""
    following = next((item.strip() for item in lines[at:] if item.strip()), "")
    if not following.startswith(("|", "{")):
        return None
    attributes = ""
    found = _ATTRIBUTES.search(line)
    if found:
        attributes, line = found.group(1), line[: found.start()].rstrip()
    match = _CAPTION.match(line)
    if match:
        return _show(match.group(1).strip()), attributes
    return ("", attributes) if not line and attributes else None


def _line(line: str, counter: Counter) -> Block:
    if line in ("[[分页]]", "[[换页]]"):
        return PageBreak()
    if line in ("[[横排]]", "[[竖排]]"):
        return Turn(landscape=line == "[[横排]]")
    match = _HEADING.match(line)
    if match:
        return _heading(len(match.group(1)), match.group(2), counter)
    typed = split_heading(_show(line))
    if typed and (typed[0] <= 2 or _is_short_title(typed[2])):
        level, value, rest = typed
        head, _, tail = _run_in(rest)
        sentence = not tail and head.endswith(("。", "；", "，", "："))
        if len(head) <= MAX_TYPED_HEADING and "**" not in head and not sentence:
            return Heading(level, counter.set(level, value), head, _spans(tail))
    return Paragraph(_spans(line))


def _is_short_title(text: str) -> bool:
    return len(text) <= MAX_TYPED_HEADING and not re.search(r"[。！？；，：]", text)


def _heading(level: int, text: str, counter: Counter) -> Heading:
    plain = re.fullmatch(r"(.*?)[ \t]*\{-\}[ \t]*", text)
    if plain:
        return Heading(level, "", _show(plain.group(1)))
    typed = split_heading(_show(text))
    if typed and typed[0] == level:
        text = typed[2]
    head, _, tail = _run_in(text)
    return Heading(level, counter.next(level), _show(head.replace("**", "")), _spans(tail))


def _run_in(text: str) -> tuple[str, str, str]:
    """A heading's own words (with 。when text follows it), nothing, and the text that follows."""
    match = re.search(r"。", text)
    if match and match.end() < len(text.rstrip()):
        return text[: match.end()], "", text[match.end() :].strip()
    return text, "", ""


def _spans(text: str) -> Spans:
    if not text:
        return ()
    if "**" not in text:
        return ((_show(text), False),)
    spans: list[tuple[str, bool]] = []
    last = 0
    for match in _BOLD.finditer(text):
        if match.start() > last:
            spans.append((_show(text[last : match.start()]), False))
        spans.append((_show(match.group(1)), True))
        last = match.end()
    if last < len(text):
        spans.append((_show(text[last:]), False))
    return tuple(spans)


def plain(spans: Spans) -> str:
    """The text of spans without their formatting."""
    return "".join(text for text, _ in spans)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _table(lines: list[str], caption: str, attributes: str, name: str) -> Table:
    aligns: list[str] = []
    rows: list[list[str]] = []
    for line in lines:
        cells = _cells(line)
        if len(rows) == 1 and not aligns and all(_RULE_CELL.fullmatch(cell) for cell in cells):
            aligns = [_align(cell) for cell in cells]
        else:
            rows.append(cells)
    width = len(rows[0])
    for number, row in enumerate(rows, 1):
        if len(row) > width:
            first = row[0] or "（空）"
            raise DataProblem(
                f"{name}里的表格第 {number} 行（“{first}”开头）有 {len(row)} 列，"
                f"表头只有 {width} 列。"
            )
    if width > 63:
        raise DataProblem(f"{name}里的表格有 {width} 列，Word 最多 63 列。")
    return Table(
        rows=tuple(
            tuple(_spans(cell) for cell in row) + ((),) * (width - len(row)) for row in rows
        ),
        aligns=tuple((aligns + [""] * width)[:width]),
        caption=caption,
        landscape="横排" in attributes,
        widths=_widths(attributes, width, name),
        small="小字" in attributes,
    )


def _align(cell: str) -> str:
    left, right = cell.startswith(":"), cell.endswith(":")
    return "center" if left and right else "right" if right else "left" if left else ""


def _widths(attributes: str, columns: int, name: str) -> tuple[float, ...]:
    match = re.search(r"列宽[ =：:]*([0-9.]+(?:[:：][0-9.]+)*)", attributes)
    if not match:
        return ()
    try:
        widths = tuple(float(part) for part in re.split("[:：]", match.group(1)))
    except ValueError:
        widths = ()
    if len(widths) != columns or min(widths) <= 0:
        raise DataProblem(f"{name}里的表格有 {columns} 列，列宽“{match.group(1)}”与它不符。")
    return widths
