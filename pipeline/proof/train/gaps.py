"""Teaching the network of ``pipeline.proof.cloze``: which of its kin stood in a gap?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.proof.candidates import Kinships
from pipeline.proof.cloze import FAR, FAR_OFFSETS, FINER, NEAR, NEAR_OFFSETS, SHRINK, STEPS, Cloze
from pipeline.proof.symbols import NEWLINE, Symbols, encode, is_han

Floats = npt.NDArray[np.float32]
Longs = npt.NDArray[np.int64]
Weighted = tuple[Sequence[str], float, bool]  # lines, how much a gap of them counts, are they apart

_LEAST = 4  # how often a character must occur to be known
_WIDTH_NEAR, _WIDTH_FAR, _WIDTH_FIRST, _WIDTH_SECOND = 40, 48, 320, 128
_BATCH, _LEAST_STEPS, _RIVALS = 4096, 400, 12
_RATE, _WARM = 0.002, 50
_NOISE = 0.02  # share of what is around that is mistyped: mistakes come in company
_APART = 0.3  # share of gaps that see their own line only, as in a text of one line
_FAR_SHARE = np.float32(1 / 6)  # about the root of the number of characters that are far
_OUTLIER = 8.0  # standard deviations
_TINY = 1e-8


@dataclass(frozen=True, slots=True)
class Book:
    """All text to learn from: ``numbers`` of its symbols, which ``line`` each is in, the places
    that may be gaps with their running share of the draws, and whether their line stands ``apart``
    from its neighbours; ``symbols`` by number, from 1, with how often each occurs."""

    symbols: Symbols
    counts: npt.NDArray[np.float64]
    numbers: npt.NDArray[np.int32]
    line: npt.NDArray[np.int32]
    places: Longs
    share: npt.NDArray[np.float64]
    apart: npt.NDArray[np.bool_]
    newline: int


@dataclass(frozen=True, slots=True)
class Rivals:
    """The kin of every number: ``kin[start[n]:start[n + 1]]``, and the running share of the draws
    that each has, plus n."""

    start: Longs
    kin: npt.NDArray[np.int32]
    share: npt.NDArray[np.float64]


Layers = dict[str, Floats]


def teach(texts: Sequence[Weighted], kin: Kinships, gaps: int, say: Callable[[str], None]) -> Cloze:
    """A network that has seen about ``gaps`` gaps of the texts. ``kin``: what may be mistaken for
    what; those that occur oftener are rivals oftener, and what that does to the odds is taken
    out again."""
    rng = np.random.default_rng(1)
    book = _book(texts)
    rivals = _rivals(book, kin)
    layers = _fresh(book, rng)
    adam = _Adam(layers)
    size = min(_BATCH, max(64, gaps // _LEAST_STEPS))
    steps = gaps // size
    told = 0.0
    for step, batch in enumerate(_batches(book, rivals, size, steps, rng), 1):
        loss, slopes = _learn(layers, batch)
        adam.step(slopes, _RATE * (1 - step / steps) * min(1.0, step / _WARM))
        told += loss / 500
        if step % 500 == 0:
            say(f"gap {step * size} of {gaps}: {told:.3f} nats")
            told = 0.0
    return _whole_numbers(book, layers)


def _book(texts: Sequence[Weighted]) -> Book:
    encoded = [encode(lines) for lines, _, _ in texts]
    every = np.concatenate([np.full(FAR, NEWLINE, np.uint16), *encoded])
    every = np.concatenate([every, np.full(FAR, NEWLINE, np.uint16)])
    count = np.bincount(every, minlength=0x10000)
    symbols = np.flatnonzero(count >= _LEAST).astype(np.uint16)
    numbers = np.searchsorted(symbols, every).astype(np.int32) + 1
    numbers = np.where(symbols[np.minimum(numbers - 1, len(symbols) - 1)] == every, numbers, 0)
    line = np.cumsum(every == NEWLINE).astype(np.int32)
    weight = np.repeat([w for _, w, _ in texts], [len(e) for e in encoded])
    apart = np.repeat([a for *_, a in texts], [len(e) for e in encoded])
    inner = slice(FAR, -FAR)
    places = np.flatnonzero(is_han(every[inner]) & (numbers[inner] > 0))
    share = np.cumsum(weight[places])
    newline = int(np.searchsorted(symbols, NEWLINE)) + 1
    counts = np.concatenate([[1.0], count[symbols].astype(np.float64)])
    return Book(
        symbols, counts, numbers.astype(np.int32), line, places + FAR, share / share[-1],
        apart[places], newline,
    )  # fmt: skip


def _rivals(book: Book, kin: Kinships) -> Rivals:
    start, lists, shares = [0, 0], [], []
    number = np.zeros(0x10000, dtype=np.int32)
    number[book.symbols] = np.arange(1, len(book.symbols) + 1)
    for own, symbol in enumerate(book.symbols.tolist(), 1):
        some = number[kin.right[kin.start[symbol] : kin.start[symbol + 1]]]
        some = some[some > 0]
        weight = np.cumsum(np.sqrt(book.counts[some]))
        lists.append(some)
        shares.append(own + weight / weight[-1] if len(some) else weight)
        start.append(start[-1] + len(some))
    return Rivals(np.array(start), np.concatenate(lists), np.concatenate(shares))


@dataclass(frozen=True, slots=True)
class _Batch:
    near: Longs
    far: Longs
    options: Longs  # what stood there, then rivals
    odds: Floats  # what to add to a score: how the rivals were drawn; minus infinity: no option


def _batches(
    book: Book, rivals: Rivals, size: int, steps: int, rng: np.random.Generator
) -> Iterator[_Batch]:
    has_rivals = np.diff(rivals.start) > 0
    log_draw = -0.5 * np.log(book.counts)
    for _ in range(steps):
        drawn = np.searchsorted(book.share, rng.random(size))
        drawn = drawn[has_rivals[book.numbers[book.places[drawn]]]]
        place = book.places[drawn]
        own = book.numbers[place].astype(np.int64)
        near = _seen(book, place, NEAR_OFFSETS).astype(np.int64)
        far = _seen(book, place, FAR_OFFSETS).astype(np.int64)
        alone = book.apart[drawn] | (rng.random(len(drawn)) < _APART)
        near[_elsewhere(book, place, NEAR_OFFSETS) & alone[:, None]] = book.newline
        far[_elsewhere(book, place, FAR_OFFSETS) & alone[:, None]] = 0
        far[far == book.newline] = 0
        _mistype(near, rivals, rng)
        ask = own[:, None] + rng.random((len(own), _RIVALS))
        at = np.minimum(np.searchsorted(rivals.share, ask), rivals.start[own + 1][:, None] - 1)
        options = np.concatenate([own[:, None], rivals.kin[at].astype(np.int64)], axis=1)
        odds = log_draw[options].astype(np.float32)
        odds[:, 1:][options[:, 1:] == own[:, None]] = -np.inf
        yield _Batch(near, far, options, odds)


def _seen(book: Book, place: Longs, offsets: Longs) -> npt.NDArray[np.int32]:
    return book.numbers[place[:, None] + offsets]


def _elsewhere(book: Book, place: Longs, offsets: Longs) -> npt.NDArray[np.bool_]:
    """Which of them are in another line."""
    there = book.line[place[:, None] + offsets]
    return (there != book.line[place][:, None]) | (
        book.numbers[place[:, None] + offsets] == book.newline
    )


def _mistype(near: Longs, rivals: Rivals, rng: np.random.Generator) -> None:
    """Put one of their kin in the place of some symbols."""
    chosen = rng.random(near.shape) < _NOISE
    some = near[chosen]
    begin, number = rivals.start[some], np.diff(rivals.start)[some]
    at = np.minimum(begin + (rng.random(len(some)) * number).astype(np.int64), len(rivals.kin) - 1)
    near[chosen] = np.where(number > 0, rivals.kin[at], some)


def _fresh(book: Book, rng: np.random.Generator) -> Layers:
    number, wide = len(book.symbols) + 1, 2 * NEAR * _WIDTH_NEAR

    def some(spread: float, *shape: int) -> Floats:
        return (rng.standard_normal(shape) * spread).astype(np.float32)

    far = some(0.05, number, _WIDTH_FAR)
    far[0] = 0
    return {
        "near": some(0.1, number, _WIDTH_NEAR),
        "far": far,
        "first": some((2 / wide) ** 0.5, wide, _WIDTH_FIRST),
        "first_far": some((1 / _WIDTH_FAR) ** 0.5, _WIDTH_FAR, _WIDTH_FIRST),
        "first_bias": np.zeros(_WIDTH_FIRST, np.float32),
        "second": some((1 / _WIDTH_FIRST) ** 0.5, _WIDTH_FIRST, _WIDTH_SECOND),
        "second_bias": np.zeros(_WIDTH_SECOND, np.float32),
        "out": some(0.05, number, _WIDTH_SECOND),
        "out_bias": np.log(book.counts / book.counts.sum()).astype(np.float32),
    }


def _learn(layers: Layers, batch: _Batch) -> tuple[float, Layers]:
    """The mean loss in nats, and its slope for every layer."""
    size = len(batch.near)
    read = layers["near"][batch.near].reshape(size, -1)
    bag = _bag(batch.far, len(layers["far"]))
    gist = bag @ layers["far"] * _FAR_SHARE
    inner = read @ layers["first"] + gist @ layers["first_far"] + layers["first_bias"]
    np.maximum(inner, 0, out=inner)
    seen = inner @ layers["second"] + layers["second_bias"]
    options = layers["out"][batch.options]
    score = np.einsum("bf,bkf->bk", seen, options) + layers["out_bias"][batch.options] + batch.odds
    score -= score.max(axis=1, keepdims=True)
    chance = np.exp(score)
    chance /= chance.sum(axis=1, keepdims=True)
    loss = float(-np.log(chance[:, 0] + _TINY).mean())
    chance[:, 0] -= 1
    slope = (chance / size).astype(np.float32)
    back = np.einsum("bk,bkf->bf", slope, options)
    deep = back @ layers["second"].T
    deep[inner <= 0] = 0
    whole = deep @ layers["first_far"].T * _FAR_SHARE
    number = len(layers["out"])
    slopes = {
        "near": _gather(batch.near, deep @ layers["first"].T, number),
        "far": np.asarray(bag.T @ whole, dtype=np.float32),
        "first": read.T @ deep,
        "first_far": gist.T @ deep,
        "first_bias": deep.sum(axis=0),
        "second": inner.T @ back,
        "second_bias": back.sum(axis=0),
        "out": _spread(batch.options, slope, seen, number),
        "out_bias": np.bincount(batch.options.ravel(), slope.ravel(), number).astype(np.float32),
    }
    slopes["far"][0] = 0
    return loss, slopes


def _bag(far: Longs, number: int) -> Any:
    """Rows that count the symbols, as a sparse matrix."""
    from scipy import sparse

    ends = np.arange(0, far.size + 1, far.shape[1])
    return sparse.csr_matrix(
        (np.ones(far.size, np.float32), far.ravel(), ends), shape=(len(far), number)
    )


def _gather(which: Longs, rows: Floats, number: int) -> Floats:
    """The sum of the rows of each number."""
    flat = rows.reshape(which.size, -1)
    return np.asarray(_bag(which.reshape(-1, 1), number).T @ flat, dtype=np.float32)


def _spread(options: Longs, slope: Floats, seen: Floats, number: int) -> Floats:
    """The sum, for each number, of what was seen where it was an option, times its slope."""
    from scipy import sparse

    ends = np.arange(0, options.size + 1, options.shape[1])
    chosen = sparse.csr_matrix((slope.ravel(), options.ravel(), ends), shape=(len(options), number))
    return np.asarray(chosen.T @ seen, dtype=np.float32)


class _Adam:
    """Steps down the slopes (Kingma and Ba 2015)."""

    def __init__(self, layers: Layers) -> None:
        self._layers = layers
        self._mean = {name: np.zeros_like(layer) for name, layer in layers.items()}
        self._square = {name: np.zeros_like(layer) for name, layer in layers.items()}
        self._steps = 0

    def step(self, slopes: Layers, rate: float) -> None:
        self._steps += 1
        rate *= (1 - 0.98**self._steps) ** 0.5 / (1 - 0.9**self._steps)
        for name, slope in slopes.items():
            mean, square = self._mean[name], self._square[name]
            mean += np.float32(0.1) * (slope - mean)
            square += np.float32(0.02) * (slope * slope - square)
            self._layers[name] -= np.float32(rate) * mean / (np.sqrt(square) + np.float32(_TINY))


def _whole_numbers(book: Book, layers: Layers) -> Cloze:
    """The network in whole numbers: tables of bytes, so that every sum is exact."""
    near, unit_near = _bytes(layers["near"])
    far, unit_far = _bytes(layers["far"])
    far[0] = 0
    first, unit_first = _bytes(layers["first"])
    unit = unit_near * unit_first / FINER
    first_far = _round(layers["first_far"] * (_FAR_SHARE * unit_far / unit), np.int16)
    first_bias = _round(layers["first_bias"] / unit, np.int32)
    second, unit_second = _bytes(layers["second"])
    unit *= SHRINK * unit_second
    second_bias = _round(layers["second_bias"] / unit, np.int64)
    out, unit_out = _bytes(layers["out"])
    out[0] = 0  # what it does not know is just rare
    unit *= unit_out
    out_bias = _round(layers["out_bias"] * STEPS, np.int16)
    return Cloze(
        book.symbols, near, far, first, first_far, first_bias, second, second_bias, out, out_bias,
        float(unit),
    )  # fmt: skip


def _bytes(layer: Floats) -> tuple[npt.NDArray[np.int8], float]:
    """A layer in steps that fit a byte, and the step; what sticks out far is cut off."""
    unit = min(float(np.abs(layer).max()), _OUTLIER * float(layer.std())) / 127 or 1.0
    return np.clip(np.rint(layer / unit), -127, 127).astype(np.int8), unit


def _round(layer: Floats, kind: type[np.integer[Any]]) -> npt.NDArray[Any]:
    return np.rint(layer.astype(np.float64)).astype(kind)
