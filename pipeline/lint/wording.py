"""Terms and patterns: one pass over a document's text, whatever the number of rules."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate

from pipeline.lint.context import ParagraphLike
from pipeline.lint.grams import pairs
from pipeline.lint.grams import places as places_of
from pipeline.lint.patterns import compiled, follows, precedes
from pipeline.lint.rules import Gates, Rule, RuleSet

# Between paragraphs in the joined text; no term or pattern contains it.
_MARK = "\x00"
# Longer wrong forms are not made by chance where two words meet.
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph with the name and kind of its story."""

    story: str
    kind: str
    paragraph: ParagraphLike


@dataclass(frozen=True, slots=True)
class Match:
    """A term or pattern found: the rule's number, the place, the range, and for patterns the
    named groups (``0`` is the whole range)."""

    rule: int
    place: Place
    start: int
    end: int
    groups: Mapping[str, str]


class JoinedText:
    """All paragraphs of a document as one string, so that one pass finds everything."""

    def __init__(self, places: Sequence[Place], gate_heads: frozenset[int]) -> None:
        """``gate_heads``: the beginnings, as numbers, of all texts that may be asked for."""
        self.places = [place for place in places if place.paragraph.text]
        self.texts = [place.paragraph.text for place in self.places]
        self.text = _MARK.join(self.texts)
        self.pairs = pairs(self.text)
        self._starts = [0, *accumulate(len(text) + 1 for text in self.texts)]
        self._holding: dict[str, frozenset[int]] = {}
        self.heads: Set[int] = gate_heads & {*map(ord, set(self.text)), *self.pairs}
        """Those beginnings that are to be found here."""

    def locate(self, position: int) -> tuple[Place, int]:
        """The place a position in the joined text lies in, and the offset in its paragraph."""
        index = bisect_right(self._starts, position) - 1
        return self.places[index], position - self._starts[index]

    def passing(self, gates: Gates) -> Sequence[int]:
        """The places, by number, that hold a text of each of the gates; all when there are none."""
        if not gates:
            return range(len(self.texts))
        heads, texts = self.heads, self.texts
        first, *rest = [[text for head, text in gate if head in heads] for gate in gates]
        if not first or not all(rest):
            return ()
        numbers = sorted(frozenset().union(*map(self._holders, first)))
        for gate in rest:
            # by now there are so few that looking is quicker than knowing of all
            numbers = [at for at in numbers if any(text in texts[at] for text in gate)]
        return numbers

    def _holders(self, text: str) -> frozenset[int]:
        """The places, by number, that hold a text."""
        known = self._holding.get(text)
        if known is None:
            numbers = []
            position = self.text.find(text)
            while position >= 0:
                numbers.append(bisect_right(self._starts, position) - 1)
                position = self.text.find(text, self._starts[numbers[-1] + 1])
            known = self._holding[text] = frozenset(numbers)
        return known


def find_terms(joined: JoinedText, rules: RuleSet) -> Iterator[Match]:
    """Every occurrence of a wrong form, before conditions are looked at."""
    text = joined.text
    begun = rules.begins.intersection(joined.pairs)
    for position in places_of(joined.pairs, begun) if begun else ():
        for form, number in rules.wrong_forms(text[position : position + 2]):
            if text.startswith(form, position):
                place, start = joined.locate(position)
                yield Match(number, place, start, start + len(form), {"wrong": form})


def find_patterns(
    joined: JoinedText, rules: RuleSet, within: Callable[[int], Collection[int]]
) -> Iterator[Match]:
    """Every match of a pattern, before conditions are looked at.

    The gates (texts one of which every match contains) decide first whether the pattern is
    compiled at all, then which paragraphs are searched: those ``within`` which the rule applies.
    """
    every = range(len(joined.places))
    for number, pattern, gates in rules.patterns_for(joined.heads):
        numbers = joined.passing(gates)
        if not numbers:
            continue
        allowed = within(number)
        if len(allowed) < len(every):
            numbers = [at for at in numbers if at in allowed]
        if not numbers:
            continue
        expression = compiled(pattern)
        marked = [name for name in expression.groupindex if name.startswith("at")]
        for place, text in ((joined.places[at], joined.texts[at]) for at in numbers):
            position = 0
            while (match := expression.search(text, position)) is not None:
                start, end = next(
                    (match.span(name) for name in marked if match[name] is not None),
                    (-1, -1) if marked else match.span(),
                )
                if start < 0 or (start == end and match.end() == match.start()):
                    position = match.end() + 1
                else:
                    groups = {key: value or "" for key, value in match.groupdict().items()}
                    groups["wrong"] = text[start:end]
                    yield Match(number, place, start, end, groups)
                    # Context after the marked part may be context before the next match.
                    position = max(end, match.start() + 1)
                if position > len(text):
                    break


