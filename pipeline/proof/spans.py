"""Candidates that change more than one character: two wrong ones side by side, a character too
many or too few, two in the wrong order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.proof.candidates import (
    PART_SHIFT,
    SHAPE_SHIFT,
    SOUND_FUZZY,
    SOUND_SAME,
    Longs,
    Single,
    alike,
    pair_key,
)
from pipeline.proof.changed import Changes, changed
from pipeline.proof.features import Read, Tools, mood, windows
from pipeline.proof.language import TAIL, UNIT
from pipeline.proof.symbols import NEWLINE, Flags, Ints, Symbols, gram_hash, is_han
from pipeline.proof.words import STEPS, word_key

PAIR, EXTRA, EXTRA_TWO, MISSING, SWAPPED = 0, 1, 2, 3, 4
KIND_NAMES = ("word", "doubled", "doubled", "missing", "swapped")
_OLD_WIDTH = np.array([2, 1, 2, 0, 2])
_NEW_WIDTH = np.array([2, 0, 0, 1, 2])
_LEAST_GAIN = 32  # 1/UNIT nats
_TOP = 3  # candidates of one kind kept for a place
_WIDTH = 11
_TOUCHED = 2 + TAIL  # places whose costs a change may touch
_AHEAD = _WIDTH - 4  # places from the change on that a window shows
_SURPRISE = 32  # 1/UNIT nats: cost of the first of two wrong ones (less for 4 of 394)
_EVERYDAY = 19  # cost below which two characters are an everyday word (of 394 wrong pairs 5)
_STRANGE = 40  # the same for a word
_COMMONEST = 16  # words asked about beside the neighbours of a place
_LIKELY = 6  # words tried at a place
_UNKNOWN, _UNLIKE = 80, 24  # 1/UNIT nats: for a pair not known, a character that sounds different
_AT_ONCE = 4096  # places whose words are looked at together; bounds the memory
FEATURES = (
    "kind", "gain", "old_sum", "new_sum", "old_most", "new_most", "reach_old", "reach_new",
    "sound_1", "shape_1", "part_1", "sound_2", "shape_2", "part_2", "single_1", "single_2",
    "cut_gain", "word_new", "word_cost_new", "rank", "margin", "mood", "before", "han_near",
    "same_left", "same_right", "word_old", "repeats_old", "cut_old",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spans:
    """Candidates: at ``place`` a change of ``kind`` to ``right`` (two columns, as many used as the
    kind has) with the kinship codes of both characters."""

    place: Longs
    kind: Ints
    right: Symbols
    code: Ints

    def only(self, keep: Flags | Longs) -> Spans:
        return Spans(self.place[keep], self.kind[keep], self.right[keep], self.code[keep])

    @property
    def old_width(self) -> Longs:
        return _OLD_WIDTH[self.kind]

    @property
    def new_width(self) -> Longs:
        return _NEW_WIDTH[self.kind]


def spans(tools: Tools, text: Read) -> tuple[Spans, Ints]:
    """The best candidates of every place and their features."""
    symbols = text.symbols
    odd = text.odd.copy()
    odd[: TAIL + 1] = False
    odd[len(odd) - _AHEAD :] = False
    two = [
        _pairs(tools, text, odd),
        _homophones(tools, text, odd),
        _swapped(tools, symbols, odd),
    ]
    made = [_joined(two), *_extra(symbols, odd, text.near), _missing(tools, symbols, odd)]
    return _best(tools, text, [_worthwhile(tools, text, some) for some in made])


def _joined(parts: Sequence[Spans]) -> Spans:
    """All candidates of the parts."""
    return Spans(
        np.concatenate([p.place for p in parts]),
        np.concatenate([p.kind for p in parts]),
        np.concatenate([p.right for p in parts]),
        np.concatenate([p.code for p in parts]),
    )


def _make(place: Longs, kind: int, right: Symbols | None = None, code: Ints | None = None) -> Spans:
    count = len(place)
    empty = np.zeros((count, 2), dtype=np.uint16)
    none = np.zeros((count, 2), dtype=np.int32)
    return Spans(
        place,
        np.full(count, kind, dtype=np.int32),
        empty if right is None else right,
        none if code is None else code,
    )


def _pairs(tools: Tools, text: Read, odd: Flags) -> Spans:
    """Two neighbours both wrong: kin of both that make a known pair, each known beside the
    character on its outer side."""
    han = is_han(text.symbols)
    places = np.flatnonzero(odd[:-1] & odd[1:] & han[:-1] & han[1:])
    parts = range(0, len(places), _AT_ONCE)
    return _joined(
        [_make(places[:0], PAIR)]
        + [_pairs_at(tools, text, places[low : low + _AT_ONCE]) for low in parts]
    )


def _pairs_at(tools: Tools, text: Read, places: Longs) -> Spans:
    symbols, near = text.symbols, text.beside
    first = tools.kin.some_of(symbols, places, near.left[near.at(places)])
    second = tools.kin.some_of(symbols, places + 1, near.right[near.at(places + 1)])
    one, two = _cross(first, second)
    left, right = first.right[one], second.right[two]
    kept = np.flatnonzero(tools.language.has(gram_hash(left, right), 2))
    one, two, left, right = one[kept], two[kept], left[kept], right[kept]
    place = first.place[one]
    fine = tools.language.has(gram_hash(symbols[place - 1], left, right), 3)
    fine |= tools.language.has(gram_hash(left, right, symbols[place + 2]), 3)
    one, two = one[fine], two[fine]
    return _make(
        first.place[one],
        PAIR,
        np.stack([first.right[one], second.right[two]], axis=1),
        np.stack([first.code[one], second.code[two]], axis=1),
    )


def _homophones(tools: Tools, text: Read, odd: Flags) -> Spans:
    """Two neighbours both wrong: words of two characters whose first is kin of the one, whose
    second is kin of the other; the commonest that fit best between their neighbours. Asked for
    where the first is a surprise and both are no everyday word, or a word in a strange place:
    instead of that only words that sound the same and make a known trigram (各项人物 → 任务)."""
    symbols, cost = text.symbols, text.scores.cost[:-1]
    han = is_han(symbols)
    two = han[:-1] & han[1:]
    word = text.words[1][1:]
    unsaid = two & (odd[:-1] | odd[1:]) & (cost >= _SURPRISE) & ((word < 0) | (word >= _EVERYDAY))
    said = two & text.gated[:-1] & (cost >= _STRANGE) & (word >= 0) & ~unsaid
    places = np.flatnonzero(unsaid | said)
    # equal pairs side by side, so that each is looked at once
    places = places[np.argsort(pair_key(symbols[places], symbols[places + 1]), kind="stable")]
    parts = range(0, len(places), _AT_ONCE)
    every = _joined(
        [_make(places[:0], PAIR)]
        + [_homophones_at(tools, symbols, places[low : low + _AT_ONCE]) for low in parts]
    )
    return every.only(unsaid[every.place] | _fitting(tools, symbols, every))


def _fitting(tools: Tools, symbols: Symbols, every: Spans) -> Flags:
    """Words that sound the same and make a known trigram with the character on either side."""
    first, second = every.right.T
    known = tools.language.has(gram_hash(symbols[every.place - 1], first, second), 3)
    known |= tools.language.has(gram_hash(first, second, symbols[every.place + 2]), 3)
    return np.asarray(known & (every.code & 7 >= SOUND_SAME).all(axis=1))


def _homophones_at(tools: Tools, symbols: Symbols, places: Longs) -> Spans:
    pairs, which = np.unique(pair_key(symbols[places], symbols[places + 1]), return_inverse=True)
    like = alike(tools.kin, tools.twos, pairs)
    cost = tools.words.table.get(word_key(gram_hash(*like.word.T), 2)) * (UNIT // STEPS)
    cost += (like.code & 7 < SOUND_FUZZY).sum(axis=1, dtype=np.int32) * _UNLIKE
    kept = _cheapest(like.pair, cost, _COMMONEST)
    begin = np.searchsorted(like.pair[kept], np.arange(len(pairs) + 1))
    number = np.diff(begin)[which]
    owner = np.repeat(np.arange(len(places)), number)
    row = np.arange(len(owner)) + np.repeat(begin[which] - np.cumsum(number) + number, number)
    index = kept[row]
    cost = cost[index]
    first, second = like.word[index].T
    for one, other in (
        (symbols[places - 1][owner], first),
        (second, symbols[places + 2][owner]),
    ):
        known = tools.language.known(gram_hash(one, other), 2)
        cost += np.where(known >= 0, known, _UNKNOWN)
    best = _cheapest(owner, cost, _LIKELY)
    return _make(places[owner[best]], PAIR, like.word[index[best]], like.code[index[best]])


def _cheapest(owner: Longs, cost: Ints, most: int) -> Longs:
    """Indices of the ``most`` cheapest of every owner (numbered from 0, in order)."""
    if not len(owner):
        return owner
    count = int(owner[-1]) + 1
    rough = np.clip(cost >> 3, 0, 63)
    within = np.bincount(owner * 64 + rough, minlength=count * 64).reshape(count, 64)
    limit = (np.cumsum(within, axis=1) < most).sum(axis=1)  # the step at which there are enough
    maybe = np.flatnonzero(rough <= limit[owner])
    order = maybe[np.lexsort((cost[maybe], owner[maybe]))]
    begins = np.searchsorted(owner[order], np.arange(count))
    return order[np.arange(len(order)) - begins[owner[order]] < most]


def _cross(first: Single, second: Single) -> tuple[Longs, Longs]:
    """Indices of all combinations of a first and a second candidate of the same place."""
    begin = np.searchsorted(second.place, first.place + 1)
    number = np.searchsorted(second.place, first.place + 1, side="right") - begin
    one = np.repeat(np.arange(len(first.place)), number)
    two = np.arange(len(one)) - np.repeat(np.cumsum(number) - number, number) + begin[one]
    return one, two


def _extra(symbols: Symbols, odd: Flags, near: Flags) -> tuple[Spans, Spans]:
    """A character written twice, or one that fits nowhere; a pair written twice."""
    han = is_han(symbols)
    single = np.flatnonzero(han & odd)
    again = np.zeros(len(symbols), dtype=bool)
    again[:-3] = (symbols[:-3] == symbols[2:-1]) & (symbols[1:-2] == symbols[3:])
    again &= symbols != np.roll(symbols, -1)
    double = np.flatnonzero(again & han & near)
    double = double[(double > TAIL) & (double < len(symbols) - _AHEAD)]
    return _make(single, EXTRA), _make(double, EXTRA_TWO)


def _missing(tools: Tools, symbols: Symbols, odd: Flags) -> Spans:
    """A character left out before the place: one that often follows and precedes its neighbours."""
    han = is_han(symbols)
    places = np.flatnonzero(odd[1:] & odd[:-1] & han[1:] & han[:-1]) + 1
    near = tools.near
    after = near.after[near.row[symbols[places - 1]]]
    before = near.before[near.row[symbols[places]]]
    both = (after[:, :, None] == before[:, None, :]).any(axis=2) & (after != 0)
    owner, column = np.nonzero(both)
    right = np.zeros((len(owner), 2), dtype=np.uint16)
    right[:, 0] = after[owner, column]
    return _make(places[owner], MISSING, right)


def _swapped(tools: Tools, symbols: Symbols, odd: Flags) -> Spans:
    han = is_han(symbols)
    differ = symbols[:-1] != symbols[1:]
    places = np.flatnonzero(odd[:-1] & odd[1:] & han[:-1] & han[1:] & differ)
    right = np.stack([symbols[places + 1], symbols[places]], axis=1)
    fine = tools.language.has(gram_hash(right[:, 0], right[:, 1]), 2)
    return _make(places[fine], SWAPPED, right[fine])


def _rows(symbols: Symbols, some: Spans) -> Symbols:
    """Windows with the change made: 4 places of context, the new characters, what follows."""
    count = len(some.place)
    rows = np.empty((count, _WIDTH), dtype=np.uint16)
    rows[:, :4] = windows(symbols, some.place, 4, -1)
    column = np.arange(_AHEAD)[None, :]
    source = some.place[:, None] + some.old_width[:, None] + column - some.new_width[:, None]
    rows[:, 4:] = symbols[np.clip(source, 0, len(symbols) - 1)]
    for k in range(2):
        used = some.new_width > k
        rows[used, 4 + k] = some.right[used, k]
    return rows


@dataclass(frozen=True, slots=True)
class _Scored:
    """Candidates with their gain and the costs and reaches of the places that they touch."""

    some: Spans
    gain: Ints
    cost: Ints
    reach: Ints


def _worthwhile(tools: Tools, text: Read, some: Spans) -> _Scored:
    """Those of some candidates of equal widths that bring enough."""
    if not len(some.place):
        none = np.zeros((0, _TOUCHED), dtype=np.int32)
        return _Scored(some, some.kind, none, none)
    old, new = int(some.old_width[0]), int(some.new_width[0])
    sums = np.cumsum(text.scores.cost, dtype=np.int32)
    before = sums[some.place + old + TAIL - 1] - sums[some.place - 1]
    changes = Changes(some.place, some.right, old, new)
    after = changed(tools.language, text.symbols, text.scores, changes, before - _LEAST_GAIN)
    gain = before[after.kept] - after.cost.sum(axis=1, dtype=np.int32)
    rest = ((0, 0), (0, _TOUCHED - new - TAIL))
    cost, reach = np.pad(after.cost, rest), np.pad(after.reach, rest, constant_values=1)
    return _Scored(some.only(after.kept), gain, cost, reach)


def _best(tools: Tools, text: Read, scored: Sequence[_Scored]) -> tuple[Spans, Ints]:
    symbols, scores = text.symbols, text.scores
    every = _joined([s.some for s in scored])
    gain = np.concatenate([s.gain for s in scored])
    unlike = (every.code & 7 < SOUND_FUZZY).sum(axis=1) * (every.kind == PAIR)
    better = _UNLIKE * unlike - gain
    order = np.lexsort((every.right[:, 1], every.right[:, 0], better, every.kind, every.place))
    order = order[_first_of_equals(every, order)]
    if not len(order):
        return every.only(order), np.zeros((0, len(FEATURES)), dtype=np.int32)
    group = every.place[order] * 8 + every.kind[order]
    begins = np.concatenate([[True], group[1:] != group[:-1]])
    first = np.flatnonzero(begins)
    number = np.cumsum(begins) - 1
    rank = np.arange(len(order)) - first[number]
    g = gain[order]
    second = np.zeros(len(first), dtype=np.int32)
    second[number[rank == 1]] = g[rank == 1]
    margin = np.where(rank == 0, g - second[number], g - g[first][number])
    top = rank < _TOP
    chosen = order[top]
    some = every.only(chosen)
    column = np.arange(_TOUCHED)[None, :]
    near = some.place[:, None] + column
    in_old = column < some.old_width[:, None] + TAIL
    old_cost = np.where(in_old, scores.cost[near], 0)
    reach_old = np.where(in_old, scores.reach[near], 1)
    new_cost = np.concatenate([s.cost for s in scored])[chosen]
    reach_new = np.concatenate([s.reach for s in scored])[chosen]
    columns = [
        some.kind, gain[chosen], old_cost.sum(axis=1), new_cost.sum(axis=1),
        old_cost.max(axis=1), new_cost.max(axis=1), reach_old.max(axis=1), reach_new.max(axis=1),
    ]  # fmt: skip
    for k in range(2):
        code = some.code[:, k]
        columns += [code & 7, (code >> SHAPE_SHIFT) & 15, code >> PART_SHIFT]
    columns += [tools.language.single[symbols[some.place + k]] for k in range(2)]
    word_columns, cut_old = _word_columns(tools, text, some)
    columns += word_columns
    columns += [rank[top], margin[top], *mood(text, some.place)]
    columns += [is_han(windows(symbols, some.place, 2, 3)).sum(axis=1)]
    columns += [
        symbols[some.place] == symbols[some.place - 1],
        symbols[some.place] == symbols[some.place + 1],
    ]
    columns += [*_old_words(tools, text, some), cut_old]
    return some, np.stack([c.astype(np.int32) for c in columns], axis=1)


def _first_of_equals(every: Spans, order: Longs) -> Flags:
    """Which of the ordered candidates are not the same as the one before them."""
    keys = (every.place[order], every.kind[order], *every.right[order].T)
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return fresh


def _word_columns(tools: Tools, text: Read, some: Spans) -> tuple[list[Ints], Ints]:
    """How much better the window cuts into words with the change (its own length levelled by
    cutting at the same end), and the longest word over its first character; then what cutting it
    costs as it stands."""
    words, symbols = tools.words, text.symbols
    column = np.arange(_WIDTH)
    old_width, new_width = some.old_width[:, None], some.new_width[:, None]
    old_end, new_end = 4 + old_width + TAIL, 4 + new_width + TAIL
    old_at = some.place[:, None] + column - 4
    new_at = np.minimum(
        np.where(column < 4, old_at, old_at + old_width - new_width), len(symbols) - 1
    )
    old_rows = np.where(column < old_end, symbols[old_at], NEWLINE).astype(np.uint16)
    new_rows = np.where(column < new_end, _rows(symbols, some), NEWLINE).astype(np.uint16)
    old = words.window_costs(old_rows, text.words, old_at, lambda n: column >= old_end)
    new = words.window_costs(
        new_rows,
        text.words,
        new_at,
        lambda n: (column >= 4) & (column < 3 + n + new_width) | (column >= new_end),
    )
    before = words.cut(old_rows, old)
    length, price = words.cover(new, 4)
    return [before - words.cut(new_rows, new), length, price], before


def _old_words(tools: Tools, text: Read, some: Spans) -> list[Ints]:
    """The longest word over the place as it stands, and how often the document has its trigram."""
    at = some.place[:, None] + np.arange(-4, 5)
    costs = tools.words.window_costs(text.symbols[at], text.words, at)
    length, _ = tools.words.cover(costs, 4)
    return [length, text.often.of(text.scores.hashes[2][some.place + 1], some.place)]
