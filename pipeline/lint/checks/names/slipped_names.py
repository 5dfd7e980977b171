"""Long names in which one place has lost a character, has one twice or two turned about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.gongwen.words import has_words, log_chance, segment
from pipeline.lint import grams
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import (
    Passage,
    is_within,
    pairs,
    passages,
    quoted_ranges,
    recognition,
    whole_text,
)
from pipeline.lint.registry import check

_LEFT_OUT, _TYPED_TWICE, _TURNED_ABOUT = "漏字", "多字", "字序颠倒"
_NAME = 6  # characters that a name has at the least
_OFTEN = 3  # a pair of characters of the slip stands here and twice where the name is right
_REACH = 12  # characters of a name on either side of a slip
_SHOWN = 4
_NEAR = 3  # a character that is typed twice stands so near
_BESIDE = 4  # characters that stand alike next to a slip, here and there
# the levels of pairs, one a byte: once, twice, more often; rows of them in which a character
# may be lost or one too many, so far behind their first pair
_LOST = ((b"\x03\x01\x03", 2), (b"\x03\x03\x03\x01", 4), (b"\x01\x03\x03\x03", 1))
_TWICE = ((b"\x03\x01\x01\x03", 2), (b"\x03\x03\x03\x01\x01", 4), (b"\x01\x01\x03\x03\x03", 1))
_TURNED = re.compile(rb"\x01(?=[\x01-\x03]\x01)")
# words of grammar, at which a name begins or ends; and what a name may have or not have
_OUTSIDE = "的地得了着是在于从把被将须不未已再也都就又还以为其该各等或而且报请经按送给至"
_NAME_PART = re.compile(f"(?:(?![{_OUTSIDE}])[\u4e00-\u9fff]){{1,{_REACH}}}")
_HAN = re.compile("[\u4e00-\u9fff]*")
_FREE = frozenset(
    _OUTSIDE
    + "过对向由可当无非本全和与及并正副总级省市县区镇村州名东南西北"
    + "一二三四五六七八九十百千万亿零两几第"
)
_NONE: set[str] = set()
_FIRST = frozenset("省市县区州镇")
_LAST = frozenset("局处室部委院所站队司会心厅组府校程案划目金动台记贴费制")


@dataclass(frozen=True, slots=True)
class _Slip:
    """A place in a passage where the name that stands elsewhere has ``put``."""

    kind: str
    start: int
    typed: str
    put: str
    before: str  # what stands alike before it, here and there
    after: str
    times: int

    def hit(self, passage: Passage) -> Hit:
        before, after = self.before[-_SHOWN:], self.after[:_SHOWN]
        first, last = self.start - len(before), self.start + len(self.typed) + len(after)
        right = before + self.put + after
        hit = passage.hit(first, last, how=self.kind, usual=right, times=self.times)
        return replace(hit, suggestions=(right,))


@dataclass(frozen=True)
class _Known:
    """The pairs of neighbouring characters of a document, as numbers.

    levels: how often each stands: once, twice, more often. behind, before: what stands at least
    twice behind or before a character. turned: those whose characters stand the other way round.
    whole: the text of all passages.
    """

    levels: Mapping[int, int]
    behind: Mapping[str, set[str]]
    before: Mapping[str, set[str]]
    turned: Set[int]
    whole: str

    @cached_property
    def _places(self) -> Mapping[int, list[int]]:
        """Where each pair stands that does so three times or more."""
        places: dict[int, list[int]] = {
            two: [] for two, level in self.levels.items() if level == _OFTEN
        }
        for at, two in enumerate(grams.pairs(self.whole)):
            if two in places:
                places[two].append(at)
        return places

    def places(self, text: str) -> list[int]:
        """Where a text of two characters or more stands whose pairs do so three times or more."""
        rows = [(self._places[two], at) for at, two in enumerate(grams.pairs(text))]
        places, behind = min(rows, key=lambda row: len(row[0]))
        starts = (place - behind for place in places)
        return [at for at in starts if at >= 0 and self.whole.startswith(text, at)]

    def often(self, *texts: str) -> bool:
        """Whether every pair of the texts stands three times or more."""
        return all(self.levels.get(two) == _OFTEN for text in texts for two in grams.pairs(text))


@check("slipped_names.character")
def character(context: Context) -> Iterator[Hit]:
    """实验室与设备管理处 throughout and 实验室与设备理处 once."""
    if not recognition(context).official or not has_words():
        return
    each, _ = pairs(context)
    counts: Counter[int] = Counter()
    for own in each:
        counts.update(own)
    known = _known(counts, whole_text(context))
    for passage, own in zip(passages(context), each, strict=True):
        quoted = quoted_ranges(passage.text)
        for kind, start, end in _suspected(passage.text, own, known):
            if not is_within(quoted, start, end):
                slip = _settled(kind, passage.text, start, end, known)
                if slip:
                    yield slip.hit(passage)


def _known(counts: Counter[int], whole: str) -> _Known:
    """What the counted pairs tell."""
    repeated = [(two, times) for two, times in counts.items() if times > 1]
    levels = dict.fromkeys(counts, 1)
    levels.update((two, 2 if times == 2 else _OFTEN) for two, times in repeated)
    behind: dict[str, set[str]] = {}
    before: dict[str, set[str]] = {}
    for two, _ in repeated:
        one, other = grams.characters(two)
        behind.setdefault(one, set()).add(other)
        before.setdefault(other, set()).add(one)
    turned = counts.keys() & {grams.backwards(two) for two, _ in repeated}
    return _Known(levels, behind, before, turned, whole)


def _suspected(text: str, own: list[int], known: _Known) -> Iterator[tuple[str, int, int]]:
    """(kind, start, end) of what may be slips, by how often the pairs of characters stand."""
    row = bytes(map(known.levels.__getitem__, own))
    for at in _places(row, _LOST):
        between = known.behind.get(text[at - 1], _NONE) & known.before.get(text[at], _NONE)
        if text[at - 1] == text[at]:
            yield _TYPED_TWICE, at - 1, at
        elif between - _FREE:
            yield _LEFT_OUT, at, at
    for at in _places(row, _TWICE):
        around = text[max(at - _NEAR, 0) : at] + text[at + 1 : at + 1 + _NEAR]
        if text[at] in around and grams.pair(text[at - 1] + text[at + 1]) in known.levels:
            yield _TYPED_TWICE, at, at + 1
    if not known.turned.isdisjoint(own):
        for match in _TURNED.finditer(row):
            at = match.start() + 1
            if own[at] in known.turned:
                yield _TURNED_ABOUT, at, at + 2


def _places(row: bytes, parts: Sequence[tuple[bytes, int]]) -> list[int]:
    """Where a slip may be: so far behind the beginning of each of the parts that a row has."""
    found = set()
    for part, shift in parts:
        at = row.find(part)
        while at >= 0:
            found.add(at + shift)
            at = row.find(part, at + 1)
    return sorted(found)


def _settled(kind: str, text: str, start: int, end: int, known: _Known) -> _Slip | None:
    """The slip at a place, when a long name stands without it at least twice."""
    before = _NAME_PART.match(text[max(start - _REACH, 0) : start][::-1])
    after = _NAME_PART.match(text, end)
    typed = text[start:end]
    if not before or not after or not _HAN.fullmatch(typed) or _FREE & {*typed}:
        return None
    left, right, whole = before[0][::-1], after[0], known.whole
    around: dict[str, list[tuple[int, int]]] = {}
    for first, last in {*_elsewhere(known, left, right, kind, typed)}:
        alike = (
            _alike(left[::-1], whole[max(first - _REACH, 0) : first][::-1]),
            _alike(right, whole[last : last + _REACH]),
        )
        around.setdefault(whole[first:last], []).append(alike)
    for other, places in around.items():
        if len(places) > 1 and not _FREE & {*other}:
            behind, ahead = map(min, zip(*sorted(places, key=sum)[-2:], strict=True))
            times = sum(back >= behind and forth >= ahead for back, forth in places)
            slip = _Slip(kind, start, typed, other, left[-behind:], right[:ahead], times)
            if _is_slip(slip, text):
                return slip
    return None


def _elsewhere(
    known: _Known, left: str, right: str, kind: str, typed: str
) -> Iterator[tuple[int, int]]:
    """[first, last) of what stands elsewhere between the same neighbours where there is no slip."""
    whole = known.whole
    turned = typed[::-1] if kind == _TURNED_ABOUT else ""
    size = {_LEFT_OUT: 1, _TYPED_TWICE: 0, _TURNED_ABOUT: 2}[kind]
    for near in (1, 2, 3):  # so many characters alike before it, and the rest of four behind it
        back, forth = left[-near:], right[: _BESIDE - near]
        if len(back) + len(forth) < _BESIDE or not known.often(back, forth):
            continue
        # the longer part is the rarer one
        longer, shift = (forth, -size) if len(forth) > near else (back, near)
        for at in known.places(longer):
            first = at + shift
            if (
                first >= near
                and whole.startswith(back + turned, first - near)
                and whole.startswith(forth, first + size)
            ):
                yield first, first + size


def _is_slip(slip: _Slip, text: str) -> bool:
    """Whether the name is long, and what stands here falls into less likely words than it."""
    end = slip.start + len(slip.typed)
    # a single character beside it is the first or the last of a name
    whole_name = (
        len(slip.before) > 1
        or slip.before in _FIRST
        or not _NAME_PART.match(text, max(slip.start - 2, 0), slip.start - 1)
    ) and (len(slip.after) > 1 or slip.after in _LAST or not _NAME_PART.match(text, end + 1))
    if slip.typed and slip.typed == slip.after[:1]:
        whole_name = len(slip.after) > 1 and slip.after[1] != "长"  # the 部长 of a 部
    if not whole_name or len(slip.before + slip.put + slip.after) < _NAME:
        return False
    before, after = text[max(slip.start - _REACH, 0) : slip.start], text[end : end + _REACH]
    likely = [log_chance(segment(before + own + after)) for own in (slip.typed, slip.put)]
    return likely[0] < likely[1]


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs_of = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs_of) if a != b), min(len(one), len(other)))
