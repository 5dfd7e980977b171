"""What the classifier is told about every suspicious place and its candidate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.proof.candidates import (
    ALIKE,
    PART_SHIFT,
    SHAPE_SHIFT,
    SOUND_SAME,
    Beside,
    Kinships,
    Longs,
    Neighbours,
    Sieve,
    Single,
    beside,
    joined,
    unrelated,
)
from pipeline.proof.changed import Changes, changed
from pipeline.proof.guard import surnames
from pipeline.proof.language import LanguageModel, Scores
from pipeline.proof.symbols import (
    Any_Array,
    Flags,
    Hashes,
    Ints,
    Symbols,
    gram_hashes,
    is_han,
    spread,
)
from pipeline.proof.words import Twos, Words

BEFORE, AFTER = 5, 5  # characters shown on either side of a change
GATE = 130  # cost of the five places from a character on that makes it worth a look
FIRM_GATE = 175  # the same where a known n-gram of four or more covers the character
LEAST_FREE_GAIN = 48  # the same for candidates that are no kin of the character
LEAST_GAIN = 16  # gain (1/UNIT nats) a candidate must bring
TOP = 3  # candidates kept for a place
SURROUNDINGS = 300  # characters on either side that tell how strange a text is
_USUAL_COST, _USUAL_LENGTH = 27, 200  # of formal prose: 3.4 nats a character
_AT_ONCE = 4096  # places looked at together; bounds the memory
FEATURES = (
    "gain", "gain0", "gain1", "gain2", "gain3", "gain4",
    "old0", "old1", "old2", "old3", "old4", "new0", "new1", "new2", "new3", "new4",
    "left_old", "left_new", "right_old", "right_new", "span_old", "span_new",
    "sound", "shape", "part", "single_old", "single_new",
    "cut_gain", "word_old", "word_new", "word_cost_old", "word_cost_new",
    "rank", "margin", "rivals", "lead", "mood", "before", "common_old", "common_new", "han_near",
    "repeats_old", "repeats_new", "cut_old", "surname",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tools:
    """The parts of the model that make features."""

    language: LanguageModel
    kin: Kinships
    near: Neighbours
    words: Words
    twos: Twos


@dataclass(frozen=True, slots=True)
class Often:
    """How often trigrams stand in a document: their hashes, sorted, each mixed with the number of
    its part of the document; ``part`` says which part each symbol is in."""

    names: Hashes
    counts: Longs
    part: Ints

    def of(self, keys: Hashes, place: Longs) -> Ints:
        """How often trigrams stand in the part that ``place`` is in; counts stop at 7."""
        mixed = keys + spread()[self.part[place]]
        where = np.clip(np.searchsorted(self.names, mixed), 0, len(self.names) - 1)
        same = self.names[where] == mixed
        return np.where(same, np.minimum(self.counts[where], 7), 0).astype(np.int32)

    def cut(self, piece: slice | Longs) -> Often:
        """The same for a piece of the document."""
        return replace(self, part=self.part[piece])


def trigrams(symbols: Symbols, part: Ints | None = None) -> Often:
    """The trigrams of a document, by its parts (at most 65,536; default: it is one)."""
    if part is None:
        part = np.zeros(len(symbols), dtype=np.int32)
    mixed = gram_hashes(symbols, 3)[2][2:] + spread()[part[2:]]
    names, counts = np.unique(mixed, return_counts=True)
    return Often(names, counts, part)


@dataclass(frozen=True, slots=True)
class Read:
    """A piece of a document, or of several, and what the language model makes of it; ``ends``:
    where documents begin and end in it; ``often``: their trigrams; ``near``: places asked about,
    and of these ``gated``: places where one character may be wrong; ``odd``: places that no known
    trigram covers; ``beside``: the kin known beside their neighbours at places that are either;
    ``words``: what ``Words.costs`` says of the piece."""

    symbols: Symbols
    ends: Longs
    scores: Scores
    often: Often
    near: Flags
    gated: Flags
    odd: Flags
    beside: Beside
    words: list[Ints]


def read(
    tools: Tools, symbols: Symbols, often: Often, near: Flags, starts: Sequence[int] = ()
) -> Read:
    """The piece with its scores, to be looked at where ``near`` holds. ``starts``: places inside it
    where another document begins, PAD line ends before and after."""
    scores = tools.language.score(symbols, (0, *starts))
    ends = np.array([0, *starts, len(symbols)])
    inner = near & is_han(symbols)
    inner[:BEFORE] = False
    inner[len(inner) - AFTER :] = False
    gated, odd = _gate(scores) & inner, strange_places(scores) & near
    places = np.flatnonzero((gated | odd) & inner)
    known = beside(tools.kin, tools.language, tools.words.table, symbols, places)
    return Read(symbols, ends, scores, often, near, gated, odd, known, tools.words.costs(symbols))


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates with their features, one row each; ``gain`` in 1/UNIT nats."""

    single: Single
    gain: Ints
    table: Ints


