"""Long steps of the training: in order whatever the number of processes, kept for another run."""

from __future__ import annotations

import pytest

from pipeline.proof.train.jobs import Jobs


@pytest.mark.parametrize("number", [1, 2, 5])
def test_results_come_in_order(number):
    assert Jobs(number).each("double", lambda n: 2 * n, range(7)) == list(range(0, 14, 2))
    assert Jobs(number).each("none", lambda n: n, []) == []


def test_results_are_kept(tmp_path):
    assert Jobs(1, tmp_path).each("step", lambda n: n + 1, [1, 2]) == [2, 3]
    assert Jobs(2, tmp_path).each("step", lambda n: n + 100, [1, 2]) == [2, 3]
    assert Jobs(1, tmp_path).once("other", lambda: "new") == "new"
    assert {p.suffix for p in tmp_path.iterdir()} == {".pickle"}


def test_a_step_that_fails_keeps_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError):
        Jobs(2, tmp_path).each("bad", lambda n: 1 // n, [1, 0])
    assert [p.name for p in tmp_path.iterdir()] == ["bad-0.pickle"]
