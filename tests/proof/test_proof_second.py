"""What the second look is told about a suspicious place."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.proof.engine import find_changes, mend, proposed
from pipeline.proof.features import strangeness
from pipeline.proof.pack import load_model
from pipeline.proof.second import FEATURES, NONE, REACH, SIGNS, STEPS, Change, Fit, columns
from pipeline.proof.symbols import PAD, encode
from pipeline.proof.trees import LEAF_SCALE


def _change(text, wrong, right, logit, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = text.index(wrong, start + 1)
    return Change(start, start + len(wrong), right, 0, -1, (4,), own=round(logit * LEAF_SCALE))


def _rows(changes, text):
    number = len(changes)
    none = np.zeros(number, dtype=np.int32)
    table = columns(sorted(changes, key=lambda c: c.start), text, none, [Fit()] * number)
    return [dict(zip(FEATURES, row, strict=True)) for row in table.tolist()]


def test_every_feature_has_a_sign():
    assert len(SIGNS) == len(FEATURES)
    assert columns([], "", np.zeros(0, dtype=np.int32), []).shape == (0, len(FEATURES))


def test_a_place_knows_the_likeliest_other_place_of_its_paragraph():
    text = "加墙监督，切实做好按装工作，依法刑政。\n按法办事"
    changes = [
        _change(text, "墙", "强", 3),
        _change(text, "按", "安", 1),
        _change(text, "刑", "行", 2),
        _change(text, "按", "依", 5, nth=1),
    ]
    wall, fit, law, other = _rows(changes, text)
    assert (wall["own"], wall["best"], wall["next"]) == (3 * STEPS, 2 * STEPS, STEPS)
    assert (fit["best"], fit["distance"]) == (3 * STEPS, 8)
    assert law["others"] == 2
    assert (other["best"], other["distance"], other["others"]) == (NONE, REACH, 0)


def test_places_that_read_each_other_do_not_count_as_far():
    text = "加墙坚督检查工作"
    near, _ = _rows([_change(text, "墙", "强", 3), _change(text, "坚", "监", 2)], text)
    assert (near["best"], near["best_far"]) == (2 * STEPS, NONE)


def test_the_same_change_again_is_no_company_but_told():
    text = "橡胶园七万亩，建设标准化胶园三十万亩"
    first, second = (_change(text, "胶", "校", 2, nth=n) for n in (0, 1))
    for row in _rows([first, second], text):
        assert (row["others"], row["same"], row["best"]) == (0, 1, NONE)


def test_what_is_written_around_the_place_is_counted():
    text = "都市圈获批，圈内一体化，两圈协同，国内领先"
    (row,) = _rows([_change(text, "圈", "国", 2, nth=1)], text)
    assert (row["written_near"], row["right_near"]) == (2, 1)


def test_strange_surroundings_are_told_from_usual_ones():
    tools = load_model().tools

    def told(text):
        symbols = encode([text])
        cost = tools.language.score(symbols).cost
        return int(strangeness(symbols, cost, [PAD + len(text) // 2])[0])

    usual = "各级人民政府应当加强对安全生产工作的领导，建立健全安全生产责任制。" * 10
    strange = "砧声捣碎蕉窗月冷蛩语敲残薜荔霜凄箫鼓春社鸬鹚晒网斜桥酒旆" * 10
    assert told(usual) < told("人民") < told(strange)


@pytest.mark.parametrize("text", ["", "。", "abc", "人", "人" * 200])
def test_little_and_odd_text_gets_a_second_look_too(text):
    ((changes, table),) = proposed([[text]], load_model())
    assert table.shape == (len(changes), len(FEATURES))


def test_two_mistakes_side_by_side_are_both_mended():
    text = "切实加墙坚督检查工作，严格落实安全生产责任制。"
    (found,) = find_changes([[text]], load_model(), 0)
    assert mend(text, found) == "切实加强监督检查工作，严格落实安全生产责任制。"


def test_no_word_is_put_in_place_of_a_word_that_sounds_otherwise():
    text = "全市粮食产量121.5万吨，其中夏粮产量35.2万吨，秋粮产量86.3万吨，粮食安全基础更牢。"
    ((changes, _),) = proposed([[text]], load_model())
    assert "粮食" not in [c.right for c in changes]
