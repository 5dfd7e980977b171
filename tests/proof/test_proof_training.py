"""The training script's own logic: synthetic mistakes, levels, scores, the model card."""

from __future__ import annotations

import math
import random

import pytest
import yaml

from pipeline.proof.findings import LEVELS
from pipeline.proof.second import Change
from pipeline.proof.symbols import PAD
from pipeline.proof.train import calibrate
from pipeline.proof.train.calibrate import Unseen, as_yaml, confidence, logit, scores, thresholds
from pipeline.proof.train.card import model_card
from pipeline.proof.train.errors import Mistakes, Names, spoil, spoil_span, sprinkle

LINE = "各级人民政府应当依法行政，加强监督。"
NAMES = Names(["江州", "覃晓冉"], [1.0, 2.0], list("晓冉建明"))


def _change(place, right, p):
    steps = logit(p)
    return Change(PAD + place, PAD + place + 1, right, steps, -1, (4,), steps)


def test_probabilities_and_steps_are_inverse():
    for p in (0.3, 0.6, 0.95):
        assert confidence(logit(p)) == pytest.approx(p, abs=1e-3)


def _unseen(characters, alarms):
    return Unseen({}, {"甲": (characters, [logit(p) for p in alarms]), "乙": (10_000, [])})


def test_levels_leave_at_most_the_target_of_false_alarms_on_every_text():
    alarms = [0.99, 0.98, 0.97, 0.96, 0.95, 0.94, 0.93, 0.92, 0.91, 0.9]
    found = thresholds(_unseen(100_000, alarms))
    for level in LEVELS:
        count = sum(logit(p) >= found[level] for p in alarms)
        assert count <= calibrate.TARGETS[level] * calibrate.MARGIN * 10
    assert found["error"] > found["warning"] > found["hint"]
    assert sum(logit(p) >= found["error"] for p in alarms) == 4  # 0.5 × 0.8 × 10: all that may be


def test_the_noisiest_text_decides():
    calm, noisy = _unseen(100_000, [0.9]), _unseen(100_000, [0.99] * 20)
    both = Unseen({}, {"甲": calm.clean["甲"], "丙": noisy.clean["甲"]})
    assert thresholds(both) == thresholds(noisy)


def test_without_alarms_levels_are_not_laxer_than_sense():
    found = thresholds(_unseen(1000, []))
    assert {level: round(confidence(s), 2) for level, s in found.items()} == calibrate.LAXEST


def test_scores_are_strict():
    rows = [
        (("依法刑政", "依法行政"), [_change(2, "行", 0.9)]),  # mended
        (("依发刑政", "依法行政"), [_change(2, "行", 0.9)]),  # half mended is not mended
        (("依法行政", "依法行政"), [_change(3, "证", 0.9)]),  # spoilt
        (("加强监督", "加强监督"), []),
        (("加墙监督", "加强监督"), [_change(1, "强", 0.5)]),  # not sure enough
    ]
    found = scores(Unseen({"句": rows}, {"文": (20_000, [logit(0.9), logit(0.5)])}), logit(0.8))
    assert found["false_alarms"] == {"文": 0.5}
    assert found["pairs"]["句"] == {
        "precision": 33.3,
        "recall": 33.3,
        "f1": 33.3,
        "character_precision": 66.7,
    }


def test_the_levels_file_gives_the_levels_back():
    levels = {
        "alone": {"error": logit(0.95), "warning": logit(0.9), "hint": logit(0.6)},
        "with_words": {"error": logit(0.9), "warning": logit(0.8), "hint": logit(0.5)},
    }
    read = yaml.safe_load(as_yaml(levels))
    assert list(read) == list(levels)
    for means, found in read.items():
        assert list(found) == list(LEVELS)
        for level, p in found.items():
            assert math.isclose(p, confidence(levels[means][level]), abs_tol=1e-4)


def test_names_are_put_before_clauses_and_nothing_else_changes():
    rng = random.Random(1)
    for _ in range(50):
        longer = sprinkle(LINE, NAMES, rng)
        assert len(longer) > len(LINE)
        rest = iter(longer)
        assert all(c in rest for c in LINE)  # the line is still there, in order


def test_spoiling_keeps_the_length_and_a_span_changes_one_place():
    mistakes = Mistakes(
        {"same": {"监": [("间", 1.0)]}, "fuzzy": {}, "shape": {}, "part": {}},
        {"监督": [("间都", 1.0)]},
    )
    rng = random.Random(2)
    spoilt = {spoil(LINE, mistakes, rng, 0.5) for _ in range(50)}
    assert {len(s) for s in spoilt} == {len(LINE)}
    assert any("间督" in s or "间都" in s for s in spoilt)
    assert all(abs(len(spoil_span(LINE, rng)) - len(LINE)) <= 2 for _ in range(50))
    assert spoil_span("一", rng) == "一"


def test_the_card_names_sources_and_figures():
    unseen = Unseen({"句": [(("依法刑政", "依法行政"), [])]}, {"文": (1000, [])})
    about = {
        "characters": {"laws": 17_000_000, "prose": 300_000, "everyday": 400_000},
        "words": 5,
        "terms": 6,
        "clauses": 7,
        "phrases": 8,
        "pairs": {"句": 1},
        "clean": {"文": 1000},
        "unseen": {
            means: {level: scores(unseen, logit(0.9)) for level in LEVELS}
            for means in ("alone", "with_words")
        },
    }
    card = model_card(about)
    assert "17,000,000 characters" in card
    assert card.count("| 句 |") == 2 * len(LEVELS)
    assert "article 5" in card and "MIT" in card and "OFL" in card and "LGPL" in card
