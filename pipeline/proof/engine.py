"""The proof engine: paragraphs in, suspicious places out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.proof import features
from pipeline.proof.candidates import SOUND_FUZZY, Longs
from pipeline.proof.cloze import fits
from pipeline.proof.features import (
    Found,
    Often,
    Read,
    no_word_at_all,
    read,
    singles,
    strangeness,
    trigrams,
)
from pipeline.proof.findings import Level, Suspicion
from pipeline.proof.guard import Guard
from pipeline.proof.names import odd_ones_out
from pipeline.proof.nonwords import is_nonword
from pipeline.proof.pack import Model, load_model
from pipeline.proof.phrases import misquoted
from pipeline.proof.reasons import suspicion
from pipeline.proof.second import TOLD, Change, columns
from pipeline.proof.spans import EXTRA_TWO, PAIR, Spans, spans
from pipeline.proof.spans import FEATURES as span_names
from pipeline.proof.symbols import ORDER, PAD, Flags, Ints, Symbols, encode, gram_hash, is_han
from pipeline.proof.trees import LEAF_SCALE
from pipeline.proof.words import Words, word_key

SLICE = 60_000  # characters scored at once; bounds the memory
_PART = 40_000  # characters within which a document's own repetitions count
_MARGIN = 40  # characters beside a place that its features look at, and some more
_ROUNDS = 3  # a mistake next to another shows only when that one is mended
_SINGLE = -1
_SINGLE_TOLD = [features.FEATURES.index(name) for name in TOLD]
_SPAN_TOLD = [span_names.index(name) if name in span_names else -1 for name in TOLD]
_LEAST = -4 * LEAF_SCALE  # the least logit that is worth a second look
_RUN = 8  # characters on either side that a model of words is asked about
_SURE = LEAF_SCALE  # what is mended before its neighbours are looked at again
# What the trees take too lightly: they learnt from statutes, where everyday words are rare. On news
# that taught nothing, of 2,472 slips put into common words 7 in 100 more are found, for 3 more
# needless alarms in 380,000 characters (before there was a second look).
_NO_WORD = round(3.3 * LEAF_SCALE)
_REAL_WORD_DOUBT = 2.0  # logits: a whole everyday word for another (市级投入 is no 实际投入)
_LIFTED = round(3.4 * LEAF_SCALE)  # no logit is lifted beyond that
# What is no word where one is meant (``nonwords``): on 600,000 characters of news and papers that
# taught nothing this costs 7 needless alarms, on 430,000 of everyday papers none.
_NONWORD = round(2.35 * LEAF_SCALE)
_DOUBTED = round(1.35 * LEAF_SCALE)  # below this logit: about 0.8, where warnings begin
_MOST_RAISED = round(1.7 * LEAF_SCALE)  # what is raised is no error


@dataclass(frozen=True, slots=True)
class Text:
    """A document to look at: its paragraphs, and names and terms of the unit, never suspected."""

    paragraphs: Sequence[str]
    words: Sequence[str] = ()


def suspicions(
    paragraphs: Sequence[str],
    *,
    model: Model | None = None,
    levels: Iterable[Level] = ("error", "warning"),
    words: Iterable[str] = (),
) -> list[Suspicion]:
    """Suspicious places of a text, in order. ``levels``: which degrees of confidence to give;
    ``words``: names and terms of the unit, never suspected."""
    return suspicions_of([Text(paragraphs, tuple(words))], model=model, levels=levels)[0]


def suspicions_of(
    texts: Sequence[Text],
    *,
    model: Model | None = None,
    levels: Iterable[Level] = ("error", "warning"),
) -> list[list[Suspicion]]:
    """``suspicions`` of each of several documents. Together they take far less time than one after
    the other if they are short; what is found in one does not depend on the others."""
    model = model or load_model()
    wanted = set(levels)
    if not wanted:
        return [[] for _ in texts]
    thresholds = model.levels()
    least = min(thresholds[w] for w in wanted)
    result = []
    for text, changes in zip(texts, sober_changes(texts, model, least), strict=True):
        found = [
            suspicion(change, text.paragraphs[number], number, start, thresholds, model.tools.words)
            for number, start, change in changes
        ]
        found = [s for s in found if s.level in wanted]
        if "warning" in wanted:
            found = _with_phrases(found, odd_ones_out(text.paragraphs, model))
            found = _with_phrases(found, misquoted(text.paragraphs))
        result.append(sorted(found, key=lambda s: (s.paragraph, s.start, s.end)))
    return result


def sober_changes(
    texts: Sequence[Text], model: Model, least: int
) -> list[list[tuple[int, int, Change]]]:
    """For every document (paragraph, place in it, change) of all changes whose logit is at least
    ``least`` even after what the document says against them: names, titles, repetition, the unit's
    own words."""
    different = [list(dict.fromkeys(text.paragraphs)) for text in texts]
    low = min(least, _DOUBTED - _NONWORD)
    found = find_changes(different, model, low)  # what stands twice in one is looked at once
    return [
        list(_sober(text, once, changes, model, least))
        for text, once, changes in zip(texts, different, found, strict=True)
    ]


def _sober(
    text: Text, different: Sequence[str], changes: Iterable[Change], model: Model, least: int
) -> Iterator[tuple[int, int, Change]]:
    guard = Guard(text.paragraphs, text.words, model.tools.words.common)
    numbers: dict[str, list[int]] = {}
    for number, paragraph in enumerate(text.paragraphs):
        numbers.setdefault(paragraph, []).append(number)
    starts = _starts(different)
    for change in changes:
        own = int(np.searchsorted(starts, change.start, side="right")) - 1
        start = change.start - int(starts[own])
        end = start + change.end - change.start
        for number in numbers[different[own]]:
            doubt = guard.doubt(number, start, end)
            if doubt is None:
                continue
            if change.kind == PAIR and model.tools.words.common(text.paragraphs[number][start:end]):
                doubt += _REAL_WORD_DOUBT
            sober = replace(change, logit=change.logit - round(doubt * LEAF_SCALE))
            if sober.logit < _DOUBTED:
                sober = _raised(sober, text.paragraphs[number], start, model)
            if sober.logit >= least:
                yield number, start, sober


def _raised(change: Change, text: str, start: int, model: Model) -> Change:
    """The change, likelier where it makes a word of what is none."""
    if not is_nonword(change, text, start, model.tools.language):
        return change
    return replace(change, logit=min(change.logit + _NONWORD, _MOST_RAISED), lifted=True)


def _with_phrases(found: list[Suspicion], phrases: list[Suspicion]) -> list[Suspicion]:
    """Both, a misquoted phrase in place of what else was found there."""
    said = {(p.paragraph, place) for p in phrases for place in range(p.start, p.end + 1)}
    rest = [s for s in found if not any((s.paragraph, i) in said for i in range(s.start, s.end))]
    return [*rest, *phrases]


def find_changes(
    documents: Sequence[Sequence[str]], model: Model, least: int
) -> list[list[Change]]:
    """For every document, given as its paragraphs, changes whose logit is at least ``least``, not
    overlapping, in order of place."""
    result = []
    for changes, table in proposed(documents, model):
        logits = model.second[model.means].logits(table).tolist()
        judged = [replace(c, logit=x) for c, x in zip(changes, logits, strict=True)]
        result.append([c for c in judged if c.logit >= least])
    return result


def proposed(documents: Sequence[Sequence[str]], model: Model) -> list[tuple[list[Change], Ints]]:
    """For every document what deserves a second look, in order of place, and the table for it.

    Rounds: what is likely is mended in a copy, then places near it are looked at again."""
    if not documents:
        return []
    encoded = [encode(paragraphs) for paragraphs in documents]
    symbols = np.concatenate(encoded)
    written = symbols.copy()
    ends = np.cumsum([len(own) for own in encoded])
    part = _parts(documents, encoded)
    mended = np.zeros(len(symbols), dtype=bool)
    changes: list[Change] = []
    near: Flags = np.ones(len(symbols), dtype=bool)
    cost = np.zeros(len(symbols), dtype=np.int32)
    for _ in range(_ROUNDS):
        fixed = [c for c in changes if mended[c.start]]
        open_ = [c for c in changes if not mended[c.start] and not near[c.start]]
        often = trigrams(symbols, part)
        open_ += _proposals(symbols, ends[:-1], often, model, near, cost)
        changes = _apart(fixed, open_, len(symbols))
        near = np.zeros(len(symbols), dtype=bool)
        for change in changes:
            if change.own >= _SURE and not mended[change.start] and _same_length(change):
                symbols[change.start : change.end] = [ord(c) for c in change.right]
                mended[change.start : change.end] = True
                near[max(0, change.start - 4) : change.end + 4] = True
        near &= ~mended
        if not near.any():
            break
    result = []
    for own, begin, end in zip(_by_document(changes, ends), [0, *ends[:-1]], ends, strict=True):
        piece = slice(begin, end)
        strange = strangeness(symbols[piece], cost[piece], [c.start for c in own])
        result.append((own, _second_look(own, written[piece], symbols[piece], strange, model)))
    return result


def _second_look(
    changes: Sequence[Change],
    written: Symbols,
    mended: Symbols,
    strange: Ints,
    model: Model,
) -> Ints:
    """What the second look has to judge by; ``mended``: the document as it would be; ``strange``:
    how strange it is around each change."""
    gains = None
    if model.phrasing is not None:
        gains = [model.phrasing.gain(*_with_and_without(c, written, mended)) for c in changes]
    fitting = fits(model.cloze, model.tools.kin, changes, written, mended)
    return columns(changes, spelt(written), strange, fitting, gains)


def _with_and_without(
    change: Change, written: Symbols, mended: Symbols
) -> tuple[str, str, str, str]:
    """The run of Chinese characters around a change: before it, as written, as changed, behind."""
    low, high = change.start, change.end
    while low > change.start - _RUN and is_han(mended[low - 1 : low]).all():
        low -= 1
    while high < change.end + _RUN and is_han(mended[high : high + 1]).all():
        high += 1
    before, behind = spelt(mended[low : change.start]), spelt(mended[change.end : high])
    return before, spelt(written[change.start : change.end]), change.right, behind


def _by_document(changes: Sequence[Change], ends: Longs) -> list[list[Change]]:
    """The changes of each of the documents that end at ``ends``, in its own coordinates."""
    result: list[list[Change]] = [[] for _ in ends]
    starts = [0, *ends[:-1].tolist()]
    for change in sorted(changes, key=lambda c: (c.start, c.end)):
        own = int(np.searchsorted(ends, change.start, side="right"))
        begin = starts[own]
        result[own].append(replace(change, start=change.start - begin, end=change.end - begin))
    return result


def _same_length(change: Change) -> bool:
    return change.end - change.start == len(change.right)


def _apart(fixed: Sequence[Change], rest: Sequence[Change], size: int) -> list[Change]:
    """``fixed`` and of ``rest``, likeliest first, those that overlap nothing chosen before; each
    knows the likeliest that it excluded."""
    holder = np.full(size, -1, dtype=np.int64)
    result: list[Change] = []
    ordered = sorted(rest, key=lambda c: (-c.own, c.start, c.end, c.right))
    for change in [*fixed, *ordered]:
        span = slice(change.start, max(change.end, change.start + 1))
        before = {int(i) for i in holder[span] if i >= 0}
        if not before:
            holder[span] = len(result)
            result.append(change)
        for i in before:
            result[i] = replace(result[i], rival=max(result[i].rival, change.own))
    return result


def mend(text: str, changes: Sequence[Change]) -> str:
    """One paragraph with the changes made that were found in it alone."""
    for change in sorted(changes, key=lambda c: c.start, reverse=True):
        text = text[: change.start - PAD] + change.right + text[change.end - PAD :]
    return text


def _parts(documents: Sequence[Sequence[str]], encoded: Sequence[Symbols]) -> Ints:
    """Which part each symbol is in: whole paragraphs of one document, _PART characters or little
    more together."""
    result, number = [], 0
    for paragraphs, symbols in zip(documents, encoded, strict=True):
        numbers, first, length = [], number, 0
        for paragraph in paragraphs:
            if length and length + len(paragraph) > _PART:
                number, length = number + 1, 0
            length += len(paragraph) + 1
            numbers.append(number)
        inner = np.repeat(np.array(numbers, dtype=np.int32), [len(p) + 1 for p in paragraphs])
        ends = (np.full(PAD, n, dtype=np.int32) for n in (first, number))
        result.append(np.concatenate([next(ends), inner, next(ends)])[: len(symbols)])
        number += 1
    return np.concatenate(result)


def _proposals(
    symbols: Symbols, borders: Longs, often: Often, model: Model, near: Flags, cost: Ints
) -> list[Change]:
    """All candidates at places in ``near`` that deserve a second look; at ``borders`` another
    document begins. What symbols cost there is written to ``cost``. How a text is cut into slices
    makes no difference to them."""
    result: list[Change] = []
    for low, high in _slices(symbols):
        asked = np.flatnonzero(near[low:high]) + low
        if not len(asked):
            continue
        where = _surroundings(asked, len(symbols))
        inside = np.zeros(len(where), dtype=bool)
        inside[np.searchsorted(where, asked)] = True
        begins = np.flatnonzero(np.diff(where) > 1) + 1
        within = borders[(borders > where[0]) & (borders <= where[-1])]
        starts = sorted({*begins.tolist(), *np.searchsorted(where, within).tolist()})
        text = read(model.tools, symbols[where], often.cut(where), inside, starts)
        known = np.flatnonzero(where[ORDER:] - where[:-ORDER] == ORDER) + ORDER
        cost[where[known]] = text.scores.cost[known]
        result += _single_changes(text, model, where)
        result += _span_changes(text, model, where)
    return result


def _surroundings(asked: Longs, size: int) -> Longs:
    """The places within _MARGIN of some that are asked about, all in order."""
    begin, end = max(int(asked[0]) - _MARGIN, 0), min(int(asked[-1]) + _MARGIN + 1, size)
    steps = np.zeros(end - begin + 1, dtype=np.int32)
    np.add.at(steps, np.maximum(asked - _MARGIN - begin, 0), 1)
    np.add.at(steps, np.minimum(asked + _MARGIN + 1, end) - begin, -1)
    return np.flatnonzero(np.cumsum(steps[:-1]) > 0) + begin


def _slices(symbols: Symbols) -> Iterator[tuple[int, int]]:
    """Where slices begin and end: between two Chinese characters only if there are SLICE in a row,
    so that two neighbours that may be wrong together are looked at together."""
    breaks = np.flatnonzero(~is_han(symbols)) + 1
    low = 0
    while low < len(symbols):
        last = int(np.searchsorted(breaks, low + SLICE, side="right")) - 1
        high = int(breaks[last]) if last >= 0 else 0
        if high <= low:
            high = low + SLICE
        yield low, high
        low = high


def _single_changes(text: Read, model: Model, where: Longs) -> Iterator[Change]:
    """Those of one character; ``where``: the place of every symbol of the text."""
    found = singles(model.tools, text)
    logits = model.trees.logits(found.table, _LEAST)
    no_word = no_word_at_all(found.table)
    some = np.flatnonzero(no_word)
    if len(some) and model.made:
        own = model.trees.logits(found.table[some], _LEAST - _NO_WORD)
        logits[some] = np.maximum(own, np.minimum(own + _NO_WORD, _LIFTED))
    likely = np.flatnonzero((logits >= _LEAST) & ~_word_mended(found))
    told = found.table[likely][:, _SINGLE_TOLD].tolist()
    for i, known in zip(likely.tolist(), told, strict=True):
        place, right = int(where[found.single.place[i]]), chr(int(found.single.right[i]))
        codes = (int(found.single.code[i]),)
        logit = int(logits[i])
        yield Change(
            place, place + 1, right, logit, _SINGLE, codes,
            own=logit, told=tuple(known), lifted=bool(no_word[i]),
        )  # fmt: skip


def _span_changes(text: Read, model: Model, where: Longs) -> Iterator[Change]:
    """Those of more than one, of one too many or too few."""
    some, table = spans(model.tools, text)
    logits = model.span_trees.logits(table, _LEAST)
    sensible = ~_another_word(some, table) & ~_two_words(some, text, model.tools.words)
    likely = np.flatnonzero((logits >= _LEAST) & sensible)
    told = np.where(np.array(_SPAN_TOLD) < 0, 0, table[likely][:, _SPAN_TOLD]).tolist()
    for i, known in zip(likely.tolist(), told, strict=True):
        place, width = int(where[some.place[i]]), int(some.new_width[i])
        right = "".join(chr(c) for c in some.right[i, :width].tolist())
        end = place + int(some.old_width[i])
        codes = tuple(some.code[i].tolist())
        logit = int(logits[i])
        yield Change(
            place, end, right, logit, int(some.kind[i]), codes, own=logit, told=tuple(known)
        )  # fmt: skip


def _word_mended(found: Found) -> Flags:
    """Which changes mend a word with a character that is no kin of its own: 办结 → 办理."""
    is_word = found.table[:, features.FEATURES.index("word_old")] >= 2
    return np.asarray((found.single.code == 0) & is_word)


def _another_word(some: Spans, table: Ints) -> Flags:
    """Which changes put a word in place of a word that sounds otherwise: nobody mistypes so."""
    otherwise = (some.code & 7 < SOUND_FUZZY).any(axis=1)
    is_word = table[:, span_names.index("word_old")] >= 2
    return np.asarray((some.kind == PAIR) & otherwise & is_word)


def _two_words(some: Spans, text: Read, words: Words) -> Flags:
    """Which of the pairs written twice are the end of a word and the beginning of another
    (…大队｜大队长)."""
    known = np.zeros(len(some.place), dtype=bool)
    twice = np.flatnonzero(some.kind == EXTRA_TWO)
    again = [text.symbols[some.place[twice] + step] for step in (2, 3, 4)]
    known[twice] = words.table.has(word_key(gram_hash(*again), 3))
    return known


def spelt(symbols: Symbols) -> str:
    """Symbols as text of the same length."""
    halves = (symbols >= 0xD800) & (symbols < 0xE000)
    return np.where(halves, np.uint16(0xFFFF), symbols).astype("<u2").tobytes().decode("utf-16-le")


def _starts(paragraphs: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Where each paragraph begins in joined coordinates."""
    lengths = np.array([len(p) + 1 for p in paragraphs], dtype=np.int64)
    return PAD + np.cumsum(lengths) - lengths
