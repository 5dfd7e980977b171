"""The reader of installed word models, against files written here and counting by hand."""

from __future__ import annotations

import math
import random
import struct
from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.errors import DataProblem
from pipeline.proof import pack, phrasing
from pipeline.proof.engine import suspicions
from pipeline.proof.phrasing import Phrasing, murmur, open_word_model, wanted_word_model

VALUES = [-0.25 * n for n in range(16)]  # what a number of four bits stands for
UNKNOWN = -7.5  # of a word that is not known


def _bits(fields):
    """Numbers of given widths one after the other, lowest bit first."""
    whole = at = 0
    for number, width in fields:
        whole |= number << at
        at += width
    return whole.to_bytes(at // 8 + 17, "little")[: (at + 7) // 8 + 8]


def write_word_model(path: Path, words, pairs, triples, most=22):
    """A quantised array trie: ``words[w] = (p, b)``, ``pairs[v, w] = (p, b)`` with numbers of
    VALUES, ``triples[u, v, w] = p``; ``most``: how many bits of a pointer may be cut off."""
    order = sorted(words, key=lambda w: murmur(w.encode()))
    number = {w: i for i, w in enumerate(order, start=1)}
    counts = (len(words) + 1, len(pairs), len(triples))
    out = bytearray(b"mmap lm http://kheafield.com/code format version 5\n\0".ljust(56, b"\0"))
    out += struct.pack("<fffIIIQ", 0.0, 1.0, -0.5, 1, 0xFFFFFFFF, 0, 1)
    out += struct.pack("<BxxxfIIi3Qxxxx", 3, 1.5, 5, 0, 1, *counts)
    out += struct.pack(f"<Q{len(order)}QQ", len(order), *(murmur(w.encode()) for w in order), 0)
    out += bytes([2, 4, 4, 0, 0, 0, 0, 0]) + struct.pack("<16f", *VALUES) * 3
    sorted_pairs = sorted(pairs, key=lambda k: (number[k[1]], number[k[0]]))
    sorted_triples = sorted(triples, key=lambda k: [number[w] for w in reversed(k)])
    first = [sum(number[k[1]] < n for k in sorted_pairs) for n in range(len(order) + 3)]
    out += struct.pack("<ffQ", UNKNOWN, 0.0, 0)
    for n, w in enumerate(order, start=1):
        out += struct.pack("<ffQ", VALUES[words[w][0]], VALUES[words[w][1]], first[n])
    out += struct.pack("<ffQ", 0.0, 0.0, len(pairs)) * 2
    width = counts[0].bit_length()
    whole = counts[2].bit_length()
    chopped = min(
        range(min(whole, most) + 1),
        key=lambda n: ((counts[2] >> (whole - n)) * 64 - (counts[1] + 1) * n, n),
    )
    inline = whole - chopped
    ends = [(number[k[1]], number[k[0]]) for k in sorted_pairs]
    begun = [(number[k[2]], number[k[1]]) for k in sorted_triples]
    starts = [sum(b < e for b in begun) for e in ends] + [len(triples)]
    offsets = [
        next((i for i, s in enumerate(starts) if s >> inline >= k), len(starts))
        for k in range((counts[2] >> inline) + 1)
    ]
    begin = len(out)
    out += bytes([0, most]) + bytes(-(begin + 2) % 8)
    out += bytes((begin + 7) // 8 * 8 + 8 - len(out))
    out += struct.pack(f"<{len(offsets)}Q", *offsets)
    out += bytes(begin + 8 * (1 + len(offsets)) + 7 - len(out))
    fields = []
    for k, s in zip([*sorted_pairs, None], starts, strict=True):
        p, b = pairs[k] if k else (0, 0)
        fields += [(number[k[0]] if k else 0, width), (b, 4), (p, 4)]
        fields += [(s & ((1 << inline) - 1), inline)]
    body = _bits(fields)
    out += body.ljust(((1 + len(pairs)) * (width + 8 + inline) + 7) // 8 + 8, b"\0")
    fields = [f for k in sorted_triples for f in ((number[k[0]], width), (triples[k], 4))]
    out += _bits([*fields, (0, width + 4)])
    path.write_bytes(out)


def _told(word, context, words, pairs, triples):
    """log10 P by the definition of a back-off model."""
    key = (*context, word)
    if len(key) == 1:
        return VALUES[words[word][0]]
    known = pairs if len(key) == 2 else triples
    if key in known:
        return VALUES[known[key][0] if len(key) == 2 else known[key]]
    leaving = words[context[0]][1] if len(context) == 1 else pairs.get(context, (0, 0))[1]
    return VALUES[leaving] + _told(word, context[1:], words, pairs, triples)


@pytest.mark.parametrize("count", [8, 400])
@pytest.mark.parametrize("most", [0, 22])
def test_every_probability_is_what_the_definition_says(tmp_path, count, most):
    rng = random.Random(count)
    letters = "安全生产监督管理办法按装"
    words = {
        w: (rng.randrange(16), rng.randrange(16))
        for w in {*letters, *(rng.choice(letters) + rng.choice(letters) for _ in range(40))}
    }
    names = sorted(words)
    pairs = {
        (rng.choice(names), rng.choice(names)): (rng.randrange(16), rng.randrange(16))
        for _ in range(count)
    }
    listed = sorted(pairs)
    triples = {}
    for _ in range(3 * count):
        v, w = rng.choice(listed)
        u = rng.choice(names)
        if (u, v) in pairs:
            triples[u, v, w] = rng.randrange(16)
    write_word_model(tmp_path / "a.lm", words, pairs, triples, most)
    model = Phrasing(tmp_path / "a.lm")
    ask = [(u, v, w) for v, w in listed for u in names[:10]] + sorted(triples)
    for u, v, w in ask:
        told = model.told(w, v, u)
        assert math.isclose(told, _told(w, (u, v), words, pairs, triples), abs_tol=1e-6)
    assert all(math.isclose(model.told(w), VALUES[words[w][0]], abs_tol=1e-6) for w in names)
    assert model.told("外") == pytest.approx(UNKNOWN - 1)


WORDS = dict.fromkeys("安装按设备切实做好工作", (14, 1)) | {"安装": (6, 1), "设备": (6, 1)}


def test_a_word_gains_over_what_is_none(tmp_path):
    write_word_model(tmp_path / "a.lm", WORDS, {("安装", "设备"): (2, 1)}, {})
    model = Phrasing(tmp_path / "a.lm")
    gain = model.gain("", "按", "安", "装设备")
    # two words that go together in place of two characters and a word
    expected = (VALUES[6] + VALUES[2]) - (VALUES[14] * 2 + VALUES[6] + VALUES[1] * 2)
    assert gain == round(expected * math.log(10) * 8)
    assert model.gain("", "安", "按", "装设备") == -gain
    assert model.gain("", "", "", "") == 0


def test_the_hash_of_words_is_the_one_of_the_format():
    assert murmur(b"") == 0
    assert murmur("国务院".encode()) == 0xE597543B8A8903DF  # KenLM finds the word by it
    assert murmur(b"abcdefghi") == 0xC9B9D84356146AC2


@pytest.mark.parametrize("cut", [0, 10, 100, 120, 400, 700, -40])
def test_a_broken_file_is_told_once_and_left_out(tmp_path, capsys, cut):
    write_word_model(tmp_path / "a.lm", WORDS, {("安装", "设备"): (2, 1)}, {})
    whole = (tmp_path / "a.lm").read_bytes()
    (tmp_path / "a.lm").write_bytes(whole[:cut])
    assert open_word_model(tmp_path / "a.lm") is None
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "a.lm" in said and "读不出" in said


def test_another_kind_of_file_is_no_word_model(tmp_path):
    write_word_model(tmp_path / "a.lm", WORDS, {("安装", "设备"): (2, 1)}, {})
    data = bytearray((tmp_path / "a.lm").read_bytes())
    data[96] = 2  # a trie that is not quantised
    (tmp_path / "a.lm").write_bytes(data)
    with pytest.raises(ValueError, match="another kind"):
        Phrasing(tmp_path / "a.lm")
    (tmp_path / "b.lm").write_text("\\data\\\nngram 1=2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="not a word model"):
        Phrasing(tmp_path / "b.lm")


def test_it_is_found_where_libime_puts_it_and_can_be_named_or_turned_off(tmp_path, monkeypatch):
    assert wanted_word_model(Config()) is None
    found = tmp_path / "x86_64-linux-gnu" / "libime" / "zh_CN.lm"
    found.parent.mkdir(parents=True)
    found.write_bytes(b"")
    monkeypatch.setattr(phrasing, "_FOLDERS", (str(tmp_path),))
    assert wanted_word_model(Config()) == found
    here = tmp_path / "hongtou.toml"
    assert wanted_word_model(Config(path=here, proof={"word_model": False})) is None
    assert wanted_word_model(Config(path=here, proof={"word_model": "我的.lm"})) == (
        tmp_path / "我的.lm"
    )
    with pytest.raises(DataProblem, match="word_model"):
        wanted_word_model(Config(path=here, proof={"word_model": 3}))


def test_the_proof_asks_it_and_says_the_same_every_time(tmp_path, monkeypatch):
    write_word_model(tmp_path / "a.lm", WORDS, {("安装", "设备"): (2, 1)}, {})
    (tmp_path / "hongtou.toml").write_text('[proof]\nword_model = "a.lm"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    model = pack.load_model.__wrapped__()
    assert model.means == "with_words"
    asked = []
    monkeypatch.setattr(
        Phrasing, "gain", lambda self, *rows: asked.append(rows) or 8 * (rows[2] == "安")
    )
    text = ["切实做好按装工作。", "各单位要切实做好安全生产工作。"]
    found = suspicions(text, model=model, levels=("error", "warning", "hint"))
    assert ("切实做好", "按", "安", "装工作") in asked
    assert all(row[1] in "".join(text) for row in asked)
    assert suspicions(text, model=model, levels=("error", "warning", "hint")) == found
    assert [(s.text, s.suggestion) for s in found] == [("按", "安")]