def holds(rule: Rule, match: Match) -> bool:
    """True when the rule's conditions on the surrounding text are met."""
    data, text = rule.data, match.place.paragraph.text
    start, end = match.start, match.end
    if "before" in data and not precedes(data["before"], text, start):
        return False
    if "after" in data and not follows(data["after"], text, end):
        return False
    if "not_before" in data and precedes(data["not_before"], text, start):
        return False
    if "not_after" in data and follows(data["not_after"], text, end):
        return False
    if any(_covered(phrase, text, start, end) for phrase in data.get("except", ())):
        return False
    if any(_overlapped(pattern, text, start, end) for pattern in data.get("unless", ())):
        return False
    if "near" in data and not _is_near(data["near"], text, start, end):
        return False
    if "not_near" in data and _is_near(data["not_near"], text, start, end):
        return False
    return _on_boundary(rule, text, start, end)


def _covered(phrase: str, text: str, start: int, end: int) -> bool:
    """True when a right phrase stands around the range."""
    found = text.find(phrase, max(0, end - len(phrase)), start + len(phrase))
    while found != -1 and found <= start:
        if found + len(phrase) >= end:
            return True
        found = text.find(phrase, found + 1, start + len(phrase))
    return False


def _overlapped(pattern: str, text: str, start: int, end: int) -> bool:
    return any(
        match.start() < end and match.end() > start for match in compiled(pattern).finditer(text)
    )


def _is_near(near: Mapping[str, object], text: str, start: int, end: int) -> bool:
    raw = near.get("within", 10)
    within = raw if isinstance(raw, int) else 10
    before, after = near.get("before"), near.get("after")
    if isinstance(before, str) and compiled(before).search(text[max(0, start - within) : start]):
        return True
    return isinstance(after, str) and bool(compiled(after).search(text[end : end + within]))


def _on_boundary(rule: Rule, text: str, start: int, end: int) -> bool:
    boundary = rule.data.get("boundary", "auto" if rule.kind == "term" else "none")
    if boundary == "none" or (boundary == "auto" and end - start > _SHORT):
        return True
    from pipeline.lint.segment import on_word_boundary

    return on_word_boundary(text, start, end)


def quoted(text: str, start: int, end: int) -> bool:
    """True when the range lies inside 《…》 or “…” of its paragraph."""
    for opening, closing in (("《", "》"), ("“", "”")):
        left = text.rfind(opening, 0, start + 1)
        if left > text.rfind(closing, 0, start) and text.find(closing, end - 1) != -1:
            return True
    return False


def fill(template: str, groups: Mapping[str, str]) -> str:
    """A replacement with its ``{group}`` and ``{group|filter}`` filled in."""
    if "{" not in template:
        return template
    out: list[str] = []
    rest = template
    while "{" in rest:
        head, _, rest = rest.partition("{")
        inside, _, rest = rest.partition("}")
        name, _, filters = inside.partition("|")
        value = groups.get("wrong" if name in ("0", "wrong") else name, "")
        for step in filters.split("|") if filters else ():
            value = FILTERS[step](value)
        out += (head, value)
    return "".join(out) + rest


_TO_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_TO_FULL = str.maketrans(",;:?!()", "，；：？！（）")
_TO_SQUARE = str.maketrans("[【［(（{｛]】］)）}｝", "〔〔〔〔〔〔〔〕〕〕〕〕〕〕")
_CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")
_ARABIC = str.maketrans("〇零○一二三四五六七八九", "000123456789")


_CIRCLE = dict.fromkeys(map(ord, "零○ＯOo0"), "〇")
_ZERO = dict.fromkeys(map(ord, "Ooｏ○〇Ｏ"), "0")


def _ordinal(text: str) -> str:
    """A number below 100 as Chinese: 20 → 二十, 15 → 十五."""
    tens, ones = divmod(int(text), 10)
    head = "" if tens == 0 else "十" if tens == 1 else str(tens).translate(_CHINESE) + "十"
    return head + (str(ones).translate(_CHINESE) if ones else "")


def _arabic_number(text: str) -> str:
    """A Chinese numeral as Arabic digits: 五点三 → 5.3, 十二 → 12, 二百 → 200."""
    whole, point, part = text.partition("点")
    total, digit = 0, 0
    for char in whole:
        if char in "十百千":
            total += max(digit, 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        elif char not in "零〇":
            digit = int(char.translate(_ARABIC))
    return str(total + digit) + (f".{part.translate(_ARABIC)}" if point else "")


FILTERS: dict[str, Callable[[str], str]] = {
    "半角": lambda text: text.translate(_TO_HALF),
    "全角": lambda text: text.translate(_TO_FULL),
    "六角": lambda text: text.translate(_TO_SQUARE),
    "首字": lambda text: text[:1],
    "去空格": lambda text: "".join(text.split()),
    "去零": lambda text: text.lstrip("0") or "0",
    "汉字": lambda text: text.translate(_CHINESE),
    "数字": lambda text: text.translate(_ARABIC),
    "数值": _arabic_number,
    "零改圈": lambda text: text.translate(_CIRCLE),
    "字母零": lambda text: text.translate(_ZERO),
    "届次": _ordinal,
}
