"""What the classifier is told about every suspicious place and its candidate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.proof.candidates import (
    PART_SHIFT,
    SHAPE_SHIFT,
    Kinships,
    Neighbours,
    Sieve,
    Single,
    unrelated,
)
from pipeline.proof.guard import surnames
from pipeline.proof.language import LanguageModel, Scores
from pipeline.proof.symbols import Any_Array, Flags, Ints, Symbols, gram_hashes, is_han
from pipeline.proof.words import Twos, Words

BEFORE, AFTER = 5, 5  # characters shown on either side of a change
GATE = 130  # cost of the five places from a character on that makes it worth a look
FIRM_GATE = 175  # the same where a known n-gram of four or more covers the character
LEAST_FREE_GAIN = 48  # the same for candidates that are no kin of the character
LEAST_GAIN = 16  # gain (1/UNIT nats) a candidate must bring
TOP = 3  # candidates kept for a place
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
class Found:
    """Candidates with their features, one row each; ``gain`` in 1/UNIT nats."""

    single: Single
    gain: Ints
    table: Ints


def windows(symbols: Symbols, place: npt.NDArray[np.int64], before: int, after: int) -> Symbols:
    """Rows of symbols from ``before`` places before each place to ``after`` after it."""
    near = place[:, None] + np.arange(-before, after + 1)
    return symbols[np.clip(near, 0, len(symbols) - 1)]


def singles(tools: Tools, symbols: Symbols, scores: Scores, near: Flags | None = None) -> Found:
    """Candidates that change one character of a text, best TOP of each place; with ``near`` only
    at places where it holds."""
    gate = _gate(symbols, scores)
    gated = np.flatnonzero(gate if near is None else gate & near)
    sieve = Sieve(tools.language, tools.words.table, symbols, gram_hashes(symbols, 3))
    strange = strange_places(scores)
    parts = []
    for start in range(0, len(gated), 4096):
        places = gated[start : start + 4096]
        akin = tools.kin.expand(symbols, places)
        akin = akin.only(sieve.attested(akin))
        free = unrelated(tools.near, tools.kin, symbols, places[strange[places]])
        free = free.only(free.code == 0)
        free = free.only(sieve.bridging(free))
        parts.append(_best(tools, symbols, scores, joined(akin, free)))
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        none = Single(empty, empty.astype(np.uint16), empty.astype(np.int32))
        return Found(none, empty.astype(np.int32), np.zeros((0, len(FEATURES)), dtype=np.int32))
    return Found(
        Single(
            np.concatenate([p.single.place for p in parts]),
            np.concatenate([p.single.right for p in parts]),
            np.concatenate([p.single.code for p in parts]),
        ),
        np.concatenate([p.gain for p in parts]),
        np.concatenate([p.table for p in parts]),
    )


def _gate(symbols: Symbols, scores: Scores) -> Flags:
    """Characters whose own or following places are costly enough to be worth a look."""
    total = _ahead(scores.cost)
    fine = (total >= np.where(covering(scores, 4), FIRM_GATE, GATE)) & is_han(symbols)
    fine[:BEFORE] = False
    fine[len(fine) - AFTER :] = False
    return fine


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


def joined(one: Single, other: Single) -> Single:
    """Both sets of candidates."""
    return Single(
        np.concatenate([one.place, other.place]),
        np.concatenate([one.right, other.right]),
        np.concatenate([one.code, other.code]),
    )


def _ahead(cost: Ints) -> Ints:
    """Sum of the five costs from each place on."""
    sums = np.concatenate([np.zeros(1, dtype=np.int32), np.cumsum(cost, dtype=np.int32)])
    end = np.minimum(np.arange(len(cost)) + 5, len(cost))
    return np.asarray(sums[end] - sums[: len(cost)], dtype=np.int32)


def _best(tools: Tools, symbols: Symbols, scores: Scores, single: Single) -> Found:
    rows = windows(symbols, single.place, 4, 4)
    rows[:, 4] = single.right
    new = tools.language.score(rows, skip=4)
    near = single.place[:, None] + np.arange(5)
    old_cost = scores.cost[near]
    gain = old_cost.sum(axis=1, dtype=np.int32) - new.cost.sum(axis=1, dtype=np.int32)
    free = single.code == 0
    keep = gain >= np.where(free, LEAST_FREE_GAIN, LEAST_GAIN)
    order = np.lexsort((single.right, -gain, free, single.place))
    order = order[keep[order]]
    if not len(order):
        nothing = np.zeros(0, dtype=np.int64)
        return Found(single.only(nothing), gain[:0], np.zeros((0, len(FEATURES)), dtype=np.int32))
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
    table = _table(
        tools, symbols, scores, kept, rows[chosen],
        Scores(new.cost[chosen], new.reach[chosen]),
        [rank[top], margin[top], rivals[top], lead[group][top]],
    )  # fmt: skip
    return Found(kept, gain[chosen], table)


def _best_other(gain: Ints, group: npt.NDArray[np.int64], count: int) -> Ints:
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
    symbols: Symbols,
    scores: Scores,
    single: Single,
    rows: Symbols,
    new: Scores,
    contest: Sequence[Any_Array],
) -> Ints:
    place = single.place
    near = place[:, None] + np.arange(5)
    old_cost = scores.cost[near]
    old_reach = scores.reach[near]
    gains = old_cost - new.cost
    reach_new = new.reach
    columns = [gains.sum(axis=1, dtype=np.int32), *gains.T, *old_cost.T, *new.cost.T]
    columns += [old_reach[:, 0], reach_new[:, 0], _right(old_reach), _right(reach_new)]
    columns += [_span(old_reach), _span(reach_new)]
    columns += [single.code & 7, (single.code >> SHAPE_SHIFT) & 15, single.code >> PART_SHIFT]
    language = tools.language
    columns += [
        language.single[symbols[place]].astype(np.int32),
        language.single[single.right].astype(np.int32),
    ]
    word_columns, cut_old = _word_columns(tools.words, symbols, single)
    columns += word_columns
    columns += contest
    columns += mood(symbols, scores, place)
    columns += [
        tools.words.single[symbols[place]].astype(np.int32),
        tools.words.single[single.right].astype(np.int32),
        is_han(windows(symbols, place, 2, 2)).sum(axis=1),
    ]
    columns += [*_repeats(symbols, rows, place), cut_old, _surname(symbols, place)]
    return np.stack([c.astype(np.int32) for c in columns], axis=1)


def _right(reach: Ints) -> Ints:
    """Length of the longest known n-gram that begins at the place (at least 1)."""
    inside = reach >= np.arange(1, 6)
    return np.where(inside, np.arange(1, 6), 1).max(axis=1).astype(np.int32)


def _span(reach: Ints) -> Ints:
    """Length of the longest known n-gram that covers the place."""
    inside = reach >= np.arange(1, 6)
    return np.where(inside, reach, 1).max(axis=1).astype(np.int32)


def _word_columns(words: Words, symbols: Symbols, single: Single) -> tuple[list[Ints], Ints]:
    """Cutting a window into words with and without the change, and the words over the place; then
    what cutting it costs as it stands."""
    old_rows = windows(symbols, single.place, BEFORE, AFTER)
    new_rows = old_rows.copy()
    new_rows[:, BEFORE] = single.right
    old, new = words.costs(old_rows), words.costs(new_rows)
    old_length, old_price = words.cover(old, BEFORE)
    new_length, new_price = words.cover(new, BEFORE)
    before = words.cut(old_rows, old)
    gain = before - words.cut(new_rows, new)
    return [gain, old_length, new_length, old_price, new_price], before


def mood(symbols: Symbols, scores: Scores, place: npt.NDArray[np.int64]) -> list[Ints]:
    """How strange the surroundings are: mean cost of 24 places, and of the four before."""
    sums = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(scores.cost, dtype=np.int64)])
    low = np.clip(place - 12, 0, len(symbols))
    high = np.clip(place + 13, 0, len(symbols))
    mean = (sums[high] - sums[low]) // np.maximum(high - low, 1)
    before = sums[place] - sums[np.clip(place - 4, 0, None)]
    return [mean.astype(np.int32), before.astype(np.int32)]


def _surname(symbols: Symbols, place: npt.NDArray[np.int64]) -> Ints:
    """1 when a surname stands two places before, 2 one place before (both: 3), 4 at the place."""
    table = surnames()
    flags = (table[symbols[place - 2]], table[symbols[place - 1]], table[symbols[place]])
    return np.asarray(sum(f.astype(np.int32) << k for k, f in enumerate(flags)), dtype=np.int32)


def _repeats(symbols: Symbols, rows: Symbols, place: npt.NDArray[np.int64]) -> list[Ints]:
    """How often the document has the place's trigrams, as it stands and as it would be (rarer of
    the better two of three; counts stop at 7)."""
    hashes = gram_hashes(symbols, 3)[2]
    names, counts = np.unique(hashes[2:], return_counts=True)

    def often(keys: npt.NDArray[np.uint64]) -> Ints:
        where = np.clip(np.searchsorted(names, keys), 0, len(names) - 1)
        return np.where(names[where] == keys, np.minimum(counts[where], 7), 0).astype(np.int32)

    old = np.stack([often(hashes[place + k]) for k in range(3)])
    changed = gram_hashes(rows, 3)[2]
    new = np.stack([often(changed[:, 4 + k]) for k in range(3)])
    return [np.sort(old, axis=0)[1], np.sort(new, axis=0)[1]]
