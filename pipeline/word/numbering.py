"""Automatic numbering shown as text: what Word prints in front of a numbered paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.word.ooxml import PPR, RPR, VAL, Element, W, integer, is_on, value
from pipeline.word.package import Package
from pipeline.word.styles import Styles

_LEVEL_TEXT = re.compile(r"%([1-9])")
_BULLETS = {
    "\uf06c": "●",
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf06e": "■",
    "\uf075": "◆",
    "\uf0d8": "➢",
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, its format and its text (``（%1）``)."""

    start: int
    format: str
    text: str
    suffix: str
    legal: bool
    restart: int | None
    ppr: Element | None
    rpr: Element | None
    style: str | None


class Numbering:
    """The lists of a package. ``next(ppr)`` counts a paragraph and returns its number's text."""

    def __init__(self, package: Package, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, Level]]] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        self._style_numbers: dict[str | None, tuple[str | None, int | None]] = {}
        part = package.related(package.main_part, "numbering")
        if part is not None:
            self._read(package.xml(part.target))

    def _read(self, root: Element) -> None:
        links: dict[str, str] = {}
        named: dict[str, str] = {}
        for item in root.iterfind(W + "abstractNum"):
            key = item.get(W + "abstractNumId", "")
            levels = {}
            for level in item.iterfind(W + "lvl"):
                levels[integer(level.get(W + "ilvl")) or 0] = _level(level)
            self._abstract[key] = levels
            own, other = value(item, "styleLink"), value(item, "numStyleLink")
            if own:
                named[own] = key
            if other:
                links[key] = other
        for key, style in links.items():
            self._abstract[key] = self._abstract.get(named.get(style, ""), {})
        for item in root.iterfind(W + "num"):
            number = item.get(W + "numId", "")
            key = value(item, "abstractNumId") or ""
            levels = dict(self._abstract.get(key, {}))
            for override in item.iterfind(W + "lvlOverride"):
                index = integer(override.get(W + "ilvl")) or 0
                own_level = override.find(W + "lvl")
                if own_level is not None:
                    levels[index] = _level(own_level)
                start = integer(value(override, "startOverride"))
                if start is not None:
                    self._starts.setdefault(number, {})[index] = start
            self._lists[number] = (key, levels)

    def restart(self) -> None:
        """Forget all counts."""
        self._counters.clear()
        self._started.clear()

    def reference(self, ppr: Element | None) -> tuple[str, int] | None:
        """The list and level of a paragraph: direct, else from its style; None when unnumbered."""
        number: str | None = None
        level: int | None = None
        style: str | None = None
        if ppr is not None:
            direct = ppr.find(W + "numPr")
            if direct is not None:
                number, level = value(direct, "numId"), integer(value(direct, "ilvl"))
            style = value(ppr, "pStyle")
        if number is None:
            number, style_level = self._from_style(style)
            level = style_level if level is None else level
        if not number or number == "0" or number not in self._lists:
            return None
        return number, level or 0

    def _from_style(self, style_id: str | None) -> tuple[str | None, int | None]:
        known = self._style_numbers.get(style_id)
        if known is not None:
            return known
        number: str | None = None
        level: int | None = None
        chain = self._styles.chain(style_id, "paragraph")
        for style in reversed(chain):
            found = style.ppr.find(W + "numPr") if style.ppr is not None else None
            if found is None:
                continue
            if number is None:
                number = value(found, "numId")
            if level is None:
                level = integer(value(found, "ilvl"))
        if number and chain and number in self._lists:
            ids = [style.id for style in reversed(chain)]
            for index, item in self._lists[number][1].items():
                if item.style in ids:
                    level = index
        self._style_numbers[style_id] = number, level
        return number, level

    def level(self, ppr: Element | None) -> Level | None:
        """The level a paragraph is numbered by, None when it is not numbered."""
        reference = self.reference(ppr)
        if reference is None:
            return None
        return self._lists[reference[0]][1].get(reference[1])

    def next(self, ppr: Element | None) -> str:
        """Count one paragraph in its list and return its number as text ('' when unnumbered)."""
        reference = self.reference(ppr)
        if reference is None:
            return ""
        number, index = reference
        key, levels = self._lists[number]
        level = levels.get(index)
        if level is None:
            return ""
        counts = self._counters.setdefault(key, [None] * 10)
        self._count(number, index, levels, counts)
        return _rendered(level, levels, counts)

    def _count(
        self, number: str, index: int, levels: dict[int, Level], counts: list[int | None]
    ) -> None:
        override = self._starts.get(number, {}).get(index)
        current = counts[index]
        if override is not None and (number, index) not in self._started:
            counts[index] = override
        elif current is None:
            counts[index] = levels[index].start
        else:
            counts[index] = current + 1
        self._started.add((number, index))
        for upper in range(index):
            if counts[upper] is None and upper in levels:
                counts[upper] = levels[upper].start
        for lower in range(index + 1, 10):
            restart = levels[lower].restart if lower in levels else None
            if restart == 0 or (restart is not None and restart <= index):
                continue
            counts[lower] = None


