"""What a change would cost is what the changed text costs; words alike are all found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.proof.candidates import Sieve, alike, beside, kinships, pair_key
from pipeline.proof.changed import Changes, changed
from pipeline.proof.language import TAIL
from pipeline.proof.spans import _cheapest
from pipeline.proof.symbols import PAD, encode, gram_hashes
from pipeline.proof.train.ngrams import Source, estimate
from pipeline.proof.train.tables import make_twos, make_words

LINES = [
    "县级以上人民政府应当加强组织领导",
    "县级人民政府应当组织检查",
    "应当依法组织实施",
    "依法治国",
]
LETTERS = "县级以上人民政府应当加强组织领导检查依法实施治国"
MODEL = estimate([Source(LINES)], [1, 1, 1, 1, 1])
WORDS = {"人民": 10, "政府": 5, "组织": 9, "治国": 2, "国法": 4, "上级": 3, "法治": 6}


def _symbols(text):
    return encode([text])[PAD : PAD + len(text)]


@st.composite
def changes(draw):
    """A text, changes of it, and the costs and reaches of each, got by scoring the changed text."""
    symbols = encode([draw(st.text(alphabet=LETTERS, min_size=4, max_size=30))])
    old, new = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    last = len(symbols) - 1 - old - TAIL
    place = draw(st.lists(st.integers(5, last), min_size=1, max_size=6))
    letter = st.sampled_from(LETTERS).map(ord)
    right = np.array([[draw(letter), draw(letter)] for _ in place], dtype=np.uint16)
    expected = []
    for at, row in zip(place, right, strict=True):
        made = np.concatenate([symbols[:at], row[:new], symbols[at + old :]])
        scores = MODEL.score(made)
        touched = slice(at, at + new + TAIL)
        expected.append((scores.cost[touched].tolist(), scores.reach[touched].tolist()))
    return symbols, Changes(np.array(place), right, old, new), expected


@settings(max_examples=80, deadline=None)
@given(changes())
def test_a_change_costs_what_the_changed_text_costs(case):
    symbols, some, expected = case
    most = np.full(len(expected), 10_000, dtype=np.int32)
    found = changed(MODEL, symbols, MODEL.score(symbols), some, most)
    assert found.kept.tolist() == list(range(len(expected)))
    assert found.cost.tolist() == [cost for cost, _ in expected]
    assert found.reach.tolist() == [reach for _, reach in expected]


@settings(max_examples=80, deadline=None)
@given(changes(), st.integers(0, 600))
def test_exactly_those_that_cost_too_much_are_dropped(case, most):
    symbols, some, expected = case
    limit = np.full(len(expected), most, dtype=np.int32)
    found = changed(MODEL, symbols, MODEL.score(symbols), some, limit)
    assert found.kept.tolist() == [i for i, (c, _) in enumerate(expected) if sum(c) <= most]


def _kin(rng):
    """Kinships between any of the letters."""
    pairs = {}
    for a in LETTERS:
        own = rng.choice(list(LETTERS), size=rng.integers(0, 9), replace=False)
        pairs[ord(a)] = {ord(c): int(rng.integers(1, 250)) for c in sorted(own) if c != a}
    start = np.zeros(0x10001, dtype=np.int32)
    for a, own in pairs.items():
        start[a + 1] = len(own)
    start = np.cumsum(start, dtype=np.int32)
    rows = [(c, code) for a in sorted(pairs) for c, code in sorted(pairs[a].items())]
    right, code = (np.array(column) for column in zip(*rows, strict=True))
    return pairs, kinships(start, right.astype(np.uint16), code.astype(np.uint8))


@pytest.mark.parametrize("seed", range(5))
def test_words_alike_are_those_whose_characters_are_kin(seed):
    rng = np.random.default_rng(seed)
    pairs, kin = _kin(rng)
    one, other = (
        _symbols("".join(rng.choice(list(LETTERS), 40))),
        _symbols("".join(rng.choice(list(LETTERS), 40))),
    )
    keys = np.unique(pair_key(one, other))
    found = alike(kin, make_twos(WORDS, least=1), keys)
    seen = {
        (int(keys[p]) >> 16, int(keys[p]) & 0xFFFF, "".join(map(chr, w)), *c)
        for p, w, c in zip(found.pair, found.word.tolist(), found.code.tolist(), strict=True)
    }
    assert seen == {
        (a, b, word, pairs[a][ord(word[0])], pairs[b][ord(word[1])])
        for a, b in ((int(k) >> 16, int(k) & 0xFFFF) for k in keys)
        for word in WORDS
        if ord(word[0]) in pairs[a] and ord(word[1]) in pairs[b]
    }
    assert found.pair.tolist() == sorted(found.pair.tolist())


@pytest.mark.parametrize("seed", range(5))
def test_attested_are_those_whose_neighbours_are_known(seed):
    rng = np.random.default_rng(seed)
    pairs, kin = _kin(rng)
    symbols = encode(["".join(rng.choice(list(LETTERS), 30)), LINES[0]])
    places = np.flatnonzero(symbols > 0x4E00)
    words = make_words(WORDS).table
    near = beside(kin, MODEL, words, symbols, places)
    found = Sieve(MODEL, kin, symbols, gram_hashes(symbols)).attested(near, places)
    grams = {line[i : i + n] for line in LINES for n in (2, 3) for i in range(len(line) - n + 1)}
    text = "".join(map(chr, symbols.tolist()))
    expected = set()
    for place in places.tolist():
        for right in pairs[ord(text[place])]:
            made = text[:place] + chr(right) + text[place + 1 :]
            left, after = made[place - 1 : place + 1], made[place : place + 2]
            sides = (left in grams, after in grams)
            more = (sides[0] and (left in WORDS or made[place - 2 : place + 1] in grams)) or (
                sides[1] and (after in WORDS or made[place : place + 3] in grams)
            )
            if all(sides) or more:
                expected.add((place, right))
    assert expected <= set(zip(found.place.tolist(), found.right.tolist(), strict=True))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 90)), max_size=120), st.integers(1, 8))
def test_the_cheapest_of_every_place_in_order(rows, most):
    rows = sorted(rows, key=lambda row: row[0])
    owner = np.array([o for o, _ in rows], dtype=np.int64)
    cost = np.array([c for _, c in rows], dtype=np.int32)
    expected = []
    for place in range(6):
        own = [i for i, (o, _) in enumerate(rows) if o == place]
        expected += sorted(own, key=lambda i: rows[i][1])[:most]
    assert _cheapest(owner, cost, most).tolist() == expected