def windows(symbols: Symbols, place: Longs, before: int, after: int) -> Symbols:
    """Rows of symbols from ``before`` places before each place to ``after`` after it."""
    near = place[:, None] + np.arange(-before, after + 1)
    return symbols[np.clip(near, 0, len(symbols) - 1)]


def singles(tools: Tools, text: Read) -> Found:
    """Candidates that change one character of a text, best TOP of each place."""
    gated = np.flatnonzero(text.gated)
    parts = []
    for start in range(0, len(gated), _AT_ONCE):
        places = gated[start : start + _AT_ONCE]
        parts.append(_best(tools, text, _candidates(tools, text, places)))
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        none = Single(empty, empty.astype(np.uint16), empty.astype(np.int32))
        return Found(none, empty.astype(np.int32), np.zeros((0, len(FEATURES)), dtype=np.int32))
    return Found(
        joined(*(p.single for p in parts)),
        np.concatenate([p.gain for p in parts]),
        np.concatenate([p.table for p in parts]),
    )


def _candidates(tools: Tools, text: Read, places: Longs) -> Single:
    """Kin whose neighbourhood is known and, where no known trigram covers the place, any character
    that makes one."""
    sieve = Sieve(tools.language, tools.kin, text.symbols, text.scores.hashes)
    akin = sieve.attested(text.beside, places)
    free = unrelated(tools.near, text.symbols, places[text.odd[places]])
    free = free.only(sieve.bridging(free))
    code = tools.kin.code_of(text.symbols[free.place], free.right)
    return joined(akin, free.only(code == 0))


def _gate(scores: Scores) -> Flags:
    """Places whose own cost and that of those behind them are high enough to be worth a look."""
    return _ahead(scores.cost) >= np.where(covering(scores, 4), FIRM_GATE, GATE)


def strange_places(scores: Scores) -> Flags:
    """Places that no known trigram covers."""
    return ~covering(scores, 3)


def covering(scores: Scores, n: int) -> Flags:
    """Places covered by a known n-gram of at least ``n`` characters."""
    reach = scores.reach
    fine = reach >= n
    covered = fine.copy()
    for back in range(1, 5):
        covered[:-back] |= fine[back:] & (reach[back:] > back)
    return covered


def _ahead(cost: Ints) -> Ints:
    """Sum of the five costs from each place on."""
    sums = np.concatenate([np.zeros(1, dtype=np.int32), np.cumsum(cost, dtype=np.int32)])
    end = np.minimum(np.arange(len(cost)) + 5, len(cost))
    return np.asarray(sums[end] - sums[: len(cost)], dtype=np.int32)


