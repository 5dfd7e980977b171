"""Static tables, n-gram model, trees and the model file: built small, by code."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import FileProblem
from pipeline.proof.candidates import Neighbours, kinships
from pipeline.proof.features import FEATURES, Tools
from pipeline.proof.language import UNIT
from pipeline.proof.pack import Model, from_arrays, load_model, read_pack, to_arrays, write_pack
from pipeline.proof.symbols import PAD, codes, encode, gram_hashes
from pipeline.proof.train.boost import as_trees
from pipeline.proof.train.fuse import build_table
from pipeline.proof.train.ngrams import Source, estimate, unique_lines
from pipeline.proof.train.tables import make_twos, make_words

LINES = [
    "县级以上人民政府应当加强组织领导",
    "县级人民政府应当组织检查",
    "应当依法组织实施",
    "依法治国",
]


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(st.integers(0, 2**64 - 1), st.integers(0, 127), max_size=300))
def test_a_table_gives_back_every_value(entries):
    keys = np.array(sorted(entries), dtype=np.uint64)
    values = np.array([entries[k] for k in sorted(entries)], dtype=np.int32)
    table = build_table(keys, values, 7)
    assert table.get(keys).tolist() == values.tolist()
    assert table.has(keys).all()


def test_strangers_are_rarely_taken_for_keys():
    rng = np.random.default_rng(1)
    keys = np.unique(rng.integers(0, 2**63, 20_000, dtype=np.uint64))
    table = build_table(keys, np.zeros(len(keys), dtype=np.int32), 7)
    strangers = rng.integers(2**63, 2**64, 20_000, dtype=np.uint64)
    assert (table.get(strangers) >= 0).mean() < 0.004  # nine bits of fingerprint: 1 in 512
    assert table.has(strangers).tolist() == (table.get(strangers) >= 0).tolist()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=4))
def test_symbols_keep_every_position(paragraphs):
    symbols = encode(paragraphs)
    joined = "\n".join(p.replace("\n", " ") for p in paragraphs)
    assert len(symbols) == len(codes(joined)) + 2 * PAD


def test_digits_letters_and_clause_numbers_are_levelled():
    assert encode(["第三十四条"]).tolist() == encode(["第五十六条"]).tolist()
    assert encode(["2026年A"]).tolist() == encode(["１９９８年z"]).tolist()
    assert encode(["三十人"]).tolist() != encode(["五十人"]).tolist()


def test_a_hash_depends_only_on_the_n_gram():
    one = gram_hashes(encode(["甲人民政府"]))[3][PAD + 4]
    other = gram_hashes(encode(["在人民政府里"]))[3][PAD + 4]
    assert one == other


@pytest.mark.parametrize("least", [0.0, 2.0, 3.0])
def test_probabilities_after_a_known_context_sum_to_about_one(least):
    model = estimate([Source(LINES)], [1, 1, 1, 1, 1], least)
    vocabulary = sorted(set("".join(LINES)) | {"\n"})
    rows = np.stack([encode(["人民" + c])[PAD - 1 : PAD + 3] for c in vocabulary if c != "\n"])
    costs = model.score(rows).cost[:, 3] / UNIT
    assert 0.8 < np.exp(-costs).sum() < 1.1


def test_known_text_is_cheaper_and_reaches_further_than_strange_text():
    model = estimate([Source(LINES)], [1, 1, 1, 1, 1])
    known, strange = model.score(encode(["人民政府应当"])), model.score(encode(["当府人应民政"]))
    assert known.cost.sum() < strange.cost.sum()
    assert known.reach.max() == 5
    assert strange.reach.max() < 4


def test_windows_score_like_the_running_text():
    model = estimate([Source(LINES)], [1, 1, 1, 2, 2])
    symbols = encode(["县级以上人民政府依法组织检查"])
    running = model.score(symbols)
    rows = np.stack([symbols[i - 4 : i + 1] for i in range(PAD, PAD + 14)])
    assert model.score(rows).cost[:, 4].tolist() == running.cost[PAD : PAD + 14].tolist()


def test_n_grams_that_tell_little_are_left_out():
    every, few = (estimate([Source(LINES)], [1, 1, 1, 1, 1], x) for x in (0.0, 2.0))
    symbols = encode(LINES)
    known, kept = every.score(symbols).reach, few.score(symbols).reach
    assert (kept <= known).all() and (kept < known).any()


def test_lines_that_repeat_count_once():
    assert unique_lines(["甲", "乙", " 甲 ", ""]) == ["甲", "乙"]


def _leaf(value):
    return {"leaf_value": value}


def _trees():
    gain = FEATURES.index("gain")
    split = {
        "split_feature": gain,
        "threshold": 40.5,
        "left_child": _leaf(-2.0),
        "right_child": _leaf(1.5),
    }
    return as_trees([{"tree_structure": split}, {"tree_structure": _leaf(0.25)}])


def test_trees_add_up_their_leaves():
    table = np.zeros((3, len(FEATURES)), dtype=np.int32)
    table[:, FEATURES.index("gain")] = [40, 41, 90]
    assert (_trees().logits(table) / 4096).tolist() == [-1.75, 1.75, 1.75]
    assert _trees().logits(table[:0]).tolist() == []


def test_rows_that_are_likely_enough_get_their_full_sum_others_less_than_asked():
    rng = np.random.default_rng(4)
    trees = load_model().trees
    table = rng.integers(-50, 200, (400, len(FEATURES))).astype(np.int32)
    full = trees.logits(table)
    least = int(np.median(full))
    quick = trees.logits(table, least)
    assert (quick[full >= least] == full[full >= least]).all()
    assert (quick[full < least] < least).all()


def _model():
    start, right = np.zeros(0x10001, dtype=np.int32), np.zeros(0, dtype=np.uint16)
    kin = kinships(start, right, np.zeros(0, dtype=np.uint8))
    nothing = np.zeros((1, 2), dtype=np.uint16)
    near = Neighbours(np.zeros(0x10000, dtype=np.uint16), nothing, nothing)
    listed = {"人民": 10, "政府": 5, "人": 3}
    language = estimate([Source(LINES)], [1, 1, 1, 1, 1])
    tools = Tools(language, kin, near, make_words(listed), make_twos(listed))
    levels = {"error": 9000, "warning": 6000, "hint": 0}
    about = {"thresholds": {"alone": levels}}
    cloze = load_model().cloze
    return Model(tools, _trees(), _trees(), cloze, {"alone": _trees()}, about)


def test_a_model_file_comes_back_and_is_the_same_every_time(tmp_path):
    for name in ("a.bin", "b.bin"):
        write_pack(tmp_path / name, *to_arrays(_model()))
    assert (tmp_path / "a.bin").read_bytes() == (tmp_path / "b.bin").read_bytes()
    model = from_arrays(*read_pack(tmp_path / "a.bin"))
    symbols = encode(["人民政府"])
    expected = _model().tools.language.score(symbols)
    assert model.tools.language.score(symbols).cost.tolist() == expected.cost.tolist()
    assert model.cloze.out.tolist() == _model().cloze.out.tolist()
    assert model.second["alone"].value.tolist() == _trees().value.tolist()
    assert model.means == "alone" and model.levels()["warning"] == 6000


def test_kinship_is_told_from_strangers():
    start = np.zeros(0x10001, dtype=np.int32)
    start[ord("治") + 1 :] = 2  # 治 may stand for 制 and 致
    right = np.sort(encode(["制致"])[PAD : PAD + 2])
    kin = kinships(start, right, np.array([3, 4], dtype=np.uint8))
    wrong, asked = encode(["治治治制"])[PAD : PAD + 4], encode(["制致法治"])[PAD : PAD + 4]
    code = kin.code_of(wrong, asked)
    assert sorted(code[:2].tolist()) == [3, 4]
    assert code[2:].tolist() == [0, 0]


def test_words_of_two_are_found_by_their_first():
    twos = make_twos({"权利": 9, "权力": 8, "全": 7, "权威": 1, "利益": 5}, least=2)
    owner, where = twos.beginning_with(encode(["益权利"])[PAD : PAD + 3])
    assert owner.tolist() == [1, 1, 2]
    assert sorted(map(chr, twos.second[where].tolist())) == sorted("利力益")
    assert len(set(twos.ending.tolist())) == twos.kinds - 1


@pytest.mark.parametrize("content", [b"", b"something else", b"hongtou-proof-1\n{}\n"])
def test_a_damaged_model_is_one_sentence(tmp_path, content):
    path = tmp_path / "broken.bin"
    path.write_bytes(content)
    with pytest.raises(FileProblem, match="校对模型"):
        load_model(path)
