"""What is no word where a word like it is meant: told with less certainty of the trees."""

from dataclasses import replace

import pytest

from pipeline.proof import suspicions
from pipeline.proof.candidates import SOUND_TONE
from pipeline.proof.engine import Text, sober_changes
from pipeline.proof.nonwords import is_nonword
from pipeline.proof.pack import load_model
from pipeline.proof.second import Change


def nonword(text, place, right, code=SOUND_TONE):
    change = Change(place, place + 1, right, 0, -1, (code,))
    return is_nonword(change, text, place, load_model().tools.language)


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("工人正在检修光揽接头。", "揽", "缆"),
        ("仓库要配备灭火气材。", "气", "器"),
        ("工地围裆破损。", "裆", "挡"),
        ("要更换破损的井概。", "概", "盖"),
    ],
)
def test_two_characters_that_are_no_word_stand_for_one(text, wrong, right):
    assert nonword(text, text.index(wrong), right)


@pytest.mark.parametrize(
    ("text", "wrong", "right", "code"),
    [
        ("工人正在检修光揽接头。", "揽", "缆", 0),  # not alike
        ("各村要统计低保人数。", "统", "同", SOUND_TONE),  # a word as it stands
        ("他即算过成本。", "即", "计", SOUND_TONE),  # 即 is often a word by itself
        ("会议在阀室召开。", "阀", "法", SOUND_TONE),  # 法室 is no word either
    ],
)
def test_words_and_what_makes_none_are_left_alone(text, wrong, right, code):
    assert not nonword(text, text.index(wrong), right, code)


def test_what_is_told_does_not_depend_on_the_levels_asked_for():
    text = ["工人正在检修光揽接头，工地围裆已经更换。", "切实做好按装工作。"]
    both = suspicions(text, levels=("error", "warning"))
    every = suspicions(text, levels=("error", "warning", "hint"))
    assert both == [one for one in every if one.level != "hint"]


def test_it_is_no_error_however_sure_the_trees_become():
    model = load_model()
    text = "县医院专家驻点座诊每周一次。"
    raised = [
        change
        for document in sober_changes([Text([text])], model, model.levels()["hint"])
        for *_, change in document
        if change.lifted
    ]
    assert raised
    assert all(change.logit < model.levels()["error"] for change in raised)


def test_a_trial_of_the_training_knows_no_levels_yet():
    trial = replace(load_model(), about={})
    (found,) = sober_changes([Text(["切实做好按装工作。"])], trial, 0)
    assert [change.right for *_, change in found] == ["安"]