def _best(tools: Tools, text: Read, every: Single) -> Found:
    near = every.place[:, None] + np.arange(5)
    old = text.scores.cost[near].sum(axis=1, dtype=np.int32)
    least = np.where(every.code == 0, LEAST_FREE_GAIN, LEAST_GAIN)
    changes = Changes(every.place, every.right[:, None], 1, 1)
    new = changed(tools.language, text.symbols, text.scores, changes, old - least)
    single = every.only(new.kept)
    gain = old[new.kept] - new.cost.sum(axis=1, dtype=np.int32)
    free = single.code == 0
    order = np.lexsort((single.right, -gain, free, single.place))
    if not len(order):
        return Found(single, gain, np.zeros((0, len(FEATURES)), dtype=np.int32))
    place = single.place[order]
    begins = np.concatenate([[True], place[1:] != place[:-1]])
    first = np.flatnonzero(begins)
    group = np.cumsum(begins) - 1
    rank = np.arange(len(place)) - first[group]
    g = gain[order]
    loose = free[order]
    margin = g - _best_other(np.where(loose, 0, g), group, len(first))
    lead = np.zeros(len(first), dtype=np.int32)
    np.maximum.at(lead, group[loose], g[loose])
    rank = np.where(loose, rank - np.bincount(group, ~loose).astype(np.int64)[group], rank)
    top = rank < np.where(loose, 1, TOP)
    chosen = order[top]
    kept = single.only(chosen)
    rivals = np.bincount(group)[group]
    contest = [rank[top], margin[top], rivals[top], lead[group][top]]
    table = _table(tools, text, kept, new.cost[chosen], new.reach[chosen], contest)
    return Found(kept, gain[chosen], table)


_COMMON_WORD = 24  # cost up to which a word is an everyday one
_FREE = 15  # cost below which a character often stands by itself
_LIKELIER = 80  # 1/UNIT nats: by how much the language model likes the change better
_SOME_EASIER, _EASIER = 10, 20  # by how much a change makes the text easier to cut into words


def no_word_at_all(table: Ints) -> Flags:
    """Rows that change a character of no known word, one that rarely stands by itself and is in no
    name, into one like it that makes an everyday word: where no known pair covers the character
    and the text becomes much easier to cut into words, or a pair does with the character on the
    other side but the whole becomes far likelier (亟待改[遣] → 改造)."""

    def column(name: str) -> Ints:
        return np.asarray(table[:, FEATURES.index(name)])

    strange = (column("word_old") == 1) & (column("surname") == 0)
    made = (column("word_new") >= 2) & (column("word_cost_new") <= _COMMON_WORD)
    akin = (column("sound") >= SOUND_SAME) | (column("shape") >= ALIKE)
    easier = (column("span_old") == 1) & (column("cut_gain") >= _EASIER)
    likelier = (column("span_old") == 2) & (column("gain") >= _LIKELIER)
    better = easier | (likelier & (column("cut_gain") >= _SOME_EASIER))
    return np.asarray(strange & made & akin & better & (column("common_old") >= _FREE))


def _best_other(gain: Ints, group: Longs, count: int) -> Ints:
    """For every candidate the highest gain of the other candidates of its place, at least 0."""
    best = np.zeros(count, dtype=np.int32)
    np.maximum.at(best, group, gain)
    top = gain == best[group]
    ties = np.bincount(group, top, minlength=count) > 1
    second = np.zeros(count, dtype=np.int32)
    np.maximum.at(second, group[~top], gain[~top])
    return np.where(top & ~ties[group], second[group], best[group]).astype(np.int32)


def _table(
    tools: Tools,
    text: Read,
    single: Single,
    new_cost: Ints,
    new_reach: Ints,
    contest: Sequence[Any_Array],
) -> Ints:
    place, symbols, scores = single.place, text.symbols, text.scores
    near = place[:, None] + np.arange(5)
    old_cost = scores.cost[near]
    old_reach = scores.reach[near]
    gains = old_cost - new_cost
    columns = [gains.sum(axis=1, dtype=np.int32), *gains.T, *old_cost.T, *new_cost.T]
    columns += [old_reach[:, 0], new_reach[:, 0], _right(old_reach), _right(new_reach)]
    columns += [_span(old_reach), _span(new_reach)]
    columns += [single.code & 7, (single.code >> SHAPE_SHIFT) & 15, single.code >> PART_SHIFT]
    language = tools.language
    columns += [
        language.single[symbols[place]].astype(np.int32),
        language.single[single.right].astype(np.int32),
    ]
    word_columns, cut_old = _word_columns(tools.words, text, single)
    columns += word_columns
    columns += contest
    columns += mood(text, place)
    columns += [
        tools.words.single[symbols[place]].astype(np.int32),
        tools.words.single[single.right].astype(np.int32),
        is_han(windows(symbols, place, 2, 2)).sum(axis=1),
    ]
    columns += [*_repeats(text, single), cut_old, _surname(symbols, place)]
    return np.stack([c.astype(np.int32) for c in columns], axis=1)