def _level(item: Element) -> Level:
    fmt = value(item, "numFmt")
    if fmt is None:
        # Formats newer than Word 2007 hide in an AlternateContent choice.
        for nested in item.iter(W + "numFmt"):
            fmt = nested.get(VAL)
            break
    start = integer(value(item, "start"))
    return Level(
        start=0 if start is None else start,
        format=fmt or "decimal",
        text=value(item, "lvlText") or "",
        suffix=value(item, "suff") or "tab",
        legal=bool(is_on(item.find(W + "isLgl"))),
        restart=integer(value(item, "lvlRestart")),
        ppr=item.find(PPR),
        rpr=item.find(RPR),
        style=value(item, "pStyle"),
    )


def _rendered(level: Level, levels: dict[int, Level], counts: list[int | None]) -> str:
    if level.format == "none":
        return _LEVEL_TEXT.sub("", level.text)
    if level.format == "bullet":
        return "".join(_BULLETS.get(c, "•" if "\ue000" <= c <= "\uf8ff" else c) for c in level.text)

    def shown(match: re.Match[str]) -> str:
        index = int(match.group(1)) - 1
        count = counts[index]
        if count is None:
            return ""
        kind = levels[index].format if index in levels else "decimal"
        return format_number(count, "decimal" if level.legal else kind)

    return _LEVEL_TEXT.sub(shown, level.text)


_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


def chinese_number(number: int, digits: str = "零一二三四五六七八九", units: str = "十百千") -> str:
    """A number below 100 million in Chinese: 10 → 十, 15 → 十五, 108 → 一百零八."""
    if number < 0:
        return str(number)
    if number == 0:
        return digits[0]
    high, low = divmod(number, 10_000)
    text = _below_ten_thousand(low, digits, units) if low else ""
    if high:
        gap = digits[0] if low and low < 1000 else ""
        return chinese_number(high, digits, units) + "万" + gap + text
    plain = digits[1] + units[0]
    return text[1:] if text.startswith(plain) and units[0] == "十" else text


def _below_ten_thousand(number: int, digits: str, units: str) -> str:
    text, gap = "", False
    for power in range(3, -1, -1):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += (digits[0] if gap else "") + digits[digit] + (units[power - 1] if power else "")
        gap = False
    return text


def _roman(number: int) -> str:
    pairs = [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
        (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ]  # fmt: skip
    text = ""
    for size, sign in pairs:
        text += sign * (number // size)
        number %= size
    return text


def _letter(number: int) -> str:
    return chr(65 + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


def _enclosed(number: int, first: str, last: int, otherwise: str = "{}") -> str:
    return chr(ord(first) + number - 1) if 1 <= number <= last else otherwise.format(number)


def _circled(number: int) -> str:
    if number == 0:
        return "⓪"
    if number <= 20:
        return _enclosed(number, "①", 20)
    if number <= 35:
        return chr(0x3251 + number - 21)
    return chr(0x32B1 + number - 36) if number <= 50 else str(number)


def _ordinal(number: int) -> str:
    teen = 10 <= number % 100 <= 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def format_number(number: int, kind: str) -> str:
    """``number`` in one of Word's number formats (ST_NumberFormat); unknown ones as digits."""
    plain = str(number)
    if kind in ("chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"):
        return chinese_number(number)
    if kind in ("chineseCounting", "taiwaneseCounting"):
        return chinese_number(number) if number < 100 else "".join(_DIGITS[int(d)] for d in plain)
    if kind in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(_DIGITS[int(d)] if d.isdigit() else d for d in plain)
    if kind == "chineseLegalSimplified":
        return chinese_number(number, _LEGAL, "拾佰仟")
    if kind == "ideographTraditional":
        return _STEMS[(number - 1) % 10] if number > 0 else plain
    if kind == "ideographZodiac":
        return _BRANCHES[(number - 1) % 12] if number > 0 else plain
    if kind == "ideographZodiacTraditional":
        return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12] if number > 0 else plain
    if kind in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese"):
        return _circled(number)
    if kind == "decimalEnclosedFullstop":
        return _enclosed(number, "⒈", 20, "{}.")
    if kind == "decimalEnclosedParen":
        return _enclosed(number, "⑴", 20, "({})")
    if kind == "ideographEnclosedCircle":
        return _enclosed(number, "㊀", 10)
    if kind in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord(d) + 0xFEE0) if d.isdigit() else d for d in plain)
    if kind == "decimalZero":
        return f"{number:02d}"
    if kind in ("lowerRoman", "upperRoman"):
        return _roman(number).lower() if kind == "lowerRoman" else _roman(number)
    if kind in ("lowerLetter", "upperLetter"):
        return _letter(number).lower() if kind == "lowerLetter" else _letter(number)
    if kind == "ordinal":
        return _ordinal(number)
    if kind == "numberInDash":
        return f"- {number} -"
    return plain
