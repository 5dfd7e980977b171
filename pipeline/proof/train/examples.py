"""Labelled candidates: the engine's own features over text whose mistakes are known."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.proof.features import Tools, read, singles, trigrams
from pipeline.proof.spans import spans
from pipeline.proof.symbols import PAD, Ints, encode
from pipeline.proof.train.errors import Mistakes, Names, spoil, spoil_span, sprinkle

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Examples:
    """Feature tables and labels of single characters and of spans."""

    table: Ints
    label: npt.NDArray[np.bool_]
    span_table: Ints
    span_label: npt.NDArray[np.bool_]


def gather(tools: Tools, blocks: Sequence[Sequence[Pair]]) -> Examples:
    """Examples of blocks of (wrong, right) lines; a block is one document."""
    parts = [_block(tools, block) for block in blocks]
    return join_examples(parts)


def join_examples(parts: Sequence[Examples]) -> Examples:
    """All examples together."""
    return Examples(
        np.concatenate([p.table for p in parts]),
        np.concatenate([p.label for p in parts]),
        np.concatenate([p.span_table for p in parts]),
        np.concatenate([p.span_label for p in parts]),
    )


def _block(tools: Tools, block: Sequence[Pair]) -> Examples:
    symbols = encode([wrong for wrong, _ in block])
    text = read(tools, symbols, trigrams(symbols), np.ones(len(symbols), dtype=bool))
    found = singles(tools, text)
    some, table = spans(tools, text)
    starts = np.cumsum([PAD] + [len(wrong) + 1 for wrong, _ in block])
    label = [
        right_change(block, starts, place, place + 1, chr(right))
        for place, right in zip(
            found.single.place.tolist(), found.single.right.tolist(), strict=True
        )
    ]
    ends = (some.place + some.old_width).tolist()
    rights = [
        "".join(chr(c) for c in row[:width])
        for row, width in zip(some.right.tolist(), some.new_width.tolist(), strict=True)
    ]
    span_label = [
        right_change(block, starts, place, end, right)
        for place, end, right in zip(some.place.tolist(), ends, rights, strict=True)
    ]
    return Examples(
        found.table, np.array(label, dtype=bool), table, np.array(span_label, dtype=bool)
    )


def right_change(
    block: Sequence[Pair], starts: npt.NDArray[np.int64], place: int, end: int, right: str
) -> bool:
    """Does the change do away with a mistake without making another?"""
    number = int(np.searchsorted(starts, place, side="right")) - 1
    wrong, gold = block[number]
    at, to = place - int(starts[number]), end - int(starts[number])
    if wrong == gold or to > len(wrong):
        return False
    if len(wrong) == len(gold):
        if to - at != len(right):
            return False
        return all(
            gold[i] == c and wrong[i] != c for i, c in zip(range(at, to), right, strict=True)
        )
    return wrong[:at] + right + wrong[to:] == gold


def spoiled_blocks(
    lines: Sequence[str],
    mistakes: Mistakes,
    names: Names,
    rng: random.Random,
    *,
    size: int = 25,
    dirty: float = 0.5,
    rate: float = 0.02,
    named: float = 0.2,
) -> list[list[Pair]]:
    """Blocks of ``size`` lines, a share ``dirty`` of them with mistakes: one in four of those with
    one character too many, too few or out of order, the others with wrong characters; a share
    ``named`` speaks of people and places besides."""
    blocks = []
    for start in range(0, len(lines), size):
        block = []
        for line in lines[start : start + size]:
            if rng.random() < named:
                line = sprinkle(line, names, rng)
            chance = rng.random()
            if chance < dirty * 0.25:
                block.append((spoil_span(line, rng), line))
            elif chance < dirty:
                block.append((spoil(line, mistakes, rng, rate), line))
            else:
                block.append((line, line))
        blocks.append(block)
    return blocks