def _right(reach: Ints) -> Ints:
    """Length of the longest known n-gram that begins at the place (at least 1)."""
    inside = reach >= np.arange(1, 6)
    return np.where(inside, np.arange(1, 6), 1).max(axis=1).astype(np.int32)


def _span(reach: Ints) -> Ints:
    """Length of the longest known n-gram that covers the place."""
    inside = reach >= np.arange(1, 6)
    return np.where(inside, reach, 1).max(axis=1).astype(np.int32)


def _word_columns(words: Words, text: Read, single: Single) -> tuple[list[Ints], Ints]:
    """Cutting a window into words with and without the change, and the words over the place; then
    what cutting it costs as it stands."""
    column = np.arange(BEFORE + 1 + AFTER)
    at = single.place[:, None] + column - BEFORE
    old_rows = text.symbols[at]
    new_rows = old_rows.copy()
    new_rows[:, BEFORE] = single.right
    old = words.window_costs(old_rows, text.words, at)
    new = words.window_costs(
        new_rows, text.words, at, lambda n: (column >= BEFORE) & (column < BEFORE + n)
    )
    old_length, old_price = words.cover(old, BEFORE)
    new_length, new_price = words.cover(new, BEFORE)
    before = words.cut(old_rows, old)
    gain = before - words.cut(new_rows, new)
    return [gain, old_length, new_length, old_price, new_price], before


def mood(text: Read, place: Longs) -> list[Ints]:
    """How strange the surroundings are: mean cost of 24 places of its document, and of the four
    before."""
    cost = text.scores.cost
    sums = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(cost, dtype=np.int64)])
    own = np.searchsorted(text.ends, place, side="right")
    low = np.maximum(place - 12, text.ends[own - 1])
    high = np.minimum(place + 13, text.ends[own])
    mean = (sums[high] - sums[low]) // np.maximum(high - low, 1)
    before = sums[place] - sums[np.clip(place - 4, 0, None)]
    return [mean.astype(np.int32), before.astype(np.int32)]


def strangeness(symbols: Symbols, cost: Ints, places: Sequence[int]) -> Ints:
    """What a Chinese character of a document costs within SURROUNDINGS of each place, in 1/16 of
    the language model's steps; little text is taken for usual."""
    han = is_han(symbols)
    sums, count = (
        np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(x, dtype=np.int64)])
        for x in (np.where(han, cost, 0), han)
    )
    place = np.array(places, dtype=np.int64)
    low = np.maximum(place - SURROUNDINGS, 0)
    high = np.minimum(place + SURROUNDINGS + 1, len(symbols))
    told = sums[high] - sums[low] + _USUAL_LENGTH * _USUAL_COST
    return (16 * told // (count[high] - count[low] + _USUAL_LENGTH)).astype(np.int32)


def _surname(symbols: Symbols, place: Longs) -> Ints:
    """1 when a surname stands two places before, 2 one place before (both: 3), 4 at the place."""
    table = surnames()
    flags = (table[symbols[place - 2]], table[symbols[place - 1]], table[symbols[place]])
    return np.asarray(sum(f.astype(np.int32) << k for k, f in enumerate(flags)), dtype=np.int32)


def _repeats(text: Read, single: Single) -> list[Ints]:
    """How often the document has the place's trigrams, as it stands and as it would be (rarer of
    the better two of three; counts stop at 7)."""
    hashes = text.scores.hashes[2]
    old = np.stack([text.often.of(hashes[single.place + k], single.place) for k in range(3)])
    rows = windows(text.symbols, single.place, 2, 2)
    rows[:, 2] = single.right
    changed_hashes = gram_hashes(rows, 3)[2]
    new = np.stack([text.often.of(changed_hashes[:, 2 + k], single.place) for k in range(3)])
    return [np.sort(old, axis=0)[1], np.sort(new, axis=0)[1]]
