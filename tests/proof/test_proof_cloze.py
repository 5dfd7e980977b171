"""The network that says which of two characters fits a gap, and how it is taught."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.proof.cloze import FAR, FINER, NEAR, SHRINK, STEPS, Cloze, fits
from pipeline.proof.pack import load_model
from pipeline.proof.second import Change, Fit
from pipeline.proof.symbols import encode
from pipeline.proof.train.gaps import teach

RIGHT = "各级人民政府应当依法行政，加强对安全生产工作的监督管理，切实保障公民的合法权利。"


def _change(text, wrong, right):
    start = encode([""]).tolist().count(10) // 2 + text.index(wrong)
    return Change(start, start + len(wrong), right, 0, -1, (4,))


def _fits(wrong_text, *changes, mended=None):
    model = load_model()
    written = encode([wrong_text])
    rest = written if mended is None else encode([mended])
    return fits(model.cloze, model.tools.kin, changes, written, rest)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("刑", "行"), ("按", "安"), ("监", "监"), ("权力", "权利"), ("按全", "安全")],
)
def test_what_belongs_there_fits_better_and_the_reverse_worse(wrong, right):
    text = RIGHT.replace(right, wrong, 1)
    (better,) = _fits(text, _change(text, wrong, right))
    (worse,) = _fits(RIGHT, _change(RIGHT, right, wrong))
    if wrong == right:
        assert better.better == worse.better == 0
    else:
        assert better.better > STEPS > 0 > worse.better


def test_it_leads_only_if_none_of_its_kin_fits_better():
    text = RIGHT.replace("行政", "刑政", 1)
    best, other = _fits(text, _change(text, "刑", "行"), _change(text, "刑", "形"))
    assert best.lead > 0 > other.lead
    word = RIGHT.replace("安全", "按全", 1)
    (both,) = _fits(word, _change(word, "按全", "安全"))
    assert both.lead > 0  # the character that stays has no say


def test_nothing_is_said_about_another_length_or_unknown_characters():
    text = RIGHT.replace("依法", "依依法")
    extra, strange = _change(text, "依依", "依"), _change(text, "依依", "龘龘")
    assert _fits(text, extra, strange) == [Fit(), Fit()]
    assert _fits(text) == []


def test_a_character_that_it_does_not_know_is_just_rare():
    text = RIGHT.replace("监督", "监龘")
    (better,) = _fits(text, _change(text, "龘", "督"))
    assert better.better > STEPS


def test_what_is_mended_beside_it_is_read_as_mended():
    text = RIGHT.replace("监督管理", "坚督官理")
    change = _change(text, "官", "管")
    (alone,) = _fits(text, change)
    (mended,) = _fits(text, change, mended=RIGHT)
    assert mended != alone


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, len(RIGHT) - 2), min_size=1, max_size=12))
def test_an_answer_does_not_depend_on_what_else_is_asked(places):
    changes = [_change(RIGHT, RIGHT[i], "正") for i in places]
    together = _fits(RIGHT, *changes)
    assert together == [_fits(RIGHT, change)[0] for change in changes]


def test_sums_are_exact_even_at_their_largest():
    """Every weight as large as it can be: the answer is that of whole numbers without limit."""
    shipped = load_model().cloze
    rng = np.random.default_rng(0)

    def extreme(name, most):
        layer = getattr(shipped, name)
        return (rng.choice([-most, most], layer.shape)).astype(layer.dtype)

    parts = {n: extreme(n, 127) for n in ("near", "far", "first", "second", "out")}
    parts |= {n: extreme(n, 30_000) for n in ("first_far", "first_bias", "second_bias")}
    parts["out_bias"] = extreme("out_bias", 1000)
    cloze = replace(shipped, **parts, scale=2.0**-40)
    number = len(cloze.symbols)
    near = rng.integers(0, number, (20, 2 * NEAR))
    far = rng.integers(0, number, (20, 2 * FAR - 2))
    asked = rng.integers(0, number, 5)
    for row, seen in enumerate(cloze.seen(near, far)):
        assert cloze.scores(seen, asked).tolist() == _exact(cloze, near[row], far[row], asked)


def _exact(cloze: Cloze, near, far, asked) -> list[int]:
    def whole(layer):
        return layer.astype(object)

    ordered = whole(cloze.near[near]).reshape(-1) @ whole(cloze.first)
    inner = FINER * ordered + whole(cloze.far[far]).sum(axis=0) @ whole(cloze.first_far)
    inner = inner + whole(cloze.first_bias)
    inner = np.array([min(max(int(x) // SHRINK, 0), 1 << 16) for x in inner], dtype=object)
    seen = inner @ whole(cloze.second) + whole(cloze.second_bias)
    told = whole(cloze.out[asked]) @ seen
    return [t * STEPS // 2**40 + int(b) for t, b in zip(told, cloze.out_bias[asked], strict=True)]


def test_it_learns_from_what_is_far_away():
    """Two characters that only the beginning of the line tells apart."""
    kin = load_model().tools.kin
    filler = "有关部门应当按照规定及时办理"
    lines = ["甲方" + filler + "利益", "乙方" + filler + "力益"] * 100
    heard = []
    cloze = teach([(lines, 1.0, True)], kin, 20_000, heard.append)
    assert cloze.symbols.tolist() == sorted(set(map(ord, "".join(lines))) | {10})
    text = "甲方" + filler + "力益"
    change = _change(text, "力", "利")
    written = encode([text])
    assert fits(cloze, kin, [change], written, written)[0].better > STEPS
    other = encode([text.replace("甲", "乙")])
    assert fits(cloze, kin, [change], other, other)[0].better < -STEPS
